/**
 * What a page may ask of the keeper: the one worker that holds the vault key.
 *
 * Types only. The engine in `engine.ts` implements it; `app/keeper.ts` runs it in a dedicated
 * worker; pages talk to it through `app/rpc.ts`. A page never sees a key; it sees items in clear
 * only while the phase is `open`.
 */
import type { Sharing } from "./sharing/index.ts";
import type { Photo, Plain, RecordType } from "./records.ts";

/** looking: nothing is stored. locked: a daybook lies sealed on this phone. open: its key is in the worker. */
export type Phase = "looking" | "locked" | "open";

/** How the last try to reach the server ended. `old-client`: the server asks for a newer app. `second-step`: it asks a
 *  case manager for the second step of signing in. */
export type Reach = "unknown" | "online" | "offline" | "signed-out" | "old-client" | "busy" | "second-step";

/** Told to every page at each change (`onStatus`). Holds nothing of hers. */
export interface Status {
  phase: Phase;
  /** Writes that the server has not acknowledged yet. */
  unsent: number;
  sending: boolean;
  reach: Reach;
  /** `made`: words or code were shown; `tried`: typed or scanned back once without a mistake. */
  wayBack: "none" | "made" | "tried";
  /** Records with a question to her (`Item.conflict`), and records that could not be opened. */
  conflicts: number;
  damaged: number;
  /** Whole seconds by which this phone's clock is ahead of the server's; 0 while unknown. */
  clockAhead: number;
  /** A write could not be kept on this phone (storage full). */
  full: boolean;
  /** Another tab holds the daybook open for writing (Web Locks); this one reads and asks it to write. */
  otherTab: boolean;
  /** Days on which the app was opened; a way back is offered from the third. */
  visits: number;
  /** How many notices wait for an answer (`Keeper.notices`). */
  notices: number;
  /** How many links there are or were (`sharing`). */
  links: number;
  /** Notifications on this phone show what the reminder is about (`setNoticeDetails`). */
  details: boolean;
}

/** One opened record of hers; a picture without its bytes (`Keeper.photo` opens them). */
export interface Item {
  id: string;
  plain: Plain;
  /** Not yet acknowledged by the server. */
  unsent: boolean;
  /** Paths (`conflictsOf` in `merge.ts`) that two devices changed: the plain holds `{"conflict": [mine, theirs]}` there. */
  conflict: string[];
  /** Made by a newer version (unknown type or higher `v`): shown as such, never written. */
  newer: boolean;
}

/** A record that failed to open (damaged, swapped, forged): neither rendered nor deleted. */
export interface Damaged {
  id: string;
}

export interface Device {
  id: string;
  /** "" where it has none, or where it does not open. */
  label: string;
  firstDay: string;
  lastDay: string;
  current: boolean;
}

/** What *Today* tells her until she answers. */
export type Notice =
  /** Someone began to open her daybook with a code; it opens at `opens` (seconds). */
  | { kind: "recovery"; n: number; at: number; opens: number }
  /** A phone that this one has not seen before. */
  | { kind: "device"; id: string; label: string; firstDay: string }
  /** The day after it was begun, once: did anyone help, or see her words? */
  | { kind: "helped" }
  /** The log of her account has a gap, or something in it was changed. */
  | { kind: "log" }
  /** The server had lost something, and this phone put it back. */
  | { kind: "put-back"; count: number };

/** One line of her account's log; `at` in seconds. `wrong`: it is missing now, or differs from what was seen. */
export interface LogEntry {
  n: number;
  at: number;
  kind: string;
  wrong: "missing" | "changed" | null;
}

/** What came of a file that was put in: records that were not here, that differed, and that were here as they are. */
export interface TakenIn {
  added: number;
  changed: number;
  same: number;
}

export interface Words {
  /** The handle, three words joined by `-`, and the six words joined by blanks. */
  handle: string;
  passphrase: string;
}

