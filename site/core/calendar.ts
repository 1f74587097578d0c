/**
 * A calendar file (RFC 5545) with nothing in it but titles, times and alarms.
 *
 * Times are instants in UTC, so that the file needs no zones and every calendar shows the right hour. A repeat is
 * written as single entries: its last day of a short month and its days left out have no rule that all calendars know.
 */
import type { Start } from "./records.ts";
import { addDays, lastingOf, startOf } from "./when.ts";

/** One entry. Where `start.time` is "" it is a whole day and has no alarm. */
export interface Entry {
  title: string;
  start: Start;
  /** How long, in minutes; 0 where nobody knows. */
  minutes: number;
  /** Minutes before the start, or null for no alarm. */
  alarm: number | null;
  /** Names the entry to calendars: random, and the name of nothing else. */
  uid: string;
}

/** Octets a line may have, without its end (RFC 5545, section 3.1). */
const LINE = 75;

/** The file, made at the instant `stamp`. */
export function calendarFile(entries: readonly Entry[], stamp: number): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Daybook//Daybook//EN",
    ...entries.flatMap((entry) => event(entry, stamp)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function event({ title, start, minutes, alarm, uid }: Entry, stamp: number): string[] {
  const wholeDay = start.time === "";
  const begin = startOf(start);
  const summary = escaped(title);
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${utc(stamp)}`,
    ...(wholeDay
      ? [`DTSTART;VALUE=DATE:${dense(start.date)}`, `DTEND;VALUE=DATE:${dense(addDays(start.date, 1))}`]
      : [`DTSTART:${utc(begin)}`, `DTEND:${utc(begin + lastingOf(start, minutes))}`]),
    `SUMMARY:${summary}`,
    ...(alarm === null || wholeDay
      ? []
      : ["BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${summary}`, `TRIGGER:-PT${alarm}M`, "END:VALARM"]),
    "END:VEVENT",
  ];
}

const dense = (date: string): string => date.replaceAll("-", "");

const utc = (instant: number): string =>
  new Date(instant * 1000).toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");

/** A TEXT value (section 3.3.11): control characters other than the tab have no place in one. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/[^\P{Cc}\t]/gu, "");
}

/** Lines longer than 75 octets go on in the next, after a blank; no character is cut in two. */
function folded(line: string): string {
  let [whole, used] = ["", 0];
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (used + size > LINE) [whole, used] = [`${whole}\r\n `, 1];
    whole += character;
    used += size;
  }
  return whole;
}
