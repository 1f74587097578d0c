/** *To arrange*: needs by day, each arranged or not. On paper without a name and without a word of hers. */
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { answerArranged } from "../acts.ts";
import { dayText, paperDay, timeText } from "../days.ts";
import { useHeld } from "../held.ts";
import type { ToArrange } from "../model/dates.ts";
import { useRun, Trouble } from "../run.tsx";
import { openPerson } from "../state.ts";
import { t } from "../words.ts";

export function Arrange({ days }: { days: { day: string; needs: ToArrange[] }[] }) {
  return (
    <section class="stack tight arrange">
      <h3>{t("week.arrange")}</h3>
      {days.length === 0 && <p class="second">{t("week.nothing")}</p>}
      {days.map(({ day, needs }) => (
        <section key={day} class="stack tight">
          <h4>
            <span class="no-print">{dayText(day)}</span>
            <span class="print-only">{paperDay(day)}</span>
          </h4>
          <ul class="rows">
            {needs.map((need) => (
              <NeedRow key={need.record + need.need} need={need} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

/** `alone`: it stands under its person and its date, whose names it need not repeat. */
export function NeedRow({ need, alone = false }: { need: ToArrange; alone?: boolean }) {
  const [asking, setAsking] = useState(false);
  const [how, setHow] = useState(need.told ? need.how : "");
  const { busy, wrong, run } = useRun();
  const box = useHeld<HTMLLIElement>(asking);
  const kind = t(`need.${need.kind}`);
  const said = need.told ? "change" : "arrange";
  const send = async () => {
    if (await run(() => answerArranged(need, how))) setAsking(false);
  };
  return (
    <li class="need" ref={box}>
      <span class="when">{timeText(need.time)}</span>
      <span class={need.arranged || need.told ? "state done" : "state"}>
        {t(need.arranged ? "need.arranged" : need.told ? "need.told" : "need.needed")}
      </span>
      <div class="what">
        <strong>{kind}</strong>
        {!alone && (
          <button type="button" class="name no-print" onClick={() => openPerson(need.person.record)} dir="auto">
            {need.person.name || t("people.no-name")}
          </button>
        )}
        <span class="second no-print" dir="auto">
          {[alone ? "" : need.title, need.how].filter(Boolean).join(" · ")}
        </span>
      </div>
      {!need.arranged && !asking && (
        <span class="no-print">
          <Button
            kind={need.told ? "plain" : "quiet"}
            label={t(`need.${said}`)}
            name={t(`need.${said}-name`, { what: kind, name: need.person.name || t("people.no-name") })}
            onPress={() => setAsking(true)}
          />
        </span>
      )}
      {asking && (
        <div class="ask no-print">
          <Trouble text={wrong} />
          <Field
            label={t("need.how")}
            hint={t("need.how-hint")}
            value={how}
            onValue={setHow}
            maxLength={100}
            autoFocus
            onEnter={() => void send()}
          />
          <div class="row">
            <Button kind="main" label={t("need.send")} busy={busy} onPress={() => void send()} />
            <Button kind="plain" label={t("cancel")} onPress={() => setAsking(false)} />
          </div>
        </div>
      )}
    </li>
  );
}
