/** The second step: a code from an app, set up once and asked for at each sign-in, or a passkey in its place. */
import { useEffect, useState } from "preact/hooks";
import type { SecondSteps, Totp } from "../../core/desk/desk-keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { grouped } from "../../ui/grouped.ts";
import { Square } from "../../ui/square.tsx";
import { useStore } from "../../ui/store.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper, lock, step } from "../state.ts";
import { t } from "../words.ts";
import { passkeysHere, usePasskey } from "./passkey.ts";

export function Second() {
  const wanted = useStore(step);
  const [fresh, setFresh] = useState(false);
  const setNew = () => {
    setFresh(true);
    step.set("asked");
  };
  return (
    <main class="door stack">
      <h1>{t("second.title")}</h1>
      {wanted === "set-up" ? <SetUp onDone={setNew} /> : <Ask fresh={fresh} />}
      <Button kind="plain" label={t("lock")} onPress={() => void lock()} />
    </main>
  );
}

/** Base 32 in groups of four, as it is easiest to copy. */
interface CodeBoxProps {
  value: string;
  onValue(code: string): void;
  onEnter(): void;
  autoFocus?: boolean;
}

/** The six digits, with room for the blanks that some apps show. */
const CodeBox = (props: CodeBoxProps) => <Field label={t("second.code")} type="digits" maxLength={9} {...props} />;

export function SetUp({ onDone }: { onDone(): void }) {
  const [totp, setTotp] = useState<Totp | null>(null);
  const [code, setCode] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  useEffect(() => void run(async () => setTotp(await getKeeper().startTotp())), []);
  const confirm = () =>
    run(async () => {
      if (await getKeeper().confirmTotp(code)) return onDone();
      setCode("");
      setWrong(t("second.wrong"));
    });
  return (
    <>
      <p>{t("second.set-up")}</p>
      {totp && (
        <>
          <Square text={totp.uri} name={t("second.square")} />
          <p>{t("second.by-hand")}</p>
          <p class="code">{grouped(totp.secret)}</p>
        </>
      )}
      <Trouble text={wrong} />
      <CodeBox value={code} onValue={setCode} onEnter={() => void confirm()} />
      <Button kind="main" wide label={t("second.confirm")} busy={busy} onPress={() => void confirm()} />
    </>
  );
}

/** `fresh`: the app was just set up, and the code that showed it is spent. */
function Ask({ fresh }: { fresh: boolean }) {
  const [steps, setSteps] = useState<SecondSteps | null>(null);
  const [code, setCode] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const look = async () => {
    const told = await getKeeper().secondStep();
    setSteps(told);
    // It was not known yet that none is registered.
    if (told.state === "set-up") step.set("set-up");
  };
  useEffect(() => void run(look), []);
  const done = (passed: boolean) => {
    if (passed) return step.set("passed");
    setCode("");
    setWrong(t("second.wrong"));
  };
  const byCode = () => run(async () => done(await getKeeper().passCode(code)));
  const byPasskey = () =>
    run(async () => {
      const answer = await usePasskey(steps!.passkey).catch(() => null);
      if (answer === null) return setWrong(t("second.no-passkey"));
      done(await getKeeper().passPasskey(answer));
    });
  return (
    <>
      <p>{t(fresh ? "second.fresh" : "second.says")}</p>
      <Trouble text={wrong} />
      <CodeBox value={code} onValue={setCode} onEnter={() => void byCode()} autoFocus />
      <Button kind="main" wide label={t("second.go")} busy={busy} onPress={() => void byCode()} />
      {steps?.passkey != null && passkeysHere() && (
        <Button wide label={t("second.passkey")} busy={busy} onPress={() => void byPasskey()} />
      )}
    </>
  );
}
