/** Her plan for when she is not OK. */
import { head, make, text, texts, type Given, type Plain } from "./plain.ts";

/** The lists of a plan, in the order in which they are shown. */
export const PLAN_LISTS = ["signs", "helps", "people", "places", "take"] as const;

export type PlanList = (typeof PLAN_LISTS)[number];

export interface Plan extends Plain, Record<PlanList, string[]> {
  type: "plan";
  /** One sentence of her own; "" where there is none. Not every client writes it. */
  sentence: string;
}

const planDefaults = () => ({
  ...(Object.fromEntries(PLAN_LISTS.map((name) => [name, []])) as unknown as Record<PlanList, string[]>),
  sentence: "",
});

/** A plan made on the local day `today`. */
export function newPlan(today: string, given: Given<Plan> = {}): Plan {
  return make("plan", today, planDefaults(), given);
}

/** The plan to show. */
export function planOf(plain: Plain): Plan {
  const lists = Object.fromEntries(PLAN_LISTS.map((name) => [name, texts(plain[name])]));
  return { ...head(plain), type: "plan", ...(lists as Record<PlanList, string[]>), sentence: text(plain.sentence) };
}
