/** What a person shares, on one line of time; and her steps, week by week. */
import { appointmentOf, deadlineOf, goalOf, milestoneOf, moodOf, noteOf, text } from "../../core/records.ts";
import { addDays } from "../../core/when.ts";
import type { Shared } from "./people.ts";

export type EventKind =
  | "goal"
  | "goal-done"
  | "step"
  | "stage"
  | "milestone"
  | "appointment"
  | "deadline"
  | "mood"
  | "note"
  | "reply"
  | "paper";

export interface TimelineEvent {
  day: string;
  kind: EventKind;
  /** Her own words; "" where she wrote none. */
  text: string;
  record: string;
}

/** Types that stand elsewhere on the page, or are the desk's own side of the link. */
export const APART = new Set(["profile", "contact", "suggestion", "link", "settings", "deleted", "photo"]);

/** In order of the day, the latest first. */
export function timelineOf(shared: readonly Shared[]): TimelineEvent[] {
  const found = shared.flatMap(({ id, plain }): TimelineEvent[] => {
    const at = (day: string | null, kind: EventKind, words: string): TimelineEvent[] =>
      day ? [{ day, kind, text: words, record: id }] : [];
    switch (plain.type) {
      case "goal": {
        const goal = goalOf(plain);
        return [
          ...at(goal.created, "goal", goal.title),
          ...goal.steps.flatMap((step) => at(step.done_on, "step", step.text)),
        ];
      }
      case "milestone": {
        const { created, title, stages } = milestoneOf(plain);
        return [
          ...at(created, "milestone", title),
          ...stages.flatMap((stage) => at(stage.reached_on, "stage", stage.text)),
        ];
      }
      case "appointment": {
        const { start, title, state } = appointmentOf(plain);
        return state === "off" ? [] : at(start.date, "appointment", title);
      }
      case "deadline": {
        const { day, title, state } = deadlineOf(plain);
        return state === "off" ? [] : at(day, "deadline", title);
      }
      case "mood": {
        const { day, note } = moodOf(plain);
        return at(day, "mood", note);
      }
      case "note":
        return at(noteOf(plain).created, "note", noteOf(plain).title || noteOf(plain).text);
      case "reply":
        return at(text(plain.created), "reply", text(plain.answer));
      default:
        return [];
    }
  });
  return found.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
}

export interface StepWeek {
  /** Its Monday. */
  from: string;
  steps: { day: string; text: string }[];
}

/** The last `weeks` weeks up to `today`, the earliest first, with the steps and stages of each. */
export function stepWeeks(shared: readonly Shared[], today: string, weeks: number): StepWeek[] {
  const weekday = new Date(`${today}T12:00Z`).getUTCDay();
  const monday = addDays(today, -((weekday + 6) % 7));
  const all = Array.from({ length: weeks }, (_, n): StepWeek => ({
    from: addDays(monday, 7 * (n + 1 - weeks)),
    steps: [],
  }));
  for (const { day, kind, text } of timelineOf(shared)) {
    if (kind !== "step" && kind !== "stage") continue;
    all.findLast((week) => week.from <= day && day < addDays(week.from, 7))?.steps.push({ day, text });
  }
  for (const week of all) week.steps.reverse();
  return all;
}
