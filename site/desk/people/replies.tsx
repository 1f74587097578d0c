/** What she answered: four fixed sentences, the latest first. */
import { text } from "../../core/records/plain.ts";
import { HER_ANSWERS } from "../../core/sharing/messages.ts";
import { dayText } from "../days.ts";
import type { Person } from "../model/people.ts";
import { t } from "../words.ts";

const HERS = new Set<string>(HER_ANSWERS);

export function Replies({ person }: { person: Person }) {
  const replies = person.shared
    .filter(({ plain }) => plain.type === "reply" && HERS.has(text(plain.answer)))
    .sort((a, b) => b.first - a.first);
  if (replies.length === 0) return null;
  const titles = new Map(person.shared.map(({ id, plain }) => [id, text(plain.title)]));
  return (
    <section class="stack tight">
      <h3>{t("replies.title")}</h3>
      <ul class="rows">
        {replies.slice(0, 5).map(({ id, plain }) => (
          <li key={id}>
            <strong>{t(`answer.${text(plain.answer)}`)}</strong>{" "}
            <span dir="auto">{titles.get(text(plain.about)) ?? ""}</span>{" "}
            <span class="second">{dayText(text(plain.created))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
