import { describe, expect, test } from "vitest";
import {
  appointmentOf,
  cardOf,
  deadlineOf,
  goalOf,
  isConflict,
  isKnown,
  milestoneOf,
  moodOf,
  newAppointment,
  newCard,
  newDeadline,
  newGoal,
  newId,
  newMilestone,
  newMood,
  newNote,
  newPlan,
  newSettings,
  noteOf,
  planOf,
  RECORD_TYPES,
  settingsOf,
  type Plain,
} from "../../site/core/records.ts";

const today = "2026-05-01";
const start = { date: "2026-05-12", time: "14:30", zone: "Europe/London" };
const made: [string, Plain, (plain: Plain) => Plain][] = [
  ["goal", newGoal(today, { title: "x" }), goalOf],
  ["appointment", newAppointment(today, { start }), appointmentOf],
  ["deadline", newDeadline(today, { day: "2026-06-12" }), deadlineOf],
  ["milestone", newMilestone(today), milestoneOf],
  ["note", newNote(today, { role: "why" }), noteOf],
  ["settings", newSettings(today), settingsOf],
  ["card", newCard(today, { text: "x", language: "ar" }), cardOf],
  ["mood", newMood(today, { day: today, value: 4 }), moodOf],
  ["plan", newPlan(today, { signs: ["x"], sentence: "y" }), planOf],
];

describe.each(made)("a new %s", (type, plain, read) => {
  test("names its type, its version, its day and its counters", () => {
    expect(plain).toMatchObject({ type, v: 1, created: today, by: {} });
    expect(isKnown(plain)).toBe(true);
  });

  test("comes back as it was after sealing as JSON", () => {
    expect(read(JSON.parse(JSON.stringify(plain)) as Plain)).toEqual(plain);
  });

  test("keeps members that this client does not know", () => {
    expect(read({ ...plain, future: [1] }).future).toEqual([1]);
  });

  test("from a client that wrote nonsense is read without a failure, as the defaults", () => {
    for (const nonsense of [
      null,
      7,
      "x",
      [],
      {},
      [null, 7, { id: 3 }],
      { conflict: [null, null] },
    ]) {
      const odd = Object.fromEntries(
        Object.keys(plain).map((name) => [name, nonsense]),
      );
      const shown = read({ ...odd, type, v: 1 } as Plain);
      expect(Object.keys(shown).sort()).toEqual(Object.keys(plain).sort());
      for (const [name, value] of Object.entries(plain))
        if (typeof value === "string" && name !== "created")
          expect(typeof shown[name]).toBe("string");
    }
  });
});

test("an open question is shown as this device's side", () => {
  expect(
    goalOf({
      ...newGoal(today),
      title: { conflict: ["mine", "theirs"] },
    } as unknown as Plain).title,
  ).toBe("mine");
  expect(isConflict({ conflict: ["mine", "theirs"] })).toBe(true);
  expect(isConflict({ conflict: ["mine"] })).toBe(false);
  expect(isConflict({ conflict: ["mine", "theirs"], other: 1 })).toBe(false);
});

test("a mood that is none of the five is read as none, and a plan of an older client has no sentence", () => {
  for (const value of [0, 6, 2.5, -1, "4", null])
    expect(
      moodOf({ ...newMood(today, { day: today, value: 1 }), value }).value,
    ).toBe(0);
  const { sentence, ...older } = newPlan(today, { sentence: "x" });
  expect([sentence, planOf(older as unknown as Plain).sentence]).toEqual([
    "x",
    "",
  ]);
});

test("steps are read in the order of their keys", () => {
  const step = (id: string, order: string) => ({
    id,
    text: id,
    done_on: null,
    dropped: false,
    order,
  });
  const goal = newGoal(today, {
    steps: [step("b", "W"), step("c", "V"), step("a", "W")],
  });
  expect(goalOf(goal).steps.map((one) => one.id)).toEqual(["c", "a", "b"]);
});

describe("a record is made by a newer version", () => {
  test.each([
    ["of an unknown type", { type: "dream", v: 1 }, false],
    ["of a higher version", { type: "goal", v: 2 }, false],
    ["of no version", { type: "goal" }, false],
    ["of this version", { type: "goal", v: 1 }, true],
    ["that says it is deleted", { type: "deleted" }, true],
  ])("where it is %s", (_, plain, known) => {
    expect(isKnown(plain as Plain)).toBe(known);
  });

  test.each(RECORD_TYPES)("but not where its type is %s", (type) => {
    expect(isKnown({ type, v: 1, created: today, by: {} })).toBe(true);
  });
});

test("ids are 32 hexadecimal digits and never the same", () => {
  const ids = Array.from({ length: 100 }, newId);
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
