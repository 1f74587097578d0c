/** Steps over weeks: a small picture, and the same as a table. */
import { Table } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { paperDay, today } from "../days.ts";
import type { Person } from "../model/people.ts";
import { stepWeeks } from "../model/timeline.ts";
import { locale, t } from "../words.ts";

const WEEKS = 12;
const [WIDE, HIGH, DOT] = [24, 60, 8];

const short = (day: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" }).format(
    new Date(`${day}T12:00Z`),
  );

export function Steps({ person }: { person: Person }) {
  const weeks = useMemo(() => stepWeeks(person.shared, today(), WEEKS), [person]);
  const [open, setOpen] = useState(false);
  const total = weeks.reduce((sum, { steps }) => sum + steps.length, 0);
  if (total === 0) return null;
  const most = Math.floor((HIGH - 4) / DOT);
  return (
    <section class="stack tight">
      <h3>{t("steps.title")}</h3>
      <svg
        class="weeks"
        viewBox={`0 0 ${WIDE * WEEKS} ${HIGH + 16}`}
        role="img"
        aria-label={t("steps.picture", { n: total, weeks: WEEKS })}
      >
        <path class="ground" d={`M0 ${HIGH}H${WIDE * WEEKS}`} />
        {weeks.map(({ from, steps }, n) => (
          <g key={from} transform={`translate(${n * WIDE + WIDE / 2} 0)`}>
            {steps.slice(0, most).map((_, k) => (
              <circle key={k} cy={HIGH - DOT / 2 - 2 - k * DOT} r={DOT / 2 - 0.8} />
            ))}
            {n % 3 === 0 && (
              <text x={-WIDE / 2} y={HIGH + 13}>
                {short(from)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <div class="no-print">
        <Button
          icon={Table}
          label={t(open ? "steps.hide" : "steps.show")}
          expanded={open}
          onPress={() => setOpen(!open)}
        />
      </div>
      {open && (
        <table class="plain-table">
          <caption class="aside">{t("steps.title")}</caption>
          <tbody>
            {weeks
              .filter(({ steps }) => steps.length > 0)
              .map(({ from, steps }) => (
                <tr key={from}>
                  <th scope="row">{t("steps.week", { day: paperDay(from) })}</th>
                  <td dir="auto">{steps.map(({ text }) => text || t("untitled")).join(", ")}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
