/**
 * A suggestion made into a thing of hers. Only members that are known come along, read as any record is, and no longer
 * than her own screens let her write: nothing else of what another client sent is kept.
 */
import { atEnd } from "../../core/order.ts";
import {
  appointmentOf,
  goalOf,
  milestoneOf,
  newAppointment,
  newGoal,
  newId,
  newMilestone,
  type Appointment,
  type Given,
  type Goal,
  type Milestone,
  type Plain,
  type Start,
} from "../../core/records.ts";
import type { Suggestion } from "../../core/sharing/messages.ts";

const LONGEST = 500; // letters of a text
const MOST = 30; // things in a list

const short = (text: string): string => text.trim().slice(0, LONGEST);

/** Steps or stages with names and keys of their own, in the order that was proposed. */
function listed(things: { text: string }[]): { id: string; text: string; dropped: boolean; order: string }[] {
  const made: ReturnType<typeof listed> = [];
  for (const text of things
    .map((thing) => short(thing.text))
    .filter(Boolean)
    .slice(0, MOST))
    made.push({ id: newId(), text, dropped: false, order: atEnd(made) });
  return made;
}

/** Texts may be proposed as they are, or as things with a text. */
const things = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map((one, n) => (typeof one === "string" ? { id: `${n}`, text: one } : one)) : [];

/** The goal that is proposed. */
export function goalGiven({ proposal }: Suggestion, today: string, from: string): Given<Goal> {
  const read = goalOf({ ...newGoal(today), ...proposal, steps: things(proposal.steps) } as Plain);
  const steps = listed(read.steps).map((step) => ({ ...step, done_on: null }));
  return { title: short(read.title), area: short(read.area), target_date: read.target_date, steps, from };
}

/** The date that is proposed. */
export function dateGiven(
  { proposal }: Suggestion,
  today: string,
  zone: string,
): Given<Appointment> & { start: Start } {
  const empty = newAppointment(today, { start: { date: "", time: "", zone } });
  const {
    title,
    kind,
    place,
    with: who,
    start,
    minutes,
    bring,
    needs,
  } = appointmentOf({
    ...empty,
    ...proposal,
  } as Plain);
  return {
    title: short(title),
    kind: short(kind),
    place: short(place),
    with: short(who),
    start: { ...start, zone: start.zone || zone },
    minutes,
    bring: [...new Set(bring.map(short))].filter(Boolean).slice(0, MOST),
    needs: needs
      .slice(0, MOST)
      .map(({ kind: what, state, how }) => ({ id: newId(), kind: what, state, how: short(how) })),
  };
}

/** The milestone that is proposed. */
export function milestoneGiven({ proposal }: Suggestion, today: string): Given<Milestone> {
  const read = milestoneOf({ ...newMilestone(today), ...proposal, stages: things(proposal.stages) } as Plain);
  const stages = listed(read.stages).map((stage) => ({ ...stage, reached_on: null }));
  return { title: short(read.title), track: read.track, note: short(read.note), stages };
}

/** The text of the step that is proposed. */
export function stepText({ proposal }: Suggestion): string {
  const text = proposal.text ?? proposal.title;
  return typeof text === "string" ? short(text) : "";
}
