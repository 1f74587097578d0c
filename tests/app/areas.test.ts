import { beforeEach, expect, test, vi } from "vitest";
import type { Item } from "../../site/core/keeper.ts";
import { newGoal, newSettings, type Goal } from "../../site/core/records.ts";

vi.stubGlobal("addEventListener", () => undefined);
vi.stubGlobal("document", { visibilityState: "visible" });
const { connectKeeper, items } = await import("../../site/app/state.ts");
const areas = {
  ...(await import("../../site/app/goals/areas.ts")),
  ...(await import("../../site/app/goals/arrange.ts")),
};

const today = "2026-05-01";
const id = (n: number) => String(n).padStart(32, "0");
const goal = (n: number, given: Partial<Goal> = {}) => ({
  id: id(n),
  plain: newGoal(today, { title: `goal ${n}`, ...given }),
});
const kept = new Map<string, Item["plain"]>();
const asItems = (): Item[] =>
  Array.from(kept, ([id, plain]) => ({
    id,
    plain,
    unsent: false,
    conflict: [],
    newer: false,
  }));
const keeper = {
  status: async () => ({ phase: "open" }),
  items: async () => asItems(),
  save: async (given: string | null, plain: Item["plain"]) => {
    kept.set(given ?? "9".repeat(32), plain);
    return given;
  },
};
await connectKeeper(() => keeper as never);

function have(all: { id: string; plain: Item["plain"] }[]): void {
  kept.clear();
  for (const one of all) kept.set(one.id, one.plain);
  items.set(asItems());
}

beforeEach(() => have([]));

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));
const shown = () =>
  areas
    .byHand(
      Array.from(kept, ([id, plain]) => ({ id, plain: plain as Goal })).filter(
        (one) => one.plain.type === "goal",
      ),
    )
    .map((one) => Number(one.id));

test("goals without a place come first, the oldest first; then those in her order", () => {
  const all = [
    goal(1, { order: "W" }),
    goal(2, { created: "2026-05-02" } as never),
    goal(3, { order: "V" }),
    goal(4),
  ];
  expect(areas.byHand(all).map((one) => Number(one.id))).toEqual([4, 2, 3, 1]);
});

test.each([0, 1, 2])(
  "a goal among goals without a place goes to place %i, and back",
  async (to) => {
    // The oldest has the last id: what stands on the page does not follow from ids.
    const all = [3, 2, 1].map((n, at) =>
      goal(n, { created: `2026-05-0${at + 1}` } as never),
    );
    have(all);
    const undo = areas.moveGoal(areas.byHand(all), id(2), to);
    await settled();
    const wanted = [3, 1];
    wanted.splice(to, 0, 2);
    expect(shown()).toEqual(wanted);
    undo();
    await settled();
    expect(shown()).toEqual([3, 2, 1]);
  },
);

test("moving one goal among many with places writes that one only", async () => {
  const all = ["V", "W", "X", "Y"].map((order, n) => goal(n + 1, { order }));
  have(all);
  const before = new Map(kept);
  areas.moveGoal(areas.byHand(all), id(4), 1);
  await settled();
  expect(shown()).toEqual([1, 4, 2, 3]);
  expect([...kept].filter(([id, plain]) => plain !== before.get(id))).toHaveLength(
    1,
  );
});

test("her own name stands for the area, and a name that is shown means that area", async () => {
  have([
    goal(1, { area: "home" }),
    { id: id(8), plain: newSettings(today) },
  ]);
  await areas.nameArea("home", "My place");
  expect(areas.areaName("home")).toBe("My place");
  expect(areas.areaCalled("my PLACE ")).toBe("home");
  expect(areas.areaCalled("Garden")).toBe("Garden");
  await areas.nameArea("home", "");
  expect(areas.areaName("home")).toBe("home");
});

test("areas stand in her order, then as usual, hers by name before the rest", () => {
  have([
    {
      id: id(8),
      plain: newSettings(today, { area_order: ["money", "Garden"] }),
    },
  ]);
  const order = areas.inOrder([goal(1, { area: "Zoo" }), goal(2, { area: "" })]);
  expect(order.slice(0, 3)).toEqual(["money", "Garden", "home"]);
  expect(order.slice(-2)).toEqual(["Zoo", "other"]);
  expect(new Set(order).size).toBe(order.length);
});
