/** Notes for the next meeting: a case manager's own, gone thirty days after it. */
import type { Item } from "../keeper.ts";
import { day, make, text, type Plain } from "../records/plain.ts";
import { addDays } from "../when.ts";

const KEPT = 30;

export interface MeetingNote {
  id: string;
  about: string;
  /** The local day of the meeting. */
  day: string;
  text: string;
}

export const newMeetingNote = (today: string, about: string, meeting: string, words: string): Plain =>
  make("meeting-note", today, {}, { about, day: meeting, text: words });

/** The notes about an account, the latest meeting first. */
export function notesAbout(items: readonly Item[], account: string): MeetingNote[] {
  return items
    .filter(({ plain, newer }) => plain.type === "meeting-note" && !newer && text(plain.about) === account)
    .map(({ id, plain }) => ({ id, about: account, day: day(plain.day) ?? "", text: text(plain.text) }))
    .sort((a, b) => (a.day < b.day ? 1 : -1));
}

/** The first day on which a note is gone. */
export const goneOn = (meeting: string): string => addDays(meeting, KEPT + 1);

/** Notes whose time is over on the local day `today`. */
export function overdue(items: readonly Item[], today: string): string[] {
  return items
    .filter(({ plain, newer }) => {
      if (plain.type !== "meeting-note" || newer) return false;
      return today >= goneOn(day(plain.day) ?? day(plain.created) ?? today);
    })
    .map(({ id }) => id);
}
