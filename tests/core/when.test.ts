import { describe, expect, test } from "vitest";
import type { Repeat } from "../../site/core/records.ts";
import {
  addDays,
  addMonths,
  dayWords,
  daysBetween,
  fullDay,
  instantOf,
  knownZone,
  localOf,
  nextStart,
  startWords,
  startsBetween,
  zoneWords,
} from "../../site/core/when.ts";

const utc = (text: string) => Date.parse(text) / 1000;

describe("a local day and time as an instant", () => {
  test.each([
    ["2026-01-12", "14:30", "Europe/London", "2026-01-12T14:30Z"],
    ["2026-05-12", "14:30", "Europe/London", "2026-05-12T13:30Z"],
    ["2026-01-12", "14:30", "America/New_York", "2026-01-12T19:30Z"],
    ["2026-07-12", "23:30", "America/New_York", "2026-07-13T03:30Z"],
    ["2026-05-12", "00:15", "Asia/Kolkata", "2026-05-11T18:45Z"],
    ["2028-02-29", "00:00", "Pacific/Apia", "2028-02-28T11:00Z"],
  ])("%s %s in %s is %s", (date, time, zone, instant) => {
    expect(instantOf(date, time, zone)).toBe(utc(instant));
    expect(localOf(utc(instant), zone)).toEqual({ date, time });
  });

  test.each([
    ["2026-03-29", "01:30", "Europe/London", "2026-03-29T01:30Z", "02:30"],
    ["2026-03-08", "02:15", "America/New_York", "2026-03-08T07:15Z", "03:15"],
  ])(
    "that the clocks skip (%s %s in %s) is as much later as they moved",
    (date, time, zone, instant, shown) => {
      expect(instantOf(date, time, zone)).toBe(utc(instant));
      expect(localOf(utc(instant), zone).time).toBe(shown);
    },
  );

  test.each([
    ["2026-10-25", "01:30", "Europe/London", "2026-10-25T00:30Z"],
    ["2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30Z"],
  ])(
    "that comes twice (%s %s in %s) is the first",
    (date, time, zone, instant) => {
      expect(instantOf(date, time, zone)).toBe(utc(instant));
    },
  );

  test("round every quarter hour of the days on which the clocks change", () => {
    for (const [zone, days] of [
      ["Europe/London", ["2026-03-29", "2026-10-25"]],
      ["America/New_York", ["2026-03-08", "2026-11-01"]],
      ["Asia/Kolkata", ["2026-03-29"]],
      ["Australia/Lord_Howe", ["2026-04-05", "2026-10-04"]],
    ] as const)
      for (const day of days)
        for (
          let instant = utc(`${addDays(day, -1)}T00:00Z`);
          instant < utc(`${addDays(day, 2)}T00:00Z`);
          instant += 900
        ) {
          const local = localOf(instant, zone);
          const again = instantOf(local.date, local.time, zone);
          expect(again <= instant).toBe(true);
          expect(localOf(again, zone)).toEqual(local);
        }
  });

  test("is refused where it is none", () => {
    expect(() => instantOf("", "14:30", "Europe/London")).toThrow(RangeError);
    expect(() => instantOf("2026-05-12", "later", "Europe/London")).toThrow(
      RangeError,
    );
  });

  test("in a zone that this phone does not know is meant in its own", () => {
    expect(instantOf("2026-05-12", "14:30", "Nowhere/City")).toBe(
      instantOf("2026-05-12", "14:30", ""),
    );
    expect(knownZone("Asia/Kolkata")).toBe("Asia/Kolkata");
  });
});

describe("days", () => {
  test("are counted over months, leap years and clock changes", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
  });

  test.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2026-01-31", 2, "2026-03-31"],
    ["2027-12-31", 2, "2028-02-29"],
    ["2026-05-15", 12, "2027-05-15"],
  ])("%s and %i months is %s", (date, months, then) => {
    expect(addMonths(date, months)).toBe(then);
  });
});

