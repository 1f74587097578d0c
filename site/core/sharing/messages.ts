/** What goes across a link beside her own things: suggestions, replies, how to reach her, the name she chose. */
import { day, head, isObject, make, oneOf, shown, text, textOrNull, type Given, type Plain } from "../records/plain.ts";

/** `link`: another invitation that a case manager passes on (`proposal` holds the code; cover or handover). */
export const SUGGESTED = ["goal", "step", "appointment", "milestone", "link"] as const;
export const ANSWERS = ["cannot-come", "please-move", "late", "thank-you", "arranged", "moved"] as const;
/** Those that are hers to give; the other two come from the desk. */
export const HER_ANSWERS = ["cannot-come", "please-move", "late", "thank-you"] as const;

export interface Suggestion extends Plain {
  type: "suggestion";
  for: (typeof SUGGESTED)[number];
  /** The record of hers that it is about, or null. */
  about: string | null;
  /** The members it proposes; read them as a record of that type is read. */
  proposal: Record<string, unknown>;
  why: string;
}

export interface Reply extends Plain {
  type: "reply";
  about: string;
  answer: (typeof ANSWERS)[number];
  /** What was arranged or where it moved, in the desk's words; "" where there are none. */
  text: string;
  /** With `arranged`: the need of the date that it is about; "" for the whole date. */
  need: string;
}

/** How to reach her safely. */
export interface Contact extends Plain {
  type: "contact";
  how: string;
  when: string;
  others: string;
  what_to_say: string;
  check_phrase: string;
  last_confirmed: string | null;
}

/** The name she chose to be called by. */
export interface Profile extends Plain {
  type: "profile";
  name: string;
}

export const newSuggestion = (today: string, given: Given<Suggestion>): Suggestion =>
  make("suggestion", today, { for: "goal", about: null, proposal: {}, why: "" }, given);

export const newReply = (today: string, given: Given<Reply>): Reply =>
  make("reply", today, { about: "", answer: "thank-you", text: "", need: "" }, given);

export const newContact = (today: string, given: Given<Contact> = {}): Contact =>
  make(
    "contact",
    today,
    { how: "", when: "", others: "", what_to_say: "", check_phrase: "", last_confirmed: null },
    given,
  );

export const newProfile = (today: string, given: Given<Profile> = {}): Profile =>
  make("profile", today, { name: "" }, given);

/** The suggestion to show. */
export function suggestionOf(plain: Plain): Suggestion {
  const proposal = shown(plain.proposal);
  return {
    ...head(plain),
    type: "suggestion",
    for: oneOf(plain.for, SUGGESTED),
    about: textOrNull(plain.about),
    proposal: isObject(proposal) ? proposal : {},
    why: text(plain.why),
  };
}

/** The reply to show. */
export function replyOf(plain: Plain): Reply {
  return {
    ...head(plain),
    type: "reply",
    about: text(plain.about),
    answer: oneOf(plain.answer, ["thank-you", ...ANSWERS]),
    text: text(plain.text),
    need: text(plain.need),
  };
}

/** How to reach her, to show. */
export function contactOf(plain: Plain): Contact {
  return {
    ...head(plain),
    type: "contact",
    how: text(plain.how),
    when: text(plain.when),
    others: text(plain.others),
    what_to_say: text(plain.what_to_say),
    check_phrase: text(plain.check_phrase),
    last_confirmed: day(plain.last_confirmed),
  };
}

/** Her name, to show. */
export const profileOf = (plain: Plain): Profile => ({ ...head(plain), type: "profile", name: text(plain.name) });
