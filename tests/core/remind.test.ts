import { describe, expect, test } from "vitest";
import {
  newAppointment,
  newDeadline,
  newGoal,
  type Plain,
} from "../../site/core/records.ts";
import {
  planReminders,
  type ReminderSettings,
} from "../../site/core/remind.ts";

const utc = (text: string) => Date.parse(text) / 1000;
const zone = "Europe/London";
const words = {
  language: "en",
  appointment: "{title}: {when}",
  deadline: "{title}: by {when}",
  untitled: "A date",
};
const now = utc("2026-05-01T12:00Z");
const always: ReminderSettings = { quiet: null, zone };
const nights: ReminderSettings = {
  quiet: { from: "22:00", to: "08:00" },
  zone,
};
const start = { date: "2026-05-12", time: "14:30", zone };
const appointment = (given = {}) =>
  newAppointment("2026-05-01", {
    title: "Dentist",
    start,
    lead_times: [1440, 120],
    ...given,
  });
const times = (plain: Plain, settings = always, at = now) =>
  planReminders(plain, settings, at, words).map((one) =>
    new Date(one.nominal * 1000).toISOString().slice(0, 16),
  );

describe("an appointment", () => {
  test("is told each lead time before its start, soonest first", () => {
    expect(times(appointment())).toEqual([
      "2026-05-11T13:30",
      "2026-05-12T11:30",
    ]);
  });

  test("is told in words that are true whenever they come", () => {
    expect(planReminders(appointment(), always, now, words)[0]!.text).toBe(
      "Dentist: Tuesday 12 May, 14:30",
    );
    expect(
      planReminders(appointment({ title: "" }), always, now, words)[0]!.text,
    ).toMatch(/^A date: /);
  });

  test.each(["moved", "off"])("that is %s is told no more", (state) => {
    expect(times(appointment({ state }))).toEqual([]);
  });

  test("whose day or time is not known yet is not told", () => {
    expect(times(appointment({ start: { ...start, date: "" } }))).toEqual([]);
    expect(times(appointment({ start: { ...start, time: "" } }))).toEqual([]);
  });

  test("without lead times is not told", () => {
    expect(times(appointment({ lead_times: [] }))).toEqual([]);
  });

  test("changed late is not told for what has passed", () => {
    expect(times(appointment(), always, utc("2026-05-12T10:00Z"))).toEqual([
      "2026-05-12T11:30",
    ]);
    expect(times(appointment(), always, utc("2026-05-12T12:00Z"))).toEqual([]);
  });

  test("every week is told for the weeks within the horizon, across a clock change", () => {
    const weekly = appointment({
      start: { date: "2026-10-20", time: "09:00", zone },
      repeat: { every: "weekly", until: null },
      lead_times: [60],
    });
    const told = times(weekly, always, utc("2026-10-10T00:00Z"));
    expect(told.slice(0, 2)).toEqual(["2026-10-20T07:00", "2026-10-27T08:00"]);
    expect(told.length).toBeGreaterThan(6);
    expect(told.length).toBeLessThan(12);
  });

  test("with two lead times that say the same is told once", () => {
    expect(times(appointment({ lead_times: [120, 120] }))).toHaveLength(1);
  });

  test("with a long title gives a short text, cut between characters", () => {
    const text = planReminders(
      appointment({ title: "😀".repeat(200) }),
      always,
      now,
      words,
    )[0]!.text;
    expect(new TextEncoder().encode(text).length).toBeLessThan(170);
    expect(text).toMatch(/^(😀)+…: Tuesday/u);
  });

  test("with a title that looks like a template is told as typed", () => {
    const text = planReminders(
      appointment({ title: "$& {when}" }),
      always,
      now,
      words,
    )[0]!.text;
    expect(text).toBe("$& {when}: Tuesday 12 May, 14:30");
  });
});

describe("a deadline", () => {
  const deadline = (given = {}) =>
    newDeadline("2026-05-01", { title: "Papers", day: "2026-06-12", ...given });

  test("is told at nine in the morning 30, 14 and 3 days before", () => {
    expect(times(deadline())).toEqual([
      "2026-05-13T08:00",
      "2026-05-29T08:00",
      "2026-06-09T08:00",
    ]);
    expect(planReminders(deadline(), always, now, words)[0]!.text).toBe(
      "Papers: by Friday 12 June",
    );
  });

  test.each(["done", "off"])("that is %s is told no more", (state) => {
    expect(times(deadline({ state }))).toEqual([]);
  });
});

describe("quiet hours", () => {
  test("move a reminder to just before they begin", () => {
    const early = appointment({
      start: { ...start, time: "09:00" },
      lead_times: [120],
    });
    expect(times(early, nights)).toEqual(["2026-05-11T20:59"]);
  });

  test("that have begun move it to after they end, clear of an earlier sending, if it is not too late", () => {
    const early = appointment({
      start: { ...start, time: "09:00" },
      lead_times: [120],
    });
    expect(times(early, nights, utc("2026-05-11T22:00Z"))).toEqual([
      "2026-05-12T07:30",
    ]);
    const earlier = appointment({
      start: { ...start, time: "08:20" },
      lead_times: [60],
    });
    expect(times(earlier, nights, utc("2026-05-11T22:00Z"))).toEqual([]);
  });

  test("are kept clear by what comes just after them, since it may be sent earlier", () => {
    const at = (time: string) =>
      times(
        appointment({ start: { ...start, time }, lead_times: [60] }),
        nights,
      );
    expect(at("09:10")).toEqual(["2026-05-12T07:30"]);
    expect(at("09:30")).toEqual(["2026-05-12T07:30"]);
    expect(at("09:31")).toEqual(["2026-05-12T07:31"]);
  });

  test("let several reminders that they hold back come as one", () => {
    const early = appointment({
      start: { ...start, time: "09:00" },
      lead_times: [120, 180, 240, 90],
    });
    expect(times(early, nights)).toHaveLength(1);
    expect(times(early, nights, utc("2026-05-11T22:00Z"))).toHaveLength(1);
  });

  test("never leave one inside them, nor after the event, whatever the hour", () => {
    for (const quiet of [
      { from: "22:00", to: "08:00" },
      { from: "00:00", to: "06:10" },
      { from: "13:00", to: "15:07" },
    ])
      for (let minute = 0; minute < 1440; minute += 7) {
        const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
        const one = appointment({
          start: { ...start, time },
          lead_times: [5, 30, 60, 120, 1440],
        });
        for (const { nominal } of planReminders(
          one,
          { quiet, zone },
          now,
          words,
        )) {
          expect(nominal < utc(`2026-05-12T${time}Z`) - 3600).toBe(true);
          for (const earlier of [0, 900, 1800]) {
            const sent = new Date(
              (Math.floor(nominal / 900) * 900 - earlier + 3600) * 1000,
            )
              .toISOString()
              .slice(11, 16);
            const inside =
              quiet.from < quiet.to
                ? sent >= quiet.from && sent < quiet.to
                : sent >= quiet.from || sent < quiet.to;
            expect(inside).toBe(false);
          }
        }
      }
  });
});

test("other records have no reminders", () => {
  expect(
    planReminders(
      newGoal("2026-05-01", { state: "paused", target_date: "2026-06-12" }),
      always,
      now,
      words,
    ),
  ).toEqual([]);
});
