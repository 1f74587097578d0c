/** Her plan, to be written. */
import { newPlan, PLAN_LISTS } from "../../core/records.ts";
import { Draft } from "../daybook/draft.ts";
import { today } from "../daybook/hers.ts";
import { getKeeper, items } from "../state.ts";
import { planIn, plans } from "./hers.ts";

/** The draft of her plan. Two that two phones began become one: the older has all, the other goes. */
export function planDraft(): Draft {
  const [first, ...others] = plans(items.get());
  const draft = new Draft(first?.id ?? null, newPlan(today()));
  const joined = planIn(items.get());
  if (joined && others.length > 0) {
    const lists = Object.fromEntries(PLAN_LISTS.map((name) => [name, joined[name]]));
    draft.put({ ...lists, sentence: joined.sentence });
    for (const other of others) void getKeeper().remove(other.id);
  }
  return draft;
}
