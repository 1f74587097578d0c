/** A new account: the operator's one-time code, then words made by the desk or chosen, typed once more. */
import { Shuffle } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Words } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper } from "../state.ts";
import { t } from "../words.ts";
import { Working } from "./door.tsx";
import { SecretField } from "./secret-field.tsx";

type By = "made" | "own";

/** One way of writing, so that a second blank is no mistake. */
const plainly = (passphrase: string): string => passphrase.trim().replace(/\s+/g, " ");

export function SignUp({ onBack }: { onBack(): void }) {
  const [code, setCode] = useState("");
  const [by, setBy] = useState<By>("made");
  const [made, setMade] = useState<Words | null>(null);
  const [own, setOwn] = useState<Words>({ handle: "", passphrase: "" });
  const [again, setAgain] = useState<Words | null>(null);
  const [typed, setTyped] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const make = () => run(async () => setMade(await getKeeper().newWords()));
  useEffect(() => void make(), []);

  const choose = () =>
    run(async () => {
      if (code.trim() === "") return setWrong(t("up.no-code"));
      if (by === "made") return setAgain(made);
      const { enough } = await getKeeper().judgeWords(own);
      if (!enough) return setWrong(t("up.weak"));
      setAgain(own);
    });
  const finish = () =>
    run(async () => {
      if (plainly(typed) !== plainly(again!.passphrase)) return setWrong(t("up.not-right"));
      await getKeeper().signUp(again!, code);
    });

  if (again)
    return (
      <>
        <h2>{t("up.again")}</h2>
        <p>{t("up.again-says")}</p>
        <Trouble text={wrong} />
        <SecretField
          label={t("door.passphrase")}
          value={typed}
          onValue={setTyped}
          onEnter={() => void finish()}
          autoFocus
        />
        <Button kind="main" wide label={t("up.make")} busy={busy} onPress={() => void finish()} />
        <Working busy={busy} />
        <Button kind="plain" label={t("back")} onPress={() => setAgain(null)} />
      </>
    );
  return (
    <>
      <h2>{t("door.sign-up")}</h2>
      <Trouble text={wrong} />
      <Field label={t("up.code")} hint={t("up.code-hint")} value={code} onValue={setCode} maxLength={100} autoFocus />
      <Chips
        label={t("up.which")}
        value={by}
        choices={(["made", "own"] as const).map((value) => ({ value, label: t(`up.which-${value}`) }))}
        onValue={(value) => setBy(value as By)}
      />
      {by === "made" && made && (
        <>
          <p>{t("up.made-says")}</p>
          <WordList title={t("door.handle")} words={made.handle.split("-")} />
          <WordList title={t("door.passphrase")} words={made.passphrase.split(" ")} />
          <Button kind="plain" icon={Shuffle} label={t("up.others")} onPress={() => void make()} />
        </>
      )}
      {by === "own" && (
        <>
          <p>{t("up.own-says")}</p>
          <Field
            label={t("door.handle")}
            value={own.handle}
            onValue={(handle) => setOwn({ ...own, handle })}
            maxLength={64}
          />
          <SecretField
            label={t("door.passphrase")}
            value={own.passphrase}
            onValue={(passphrase) => setOwn({ ...own, passphrase })}
          />
        </>
      )}
      <Button kind="main" wide label={t("next")} busy={busy} onPress={() => void choose()} />
      <Button kind="plain" label={t("back")} onPress={onBack} />
    </>
  );
}

export function WordList({ title, words }: { title: string; words: string[] }) {
  return (
    <section class="stack tight">
      <h3>{title}</h3>
      <ol class="words">
        {words.map((word, n) => (
          <li key={n}>{word}</li>
        ))}
      </ol>
    </section>
  );
}
