import { expect, test } from "vitest";
import {
  dateGiven,
  goalGiven,
  milestoneGiven,
  stepText,
} from "../../site/app/sharing/taken.ts";
import {
  newSuggestion,
  suggestionOf,
} from "../../site/core/sharing/messages.ts";

const TODAY = "2026-05-01";
const ZONE = "Europe/Berlin";
const suggested = (proposal: Record<string, unknown>) =>
  suggestionOf(newSuggestion(TODAY, { proposal }));

test("a goal that is proposed comes with steps of its own, none of them done", () => {
  const { steps, ...rest } = goalGiven(
    suggested({
      title: " Swim ",
      state: "done",
      steps: ["Find a pool", { id: "x", text: "Go", done_on: "2026-04-01" }],
    }),
    TODAY,
    "a".repeat(32),
  );
  expect(rest).toEqual({
    title: "Swim",
    area: "other",
    target_date: null,
    from: "a".repeat(32),
  });
  expect(steps!.map(({ text, done_on }) => [text, done_on])).toEqual([
    ["Find a pool", null],
    ["Go", null],
  ]);
  expect(new Set(steps!.map(({ id }) => id.length))).toEqual(new Set([32]));
});

test("a date that is proposed brings no reminders, repeats, skips or unknown members", () => {
  const given = dateGiven(
    suggested({
      title: "Dentist",
      start: { date: "2026-05-20", time: "14:30" },
      lead_times: [1],
      repeat: { every: "weekly", until: null },
      skips: ["2026-05-20"],
      secret: "x",
      needs: [{ id: "n", kind: "transport", state: "needed", how: "", evil: 1 }],
      bring: ["card", "card"],
    }),
    TODAY,
    ZONE,
  );
  expect(given.start).toEqual({ date: "2026-05-20", time: "14:30", zone: ZONE });
  expect(Object.keys(given).sort()).toEqual(
    "bring kind minutes needs place start title with".split(" "),
  );
  expect(given.bring).toEqual(["card"]);
  expect(Object.keys(given.needs![0]!).sort()).toEqual([
    "how",
    "id",
    "kind",
    "state",
  ]);
});

test("whatever shape a proposal has, something harmless comes of it", () => {
  for (const proposal of [
    {},
    { title: 5, steps: "x", stages: {}, start: [], needs: [null], bring: [{}] },
    { title: { conflict: ["a", "b"] }, start: { date: "2026-99-99", zone: "No/Where" } },
    { __proto__: { title: "x" }, constructor: 1, text: {} },
  ]) {
    const one = suggested(proposal as Record<string, unknown>);
    expect(typeof goalGiven(one, TODAY, "").title).toBe("string");
    expect(typeof dateGiven(one, TODAY, ZONE).title).toBe("string");
    expect(typeof milestoneGiven(one, TODAY).title).toBe("string");
    expect(typeof stepText(one)).toBe("string");
  }
});

test("a very long proposal is cut to what her own screens take", () => {
  const long = "x".repeat(100_000);
  const one = suggested({ title: long, steps: Array(1000).fill(long) });
  const { title, steps } = goalGiven(one, TODAY, "");
  expect(title!.length).toBe(500);
  expect(steps!.length).toBe(30);
  expect(steps![0]!.text.length).toBe(500);
});
