/** What was done, gathered by weeks. A week in which nothing was done is not there: it is no gap and is not drawn. */
import type { Item } from "../../core/keeper.ts";
import { appointmentOf, deadlineOf, goalOf, milestoneOf } from "../../core/records.ts";
import { addDays, lastingOf, startsBetween } from "../../core/when.ts";
import { ofType } from "../daybook/hers.ts";

export type DoneKind = "step" | "stage" | "date";

export interface Done {
  kind: DoneKind;
  /** Her own words; "" where she wrote none. */
  text: string;
  /** The local day. */
  day: string;
}

export interface Week {
  /** Its Monday. */
  from: string;
  /** Earliest first. */
  done: Done[];
}

/** How far back dates that come again are looked through, in seconds: half a year. */
const BACK = 183 * 86_400;

/** The Monday of the week of a local day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T12:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** Everything that was done up to the instant `now`; `today` is her local day. In no order. */
function allDone(items: Item[], now: number, today: string): Done[] {
  const steps = ofType(items, "goal", goalOf).flatMap(({ plain }) =>
    plain.steps.map((step): Done => ({ kind: "step", text: step.text, day: step.done_on ?? "" })),
  );
  const stages = ofType(items, "milestone", milestoneOf).flatMap(({ plain }) =>
    plain.stages.map((stage): Done => ({ kind: "stage", text: stage.text, day: stage.reached_on ?? "" })),
  );
  const appointments = ofType(items, "appointment", appointmentOf).flatMap(({ plain }) => {
    const { state, start, repeat, minutes, skips, title } = plain;
    if (state !== "planned" || start.date === "") return [];
    // It counts once it is over, not while it goes on.
    const over = startsBetween(start, repeat, now - BACK, now - lastingOf(start, minutes), skips);
    return over.map(({ date }): Done => ({ kind: "date", text: title, day: date }));
  });
  const deadlines = ofType(items, "deadline", deadlineOf)
    .filter(({ plain }) => plain.state === "done")
    // The day on which it was done is not kept; what was done ahead of time counts now.
    .map(({ plain }): Done => ({ kind: "date", text: plain.title, day: plain.day < today ? plain.day : today }));
  return [...steps, ...stages, ...appointments, ...deadlines].filter(({ day }) => day !== "" && day <= today);
}

/** The weeks in which something was done, the earliest first. */
export function weeksOf(items: Item[], now: number, today: string): Week[] {
  const weeks = new Map<string, Done[]>();
  for (const done of allDone(items, now, today)) {
    const from = mondayOf(done.day);
    weeks.set(from, [...(weeks.get(from) ?? []), done]);
  }
  return [...weeks]
    .map(([from, done]): Week => ({ from, done: done.sort((a, b) => a.day.localeCompare(b.day)) }))
    .sort((a, b) => a.from.localeCompare(b.from));
}
