/** Goals with steps, and milestones with stages. */
import { day, head, make, oneOf, shown, sorted, text, textOrNull, things, type Given, type Plain } from "./plain.ts";

export interface Step {
  id: string;
  text: string;
  /** The local day it was ticked, or null. */
  done_on: string | null;
  /** Drawn through without being done: "not now". */
  dropped: boolean;
  /** A sort key between its neighbours (`order.ts`). */
  order: string;
}

export type GoalState = "active" | "paused" | "done" | "let-go";

export interface Goal extends Plain {
  type: "goal";
  title: string;
  /** One of `tracks.AREAS`, or a name of her own. */
  area: string;
  state: GoalState;
  steps: Step[];
  target_date: string | null;
  template: string | null;
  /** The suggestion it came from. */
  from: string | null;
  /** A sort key among her goals (`order.ts`); "" for one that was never put in order. */
  order: string;
}

export interface Stage {
  id: string;
  text: string;
  reached_on: string | null;
  /** Let go: not wanted any more. */
  dropped: boolean;
  order: string;
}

/** A reference number of a paper or an office: shown only when she asks. */
export interface Reference {
  id: string;
  name: string;
  value: string;
  order: string;
}

export interface Milestone extends Plain {
  type: "milestone";
  /** One of `tracks.TRACKS`. */
  track: string;
  title: string;
  stages: Stage[];
  note: string;
  /** The record id of a `photo`. */
  certificate: string | null;
  numbers: Reference[];
  /** The local day on which the paper runs out, or null. */
  expires: string | null;
  /** One of `tracks.PATHS` by name: whose stages are offered. */
  template: string | null;
}

const goalDefaults = () => ({
  title: "",
  area: "other",
  state: "active" as GoalState,
  steps: [] as Step[],
  target_date: null,
  template: null,
  from: null,
  order: "",
});
const milestoneDefaults = () => ({
  track: "other",
  title: "",
  stages: [] as Stage[],
  note: "",
  certificate: null,
  numbers: [] as Reference[],
  expires: null,
  template: null,
});

/** A goal made on the local day `today`. */
export function newGoal(today: string, given: Given<Goal> = {}): Goal {
  return make("goal", today, goalDefaults(), given);
}

/** A milestone made on the local day `today`. */
export function newMilestone(today: string, given: Given<Milestone> = {}): Milestone {
  return make("milestone", today, milestoneDefaults(), given);
}

/** The goal to show, its steps in order. */
export function goalOf(plain: Plain): Goal {
  return {
    ...head(plain),
    type: "goal",
    title: text(plain.title),
    area: text(plain.area, "other"),
    state: oneOf(plain.state, ["active", "paused", "done", "let-go"]),
    steps: sorted(
      things(plain.steps).map((step) => ({
        ...step,
        text: text(step.text),
        done_on: day(step.done_on),
        dropped: shown(step.dropped) === true,
        order: text(step.order),
      })),
    ),
    target_date: day(plain.target_date),
    template: textOrNull(plain.template),
    from: textOrNull(plain.from),
    order: text(plain.order),
  };
}

/** The milestone to show, its stages in order. */
export function milestoneOf(plain: Plain): Milestone {
  return {
    ...head(plain),
    type: "milestone",
    track: text(plain.track, "other"),
    title: text(plain.title),
    stages: sorted(
      things(plain.stages).map((stage) => ({
        ...stage,
        text: text(stage.text),
        reached_on: day(stage.reached_on),
        dropped: shown(stage.dropped) === true,
        order: text(stage.order),
      })),
    ),
    note: text(plain.note),
    certificate: textOrNull(plain.certificate),
    numbers: sorted(
      things(plain.numbers).map((one) => ({
        ...one,
        name: text(one.name),
        value: text(one.value),
        order: text(one.order),
      })),
    ),
    expires: day(plain.expires),
    template: textOrNull(plain.template),
  };
}
