/** What a case manager writes: answers and suggestions, which cross the link, and what stays at the desk. */
import type { Plain } from "../core/records/plain.ts";
import type { Start } from "../core/records.ts";
import { newReply, newSuggestion } from "../core/sharing/messages.ts";
import { paperDay, timeText, today } from "./days.ts";
import type { Coming, ToArrange } from "./model/dates.ts";
import type { Person } from "./model/people.ts";
import { newMeetingNote } from "../core/desk/notes.ts";
import { getKeeper, now } from "./state.ts";

/** The case manager, as the card of an invitation says. */
export interface Who {
  name: string;
  organisation: string;
}

const sendAcross = (link: string, plain: Plain): Promise<string> =>
  getKeeper().sharing("send", link, plain) as Promise<string>;

/**
 * *Arranged*: which need of which appointment, and how. It changes nothing of hers by itself. What was told before of
 * the same need goes, so that the last word is the only one on her screen.
 */
export async function answerArranged({ person, record, need, kind, reply }: ToArrange, how: string): Promise<void> {
  await answer(person, record, "arranged", { text: how.trim(), need, kind });
  if (reply !== null) await getKeeper().remove(reply);
}

/** *Moved*: the appointment has another day or time now. */
export const answerMoved = ({ person, record }: Pick<Coming, "person" | "record">, start: Start): Promise<string> =>
  answer(person, record, "moved", { text: `${paperDay(start.date)} ${timeText(start.time)}`.trim(), start });

function answer(person: Person, about: string, what: "arranged" | "moved", more: object): Promise<string> {
  return sendAcross(person.record, newReply(today(), { about, answer: what, ...more }));
}

export type SuggestionFor = "goal" | "step" | "appointment" | "milestone";

/** A suggestion. `about`: the goal that a step is for, else null. */
export const suggest = (
  person: Person,
  what: SuggestionFor,
  about: string | null,
  proposal: Record<string, unknown>,
  why: string,
): Promise<string> =>
  sendAcross(person.record, newSuggestion(today(), { for: what, about, proposal, why: why.trim() }));

/** `cover`: two at once for a while. `handover`: the colleague goes on alone. */
export type Passing = "cover" | "handover";

/** Sends a colleague's code across: another invitation, which she takes or lets go. */
export const passOn = (person: Person, change: Passing, code: string, name: string): Promise<string> =>
  sendAcross(
    person.record,
    newSuggestion(today(), {
      for: "link",
      proposal: { code: code.replace(/\s/g, ""), change, name: name.trim(), organisation: "" },
    }),
  );

export const keepNote = (person: Person, meeting: string, words: string): Promise<string> =>
  getKeeper().save(null, newMeetingNote(today(), person.account, meeting, words));

/**
 * A new code for somebody, good for `seconds`. What is typed here stays here; the code is kept, sealed, until somebody
 * took it.
 */
export async function invite(who: Who, name: string, seconds: number): Promise<void> {
  const { id, code } = (await getKeeper().sharing("invite", who, seconds)) as { id: string; code: string };
  await getKeeper().noteLink(id, { name, code, expires: now() + seconds });
}

/** The words were the same, and the link is good; or they are not, and it ends. */
export async function answerWords(record: string, same: boolean): Promise<void> {
  await getKeeper().sharing("sameWords", record, same);
  if (same) await getKeeper().noteLink(record, { code: "" });
  else await getKeeper().remove(record);
}

/** Takes a code back that nobody used. */
export async function dropCode(record: string): Promise<void> {
  await getKeeper().sharing("end", record);
  await getKeeper().remove(record);
}

export const endLink = (record: string): Promise<unknown> => getKeeper().sharing("end", record);

/** The meeting was today: from now on *what changed* counts from here. */
export const metToday = (person: Person): Promise<void> => getKeeper().noteLink(person.record, { met: today() });
