/** The case manager's own account: a way back, a passkey, what stays on this laptop. */
import { useState } from "preact/hooks";
import type { Words } from "../core/keeper.ts";
import { Button } from "../ui/button.tsx";
import { Check, Field } from "../ui/field.tsx";
import { grouped } from "../ui/grouped.ts";
import { Square } from "../ui/square.tsx";
import { showToast } from "../ui/toast.tsx";
import { useStore } from "../ui/store.ts";
import { useRun, Trouble } from "./run.tsx";
import { makePasskey, passkeysHere } from "./sign/passkey.ts";
import { WordList } from "./sign/sign-up.tsx";
import { getKeeper, status } from "./state.ts";
import { t } from "./words.ts";

export function Account() {
  return (
    <div class="page stack">
      <h2>{t("place.account")}</h2>
      <WayBack />
      <Passkey />
      <Leaving />
    </div>
  );
}

function WayBack() {
  const told = useStore(status);
  const [code, setCode] = useState("");
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState<Words | null>(null);
  const { busy, wrong, setWrong, run } = useRun();
  const confirm = () =>
    run(async () => {
      if (!(await getKeeper().confirmRecoveryCode(typed))) return setWrong(t("way.not-right"));
      setCode("");
      setTyped("");
      showToast(t("way.kept"));
    });
  return (
    <section class="card">
      <h3>{t("way.title")}</h3>
      <p>{t("way.says")}</p>
      <p class="second">{t(`way.${told?.wayBack ?? "none"}`)}</p>
      <Trouble text={wrong} />
      {code === "" ? (
        <div class="row">
          <Button
            label={t("way.make")}
            busy={busy}
            onPress={() => void run(async () => setCode(await getKeeper().makeRecoveryCode()))}
          />
          <Button
            kind="plain"
            label={t("way.words")}
            onPress={() => void run(async () => setWords(words ? null : await getKeeper().words()))}
          />
        </div>
      ) : (
        <>
          <p class="code">{grouped(code)}</p>
          <Square text={code} name={t("way.square")} />
          <p>{t("way.give-back")}</p>
          <Field
            label={t("door.code-label")}
            value={typed}
            onValue={setTyped}
            maxLength={60}
            onEnter={() => void confirm()}
          />
          <Button kind="main" label={t("way.check")} busy={busy} onPress={() => void confirm()} />
        </>
      )}
      {words && (
        <>
          <WordList title={t("door.handle")} words={words.handle.split("-")} />
          <WordList title={t("door.passphrase")} words={words.passphrase.split(" ")} />
        </>
      )}
    </section>
  );
}

function Passkey() {
  const { busy, wrong, setWrong, run } = useRun();
  if (!passkeysHere()) return null;
  const add = () =>
    run(async () => {
      const made = await makePasskey(await getKeeper().passkeyOptions()).catch(() => null);
      if (made === null) return setWrong(t("second.no-passkey"));
      await getKeeper().addPasskey(made);
      showToast(t("passkey.added"));
    });
  return (
    <section class="card">
      <h3>{t("passkey.title")}</h3>
      <p>{t("passkey.says")}</p>
      <Trouble text={wrong} />
      <div>
        <Button label={t("passkey.add")} busy={busy} onPress={() => void add()} />
      </div>
    </section>
  );
}

function Leaving() {
  const [sure, setSure] = useState(false);
  const { busy, wrong, run } = useRun();
  const told = useStore(status);
  return (
    <section class="card">
      <h3>{t("leave.title")}</h3>
      <p>{t("leave.says")}</p>
      {(told?.unsent ?? 0) > 0 && <p>{t("line.unsent", { n: told!.unsent })}</p>}
      <Trouble text={wrong} />
      <Check label={t("leave.sure")} checked={sure} onChange={setSure} />
      <div>
        <Button
          kind="care"
          label={t("leave.do")}
          busy={busy || !sure}
          onPress={() => void run(() => getKeeper().signOut())}
        />
      </div>
    </section>
  );
}
