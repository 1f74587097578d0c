/** *Moved*: tells her that an appointment has another day or time. Her own date stays until she takes it over. */
import { useState } from "preact/hooks";
import { appointmentOf } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { answerMoved } from "../acts.ts";
import { useHeld } from "../held.ts";
import type { Coming } from "../model/dates.ts";
import { useRun, Trouble } from "../run.tsx";
import { t } from "../words.ts";

export function Moved({ of }: { of: Coming }) {
  const [open, setOpen] = useState(false);
  const [date, setDate] = useState(of.day);
  const [time, setTime] = useState(of.time);
  const { busy, wrong, run } = useRun();
  const box = useHeld<HTMLDivElement>(open);
  const plain = of.person.shared.find(({ id }) => id === of.record)?.plain;
  const send = async () => {
    if (!plain || date === "") return;
    const { zone } = appointmentOf(plain).start;
    if (!(await run(() => answerMoved(of, { date, time, zone })))) return;
    setOpen(false);
    showToast(t("moved.sent"));
  };
  if (!open)
    return (
      <div class="no-print" ref={box}>
        <Button
          kind="plain"
          label={t("moved.say")}
          name={t("moved.say-name", { title: of.title })}
          onPress={() => setOpen(true)}
        />
      </div>
    );
  return (
    <div class="ask no-print" ref={box}>
      <Trouble text={wrong} />
      <div class="fields">
        <Field label={t("moved.day")} type="date" value={date} onValue={setDate} autoFocus />
        <Field label={t("moved.time")} type="time" value={time} onValue={setTime} />
      </div>
      <div class="row">
        <Button kind="main" label={t("moved.send")} busy={busy} onPress={() => void send()} />
        <Button kind="plain" label={t("cancel")} onPress={() => setOpen(false)} />
      </div>
    </div>
  );
}
