/**
 * Cover and handover: a colleague's code travels to her across this link. Only her yes, on her phone, moves anything;
 * this desk is not told what she does with it.
 */
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { passOn, type Passing } from "../acts.ts";
import { useHeld } from "../held.ts";
import type { Person } from "../model/people.ts";
import { useRun, Trouble } from "../run.tsx";
import { t } from "../words.ts";

export function PassOn({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<Passing>("cover");
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const box = useHeld<HTMLElement>(open);
  const send = () =>
    run(async () => {
      if (!/^[0-9a-z]{27}$/i.test(code.replace(/[\s-]/g, ""))) return setWrong(t("pass.no-code"));
      await passOn(person, kind, code, name);
      setOpen(false);
      setCode("");
      showToast(t("pass.sent"));
    });
  if (!open)
    return (
      <section class="no-print" ref={box}>
        <Button kind="plain" label={t("pass.open")} onPress={() => setOpen(true)} />
      </section>
    );
  return (
    <section class="card no-print" ref={box}>
      <h3 tabIndex={-1}>{t("pass.open")}</h3>
      <p>{t("pass.says")}</p>
      <Trouble text={wrong} />
      <Chips
        label={t("pass.which")}
        value={kind}
        choices={(["cover", "handover"] as const).map((value) => ({ value, label: t(`pass.${value}`) }))}
        onValue={(value) => setKind(value as Passing)}
      />
      <Field label={t("pass.name")} value={name} onValue={setName} maxLength={60} />
      <Field label={t("pass.code")} hint={t("pass.code-hint")} value={code} onValue={setCode} maxLength={60} />
      <div class="row">
        <Button kind="main" label={t("pass.send")} busy={busy} onPress={() => void send()} />
        <Button kind="plain" label={t("cancel")} onPress={() => setOpen(false)} />
      </div>
    </section>
  );
}
