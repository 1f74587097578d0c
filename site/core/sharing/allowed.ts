/** What may cross a link at all, in either direction. */
import type { Plain } from "../records/plain.ts";

/** What she may share. Notes of other roles, moods she keeps by, settings and links never go. */
const HERS = [
  "goal",
  "appointment",
  "deadline",
  "milestone",
  "photo",
  "plan",
  "mood",
  "note",
  "contact",
  "reply",
  "card",
  "profile",
];
/** What a case manager may send. */
const THEIRS = ["suggestion", "reply"];
/**
 * Whether a record may cross a link from the side that made the invitation (`made`), or from the other. A note goes
 * only where it is plainly a free one: why a goal matters, what to ask and what was said after are hers alone.
 */
export function mayCross(plain: Plain, made: boolean): boolean {
  if (!(made ? THEIRS : HERS).includes(plain.type)) return false;
  if (plain.type !== "note") return true;
  return plain.role === "free";
}
