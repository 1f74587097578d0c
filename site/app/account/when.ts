/** Days and instants of the account, in words. */
import { locale } from "../words.ts";

/** "12 May 2026" of "2026-05-12"; what is no day stays as it is. */
export function dayInWords(day: string): string {
  const date = new Date(`${day}T12:00:00`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** "Tuesday 12 May, 14:30" of seconds. */
export const instantInWords = (at: number): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at * 1000);
