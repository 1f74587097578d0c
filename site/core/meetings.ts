/**
 * What screens offer for each kind of meeting: things to bring, questions to ask. Names only; the texts are in the
 * message files. She takes what she wants and adds her own.
 */

/** Things to bring, by kind. */
export const BRING: Record<string, readonly string[]> = {
  doctor: ["insurance", "medicines", "results", "id"],
  talk: ["notes", "water"],
  lawyer: ["letters", "signed", "id", "notes"],
  court: ["court-letter", "id", "lawyer-number", "snack"],
  office: ["letters", "id", "bank", "form"],
  housing: ["id", "income", "letters", "notes"],
  school: ["id", "certificates", "pen", "form"],
  work: ["cv", "certificates", "id", "bank"],
  other: ["id", "letters", "notes"],
};

/** Questions to ask, by kind. */
export const ASK: Record<string, readonly string[]> = {
  doctor: ["plain", "wait", "other-way", "take", "stop", "woman", "see", "back"],
  talk: ["often", "know", "write", "must-tell", "end", "cost"],
  lawyer: ["next", "dates", "miss", "sign", "cost", "who-knows", "interpreter", "copy"],
  court: ["room", "speak", "with-me", "screen", "interpreter", "break", "hear", "after"],
  office: ["missing", "answer", "money", "no", "writing", "address"],
  housing: ["cost", "long", "key", "others", "rules", "child", "address", "answer"],
  school: ["start", "cost", "papers", "without", "child", "later", "address"],
  work: ["tasks", "pay", "hours", "contract", "own-papers", "ill"],
  other: ["next", "call", "writing"],
};

/** The list of a kind; of a kind that is not known, that of `other`. */
export function forKind(lists: Record<string, readonly string[]>, kind: string): readonly string[] {
  return (Object.hasOwn(lists, kind) ? lists[kind] : lists.other) ?? [];
}
