/** A sealed copy: a code is made or hers is given, and the file is made once the code was given back right. */
import { Download, Printer } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Chips } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { grouped } from "../../ui/grouped.ts";
import { Square } from "../../ui/square.tsx";
import { Working } from "../front/unlock.tsx";
import { useRun } from "../more/run.ts";
import { openScreen } from "../router.ts";
import { saveFile } from "../../ui/save-file.ts";
import { Screen } from "../screen.tsx";
import { useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { CopyCode } from "./copy-code.tsx";
import { copyTrouble } from "./copy-trouble.ts";
import { unhurried } from "./unhurried.ts";

const FILE_NAME = "daybook.bin";

export function Sealed() {
  const keeper = useKeeper();
  const [which, setWhich] = useState("new");
  const [code, setCode] = useState("");
  const { wrong, run } = useRun();
  useEffect(() => void run(async () => setCode(await keeper.makeExportCode())), []);
  return (
    <Screen
      title={t("export.sealed")}
      action={{ label: t("export.next"), onPress: () => openScreen(<MakeFile />), busy: code === "" }}
    >
      <p class="no-print">{t("export.everything")}</p>
      <TroubleLine text={wrong} />
      <div class="no-print">
        <Chips
          label={t("export.code-which")}
          value={which}
          choices={[
            { value: "new", label: t("export.code-new") },
            { value: "mine", label: t("export.code-mine") },
          ]}
          onValue={setWhich}
        />
      </div>
      {which === "new" && code !== "" && (
        <>
          <p class="no-print">{t("export.copied")}</p>
          <section class="card">
            <h2>{t("export.code")}</h2>
            <p class="code">{grouped(code)}</p>
            <Square text={code} name={t("export.square")} />
          </section>
          <div class="no-print">
            <Button label={t("way.print")} icon={Printer} onPress={() => print()} />
          </div>
        </>
      )}
      <p class="second no-print">{t("export.nobody")}</p>
    </Screen>
  );
}

function MakeFile() {
  const keeper = useKeeper();
  const [typed, setTyped] = useState("");
  const [file, setFile] = useState<Blob | null>(null);
  const { busy, wrong, run } = useRun(copyTrouble);
  const make = () => run(async () => setFile(await unhurried(() => keeper.exportSealed(typed))));
  const save = () => {
    saveFile(FILE_NAME, file!);
    showToast(t("export.saved"));
  };
  if (file) {
    return (
      <Screen title={t("export.sealed")} action={{ label: t("export.save"), icon: Download, onPress: save }}>
        <p role="status">{t("export.made", { name: FILE_NAME })}</p>
        <p class="second">{t("export.nobody")}</p>
      </Screen>
    );
  }
  return (
    <Screen title={t("export.give")} action={{ label: t("export.make"), busy, onPress: () => void make() }}>
      <TroubleLine text={wrong} />
      {busy && <Working text={t("export.making")} />}
      <p>{t("export.give-says")}</p>
      <CopyCode value={typed} onValue={setTyped} />
    </Screen>
  );
}
