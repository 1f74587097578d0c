/**
 * Local days and times in an IANA zone, instants (whole seconds since 1970 UTC), and the words for them.
 *
 * Only `Intl` knows the zones. A local time that a clock change skips is taken as much later as the clocks moved;
 * of one that comes twice the first is taken (as RFC 5545 does). Repeats keep the local time, whatever the clocks do.
 */
import { localeOf } from "./locale.ts";
import type { Repeat, Start } from "./records.ts";

const DAY = 86_400;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const kept = formats.get(key) ?? new Intl.DateTimeFormat(localeOf(language), options);
  formats.set(key, kept);
  return kept;
}

let own = { zone: "", asked: Number.NEGATIVE_INFINITY };

/** The zone of this phone. A phone may move: it is asked again after a second, and not each time, for that is slow. */
export function here(): string {
  const now = Date.now();
  if (Math.abs(now - own.asked) >= 1000) {
    own = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", asked: now };
  }
  return own.zone;
}

/** `zone` where this phone knows it, else its own. */
export function knownZone(zone: string): string {
  try {
    if (zone !== "") return format("en", { timeZone: zone }).resolvedOptions().timeZone && zone;
  } catch {
    // A zone that came from another device and that this phone has never heard of.
  }
  return here();
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What tells the local time in a zone; kept, for making one is slow. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const kept = clocks.get(zone || here());
  if (kept) return kept;
  const timeZone = knownZone(zone);
  const digits = { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const plain = { calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23", year: "numeric" } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, ...plain, ...digits });
  clocks.set(timeZone, clock);
  return clock;
}

/** The local day and time of an instant. */
export function localOf(instant: number, zone: string): { date: string; time: string } {
  const parts = clockOf(zone).formatToParts(instant * 1000);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}

const instants = new Map<string, number>();
const MOST_INSTANTS = 5000;

/** The instant of a local day and time. Throws a RangeError for anything that is not a day and a time. */
export function instantOf(date: string, time: string, zone: string): number {
  // Lists are sorted by it and drawn again and again, and asking `Intl` takes a tenth of a millisecond.
  const key = `${date} ${time} ${zone || here()}`;
  const kept = instants.get(key);
  if (kept !== undefined) return kept;
  if (instants.size >= MOST_INSTANTS) instants.clear();
  const instant = workedOut(date, time, zone);
  instants.set(key, instant);
  return instant;
}

function workedOut(date: string, time: string, zone: string): number {
  const asUtc = Date.parse(`${date}T${time}Z`) / 1000;
  if (!Number.isFinite(asUtc)) throw new RangeError("not a local day and time");
  const offset = (instant: number) => {
    const local = localOf(instant, zone);
    return Date.parse(`${local.date}T${local.time}Z`) / 1000 - Math.floor(instant / 60) * 60;
  };
  const before = offset(asUtc - DAY);
  const candidates = [asUtc - before, asUtc - offset(asUtc + DAY)].sort((a, b) => a - b);
  const meant = candidates.find((instant) => {
    const local = localOf(instant, zone);
    return local.date === date && local.time === time;
  });
  return meant ?? asUtc - before;
}

/** The instant at which an appointment starts; where only the day is known, the start of that day. */
export function startOf(start: Start): number {
  return instantOf(start.date, start.time || "00:00", start.zone);
}

/** The local day `days` after `date` (before it, where negative). */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY * 1000).toISOString().slice(0, 10);
}

/** Whole days from one local day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / (DAY * 1000));
}

/** The local day `months` after `date`; where that month is too short, its last day. */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate())))
    .toISOString()
    .slice(0, 10);
}

/** The `n`th local day of a repeat (0 is the first), or null past its end. */
function nthDay(start: Start, repeat: Repeat, n: number): string | null {
  if (repeat.every === "none" && n > 0) return null;
  const day = repeat.every === "monthly" ? addMonths(start.date, n) : addDays(start.date, 7 * n);
  return n > 0 && repeat.until !== null && day > repeat.until ? null : day;
}

