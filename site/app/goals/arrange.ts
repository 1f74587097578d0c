/** Changing what parts of life are called, and in which order they and their goals stand. */
import { atEnd, moved, spaced } from "../../core/order.ts";
import { goalOf, newId, type Goal } from "../../core/records.ts";
import { change } from "../daybook/draft.ts";
import { ofType, settingsNow, type Hers } from "../daybook/hers.ts";
import { changeSettings } from "../more/settings.ts";
import { items } from "../state.ts";
import { areaName, inOrder } from "./areas.ts";

/** The area that is shown under `name`, else the name itself: two areas are never called the same. */
export function areaCalled(name: string): string {
  const wanted = name.trim().toLowerCase();
  return (
    inOrder(ofType(items.get(), "goal", goalOf)).find((area) => areaName(area).toLowerCase() === wanted) ?? name.trim()
  );
}

/** Calls an area `name`; "" gives it its first name again. */
export async function nameArea(area: string, name: string): Promise<void> {
  const names = settingsNow()?.plain.area_names ?? [];
  const others = names.filter((one) => one.area !== area);
  const id = names.find((one) => one.area === area)?.id ?? newId();
  await changeSettings({ area_names: name.trim() === "" ? others : [...others, { id, area, name: name.trim() }] });
}

/** Puts an area at a place among all; gives back what puts it as it was. */
export function moveArea(areas: string[], area: string, to: number): () => void {
  const before = settingsNow()?.plain.area_order ?? [];
  const rest = areas.filter((one) => one !== area);
  void changeSettings({ area_order: [...rest.slice(0, to), area, ...rest.slice(to)] });
  return () => void changeSettings({ area_order: before });
}

/** The key of one more goal, after all others. */
export const lastOrder = (): string =>
  atEnd(ofType(items.get(), "goal", goalOf).map(({ id, plain }) => ({ id, order: plain.order })));

/** Puts a goal at a place among `goals` (of one area, as they stand); gives back what puts it as it was. */
export function moveGoal(goals: Hers<Goal>[], id: string, to: number): () => void {
  const before = goals.map((goal) => ({ id: goal.id, order: goal.plain.order }));
  const set = (id: string, order: string) => change(id, () => ({ order }));
  // Where the keys do not tell the order that she sees, all get new ones.
  const told = before.every(({ order }, n) => n === 0 || order > before[n - 1]!.order);
  const keys = spaced(before.length);
  const from = told ? before : before.map((one, n) => ({ ...one, order: keys[n]! }));
  const old = new Map(before.map((one) => [one.id, one.order]));
  const changed = moved(from, id, to).filter((one) => one.order !== old.get(one.id));
  for (const one of changed) set(one.id, one.order);
  return () => {
    for (const one of changed) set(one.id, old.get(one.id)!);
  };
}
