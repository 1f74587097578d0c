import { expect, test } from "vitest";
import { breathAt } from "../../site/app/calm/breath-times.ts";
import { addEntry, list, takeAway, tickEntry } from "../../site/app/front/list.ts";

test("the breath out is longer than the breath in, none is held, and it is over after ten", () => {
  const ways = Array.from({ length: 8 }, (_, second) => breathAt(second).way);
  expect(ways).toEqual(["in", "in", "in", "out", "out", "out", "out", "out"]);
  expect(breathAt(8)).toEqual({ way: "in", dot: 0, over: false });
  expect(breathAt(79).over).toBe(false);
  expect(breathAt(80).over).toBe(true);
});

test("what was taken off the list comes back where it was, beside what came since", () => {
  for (const text of ["a", "b", "  ", "c", "d"]) addEntry(text);
  for (const { id, text } of list.get()) if (text !== "b") tickEntry(id, true);
  const undo = takeAway((entry) => entry.done);
  expect(list.get().map(({ text }) => text)).toEqual(["b"]);
  addEntry("e");
  undo();
  expect(list.get().map(({ text }) => text)).toEqual(["a", "b", "c", "d", "e"]);
});
