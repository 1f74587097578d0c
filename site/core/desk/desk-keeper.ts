/**
 * What the desk's page may ask of its keeper: the one worker that holds a case manager's vault key.
 *
 * Types only. `desk-engine.ts` implements it; `desk/keeper.ts` runs it in a dedicated worker.
 */
import type { Keeper, Opening, Words } from "../keeper.ts";

/** What the server wants before it answers anything else. `set-up`: no second step is registered yet. */
export type SecondStep = "passed" | "set-up" | "asked";

export interface SecondSteps {
  state: SecondStep;
  /** What `navigator.credentials.get` takes, where a passkey is registered; else null. */
  passkey: unknown;
}

export interface Totp {
  /** Base 32, to type; and the same as an address for the app that makes codes. */
  secret: string;
  uri: string;
}

/** What a desk notes beside a link: a name for its list, the code while it waits, the days of meeting and asking. */
export interface LinkNotes {
  name?: string;
  /** The 27 characters while nobody took it, and until when it holds (seconds). */
  code?: string;
  expires?: number;
  /** Local days, or null. */
  met?: string | null;
  /** When *Still right?* was last asked. */
  asked?: string | null;
}

/** A link that this desk made. */
export interface DeskLink extends Required<LinkNotes> {
  /** The id of its record. */
  id: string;
  /** The other side; null while the code waits for somebody. */
  account: string | null;
  /** Seconds since 1970; `same_words` null before *Same words*. */
  since: number;
  same_words: number | null;
  ended: number | null;
}

export interface DeskKeeper extends Keeper {
  /** Makes a case manager's account with the one-time code of the operator, and keeps it on this laptop.
   *  Raises `closed` for a code that is spent or unknown, `taken` for a handle that exists. */
  signUp(words: Words, staffCode: string): Promise<void>;
  /** Opens the account on a laptop that does not hold it yet. */
  signIn(words: Words): Promise<Opening>;
  /** The same by recovery code; new words are made and shown by `words()`. */
  recover(code: string): Promise<Opening>;

  secondStep(): Promise<SecondSteps>;
  startTotp(): Promise<Totp>;
  /** False for a wrong code. The code is spent: the next one passes the second step. */
  confirmTotp(code: string): Promise<boolean>;
  passCode(code: string): Promise<boolean>;
  /** Options for `navigator.credentials.create`, as the server gives them. */
  passkeyOptions(): Promise<unknown>;
  addPasskey(made: unknown): Promise<void>;
  passPasskey(answer: unknown): Promise<boolean>;

  deskLinks(): Promise<DeskLink[]>;
  noteLink(id: string, notes: LinkNotes): Promise<void>;
  /** Removes meeting notes whose time is over. */
  dropOldNotes(): Promise<void>;
}
