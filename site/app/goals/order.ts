/** The order of the active goals of one area. */
import { goalOf, type Goal } from "../../core/records.ts";
import { ofType, useType, type Hers } from "../daybook/hers.ts";
import { openOrder } from "../daybook/ordering.ts";
import { items } from "../state.ts";
import { t } from "../words.ts";
import { areaName, areaOf, byHand } from "./areas.ts";
import { moveGoal } from "./arrange.ts";

export function openGoalOrder(area: string): void {
  const here = (all: Hers<Goal>[]) =>
    byHand(all).filter((goal) => goal.plain.state === "active" && areaOf(goal) === area);
  openOrder({
    name: areaName(area),
    useThings: () => here(useType("goal", goalOf)).map(({ id, plain }) => ({ id, text: plain.title || t("untitled") })),
    move: (id, to) => moveGoal(here(ofType(items.get(), "goal", goalOf)), id, to),
  });
}
