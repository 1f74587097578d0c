/** Exactly what the other side gets of a record: every member that holds something, in words. Text is text. */
import { appointmentOf, deadlineOf, goalOf, milestoneOf, noteOf, planOf, type Plain } from "../../core/records.ts";
import { contactOf, profileOf, replyOf } from "../../core/sharing/messages.ts";
import { dayInWords } from "../account/when.ts";
import { needWords } from "../dates/coming.ts";
import "../dates/words.ts";
import { named } from "../daybook/hers.ts";
import "../goals/words.ts";
import "../milestones/milestone-texts.ts";
import { t } from "../words.ts";
import "./words.ts";

/** A label, and one line or several. */
export type Shown = [label: string, text: string | string[]];

const drawn = (text: string, day: string | null, dropped: boolean): string =>
  day ? t("preview.done", { text, day: dayInWords(day) }) : dropped ? t("preview.dropped", { text }) : text;

/** The title of a record, or its kind where it has none. */
export function titleOf(plain: Plain): string {
  const title = plain.type === "profile" ? profileOf(plain).name : (plain.title ?? "");
  if (typeof title === "string" && title !== "") return title;
  if (plain.type === "appointment") return named("kind", appointmentOf(plain).kind);
  return t(`preview.type-${plain.type}`);
}

/** What is in a record. */
export function linesOf(plain: Plain): Shown[] {
  const all = membersOf(plain).filter(([, text]) => text.length > 0);
  return [[t("preview.kind"), t(`preview.type-${plain.type}`)], ...all];
}

function membersOf(plain: Plain): Shown[] {
  switch (plain.type) {
    case "goal": {
      const { title, area, state, steps, target_date: by } = goalOf(plain);
      return [
        [t("preview.title"), title],
        [t("preview.area"), named("area", area)],
        [t("preview.state"), t(`preview.state-${state}`)],
        [t("preview.steps"), steps.map((step) => drawn(step.text, step.done_on, step.dropped))],
        [t("preview.day"), by ? dayInWords(by) : ""],
      ];
    }
    case "appointment": {
      const { title, kind, place, with: who, start, needs, bring, state, minutes } = appointmentOf(plain);
      const when = [start.date && dayInWords(start.date), start.time].filter(Boolean).join(", ");
      return [
        [t("preview.title"), title],
        [t("preview.sort"), named("kind", kind)],
        [t("preview.when"), when],
        [t("preview.place"), place],
        [t("preview.with"), who],
        [t("preview.minutes"), minutes > 0 ? t("preview.long", { n: minutes }) : ""],
        [t("preview.needs"), needs.map((need) => needWords(need.kind, need.state, need.how))],
        [t("preview.bring"), bring],
        [t("preview.state"), t(`preview.state-${state}`)],
      ];
    }
    case "deadline": {
      const { title, day, state } = deadlineOf(plain);
      return [
        [t("preview.title"), title],
        [t("preview.day"), day ? dayInWords(day) : ""],
        [t("preview.state"), t(`preview.state-${state}`)],
      ];
    }
    case "milestone": {
      const { title, stages, note, numbers, expires } = milestoneOf(plain);
      return [
        [t("preview.title"), title],
        [t("preview.stages"), stages.map((stage) => drawn(stage.text, stage.reached_on, stage.dropped))],
        [t("preview.note"), note],
        [t("preview.numbers"), numbers.map(({ name, value }) => `${name}: ${value}`)],
        [t("preview.expires"), expires ? dayInWords(expires) : ""],
      ];
    }
    case "plan": {
      const plan = planOf(plain);
      const lists = (["signs", "helps", "people", "places", "take"] as const).map((name): Shown => [
        t(`preview.plan-${name}`),
        plan[name],
      ]);
      return [...lists, [t("preview.plan-sentence"), plan.sentence]];
    }
    case "contact": {
      const { how, when, others, what_to_say: say, check_phrase: check, last_confirmed: day } = contactOf(plain);
      return [
        [t("contact.how"), how],
        [t("contact.when"), when],
        [t("contact.others"), others],
        [t("contact.say"), say],
        [t("contact.check"), check],
        [t("contact.right-on"), day ? dayInWords(day) : ""],
      ];
    }
    case "profile":
      return [[t("contact.name"), profileOf(plain).name]];
    case "reply":
      return [[t("preview.note"), t(`reply.${replyOf(plain).answer}`)]];
    case "note":
      return [[t("preview.note"), noteOf(plain).text]];
    default:
      return [];
  }
}

/** What says nothing about a thing that is only proposed. */
const ASIDE = ["preview.kind", "preview.area", "preview.state"];

/** The members of a record, as the other side sees them; `proposed`: those that somebody proposes. */
export function Preview({ plain, proposed = false }: { plain: Plain; proposed?: boolean }) {
  const aside = proposed ? ASIDE.map((key) => t(key)) : [];
  return (
    <dl class="facts">
      {linesOf(plain)
        .filter(([label]) => !aside.includes(label))
        .map(([label, text]) => (
          <div class="line" key={label}>
            <dt>{label}</dt>
            <dd dir="auto" translate={false}>
              {typeof text === "string" ? (
                text
              ) : (
                <ul>
                  {text.map((one, n) => (
                    <li key={n}>{one}</li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}
