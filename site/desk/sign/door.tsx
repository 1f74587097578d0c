/** Before anything is open: the passphrase, a first sign-in on this laptop, or a new account by one-time code. */
import { useState } from "preact/hooks";
import type { Opening, Phase } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper, progress } from "../state.ts";
import { t } from "../words.ts";
import { SecretField } from "./secret-field.tsx";
import { SignUp } from "./sign-up.tsx";

type Way = "choose" | "sign-up" | "sign-in" | "code";

export function Door({ phase }: { phase: Phase }) {
  const [way, setWay] = useState<Way>("choose");
  const back = () => setWay("choose");
  return (
    <main class="door stack">
      <h1>{t("door.title")}</h1>
      {phase === "locked" && way === "choose" && <Unlock onCode={() => setWay("code")} />}
      {phase !== "locked" && way === "choose" && (
        <>
          <p>{t("door.says")}</p>
          <Button kind="main" wide label={t("door.sign-in")} onPress={() => setWay("sign-in")} />
          <Button wide label={t("door.sign-up")} onPress={() => setWay("sign-up")} />
          <Button kind="plain" label={t("door.code")} onPress={() => setWay("code")} />
        </>
      )}
      {way === "sign-up" && <SignUp onBack={back} />}
      {way === "sign-in" && <SignIn onBack={back} />}
      {way === "code" && <ByCode onBack={back} />}
    </main>
  );
}

/** The sentence of an opening that failed; undefined where it went well. */
function refusal(opening: Opening): string | undefined {
  if (opening.ok) return undefined;
  if (opening.why === "wait") return t("door.wait", { when: new Date(opening.opens * 1000).toLocaleString("en-GB") });
  return t(`door.${opening.why}`);
}

/** How far the key is worked out. */
export function Working({ busy }: { busy: boolean }) {
  const part = useStore(progress);
  return busy ? (
    <div class="working" role="status">
      <p>{t("door.working")}</p>
      <progress value={part} aria-label={t("door.working")} />
    </div>
  ) : null;
}

function Unlock({ onCode }: { onCode(): void }) {
  const [passphrase, setPassphrase] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const open = () =>
    run(async () => {
      setWrong(refusal(await getKeeper().unlockWithPassphrase(passphrase)));
    });
  return (
    <>
      <p>{t("door.locked")}</p>
      <Trouble text={wrong} />
      <SecretField
        label={t("door.passphrase")}
        value={passphrase}
        onValue={setPassphrase}
        onEnter={() => void open()}
        autoFocus
      />
      <Button kind="main" wide label={t("door.open")} busy={busy} onPress={() => void open()} />
      <Working busy={busy} />
      <Button kind="plain" label={t("door.code")} onPress={onCode} />
    </>
  );
}

function SignIn({ onBack }: { onBack(): void }) {
  const [handle, setHandle] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const open = () =>
    run(async () => {
      setWrong(refusal(await getKeeper().signIn({ handle, passphrase })));
    });
  return (
    <>
      <h2>{t("door.sign-in")}</h2>
      <Trouble text={wrong} />
      <Field label={t("door.handle")} value={handle} onValue={setHandle} maxLength={100} autoFocus />
      <SecretField
        label={t("door.passphrase")}
        value={passphrase}
        onValue={setPassphrase}
        onEnter={() => void open()}
      />
      <p class="second">{t("door.stays")}</p>
      <Button kind="main" wide label={t("door.open")} busy={busy} onPress={() => void open()} />
      <Working busy={busy} />
      <Button kind="plain" label={t("back")} onPress={onBack} />
    </>
  );
}

function ByCode({ onBack }: { onBack(): void }) {
  const [code, setCode] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const open = () =>
    run(async () => {
      setWrong(refusal(await getKeeper().recover(code)));
    });
  return (
    <>
      <h2>{t("door.code")}</h2>
      <p>{t("door.code-says")}</p>
      <Trouble text={wrong} />
      <Field label={t("door.code-label")} value={code} onValue={setCode} onEnter={() => void open()} autoFocus />
      <Button kind="main" wide label={t("door.open")} busy={busy} onPress={() => void open()} />
      <Working busy={busy} />
      <Button kind="plain" label={t("back")} onPress={onBack} />
    </>
  );
}
