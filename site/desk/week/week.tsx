/** This week: what is to be arranged, the dates that come, and what changed since each last meeting. */
import { Printer } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Chips } from "../../ui/field.tsx";
import { dayText, timeText } from "../days.ts";
import { changedSince } from "../model/people.ts";
import { comingDates, toArrange, toldNeeds } from "../model/dates.ts";
import { titleOf } from "../people/titles.ts";
import { openPerson, useItems, useNow } from "../state.ts";
import { usePeople } from "../use-people.ts";
import { t } from "../words.ts";
import { Arrange } from "./arrange.tsx";

export function Week() {
  const [people, items, now] = [usePeople(), useItems(), useNow()];
  const [days, setDays] = useState(7);
  const open = useMemo(() => people.filter(({ state }) => state === "open"), [people]);
  const coming = useMemo(() => comingDates(open, now, days), [open, now, days]);
  const changed = useMemo(
    () => open.map((person) => ({ person, changes: changedSince(person) })).filter(({ changes }) => changes.length > 0),
    [open],
  );
  return (
    <div class="page wide stack">
      <div class="title-row no-print">
        <h2>{t("place.week")}</h2>
        <Button icon={Printer} label={t("week.print")} onPress={() => print()} />
      </div>
      <div class="no-print">
        <Chips
          label={t("week.how-far")}
          value={String(days)}
          choices={[7, 14, 30].map((n) => ({ value: String(n), label: t("week.days", { n }) }))}
          onValue={(value) => setDays(Number(value))}
        />
      </div>
      <div class="two">
        <Arrange days={toArrange(coming, toldNeeds(items))} />
        <div class="stack no-print">
          <section class="stack tight">
            <h3>{t("week.dates")}</h3>
            {coming.length === 0 && <p class="second">{t("week.no-dates")}</p>}
            <ul class="rows">
              {coming.map((one) => (
                <li key={`${one.record}${one.day}`}>
                  <button type="button" class="line" onClick={() => openPerson(one.person.record)}>
                    <span class="when">
                      {dayText(one.day)} {timeText(one.time)}
                    </span>
                    <strong dir="auto">{one.person.name || t("people.no-name")}</strong>
                    <span dir="auto">{one.title || t(`kind.${one.kind}`)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
          <section class="stack tight">
            <h3>{t("week.changed")}</h3>
            <p class="second">{t("week.changed-says")}</p>
            {changed.length === 0 && <p class="second">{t("week.no-changes")}</p>}
            <ul class="rows">
              {changed.map(({ person, changes }) => (
                <li key={person.record}>
                  <button type="button" class="line" onClick={() => openPerson(person.record)}>
                    <strong dir="auto">{person.name || t("people.no-name")}</strong>
                    <span class="second" dir="auto">
                      {changes
                        .slice(0, 4)
                        .map(({ plain }) => titleOf(plain))
                        .join(" · ")}
                      {changes.length > 4 && ` ${t("week.more", { n: changes.length - 4 })}`}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </div>
  );
}