/** `anywhere`: without a network too. `signal`: with a half of the server's, which five wrong tries destroy. */
export type PinMode = "anywhere" | "signal";

/** How the PIN of this phone opens, and whether a second one shows the ordinary page (`drop`: and drops the keys). */
export interface Pins {
  mode: PinMode;
  second: "front" | "drop" | null;
  /** The server has not confirmed the last change: older and newer open until it does. */
  unsettled: boolean;
}

/**
 * Why an opening failed. `wrong`: no telling which part. `front`: the ordinary page, and nothing is said. `spent`: no
 * PIN opens it any more, the words do. `wait`: a recovery opens at `opens` (seconds).
 */
export type Opening =
  | { ok: true }
  | { ok: false; why: "wrong"; left?: number }
  | { ok: false; why: "front" }
  | { ok: false; why: "spent" | "offline" | "needs-signal" | "too-many" | "no-daybook" | "busy" }
  | { ok: false; why: "wait"; opens: number };

/** Every failure that reaches a page carries one of these; its text is in the message files. */
export type Trouble =
  | "offline"
  | "signed-out"
  | "full"
  | "storage"
  | "taken"
  | "wrong"
  | "too-many"
  | "closed"
  | "locked"
  | "damaged"
  | "unknown";

export interface Keeper {
  status(): Promise<Status>;

  /** Makes handle, words, keys and account, then keeps everything under this PIN (4 to 12 digits).
   *  What was written while looking is sealed and kept. Progress goes to `onProgress` (0 to 1). */
  keep(pin: string): Promise<void>;
  /** Opens the daybook on this phone. */
  unlock(pin: string): Promise<Opening>;
  /** The passphrase opens slot 0 as kept on the phone, offline too. */
  unlockWithPassphrase(passphrase: string): Promise<Opening>;
  /** A second device: signs in, then keeps the daybook on this phone under a PIN. */
  openWithWords(words: Words, pin: string): Promise<Opening>;
  /** By recovery code (27 characters, or two papers joined): rotates credentials. */
  openWithCode(code: string, pin: string): Promise<Opening>;
  /** From any browser, by the words: ends every session of hers and destroys the server's halves of all her PINs.
   *  Nothing is kept here; may be repeated. */
  phoneGone(words: Words): Promise<Opening>;
  /** Drops every key from memory; ends in `locked`. */
  lock(): Promise<void>;

  items(): Promise<Item[]>;
  /** One picture with its bytes, or null where there is none. */
  photo(id: string): Promise<Photo | null>;
  damaged(): Promise<Damaged[]>;
  /** Writes one record; makes an id where `id` is null, and a record where that id names none yet. Resolves when it
   *  is kept on this phone (or, while looking, in memory), not when it is sent. `base` is what the page made it from:
   *  where the record has changed since, both changes are merged. Members unknown to this client are kept. */
  save(id: string | null, plain: Plain, base?: Plain | null): Promise<string>;
  remove(id: string): Promise<void>;
  /** Ends a question: `value` is what the member `member` of `id` becomes (a path of `conflictsOf` in `merge.ts`). */
  settle(id: string, member: string, value: unknown): Promise<void>;
  /** Sends the queue and fetches what is new now. Never throws for want of network. */
  sync(): Promise<void>;

