import { beforeEach, expect, test } from "vitest";
import type { Item, Keeper, Plain } from "../../site/core/keeper.ts";
import { newSettings } from "../../site/core/records.ts";
import { addDays } from "../../site/core/when.ts";
import { isLetBe, isPacked, letBe, pack } from "../../site/app/dates/private.ts";
import { connectKeeper, items, status } from "../../site/app/state.ts";

const id = "0b".repeat(16);
const day = new Date().toISOString().slice(0, 10);
let kept = new Map<string, Plain>();

const list = (): Item[] =>
  [...kept].map(([id, plain]) => ({ id, plain, unsent: false, conflict: [], newer: false }));

const keeper = {
  status: () => Promise.resolve(status.get()),
  items: () => Promise.resolve(list()),
  save: async (id: string | null, plain: Plain) => {
    await new Promise((resolve) => setTimeout(resolve, 5)); // a write takes a moment
    kept.set(id ?? "s", plain);
    return id ?? "s";
  },
} as unknown as Keeper;

beforeEach(async () => {
  kept = new Map();
  await connectKeeper(() => keeper);
  items.set([]);
});

test("ticks that follow each other fast are all kept, in her settings and nowhere else", async () => {
  for (const thing of ["card", "letter", "pen"]) pack(id, day, thing, true);
  pack(id, day, "letter", false);
  await expect.poll(() => isPacked(id, day, "letter") || !isPacked(id, day, "pen")).toBe(false);
  expect(["card", "letter", "pen"].map((thing) => isPacked(id, day, thing))).toEqual([true, false, true]);
  expect([...kept.values()].map((plain) => plain.type)).toEqual(["settings"]);
});

test("what is packed for one day is not packed for the next", async () => {
  pack(id, day, "card", true);
  await expect.poll(() => isPacked(id, day, "card")).toBe(true);
  expect(isPacked(id, addDays(day, 7), "card")).toBe(false);
  expect(isPacked("0c".repeat(16), day, "card")).toBe(false);
});

test("marks of long ago go, those of these days stay, and so does every other setting", async () => {
  const old = addDays(day, -20);
  kept.set("s", newSettings(day, { cover: "Water the plants", packed: [`${id} ${old} card`, `${id} ${day} pen`] } as object));
  items.set(list());
  pack(id, day, "card", true);
  await expect.poll(() => isPacked(id, day, "card")).toBe(true);
  expect(kept.get("s")).toMatchObject({ cover: "Water the plants", packed: [`${id} ${day} pen`, `${id} ${day} card`] });
});

test("to be let be is taken back", async () => {
  letBe(id, day);
  await expect.poll(() => isLetBe(id, day)).toBe(true);
  letBe(id, day, false);
  await expect.poll(() => isLetBe(id, day)).toBe(false);
});
