/** The one step of today: hers to swap. */
import { goalOf, newSettings, type Goal, type Step } from "../../core/records.ts";
import { Draft, change } from "../daybook/draft.ts";
import { settingsNow, today, type Hers } from "../daybook/hers.ts";
import { inPlace } from "../goals/areas.ts";

export interface TodayStep {
  goal: Hers<Goal>;
  step: Step;
}

/** Every step that may be done next: of each active goal, in her order, its first open one, then the others. */
export function openSteps(goals: Hers<Goal>[]): TodayStep[] {
  const active = inPlace(goals.filter((goal) => goal.plain.state === "active"));
  const open = active.map((goal) => ({
    goal,
    steps: goal.plain.steps.filter((step) => step.done_on === null && !step.dropped && step.text !== ""),
  }));
  const first = open.flatMap(({ goal, steps }) => steps.slice(0, 1).map((step) => ({ goal, step })));
  const others = open.flatMap(({ goal, steps }) => steps.slice(1).map((step) => ({ goal, step })));
  return [...first, ...others];
}

/** The one she put here, else the first. */
export function chosen(steps: TodayStep[], id: string): TodayStep | null {
  return steps.find((one) => one.step.id === id) ?? steps[0] ?? null;
}

/** Puts the next of `steps` in the place of `now`; kept with her settings, so that it stays. */
export function swap(steps: TodayStep[], now: TodayStep): void {
  const at = steps.findIndex((one) => one.step.id === now.step.id);
  const next = steps[(at + 1) % steps.length];
  if (!next) return;
  const settings = settingsNow();
  if (settings) return change(settings.id, () => ({ today_step: next.step.id }));
  const draft = new Draft(null, newSettings(today()));
  draft.put({ today_step: next.step.id });
  draft.close();
}

/** Ticks or unticks the step where it lies. */
export function tickStep({ goal, step }: TodayStep, day: string | null): void {
  change(goal.id, (plain) => {
    const steps = Array.isArray(plain.steps) ? (plain.steps as Step[]) : goalOf(plain).steps;
    return { steps: steps.map((one) => (one.id === step.id ? { ...one, done_on: day } : one)) };
  });
}