describe("a repeat", () => {
  const weekly: Repeat = { every: "weekly", until: null };
  const monthly: Repeat = { every: "monthly", until: null };
  const dates = (all: { date: string }[]) => all.map((one) => one.date);

  test("of every week keeps the local time when the clocks change", () => {
    const start = { date: "2026-03-24", time: "09:00", zone: "Europe/London" };
    const starts = startsBetween(
      start,
      weekly,
      utc("2026-03-01T00:00Z"),
      utc("2026-04-08T00:00Z"),
    );
    expect(
      starts.map((one) => instantOf(one.date, one.time, one.zone)),
    ).toEqual([
      utc("2026-03-24T09:00Z"),
      utc("2026-03-31T08:00Z"),
      utc("2026-04-07T08:00Z"),
    ]);
  });

  test("of every month on the 31st falls on the last day of shorter months, and comes back to the 31st", () => {
    const start = {
      date: "2026-01-31",
      time: "10:00",
      zone: "America/New_York",
    };
    expect(
      dates(
        startsBetween(
          start,
          monthly,
          utc("2026-01-01T00:00Z"),
          utc("2026-06-01T00:00Z"),
        ),
      ),
    ).toEqual([
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
    ]);
  });

  test.each([
    ["weekly", weekly],
    ["monthly", monthly],
  ])(
    "finds the same %s starts whether it looks from the first or from years later",
    (_, repeat) => {
      const start = { date: "2020-01-31", time: "23:30", zone: "Asia/Kolkata" };
      const all = dates(
        startsBetween(start, repeat, 0, utc("2027-01-01T00:00Z")),
      );
      for (
        let from = utc("2026-01-01T12:00Z");
        from < utc("2026-12-01T00:00Z");
        from += 86_400 * 3
      ) {
        const later = dates(
          startsBetween(start, repeat, from, utc("2027-01-01T00:00Z")),
        );
        expect(later).toEqual(all.slice(-later.length));
        expect(
          instantOf(all.at(-later.length - 1)!, "23:30", "Asia/Kolkata") <=
            from,
        ).toBe(true);
      }
    },
  );

  test("ends on its last day, and always has its first", () => {
    const start = { date: "2026-05-12", time: "09:00", zone: "Europe/London" };
    const until = (day: string) =>
      dates(
        startsBetween(
          start,
          { every: "weekly", until: day },
          0,
          utc("2027-01-01T00:00Z"),
        ),
      );
    expect(until("2026-05-26")).toEqual([
      "2026-05-12",
      "2026-05-19",
      "2026-05-26",
    ]);
    expect(until("2026-05-25")).toEqual(["2026-05-12", "2026-05-19"]);
    expect(until("2020-01-01")).toEqual(["2026-05-12"]);
  });

  test("stays on what is going on until it is over, then goes on to the next", () => {
    const start = { date: "2026-05-12", time: "09:00", zone: "Europe/London" };
    const next = (now: string, minutes = 90) =>
      nextStart(start, weekly, minutes, utc(now))?.date;
    expect(next("2026-05-12T09:29Z")).toBe("2026-05-12");
    expect(next("2026-05-12T09:30Z")).toBe("2026-05-19");
    expect(
      nextStart(
        start,
        { every: "none", until: null },
        0,
        utc("2026-05-12T09:00Z"),
      ),
    ).toBeNull();
  });
});

describe("words", () => {
  const now = utc("2026-05-11T20:00Z");
  const at = (date: string, time = "14:00") =>
    startWords({ date, time, zone: "Europe/London" }, now, "en");

  test("name near days by how near they are, and others by their date", () => {
    expect(at("2026-05-11")).toBe("today, Monday 14:00");
    expect(at("2026-05-12")).toBe("tomorrow, Tuesday 14:00");
    expect(at("2026-05-10")).toBe("yesterday, Sunday 14:00");
    expect(at("2026-05-22", "09:05")).toBe("Friday 22 May 09:05");
    expect(at("2027-01-04", "00:30")).toBe("Monday 4 January 2027 00:30");
  });

  test("of a day without a time name the day alone", () => {
    expect(at("2026-05-12", "")).toBe("tomorrow, Tuesday");
  });

  test("count days where it takes place", () => {
    const words = startWords(
      { date: "2026-05-12", time: "02:00", zone: "Asia/Kolkata" },
      now,
      "en",
    );
    expect(words).toBe("today, Tuesday 02:00");
  });

  test("that stay true name the day alone", () => {
    expect(fullDay("2026-05-12", "en")).toBe("Tuesday 12 May");
    expect(dayWords("2026-05-12", "2026-05-11", "es")).toBe("mañana, martes");
  });

  test("name the place whose clocks count only where it is not here", () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(
      zoneWords({ date: "2026-05-12", time: "14:00", zone }, now),
    ).toBeNull();
    expect(
      zoneWords(
        { date: "2026-05-12", time: "14:00", zone: "Pacific/Kiritimati" },
        now,
      ),
    ).toBe("Kiritimati");
  });
});
