/** *Are my reminders working?*: what was found out, judged line by line. */
import type { Reach } from "../../core/keeper.ts";
import type { QuietHours } from "../../core/records.ts";

/** What was found out about this phone, the network and her settings. */
export interface Found {
  /** `in-app`, `install`: nothing can come here; `none`: no push; `ask`: not asked yet; `off`, `on`: as she set it. */
  phone: "in-app" | "install" | "none" | "blocked" | "ask" | "off" | "on";
  reach: Reach;
  unsent: number;
  /** Seconds; 0 where reminders do not rest. */
  pausedUntil: number;
  quiet: QuietHours | null;
  /** The local time now ("14:30"), in her zone. */
  time: string;
  clockAhead: number;
  onlyDates: boolean;
  /** The instant of the next reminder, or null where no date ahead has one. */
  next: number | null;
  now: number;
}

/** What she can do about a line. */
export type Way = "turn-on" | "unblock" | "install" | "send" | "sign-in" | "end-pause" | "reload";

/** One line: `good`, `look` (this keeps reminders from coming) or `note` (as she set it, or by the way). */
export interface Line {
  name: string;
  tone: "good" | "look" | "note";
  values?: Record<string, string | number>;
  way?: Way;
}

/** A clock that is this many seconds off is worth a word. */
const CLOCK_OFF = 120;
const MONTHS = 60 * 86_400;

/** The lines for what was found, the most important first. */
export function judge(found: Found): Line[] {
  return [
    phoneLine(found),
    networkLine(found),
    ...unsentLine(found),
    ...hers(found),
    clockLine(found),
    ...nextLine(found),
  ];
}

function phoneLine({ phone }: Found): Line {
  switch (phone) {
    case "on":
      return { name: "on", tone: "good" };
    case "off":
      return { name: "off", tone: "look", way: "turn-on" };
    case "ask":
      return { name: "ask", tone: "look", way: "turn-on" };
    case "blocked":
      return { name: "blocked", tone: "look", way: "unblock" };
    case "install":
      return { name: "install", tone: "look", way: "install" };
    default:
      return { name: phone, tone: "look" };
  }
}

function networkLine({ reach }: Found): Line {
  switch (reach) {
    case "offline":
      return { name: "no-network", tone: "look" };
    case "signed-out":
      return { name: "signed-out", tone: "look", way: "sign-in" };
    case "old-client":
      return { name: "old", tone: "look", way: "reload" };
    case "busy":
    case "second-step": // asked of case managers alone
    case "unknown":
      return { name: "silent", tone: "look" };
    case "online":
      return { name: "online", tone: "good" };
  }
}

function unsentLine({ unsent, reach }: Found): Line[] {
  if (unsent === 0) return [];
  return [
    { name: "unsent", tone: "look", values: { n: unsent }, ...(reach === "online" ? { way: "send" as const } : {}) },
  ];
}

/** What she chose herself, so that it is not taken for a fault. */
function hers({ pausedUntil, now, quiet, time, onlyDates }: Found): Line[] {
  const lines: Line[] = [];
  if (pausedUntil > now) {
    const name = pausedUntil - now > MONTHS ? "paused-long" : "paused";
    lines.push({ name, tone: "look", values: { until: pausedUntil }, way: "end-pause" });
  }
  if (quiet) lines.push({ name: isWithin(quiet, time) ? "quiet-now" : "quiet", tone: "note", values: { ...quiet } });
  if (onlyDates) lines.push({ name: "only-dates", tone: "note" });
  return lines;
}

function isWithin({ from, to }: QuietHours, time: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}

function clockLine({ clockAhead }: Found): Line {
  const minutes = Math.round(Math.abs(clockAhead) / 60);
  return Math.abs(clockAhead) < CLOCK_OFF
    ? { name: "clock-good", tone: "good" }
    : { name: "clock", tone: "note", values: { n: minutes } };
}

/** When the next comes: not said where something above keeps it from coming. */
function nextLine({ next, phone, pausedUntil }: Found): Line[] {
  if (next === null) return [{ name: "few", tone: "note" }];
  return phone === "on" && pausedUntil < next ? [{ name: "next", tone: "good", values: { next } }] : [];
}

/** What became of a test, by what the server says of the push service (docs/api.md, `POST /push/test`). */
export type Tested = "sent" | "again" | "no-answer" | "refused" | "server-off";

const REASONS: Record<string, Tested> = {
  off: "server-off",
  "no-subscription": "again",
  gone: "again",
  retry: "no-answer",
  unreachable: "no-answer",
  late: "no-answer",
  waiting: "no-answer",
  refused: "refused",
  "not-allowed": "refused",
  "bad-keys": "refused",
};

export function testedBy({ status, reason }: { status: number | null; reason: string }): Tested {
  if (status !== null && status >= 200 && status < 300) return "sent";
  return (Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ?? "no-answer";
}