/**
 * Every start after `from` and up to `to` (instants, both at most ten years apart), in order. A repeat leaves out the
 * local days in `skips`.
 */
export function startsBetween(
  start: Start,
  repeat: Repeat,
  from: number,
  to: number,
  skips: readonly string[] = [],
): Start[] {
  const passed = Math.max(0, daysBetween(start.date, localOf(from, start.zone).date));
  const first =
    repeat.every === "none" ? 0 : Math.max(0, Math.floor(passed / (repeat.every === "monthly" ? 31 : 7)) - 1);
  const found: Start[] = [];
  for (let n = first; ; n++) {
    const date = nthDay(start, repeat, n);
    if (date === null) return found;
    const next = { ...start, date };
    const instant = startOf(next);
    if (instant > to) return found;
    if (instant > from && (repeat.every === "none" || !skips.includes(date))) found.push(next);
  }
}

/** How long an appointment counts as going on where nobody said, in minutes. */
const USUAL_MINUTES = 60;

/** The start that is going on or comes next after the instant `now`; null where all have passed or none is known. */
export function nextStart(
  start: Start,
  repeat: Repeat,
  minutes: number,
  now: number,
  skips: readonly string[] = [],
): Start | null {
  if (start.date === "") return null;
  const lasting = lastingOf(start, minutes);
  return startsBetween(start, repeat, now - lasting, now + 10 * 366 * DAY, skips)[0] ?? null;
}

/** How long it goes on, in seconds; where only the day is known, that day. */
export function lastingOf(start: Start, minutes: number): number {
  return start.time === "" ? DAY : (minutes || USUAL_MINUTES) * 60;
}

/** The last start that has come by the instant `now`, not more than `days` ago; null where there is none. */
export function lastStart(
  start: Start,
  repeat: Repeat,
  now: number,
  days: number,
  skips: readonly string[] = [],
): Start | null {
  if (start.date === "") return null;
  return startsBetween(start, repeat, now - days * DAY, now, skips).at(-1) ?? null;
}

/** The day in words: "tomorrow, Tuesday", "Friday 22 May", with the year where it is another. */
export function dayWords(date: string, today: string, language: string): string {
  const noon = new Date(`${date}T12:00Z`);
  const weekday = format(language, { timeZone: "UTC", weekday: "long" }).format(noon);
  const away = daysBetween(today, date);
  if (Math.abs(away) <= 1) {
    const near = new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" }).format(away, "day");
    return `${near}${language === "ar" ? "،" : ","} ${weekday}`;
  }
  return fullDay(date, language, date.slice(0, 4) !== today.slice(0, 4));
}

/** The day in words that stay true: "Tuesday 12 May", with `year` "Tuesday 12 May 2026". */
export function fullDay(date: string, language: string, year = false): string {
  const options = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" } as const;
  const parts = format(language, year ? { ...options, year: "numeric" } : options);
  return parts.format(new Date(`${date}T12:00Z`)).replace(/^(\p{L}+),? /u, "$1 ");
}

/** The clock time as her language writes it, on a clock of 24 hours. */
export function timeWords(time: string, language: string): string {
  const options = { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return format(language, options).format(new Date(`2026-01-01T${time}Z`));
}

/** Day and time in words: "tomorrow, Tuesday 14:00". `now` is an instant; the day is counted where it takes place. */
export function startWords(start: Start, now: number, language: string): string {
  const today = localOf(now, start.zone).date;
  const day = dayWords(start.date, today, language);
  return start.time === "" ? day : `${day} ${timeWords(start.time, language)}`;
}

/** The place whose clocks count ("New York"), where that is not where this phone is now; else null. */
export function zoneWords(start: Start, now: number): string | null {
  if (start.date === "" || start.time === "") return null;
  const zone = knownZone(start.zone);
  const elsewhere =
    localOf(now, zone).time !== localOf(now, here()).time || startOf(start) !== startOf({ ...start, zone: here() });
  return elsewhere ? (zone.split("/").at(-1) ?? zone).replaceAll("_", " ") : null;
}
