import { describe, expect, test } from "vitest";
import { newAppointment, type Repeat } from "../../site/core/records.ts";
import { planReminders } from "../../site/core/remind.ts";
import { addDays, instantOf, lastStart, localOf, nextStart, startOf, startsBetween } from "../../site/core/when.ts";

const utc = (text: string) => Date.parse(text) / 1000;
const iso = (instant: number) => new Date(instant * 1000).toISOString().slice(0, 16);
const every = (rhythm: Repeat["every"], until: string | null = null): Repeat => ({ every: rhythm, until });
const between = (date: string, time: string, zone: string, repeat: Repeat, from: string, to: string, skips?: string[]) =>
  startsBetween({ date, time, zone }, repeat, utc(`${from}T00:00Z`), utc(`${to}T00:00Z`), skips);

describe("every week at the same local time", () => {
  test.each([
    ["Europe/London", "09:00", "2026-03-22", ["2026-03-22T09:00", "2026-03-29T08:00", "2026-04-05T08:00"]],
    ["Europe/London", "09:00", "2026-10-18", ["2026-10-18T08:00", "2026-10-25T09:00", "2026-11-01T09:00"]],
    ["America/New_York", "09:00", "2026-03-01", ["2026-03-01T14:00", "2026-03-08T13:00", "2026-03-15T13:00"]],
    ["America/New_York", "09:00", "2026-10-25", ["2026-10-25T13:00", "2026-11-01T14:00", "2026-11-08T14:00"]],
    ["Asia/Kolkata", "09:00", "2026-03-22", ["2026-03-22T03:30", "2026-03-29T03:30", "2026-04-05T03:30"]],
  ])("in %s at %s from %s", (zone, time, first, instants) => {
    const found = between(first, time, zone, every("weekly"), addDays(first, -2), addDays(first, 18));
    expect(found.map((start) => iso(startOf(start)))).toEqual(instants);
    expect(found.map((start) => localOf(startOf(start), zone).time)).toEqual([time, time, time]);
  });

  test("on the day whose clocks skip that time it is as much later, and a week on it is as before", () => {
    const found = between("2026-03-22", "01:30", "Europe/London", every("weekly"), "2026-03-20", "2026-04-07");
    expect(found.map((start) => iso(startOf(start)))).toEqual(["2026-03-22T01:30", "2026-03-29T01:30", "2026-04-05T00:30"]);
    expect(localOf(startOf(found[1]!), "Europe/London").time).toBe("02:30");
  });

  test("on the day that has that time twice it is there once, at the first", () => {
    const found = between("2026-10-25", "01:30", "America/New_York", every("weekly"), "2026-10-24", "2026-11-09");
    expect(found.map((start) => iso(startOf(start)))).toEqual(["2026-10-25T05:30", "2026-11-01T05:30", "2026-11-08T06:30"]);
  });

  test("is right on every day of a year in every zone, never doubled and never left out", () => {
    for (const zone of ["Europe/London", "America/New_York", "Asia/Kolkata"])
      for (let day = "2026-01-01"; day <= "2026-01-07"; day = addDays(day, 1)) {
        const found = between(day, "02:15", zone, every("weekly"), "2025-12-25", "2027-01-01");
        expect(found.map((start) => start.date)).toEqual(found.map((_, n) => addDays(day, 7 * n)));
        for (const start of found) expect(localOf(startOf(start), zone).date).toBe(start.date);
      }
  });
});

