import { describe, expect, test } from "vitest";
import { calendarFile, type Entry } from "../../site/core/calendar.ts";

const stamp = Date.parse("2026-05-01T12:00:00Z") / 1000;
const entry: Entry = {
  title: "Appointment",
  start: { date: "2026-05-12", time: "14:30", zone: "Europe/London" },
  minutes: 45,
  alarm: 120,
  uid: "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
};
const file = (given: Partial<Entry> = {}) => calendarFile([{ ...entry, ...given }], stamp);
/** The lines as a calendar reads them: those that go on put together again (RFC 5545, section 3.1). */
const lines = (text: string) => text.replaceAll("\r\n ", "").split("\r\n");

test("holds a title, a time and an alarm, and nothing else", () => {
  expect(lines(file())).toEqual([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Daybook//Daybook//EN",
    "BEGIN:VEVENT",
    "UID:1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    "DTSTAMP:20260501T120000Z",
    "DTSTART:20260512T133000Z",
    "DTEND:20260512T141500Z",
    "SUMMARY:Appointment",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:Appointment",
    "TRIGGER:-PT120M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]);
});

test("without an alarm has none", () => {
  expect(file({ alarm: null })).not.toContain("VALARM");
});

test("of a day without a time is that whole day, without an alarm", () => {
  const text = file({ start: { ...entry.start, time: "", date: "2026-12-31" } });
  expect(lines(text)).toContain("DTSTART;VALUE=DATE:20261231");
  expect(lines(text)).toContain("DTEND;VALUE=DATE:20270101");
  expect(text).not.toContain("VALARM");
});

test("gives the instant, before and after the clocks change", () => {
  for (const [date, instant] of [
    ["2026-10-24", "20261024T133000Z"],
    ["2026-10-26", "20261026T143000Z"],
  ] as const)
    expect(lines(file({ start: { ...entry.start, date } }))).toContain(`DTSTART:${instant}`);
});

test("takes several entries, each whole", () => {
  const text = calendarFile([entry, { ...entry, uid: "2" }], stamp);
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
  expect(text.match(/END:VEVENT/g)).toHaveLength(2);
  expect(text.match(/BEGIN:VCALENDAR/g)).toHaveLength(1);
});

describe("a title", () => {
  test.each([
    ["a, b; c\\d", "SUMMARY:a\\, b\\; c\\\\d"],
    ["one\ntwo\r\nthree\rfour", "SUMMARY:one\\ntwo\\nthree\\nfour"],
    ["bell\u0007 and \u0000null\u007f", "SUMMARY:bell and null"],
    ["موعد", "SUMMARY:موعد"],
    ["x\r\nEND:VEVENT", "SUMMARY:x\\nEND:VEVENT"],
  ])("%j is written so that it is read as it was", (title, line) => {
    expect(lines(file({ title }))).toContain(line);
  });

  test.each(["a".repeat(300), "é".repeat(200), "😀".repeat(90), `${"a".repeat(66)}😀`, "a".repeat(67), "ع ".repeat(120)])(
    "however long, in lines of at most 75 octets that cut no character",
    (title) => {
      const text = file({ title });
      expect(text.endsWith("\r\n")).toBe(true);
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      for (const line of text.split("\r\n")) {
        expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
        expect(line.isWellFormed()).toBe(true);
      }
      expect(lines(text)).toContain(`SUMMARY:${title}`);
    },
  );
});
