/** What a person shares, as a text that anyone can read: made together, before a link ends. */
import { goalOf, milestoneOf } from "../../core/records.ts";
import { contactOf } from "../../core/sharing/messages.ts";
import type { Person } from "./people.ts";
import { timelineOf } from "./timeline.ts";

type Words = (key: string, values?: Record<string, string | number>) => string;

/** One paragraph a thing, then the timeline. `t` gives the words of the desk. */
export function readable(person: Person, t: Words): string {
  const blocks: string[][] = [];
  for (const { plain } of person.shared) {
    if (plain.type === "goal") {
      const { title, steps } = goalOf(plain);
      blocks.push([`${t("kind.goal")}: ${title}`, ...steps.map((one) => `${one.done_on ? "[x]" : "[ ]"} ${one.text}`)]);
    } else if (plain.type === "milestone") {
      const { title, stages } = milestoneOf(plain);
      blocks.push([
        `${t("kind.milestone")}: ${title}`,
        ...stages.map((one) => `${one.reached_on ? "[x]" : "[ ]"} ${one.text}`),
      ]);
    } else if (plain.type === "contact") {
      const { how, when, others } = contactOf(plain);
      blocks.push([t("contact.title"), how, when, others].filter(Boolean));
    }
  }
  blocks.push([
    t("timeline.title"),
    ...timelineOf(person.shared).map(({ day, kind, text }) =>
      `${day}  ${t(`event.${kind}`)}  ${kind === "reply" ? t(`answer.${text}`) : text}`.trimEnd(),
    ),
  ]);
  return blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
}
