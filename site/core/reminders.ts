/** When the reminders of a record are to go out, and their sealed notices. */
import { ctx, idBytes, type Bytes } from "./bytes.ts";
import type { Plain } from "./keeper.ts";
import { sealNotice } from "./notice.ts";
import { settingsOf } from "./records.ts";
import { planReminders, type ReminderWords } from "./remind.ts";
import { hmac } from "./seal.ts";

const QUARTER = 900;
const AHEAD = 60 * 86_400;
const MOST = 32;

/** A reminder as it goes to the server, before its text is sealed. */
export interface Due {
  at: number;
  text: string;
}

/** The members of her settings that decide reminders, as one text to compare. */
export function decisive(settings: Plain | null): string {
  if (settings === null) return "";
  const { quiet, zone } = settingsOf(settings);
  return JSON.stringify([quiet, zone]);
}

/**
 * The reminders of the next 60 days, at most 32, soonest first, for a record at `now` (seconds). Each is moved up
 * to two quarters of an hour earlier by a hash under her notice key of record and instant: at random to the server,
 * the same on each of her devices and at each rewriting. One whose quarter has begun is due at once.
 */
export async function dueOf(
  noticeKey: Bytes,
  id: string,
  plain: Plain,
  settings: Plain | null,
  now: number,
  words: ReminderWords,
): Promise<Due[]> {
  const { quiet, zone } = settings ? settingsOf(settings) : { quiet: null, zone: "" };
  const due = new Map<number, Due>();
  for (const { nominal, text } of planReminders(plain, { quiet, zone }, now, words)) {
    if (nominal > now + AHEAD || due.size >= MOST) break;
    // Where that has passed while its own time has not, a new one goes out at once, and one that was sent stays sent.
    const at = (Math.floor(nominal / QUARTER) - (await earlierBy(noticeKey, id, nominal))) * QUARTER;
    if (!due.has(at)) due.set(at, { at, text });
  }
  return [...due.values()].sort((a, b) => a.at - b.at);
}

/** Quarters of an hour, 0 to 2. */
async function earlierBy(noticeKey: Bytes, id: string, nominal: number): Promise<number> {
  const hash = await hmac(noticeKey, ctx("daybook/1/earlier", idBytes(id), nominal));
  return hash[0]! % 3;
}

/** The same with their texts sealed. */
export const sealDue = (
  noticeKey: Bytes,
  owner: string,
  id: string,
  due: Due[],
): Promise<{ at: number; notice: Bytes }[]> =>
  Promise.all(due.map(async ({ at, text }) => ({ at, notice: await sealNotice(noticeKey, owner, id, at, text) })));

const PER_DAY = 1000;
const DAY = 86_400;

/**
 * A device's next write counter. Its thousands are the day, so that any device of hers can tell up to which day a
 * record's reminders were set when it was last written; never less than the one before plus one.
 */
export const nextCount = (before: number | undefined, now: number): number =>
  Math.max((before ?? 0) + 1, Math.floor(now / DAY) * PER_DAY);

/** The second at which the day of the record's last write began, or 0 where another kind of counter hides it. */
export function lastWritten(plain: Plain): number {
  const counts = Object.values(plain.by ?? {}).filter((count) => Number.isSafeInteger(count));
  const day = Math.floor(Math.max(0, ...counts) / PER_DAY);
  if (day > 10_000) return day * DAY;
  return (Date.parse(plain.created) || 0) / 1000;
}

/** Whether the record has reminders that lay beyond the 60 days when it was last written, and do not now. */
export function hasEnteredSince(plain: Plain, settings: Plain | null, now: number, words: ReminderWords): boolean {
  const { quiet, zone } = settings ? settingsOf(settings) : { quiet: null, zone: "" };
  const told = lastWritten(plain) + AHEAD;
  if (told >= now + AHEAD) return false;
  return planReminders(plain, { quiet, zone }, now, words).some(
    ({ nominal }) => nominal > Math.max(told, now + QUARTER) && nominal <= now + AHEAD,
  );
}