describe("every month", () => {
  test.each([
    ["2026-01-28", ["2026-01-28", "2026-02-28", "2026-03-28", "2026-04-28"]],
    ["2026-01-29", ["2026-01-29", "2026-02-28", "2026-03-29", "2026-04-29"]],
    ["2026-01-30", ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"]],
    ["2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]],
    ["2027-11-30", ["2027-11-30", "2027-12-30", "2028-01-30", "2028-02-29"]],
  ])("from %s falls into each month once", (first, days) => {
    const from = addDays(first, -1);
    for (const zone of ["Europe/London", "America/New_York", "Asia/Kolkata"])
      expect(between(first, "10:00", zone, every("monthly"), from, addDays(first, 100)).map((one) => one.date)).toEqual(days);
  });

  test("keeps the local time over both changes of the clocks", () => {
    const found = between("2026-01-29", "01:30", "Europe/London", every("monthly"), "2026-01-01", "2027-01-01");
    expect(found.map((start) => iso(startOf(start)).slice(11))).toEqual([
      "01:30", "01:30", "01:30", "00:30", "00:30", "00:30", "00:30", "00:30", "00:30", "01:30", "01:30", "01:30",
    ]);
  });
});

describe("a phone that was carried to another zone", () => {
  const london = { date: "2026-05-12", time: "14:30", zone: "Europe/London" };
  const words = { language: "en", appointment: "{title}: {when}", deadline: "{title}: {when}", untitled: "-" };

  test("is reminded at the same instant, whatever zone it is in now", () => {
    const appointment = newAppointment("2026-05-01", { title: "x", start: london, lead_times: [120] });
    const told = ["Europe/London", "America/New_York", "Asia/Kolkata"].map((zone) =>
      planReminders(appointment, { quiet: null, zone }, utc("2026-05-01T00:00Z"), words),
    );
    expect(new Set(told.map((all) => all[0]!.nominal))).toEqual(new Set([utc("2026-05-12T11:30Z")]));
    expect(told[2]![0]!.text).toContain("14:30");
  });

  test("knows until when it goes on by the clocks of its place", () => {
    const next = (now: string) => nextStart(london, every("weekly"), 60, utc(now))?.date;
    expect(next("2026-05-12T14:29Z")).toBe("2026-05-12");
    expect(next("2026-05-12T14:30Z")).toBe("2026-05-19");
  });

  test("made on the evening of one day what is on the next day elsewhere", () => {
    const kolkata = { date: "2026-05-13", time: "01:00", zone: "Asia/Kolkata" };
    expect(localOf(startOf(kolkata), "America/New_York")).toEqual({ date: "2026-05-12", time: "15:30" });
    expect(instantOf("2026-05-12", "15:30", "America/New_York")).toBe(startOf(kolkata));
  });
});

describe("days left out of a repeat", () => {
  const start = { date: "2026-05-12", time: "09:00", zone: "Europe/London" };
  const skips = ["2026-05-19", "2026-05-26"];

  test("are no starts; the others stay", () => {
    const found = startsBetween(start, every("weekly"), 0, utc("2026-06-10T00:00Z"), skips);
    expect(found.map((one) => one.date)).toEqual(["2026-05-12", "2026-06-02", "2026-06-09"]);
  });

  test("are passed over by what comes next and by what was last", () => {
    expect(nextStart(start, every("weekly"), 60, utc("2026-05-15T00:00Z"), skips)?.date).toBe("2026-06-02");
    expect(lastStart(start, every("weekly"), utc("2026-05-27T00:00Z"), 30, skips)?.date).toBe("2026-05-12");
    expect(lastStart(start, every("weekly"), utc("2026-05-27T00:00Z"), 3, skips)).toBeNull();
  });

  test("are not told, and what is told of the others is as before", () => {
    const words = { language: "en", appointment: "{when}", deadline: "", untitled: "" };
    const told = (given: object) =>
      planReminders(
        newAppointment("2026-05-01", { start, repeat: every("weekly"), lead_times: [60], ...given }),
        { quiet: null, zone: "" },
        utc("2026-05-10T00:00Z"),
        words,
      ).map((one) => iso(one.nominal).slice(0, 10));
    const all = told({});
    expect(all.slice(0, 3)).toEqual(["2026-05-12", "2026-05-19", "2026-05-26"]);
    expect(told({ skips })).toEqual(all.filter((day) => !skips.includes(day)));
  });

  test("count for nothing where it takes place once", () => {
    expect(nextStart(start, every("none"), 60, utc("2026-05-01T00:00Z"), ["2026-05-12"])?.date).toBe("2026-05-12");
  });
});

test("what was last has come, and is not older than asked for", () => {
  const start = { date: "2026-05-12", time: "09:00", zone: "Europe/London" };
  expect(lastStart(start, every("none"), utc("2026-05-12T07:59Z"), 3)).toBeNull();
  expect(lastStart(start, every("none"), utc("2026-05-12T08:00Z"), 3)?.date).toBe("2026-05-12");
  expect(lastStart(start, every("none"), utc("2026-05-16T08:00Z"), 3)).toBeNull();
  expect(lastStart({ ...start, date: "" }, every("none"), utc("2026-05-16T08:00Z"), 3)).toBeNull();
});
