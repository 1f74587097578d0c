/** From a push to what is shown: neutral words, her cover text, or the opened notice where she asked for details. */
import { openNotice } from "../core/notice.ts";
import type { Told } from "../core/kept.ts";

/** How far a push may arrive after the quarter hour that its notice was sealed for, in seconds. */
const LATEST = 12 * 3600;
const NEUTRAL = "Daybook";

interface Notification {
  title?: unknown;
  body?: unknown;
  tag?: unknown;
  lang?: unknown;
  dir?: unknown;
  silent?: unknown;
  data?: { notice?: unknown } | null;
}

/** `renotify` is not in TypeScript's own types. */
export type Shown = NotificationOptions & { renotify: boolean };

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * Title and options of the one notification of a push. `read` gives the payload's JSON and may throw: then neutral
 * words are shown. Never throws.
 */
export async function pushed(read: () => unknown, told: Told | null, now: Date): Promise<[string, Shown]> {
  let notification: Notification = {};
  try {
    notification = ((read() as { notification?: Notification } | null)?.notification ?? {}) as Notification;
  } catch {
    // Not JSON, or nothing at all: neutral words.
  }
  const details = told ? await opened(notification, told, now) : null;
  const silent = notification.silent === true || (told !== null && rests(told, notification, now));
  const body = details ?? (told?.cover || textOf(notification.body));
  return [
    textOf(notification.title) || NEUTRAL,
    {
      body,
      tag: textOf(notification.tag) || "daybook",
      lang: textOf(notification.lang) || "en",
      dir: notification.dir === "rtl" ? "rtl" : "auto",
      silent,
      // A second reminder of the same date takes the place of the first, and is to be heard all the same.
      renotify: !silent,
      icon: "icons/icon-192.png",
      badge: "icons/icon-96.png",
    },
  ];
}

/** The words of the notice, if she wants details and it is one that this phone expects about now. */
async function opened(notification: Notification, told: Told, now: Date): Promise<string | null> {
  const sealed = textOf(notification.data?.notice);
  if (!told.key || !sealed) return null;
  try {
    const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
    const seconds = now.getTime() / 1000;
    for (const [record, at] of told.expected) {
      if (at > seconds + 900 || at < seconds - LATEST) continue;
      const words = await openNotice(told.key, told.owner, record, at, bytes).catch(() => null);
      if (words !== null) return words;
    }
  } catch {
    // Damaged: neutral words or the cover.
  }
  return null;
}

/** Whether it is to come without sound: in quiet hours, or not about a date where only dates may ring. */
function rests(told: Told, notification: Notification, now: Date): boolean {
  return isQuiet(told, now) || (told.onlyDates === true && textOf(notification.data?.notice) === "");
}

/** Whether `now` lies in her quiet hours, which may reach over midnight. */
function isQuiet({ quiet, zone }: Told, now: Date): boolean {
  if (!quiet) return false;
  let time: string;
  try {
    time = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(zone ? { timeZone: zone } : {}),
    }).format(now);
  } catch {
    return false;
  }
  const { from, to } = quiet;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
