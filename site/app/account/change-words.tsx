/** Other words: made by the app or her own; typed back before they count. With them, if she wants, new keys. */
import { Shuffle } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Words } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { Working } from "../front/unlock.tsx";
import { useRun } from "../more/run.ts";
import { back, replaceScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { progress, useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { WordLists } from "./way-back.tsx";

type Why = "other" | "known";

export function ChangeWords() {
  const [why, setWhy] = useState<Why>("other");
  return (
    <Screen
      title={t("change.title")}
      action={{ label: t("change.next"), onPress: () => replaceScreen(<Choose turn={why === "known"} />) }}
    >
      <Chips
        label={t("change.why")}
        value={why}
        choices={(["other", "known"] as const).map((value) => ({ value, label: t(`change.why-${value}`) }))}
        onValue={(value) => setWhy(value as Why)}
      />
      <p>{t("change.phones")}</p>
      {why === "known" && (
        <Card tone="care">
          <p>{t("change.known-says")}</p>
        </Card>
      )}
    </Screen>
  );
}

function Choose({ turn }: { turn: boolean }) {
  const keeper = useKeeper();
  const [by, setBy] = useState<"made" | "own">("made");
  const [made, setMade] = useState<Words | null>(null);
  const [own, setOwn] = useState<Words>({ handle: "", passphrase: "" });
  const { busy, wrong, run, setWrong } = useRun();
  const make = () => run(async () => setMade(await keeper.newWords()));
  useEffect(() => void make(), []);
  const next = () =>
    run(async () => {
      const words = by === "made" ? made! : own;
      if (by === "own") {
        const { enough } = await keeper.judgeWords(own);
        if (!enough) return setWrong(t("change.weak"));
      }
      replaceScreen(<TypeBack words={words} turn={turn} />);
    });
  return (
    <Screen
      title={t("change.title")}
      action={{ label: t("change.next"), busy: busy || (by === "made" && !made), onPress: () => void next() }}
    >
      <TroubleLine text={wrong} />
      <Chips
        label={t("change.which")}
        value={by}
        choices={(["made", "own"] as const).map((value) => ({ value, label: t(`change.which-${value}`) }))}
        onValue={(value) => setBy(value as "made" | "own")}
      />
      {by === "made" && made && (
        <>
          <p>{t("way.words-says")}</p>
          <WordLists words={made} />
          <div>
            <Button kind="plain" label={t("change.others")} icon={Shuffle} onPress={() => void make()} />
          </div>
        </>
      )}
      {by === "own" && (
        <>
          <p>{t("change.own-says")}</p>
          <Field
            label={t("change.own-handle")}
            hint={t("change.own-handle-hint")}
            value={own.handle}
            onValue={(handle) => setOwn({ ...own, handle })}
            maxLength={64}
          />
          <Field
            label={t("change.own-passphrase")}
            hint={t("change.own-passphrase-hint")}
            value={own.passphrase}
            onValue={(passphrase) => setOwn({ ...own, passphrase })}
            maxLength={200}
            lines={2}
          />
        </>
      )}
    </Screen>
  );
}

/** One way of writing: so that a capital or a second blank is no mistake. */
const plainly = ({ handle, passphrase }: Words): string =>
  JSON.stringify([
    handle
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "-"),
    passphrase.trim().replace(/\s+/g, " "),
  ]);

function TypeBack({ words, turn }: { words: Words; turn: boolean }) {
  const keeper = useKeeper();
  const [typed, setTyped] = useState<Words>({ handle: "", passphrase: "" });
  const { busy, wrong, run, setWrong } = useRun();
  const change = async () => {
    if (plainly(typed) !== plainly(words)) return setWrong(t("way.not-right"));
    progress.set(0);
    if (!(await run(() => keeper.changePassphrase(words, turn)))) return;
    back();
    showToast(t(turn ? "change.done-known" : "change.done"));
  };
  return (
    <Screen title={t("way.type-back")} action={{ label: t("change.title"), busy, onPress: () => void change() }}>
      <TroubleLine text={wrong} />
      <p>{t("change.type-back")}</p>
      <Field
        label={t("change.own-handle")}
        value={typed.handle}
        onValue={(handle) => setTyped({ ...typed, handle })}
        maxLength={100}
      />
      <Field
        label={t("change.own-passphrase")}
        value={typed.passphrase}
        onValue={(passphrase) => setTyped({ ...typed, passphrase })}
        maxLength={200}
        lines={2}
      />
      {busy && <Working text={t("change.working")} />}
    </Screen>
  );
}
