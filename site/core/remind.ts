/**
 * Which reminders a record wants. The engine moves each up to two quarters of an hour earlier at random, rounds it
 * down to the quarter, keeps those of the next 60 days and at most 32, and seals the text.
 *
 * Nothing that is already past is ever planned, so that a change made late, or the end of a pause, sets off no burst.
 */
import { appointmentOf, deadlineOf, type Plain, type QuietHours } from "./records.ts";
import { addDays, fullDay, instantOf, localOf, startOf, startsBetween, timeWords } from "./when.ts";

/** One reminder: the instant (seconds) she asked for, and what its sealed notice says. */
export interface Planned {
  nominal: number;
  text: string;
}

/** What of her settings counts here. */
export interface ReminderSettings {
  quiet: QuietHours | null;
  /** Her zone, in which quiet hours and deadlines are meant; "" for the phone's own. */
  zone: string;
}

/** Message texts, with `{title}` and `{when}`; `untitled` stands where there is no title. */
export interface ReminderWords {
  language: string;
  appointment: string;
  deadline: string;
  untitled: string;
}

/** How far ahead repeats are worked out: the engine's 60 days and what its jitter may need. */
const HORIZON = 62 * 86_400;
const QUARTER = 900;
/** The engine may send by this much earlier, besides rounding down to the quarter. */
const EARLIER = 2 * QUARTER;
/** A deadline is told at this hour. */
const MORNING = "09:00";
/** The notice is padded to 256 bytes with its frame. */
const TEXT_BYTES = 160;

/**
 * The reminders of `plain` after the instant `now`, soonest first, none twice. An appointment: its start less each
 * lead time; a deadline: 9:00 so many days before. What is off, moved, done, or of another type has none.
 */
export function planReminders(plain: Plain, settings: ReminderSettings, now: number, words: ReminderWords): Planned[] {
  const wanted = plain.type === "appointment" ? ofAppointment(plain, now, words) : ofDeadline(plain, settings, words);
  const planned = new Map<number, Planned>();
  for (const { nominal, event, text } of wanted) {
    const at = outsideQuiet(nominal, event, settings, now);
    if (at !== null && at > now && !planned.has(at)) planned.set(at, { nominal: at, text });
  }
  return [...planned.values()].sort((a, b) => a.nominal - b.nominal);
}

interface Wanted {
  nominal: number;
  /** When it would be too late. */
  event: number;
  text: string;
}

function ofAppointment(plain: Plain, now: number, words: ReminderWords): Wanted[] {
  const appointment = appointmentOf(plain);
  const { state, lead_times: leads, start, repeat, skips } = appointment;
  if (state !== "planned" || leads.length === 0 || start.date === "" || start.time === "") return [];
  const longest = Math.max(...leads) * 60;
  return startsBetween(start, repeat, now, now + HORIZON + longest, skips).flatMap((next) => {
    const event = startOf(next);
    const when = `${fullDay(next.date, words.language)}, ${timeWords(next.time, words.language)}`;
    const text = filled(words.appointment, appointment.title || words.untitled, when);
    return leads.map((minutes) => ({ nominal: event - minutes * 60, event, text }));
  });
}

function ofDeadline(plain: Plain, settings: ReminderSettings, words: ReminderWords): Wanted[] {
  if (plain.type !== "deadline") return [];
  const deadline = deadlineOf(plain);
  if (deadline.state !== "open" || deadline.day === "") return [];
  const event = instantOf(addDays(deadline.day, 1), "00:00", settings.zone);
  const text = filled(words.deadline, deadline.title || words.untitled, fullDay(deadline.day, words.language));
  return deadline.lead_days.map((days) => ({
    nominal: instantOf(addDays(deadline.day, -days), MORNING, settings.zone),
    event,
    text,
  }));
}

/**
 * `nominal`, moved so that neither it nor the engine's earlier sending falls into quiet hours: to just before they
 * begin; where that has passed, to just after they end if the event is still to come; else null.
 */
function outsideQuiet(nominal: number, event: number, settings: ReminderSettings, now: number): number | null {
  if (settings.quiet === null) return nominal;
  const hours = quietAround(nominal, settings.quiet, settings.zone);
  if (hours === null) return nominal;
  const after = clearOf(hours.end);
  if (nominal >= hours.end && after < event) return after;
  const before = hours.begin - 60;
  if (before > now) return before;
  return after < event ? after : null;
}

/** The first instant after quiet hours whose earliest sending is after them too. */
function clearOf(end: number): number {
  return Math.ceil(end / QUARTER) * QUARTER + EARLIER;
}

/** The quiet hours that `instant`, or its earliest sending, would fall into; null where none. */
function quietAround(instant: number, quiet: QuietHours, zone: string): { begin: number; end: number } | null {
  const today = localOf(instant, zone).date;
  for (const day of [addDays(today, -1), today]) {
    const begin = instantOf(day, quiet.from, zone);
    const end = instantOf(quiet.from < quiet.to ? day : addDays(day, 1), quiet.to, zone);
    if (instant >= begin && instant < clearOf(end)) return { begin, end };
  }
  return null;
}

function filled(template: string, title: string, when: string): string {
  const whole = (name: string) => template.replaceAll("{when}", when).replaceAll("{title}", () => name);
  const room = TEXT_BYTES - byteLength(whole(""));
  if (byteLength(title) <= room) return whole(title);
  let short = "";
  for (const character of title) {
    if (byteLength(short + character) + 3 > room) break;
    short += character;
  }
  return whole(`${short.trimEnd()}…`);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
