/** What was shared, on one line of time. */
import { paperDay } from "../days.ts";
import type { Person } from "../model/people.ts";
import { timelineOf } from "../model/timeline.ts";
import { t } from "../words.ts";

export function Timeline({ person }: { person: Person }) {
  const events = timelineOf(person.shared);
  return (
    <section class="stack tight">
      <h3>{t("timeline.title")}</h3>
      {events.length === 0 && <p class="second">{t("timeline.empty")}</p>}
      <ol class="timeline">
        {events.map(({ day, kind, text, record }, n) => (
          <li key={`${record}${kind}${n}`}>
            <span class="when">{paperDay(day)}</span>
            <span class="second">{t(`event.${kind}`)}</span>
            <span dir="auto">{kind === "reply" ? t(`answer.${text}`) : text || t("untitled")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
