/** The same as words: week by week, the latest first. */
import { fullDay } from "../../core/when.ts";
import { language, locale, t } from "../words.ts";
import type { Week } from "./weeks.ts";

const weekday = (day: string) =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short" }).format(new Date(`${day}T12:00Z`));

export function ProgressTable({ weeks }: { weeks: Week[] }) {
  return (
    <table class="plain-table">
      <caption class="aside">{t("progress.title")}</caption>
      {[...weeks].reverse().map((week) => (
        <tbody key={week.from}>
          <tr>
            <th scope="rowgroup" colSpan={3}>
              {t("progress.week", { day: fullDay(week.from, language) })}
            </th>
          </tr>
          {week.done.map(({ day, text, kind }, n) => (
            <tr key={n}>
              <td>{weekday(day)}</td>
              <td dir="auto" translate={false}>
                {text || t("untitled")}
              </td>
              <td class="second">{t(`progress.one-${kind}`)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}
