/** The way to a goal's screen: a part of its own, loaded when first wanted. */
import type { Given, Goal } from "../../core/records.ts";
import { laterInside } from "../later.ts";

/** Opens a goal; null begins a new one, with what is `given`. */
export function openGoal(id: string | null, given: Given<Goal> = {}): void {
  void laterInside(
    () => import("./goal.tsx"),
    ({ showGoal }) => showGoal(id, given),
  );
}
