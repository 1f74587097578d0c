/** One person: how to reach her safely first, then what is ahead, what was shared, and the next meeting. */
import { BookOpen, Printer } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { metToday } from "../acts.ts";
import { dayText, paperDay, timeText } from "../days.ts";
import { useHeld } from "../held.ts";
import { comingDates, toArrange, toldNeeds } from "../model/dates.ts";
import { changedSince, type Person } from "../model/people.ts";
import { useRun, Trouble } from "../run.tsx";
import { useItems, useNow } from "../state.ts";
import { usePeople } from "../use-people.ts";
import { t } from "../words.ts";
import { NeedRow } from "../week/arrange.tsx";
import { Contact } from "./contact.tsx";
import { Ending } from "./ending.tsx";
import { Notes } from "./notes.tsx";
import { Moved } from "./moved.tsx";
import { PassOn } from "./passing.tsx";
import { Replies } from "./replies.tsx";
import { Review } from "./review.tsx";
import { Steps } from "./steps.tsx";
import { Suggest } from "./suggest.tsx";
import { Timeline } from "./timeline.tsx";
import { titleOf } from "./titles.ts";

export function PersonView({ link }: { link: string }) {
  const person = usePeople().find(({ record }) => record === link);
  const [together, setTogether] = useState(false);
  const box = useHeld<HTMLDivElement>(together, person?.state);
  if (!person) return null;
  if (together) return <Review person={person} onClose={() => setTogether(false)} />;
  return (
    <div class="page stack" ref={box}>
      <div class="title-row">
        <h2 dir="auto">{person.name || t("people.no-name")}</h2>
        {person.state === "open" && (
          <div class="row no-print">
            <Button icon={BookOpen} label={t("review.open")} onPress={() => setTogether(true)} />
            <Button icon={Printer} label={t("person.print")} onPress={() => print()} />
          </div>
        )}
      </div>
      {person.state === "ended" ? <Ending person={person} /> : <Open person={person} />}
    </div>
  );
}

function Open({ person }: { person: Person }) {
  return (
    <>
      <Contact person={person} />
      <Changed person={person} />
      <Ahead person={person} />
      <Replies person={person} />
      <Notes person={person} />
      <Suggest person={person} />
      <Steps person={person} />
      <Timeline person={person} />
      <PassOn person={person} />
      <Ending person={person} />
    </>
  );
}

function Changed({ person }: { person: Person }) {
  const { busy, wrong, run } = useRun();
  const changes = changedSince(person);
  return (
    <section class="stack tight">
      <h3>{t("person.changed")}</h3>
      <p class="second">{person.met ? t("person.met", { day: dayText(person.met) }) : t("person.not-met")}</p>
      <Trouble text={wrong} />
      {changes.length === 0 ? (
        <p class="second">{t("person.no-changes")}</p>
      ) : (
        <ul class="plain-list">
          {changes.map(({ id, plain }) => (
            <li key={id} dir="auto">
              {titleOf(plain)}
            </li>
          ))}
        </ul>
      )}
      <div class="no-print">
        <Button label={t("person.met-today")} busy={busy} onPress={() => void run(() => metToday(person))} />
      </div>
    </section>
  );
}

function Ahead({ person }: { person: Person }) {
  const now = useNow();
  const coming = useMemo(() => comingDates([person], now, 60), [person, now]);
  const needs = toArrange(coming, toldNeeds(useItems()));
  return (
    <section class="stack tight">
      <h3>{t("person.ahead")}</h3>
      {coming.length === 0 && <p class="second">{t("person.nothing-ahead")}</p>}
      {coming.map((one) => (
        <article key={one.record + one.day} class="card">
          <div class="title-row">
            <h4 dir="auto">{one.title || t(`kind.${one.kind}`)}</h4>
            {one.kind === "appointment" && <Moved of={one} />}
          </div>
          <p>
            <span class="no-print">{dayText(one.day)}</span>
            <span class="print-only">{paperDay(one.day)}</span> {timeText(one.time)} {one.place && `· ${one.place}`}
          </p>
          {one.bring.length > 0 && <p class="second">{t("person.bring", { what: one.bring.join(", ") })}</p>}
          {one.needs.length > 0 && (
            <ul class="rows">
              {(needs.find(({ day }) => day === one.day)?.needs ?? [])
                .filter(({ record }) => record === one.record)
                .map((need) => (
                  <NeedRow key={need.need} need={need} alone />
                ))}
            </ul>
          )}
        </article>
      ))}
    </section>
  );
}
