import { describe, expect, test } from "vitest";
import type { Item, Plain } from "../../site/core/keeper.ts";
import { newAppointment, newDeadline } from "../../site/core/records.ts";
import { begunOf, dueFrom, justOver, nextOf, sortDates, type Coming } from "../../site/app/dates/coming.ts";

const utc = (text: string) => Date.parse(text) / 1000;
const zone = "Europe/London";
const start = { date: "2026-05-12", time: "14:00", zone };
const item = (id: string, plain: Plain): Item => ({ id, plain, unsent: false, conflict: [], newer: false });
const made = (given = {}) => newAppointment("2026-05-01", { title: "x", start, minutes: 30, ...given });
const weekly = { repeat: { every: "weekly" as const, until: null } };

describe("what is over", () => {
  const over = (at: string, given = {}) => justOver([item("a", made(given))], utc(at)).map((one) => one.start.date);

  test("asks from its end on, for three days", () => {
    expect(over("2026-05-12T13:29Z")).toEqual([]);
    expect(over("2026-05-12T13:30Z")).toEqual(["2026-05-12"]);
    expect(over("2026-05-15T13:29Z")).toEqual(["2026-05-12"]);
    expect(over("2026-05-15T13:31Z")).toEqual([]);
  });

  test("and comes again asks for the last time it was", () => {
    expect(over("2026-05-26T14:00Z", weekly)).toEqual(["2026-05-26"]);
    expect(over("2026-05-26T14:00Z", { ...weekly, skips: ["2026-05-26"] })).toEqual([]);
  });

  test.each(["off", "moved"])("asks nothing where it is %s", (state) => {
    expect(over("2026-05-12T14:00Z", { state })).toEqual([]);
  });

  test("of a day without a time asks once that day is over", () => {
    const day = { start: { ...start, time: "" } };
    expect(over("2026-05-12T20:00Z", day)).toEqual([]);
    expect(over("2026-05-12T23:30Z", day)).toEqual(["2026-05-12"]);
  });

  test("has begun from its start on", () => {
    expect(begunOf(made(), utc("2026-05-12T12:59Z"))).toBeNull();
    expect(begunOf(made(), utc("2026-05-12T13:00Z"))?.date).toBe("2026-05-12");
  });
});

test("a day left out is neither next nor in the list; the next one is", () => {
  const appointment = made({ ...weekly, skips: ["2026-05-12"] });
  const now = utc("2026-05-10T00:00Z");
  expect(nextOf(appointment, now)?.date).toBe("2026-05-19");
  const { ahead } = sortDates([item("a", appointment)], now, "2026-05-10", zone);
  expect(ahead.map((one) => (one.kind === "appointment" ? one.next?.date : null))).toEqual(["2026-05-19"]);
});

test("a deadline that is past and not done is still open, never over", () => {
  const sorted = sortDates(
    [item("a", newDeadline("2026-05-01", { day: "2026-05-09" }))],
    utc("2026-05-10T00:00Z"),
    "2026-05-10",
    zone,
  );
  expect([sorted.open.length, sorted.earlier.length]).toEqual([1, 0]);
});

test("a deadline told three months ahead stands on Today for thirty days", () => {
  const plain = newDeadline("2026-01-01", { day: "2026-06-30", lead_days: [90, 3] });
  const coming: Coming = { kind: "deadline", id: "a", plain };
  expect(dueFrom(coming, "UTC")).toBe(utc("2026-05-31T00:00Z"));
});
