/** What lies ahead: appointments and deadlines in the order of their time, with the words for it. */
import {
  appointmentOf,
  deadlineOf,
  type Appointment,
  type Deadline,
  type NeedKind,
  type NeedState,
  type Start,
} from "../../core/records.ts";
import {
  dayWords,
  fullDay,
  instantOf,
  lastingOf,
  lastStart,
  nextStart,
  startOf,
  startWords,
  zoneWords,
} from "../../core/when.ts";
import type { Item } from "../../core/keeper.ts";
import { named, ofType, type Hers } from "../daybook/hers.ts";
import { language, t } from "../words.ts";

export interface ComingAppointment extends Hers<Appointment> {
  kind: "appointment";
  /** When it is next, or null: no day is known, it was moved, or it is over. */
  next: Start | null;
}

export interface ComingDeadline extends Hers<Deadline> {
  kind: "deadline";
}

export type Coming = ComingAppointment | ComingDeadline;

export interface Sorted {
  /** With a day ahead, soonest first. */
  ahead: Coming[];
  /** Deadlines whose day has passed and that are not done: still open, never "late". */
  open: Coming[];
  /** Without a day. */
  undated: Coming[];
  /** Over, done or off, latest first. */
  earlier: Coming[];
}

/** The start that is going on or comes next. */
export function nextOf({ start, repeat, minutes, skips }: Appointment, now: number): Start | null {
  return nextStart(start, repeat, minutes, now, skips);
}

/** The start that has come within the last days, going on or over; null where there is none. */
export function begunOf({ start, repeat, skips, state }: Appointment, now: number): Start | null {
  return state === "planned" ? lastStart(start, repeat, now, ASKED_DAYS, skips) : null;
}

/** How many days she is asked what was said. */
const ASKED_DAYS = 3;

export interface Over extends Hers<Appointment> {
  /** The start that is over. */
  start: Start;
}

/** What is over since a few days, latest first. */
export function justOver(items: Item[], now: number): Over[] {
  return ofType(items, "appointment", appointmentOf)
    .flatMap((one) => {
      const start = begunOf(one.plain, now - lastingOf(one.plain.start, one.plain.minutes));
      return start ? [{ ...one, start }] : [];
    })
    .sort((a, b) => startOf(b.start) - startOf(a.start));
}

/** What it is called: its title, else its kind. */
export function titleOf(appointment: Appointment): string {
  return appointment.title || named("kind", appointment.kind);
}

/** The day in words that stay true, of a start. */
export const dayOf = (start: Start): string => fullDay(start.date, language, true);

/** Her dates at the instant `now` in the zone `zone`; `today` is her local day. */
export function sortDates(items: Item[], now: number, today: string, zone: string): Sorted {
  const sorted: Sorted = { ahead: [], open: [], undated: [], earlier: [] };
  for (const one of ofType(items, "appointment", appointmentOf)) {
    const { start, state } = one.plain;
    const next = state === "planned" ? nextOf(one.plain, now) : null;
    const coming: Coming = { kind: "appointment", ...one, next };
    if (next) sorted.ahead.push(coming);
    else if (state === "moved" || (state === "planned" && start.date === "")) sorted.undated.push(coming);
    else sorted.earlier.push(coming);
  }
  for (const one of ofType(items, "deadline", deadlineOf)) {
    const coming: Coming = { kind: "deadline", ...one };
    if (one.plain.state !== "open") sorted.earlier.push(coming);
    else if (one.plain.day === "") sorted.undated.push(coming);
    else if (one.plain.day < today) sorted.open.push(coming);
    else sorted.ahead.push(coming);
  }
  sorted.ahead.sort((a, b) => instantIn(a, zone) - instantIn(b, zone));
  sorted.open.sort((a, b) => instantIn(a, zone) - instantIn(b, zone));
  sorted.earlier.sort((a, b) => instantIn(b, zone) - instantIn(a, zone));
  return sorted;
}

/** The instant it is sorted by: a start, or the end of a deadline's day; 0 where no day is known. */
export function instantIn(coming: Coming, zone: string): number {
  if (coming.kind === "deadline") return coming.plain.day === "" ? 0 : instantOf(coming.plain.day, "23:59", zone);
  const start = coming.next ?? coming.plain.start;
  return start.date === "" ? 0 : startOf(start);
}

/** A deadline told long before is not to stand on Today for months. */
const MOST_AHEAD = 30;

/** The first instant at which it belongs on Today: the longest reminder, or two days ahead. */
export function dueFrom(coming: Coming, zone: string): number {
  const days = 86_400;
  if (coming.kind === "deadline") {
    const ahead = Math.min(MOST_AHEAD, Math.max(3, ...coming.plain.lead_days));
    return coming.plain.day === "" ? Infinity : instantOf(coming.plain.day, "00:00", zone) - ahead * days;
  }
  const ahead = Math.max(2 * days, ...coming.plain.lead_times.map((minutes) => minutes * 60));
  return coming.next ? startOf(coming.next) - ahead : Infinity;
}

/** "tomorrow, Tuesday 14:00", "by Friday 12 June", "No day yet". */
export function whenOf(coming: Coming, now: number, today: string): string {
  if (coming.kind === "deadline") {
    const { day, state } = coming.plain;
    if (state !== "open") return t(`dates.is-${state}`);
    return day === "" ? t("dates.no-day") : t("dates.by", { day: dayWords(day, today, language) });
  }
  const { plain, next } = coming;
  if (plain.state !== "planned") return t(`dates.is-${plain.state}`);
  const start = next ?? plain.start;
  if (start.date === "") return t("dates.no-day");
  const words = startWords(start, now, language);
  const place = zoneWords(start, now);
  return place ? t("dates.in-zone", { when: words, place }) : words;
}

/** "Childcare: still needed", "Ride: 9:15, blue car". */
export function needWords(kind: NeedKind, state: NeedState, how: string): string {
  const what = t(`need.${kind}`);
  if (state === "arranged") return how ? t("need.arranged-how", { what, how }) : t("need.arranged", { what });
  return how ? t("need.needed-how", { what, how }) : t("need.needed", { what });
}
