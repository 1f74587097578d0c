/** Putting a sealed copy in: the file, its code, and what came of it. */
import { FileInput } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import type { TakenIn } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { holdAway } from "../away.ts";
import { Working } from "../front/unlock.tsx";
import { useRun } from "../more/run.ts";
import { Screen } from "../screen.tsx";
import { readItems, useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { CopyCode } from "./copy-code.tsx";
import { copyTrouble } from "./copy-trouble.ts";
import { unhurried } from "./unhurried.ts";

/** How long the phone's own list of files may be in front before the daybook closes, in milliseconds. */
const CHOOSING = 120_000;

export function PutIn() {
  const keeper = useKeeper();
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState("");
  const [taken, setTaken] = useState<TakenIn | null>(null);
  const { busy, wrong, run, setWrong } = useRun(copyTrouble);
  const put = async () => {
    if (!file) return setWrong(t("export.file-first"));
    await run(async () => setTaken(await unhurried(() => keeper.importSealed(file, typed))));
    await readItems();
  };
  if (taken) {
    return (
      <Screen title={t("export.done-title")}>
        <ul class="says stack" role="status">
          {(["added", "changed", "same"] as const).map(
            (what) =>
              (taken[what] > 0 || what === "added") && (
                <li key={what}>{t(`export.done-${what}`, { n: taken[what] })}</li>
              ),
          )}
        </ul>
      </Screen>
    );
  }
  return (
    <Screen title={t("export.in")} action={{ label: t("export.put"), busy, onPress: () => void put() }}>
      <TroubleLine text={wrong} />
      {busy && <Working text={t("export.opening")} />}
      <p>{t("export.in-says")}</p>
      <FileWay file={file} onFile={setFile} />
      <CopyCode value={typed} onValue={setTyped} />
      <p class="second">{t("export.deleted-back")}</p>
      <p class="second">{t("export.again")}</p>
    </Screen>
  );
}

function FileWay({ file, onFile }: { file: File | null; onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => () => holdAway(0), []);
  const ask = () => {
    holdAway(CHOOSING); // the list of files stands in front of this page: that is not being away
    input.current?.click();
  };
  return (
    <div class="stack tight">
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          holdAway(0);
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (chosen) onFile(chosen);
        }}
        onCancel={() => holdAway(0)}
      />
      <div>
        <Button label={t("export.choose")} icon={FileInput} onPress={ask} />
      </div>
      {file && (
        <p role="status" dir="auto">
          {t("export.chosen", { name: file.name })}
        </p>
      )}
    </div>
  );
}