  words(): Promise<Words>;
  /** A new recovery code, kept with the account only when `confirmRecoveryCode` gets it back right. */
  makeRecoveryCode(): Promise<string>;
  /** One code as two papers (XOR with a random sheet); both are needed. */
  splitRecoveryCode(code: string): Promise<[string, string]>;
  confirmRecoveryCode(typed: string): Promise<boolean>;
  /** True where the words typed are hers: the way back was tried. */
  confirmWords(typed: Words): Promise<boolean>;
  /** Other words; she gave them back right. `turn`: with a new vault key too, which ends the recovery code: for when
   *  someone may know the words, or had a phone of hers. Every other phone is signed out. */
  changePassphrase(words: Words, turn?: boolean): Promise<void>;
  /** New words to choose, as the app makes them. */
  newWords(): Promise<Words>;
  /** Whether words of her own are strong enough, and how strong they are held to be (bits). Raises `wrong` where the
   *  rules do not allow them. */
  judgeWords(words: Words): Promise<{ bits: number; enough: boolean }>;
  changePin(pin: string): Promise<void>;
  pins(): Promise<Pins>;
  /** Only once a way back was tried is `signal` taken. */
  setPinMode(mode: PinMode): Promise<void>;
  /** A second PIN that shows the ordinary page. `drop`, taken only once a way back was tried: this phone then forgets
   *  what opens the daybook; the words open it again. */
  setSecondPin(pin: string, drop: boolean): Promise<void>;
  endSecondPin(): Promise<void>;
  /** Destroys the server's halves of all her devices: where the PIN needs signal, only words open. */
  lockAll(): Promise<void>;

  notices(): Promise<Notice[]>;
  /** `yes`: it was her, it is hers, it is read. Otherwise the recovery is stopped, the phone signed out. */
  answer(notice: Notice, yes: boolean): Promise<void>;
  /** Her account's log, newest first, compared with what this phone has seen of it. */
  log(): Promise<LogEntry[]>;

  devices(): Promise<Device[]>;
  /** What the others see as the name of this phone: at most four bytes of UTF-8 ("" for none). */
  nameDevice(label: string): Promise<void>;
  /** Ends every other session of hers. */
  endOthers(): Promise<void>;
  /** Six groups of five digits, the same on each device whose daybook is in the same state. */
  checkGroups(): Promise<string[]>;
  endDevice(id: string): Promise<void>;
  /** Asks for a recovery in progress to stop, after unlocking. */
  stopRecovery(): Promise<void>;

  /** Push. `subscription` is `PushSubscription.toJSON()`; the page asks the browser, the keeper the server. */
  pushKey(): Promise<string>;
  subscribe(subscription: unknown, lang: string): Promise<void>;
  unsubscribe(): Promise<void>;
  testPush(): Promise<{ status: number | null; reason: string }>;
  /** Details in notifications: puts the notice key (never the vault key) where the service worker reads it. */
  setNoticeDetails(on: boolean): Promise<void>;
  /** The text that notifications show instead of the neutral one; "" for the neutral one. */
  setCover(text: string): Promise<void>;
  pauseReminders(until: number | null): Promise<void>;

  /** A code for the next sealed file, kept nowhere: it is shown once. */
  makeExportCode(): Promise<string>;
  /** Everything of hers in one sealed file; offline too. `typed`: the code just made, or her recovery code (also as two
   *  papers), given back right. Else `wrong`. Progress goes to `onProgress`. */
  exportSealed(typed: string): Promise<Blob>;
  /** Puts a sealed file in, merged as sync merges; a second time changes nothing. `wrong`: another code; `damaged`: not
   *  such a file, or not whole. In both cases nothing was changed. Progress goes to `onProgress`. */
  importSealed(file: Blob, typed: string): Promise<TakenIn>;

  /** Ends the session and deletes her database here. Unsent writes are named by `status().unsent` first. */
  signOut(): Promise<void>;
  /** Deletes the account on the server, then everything here. Needs the network. */
  deleteEverything(): Promise<void>;
  /** Links and shares: a method of `Sharing` (`sharing/index.ts`), by name. */
  sharing(what: keyof Sharing, ...given: unknown[]): Promise<unknown>;
  /** After how many days what was deleted is gone from the server's backups; null where it does not say or is not
   *  reached. */
  backupDays(): Promise<number | null>;
  /** She reads it out to the operator if an account must be ended (`handrail account disable`). */
  supportCode(): Promise<string>;
}

/** What the keeper tells without being asked. */
export interface KeeperEvents {
  onStatus(status: Status): void;
  onItems(): void;
  onProgress(part: number): void;
}

export type { Plain, RecordType };
