/** Her plan as one, also where two phones began one each. */
import type { Item } from "../../core/keeper.ts";
import { PLAN_LISTS, planOf, type Plan } from "../../core/records.ts";
import { ofType, type Hers } from "../daybook/hers.ts";

/** Every plan record, the one that stays first. */
export function plans(all: Item[]): Hers<Plan>[] {
  const older = (a: Hers<Plan>, b: Hers<Plan>) =>
    a.plain.created.localeCompare(b.plain.created) || (a.id < b.id ? -1 : 1);
  return ofType(all, "plan", planOf).sort(older);
}

/** All that her plan records say, in one; null while there is none. */
export function planIn(all: Item[]): Plan | null {
  const [first, ...others] = plans(all).map((one) => one.plain);
  if (!first) return null;
  const joined = { ...first };
  for (const name of PLAN_LISTS) joined[name] = [...new Set([first, ...others].flatMap((plan) => plan[name]))];
  const sentences = [first, ...others].map((plan) => plan.sentence).filter(Boolean);
  joined.sentence = [...new Set(sentences)].join("\n");
  return joined;
}

/** True where nothing stands in it. */
export function isEmpty(plan: Plan | null): boolean {
  return !plan || (plan.sentence === "" && PLAN_LISTS.every((name) => plan[name].length === 0));
}
