import { describe, expect, test } from "vitest";
import type { Item } from "../../site/core/keeper.ts";
import {
  newAppointment,
  newDeadline,
  newGoal,
  newMilestone,
  newMood,
  newNote,
  newPlan,
  noteOf,
  type Plain,
} from "../../site/core/records.ts";
import { instantOf } from "../../site/core/when.ts";
import { moodsIn } from "../../site/app/mood/hers.ts";
import { found, latestFirst, nameOf } from "../../site/app/notes/finding.ts";
import { isEmpty, planIn } from "../../site/app/plan/hers.ts";
import { mondayOf, weeksOf } from "../../site/app/progress/weeks.ts";

const today = "2026-05-20"; // a Wednesday
const zone = "Europe/London";
const now = instantOf(today, "12:00", zone);

const item = (plain: Plain, id = "0".repeat(32)): Item => ({
  id,
  plain,
  unsent: false,
  conflict: [],
  newer: false,
});
const step = (id: string, done_on: string | null) => ({
  id,
  text: id,
  done_on,
  dropped: false,
  order: id,
});
const date = (day: string, members: object = {}) =>
  item(
    newAppointment(day, {
      title: day,
      start: { date: day, time: "10:00", zone },
      ...members,
    }),
  );

describe("progress", () => {
  const said = (items: Item[]) =>
    weeksOf(items, now, today).map(({ from, done }) => [
      from,
      done.map(({ kind, text }) => `${kind} ${text}`),
    ]);

  test("begins a week on its Monday", () => {
    expect(mondayOf("2026-05-18")).toBe("2026-05-18");
    expect(mondayOf("2026-05-24")).toBe("2026-05-18");
    expect(mondayOf("2026-03-01")).toBe("2026-02-23");
  });

  test("has the weeks in which something was done and no others", () => {
    const steps = [
      step("a", "2026-05-19"),
      step("b", null),
      step("c", "2026-04-07"),
    ];
    const stages = [
      {
        id: "s",
        text: "s",
        reached_on: "2026-05-18",
        dropped: false,
        order: "V",
      },
    ];
    expect(
      said([
        item(newGoal(today, { steps, state: "let-go" })),
        item(newMilestone(today, { stages })),
      ]),
    ).toEqual([
      ["2026-04-06", ["step c"]],
      ["2026-05-18", ["stage s", "step a"]],
    ]);
  });

  test("has dates once they are over, each time they came, and none that were moved or off", () => {
    expect(said([date("2026-05-20")])).toEqual([
      ["2026-05-18", ["date 2026-05-20"]],
    ]);
    for (const items of [
      [date("2026-05-21")],
      [
        date("2026-05-20", {
          start: { date: "2026-05-20", time: "11:30", zone },
        }),
      ],
      [date("2026-05-12", { state: "off" })],
      [date("2026-05-12", { state: "moved" })],
      [date("2026-05-12", { start: { date: "", time: "", zone } })],
    ])
      expect(said(items)).toEqual([]);
    const weekly = { repeat: { every: "weekly", until: null } };
    expect(said([date("2026-05-06", weekly)]).map(([from]) => from)).toEqual([
      "2026-05-04",
      "2026-05-11",
      "2026-05-18",
    ]);
    expect(
      said([date("2026-05-06", { ...weekly, skips: ["2026-05-13"] })]).map(
        ([from]) => from,
      ),
    ).toEqual(["2026-05-04", "2026-05-18"]);
  });

  test("has deadlines that are done, also ahead of their day, and says nothing of open ones", () => {
    const done = (day: string) =>
      item(newDeadline(today, { title: "x", day, state: "done" }));
    expect(said([done("2026-06-30")])).toEqual([["2026-05-18", ["date x"]]]);
    expect(said([done("2026-05-04")])).toEqual([["2026-05-04", ["date x"]]]);
    expect(
      said([item(newDeadline(today, { title: "x", day: "2026-05-04" }))]),
    ).toEqual([]);
  });
});

test("there is one mood for a day, the same one on every phone, the latest day first", () => {
  const mood = (id: string, day: string, value: number) =>
    item(newMood(day, { day, value }), id);
  const moods = [
    mood("b", "2026-05-19", 2),
    mood("a", "2026-05-19", 4),
    mood("c", "2026-05-20", 1),
    mood("d", "2026-05-18", 9),
  ];
  for (const items of [moods, [...moods].reverse()])
    expect(moodsIn(items).map(({ id }) => id)).toEqual(["c", "a"]);
});

test("two plans that two phones began are read as one", () => {
  expect(isEmpty(planIn([]))).toBe(true);
  const plan = planIn([
    item(newPlan("2026-05-02", { signs: ["b", "c"], sentence: "later" }), "2"),
    item(newPlan("2026-05-01", { signs: ["a", "b"], sentence: "first" }), "1"),
  ]);
  expect(plan?.signs).toEqual(["a", "b", "c"]);
  expect(plan?.sentence).toBe("first\nlater");
  expect(isEmpty(plan)).toBe(false);
});

describe("notes", () => {
  const note = (id: string, text: string, count: number, title = "") => ({
    id,
    plain: noteOf({ ...newNote(today, { title, text }), by: { d: count } }),
  });
  const notes = [
    note("a", "Café at ten\nthe red door", 3),
    note("b", "Bread", 9, "To buy"),
  ];

  test("stand with the one written last first, under their title or first line", () => {
    expect(latestFirst(notes).map(({ plain }) => nameOf(plain))).toEqual([
      "To buy",
      "Café at ten",
    ]);
  });

  test.each([
    ["", "ab"],
    ["cafe RED", "a"],
    ["buy bread", "b"],
    ["bread door", ""],
  ])("are found by every word of %j", (typed, ids) => {
    expect(
      found(notes, typed)
        .map(({ id }) => id)
        .join(""),
    ).toBe(ids);
  });
});
