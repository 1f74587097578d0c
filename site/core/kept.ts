/**
 * The shapes of what lies on the phone, and how they are laid down: by place, without the names of their members. Those
 * names ("pins", "readers", "quiet") would tell somebody who looks into the browser's storage what the app is for.
 */
import type { Bytes } from "./bytes.ts";

/** What opens the daybook: read before anything can be opened, so nothing in it is of use without PIN or passphrase. */
export interface LockRow {
  /** Pinned at first use; never taken from a later answer. */
  rp: string;
  /** Argon2id's salt for the passphrase; a hash, so that the handle is not on the phone in clear. */
  salt: Bytes;
  slots: Bytes[];
  /** While new words are on their way to the server: what the new passphrase opens. */
  next: Next | null;
  chain: Bytes[];
  /** The key of all that is sealed for this phone only, under the vault key. */
  local: Bytes;
  /** One; while new ones are on their way to the server the older ones follow, since nobody knows which count. */
  pins: PinRow[];
}

/** What new words open; with a new vault key on its way also what that one opens. */
export interface Next {
  salt: Bytes;
  slot: Bytes;
  turned: { chain: Bytes[]; local: Bytes } | null;
}

/** What a PIN and a second PIN open; a place that is not used holds random bytes. */
export interface PinRow {
  /** Argon2id's salt (16 bytes) and the phone's half (32 bytes), for both. */
  salt: Bytes;
  half: Bytes;
  sealed: [daybook: Bytes, second: Bytes];
  /** The name by which the server is asked for its half; null where the PIN opens anywhere. */
  server: string | null;
}

/** Wrong PINs in a row, and when the last was typed (milliseconds). */
export interface Tries {
  wrong: number;
  at: number;
}

/** A record as the server last gave or took it. (epoch, revision) is also the mark of what was seen. */
export interface Row {
  id: string;
  epoch: number;
  revision: number;
  body: Bytes;
  key: Bytes;
  /** The number of start-overs after which it last came. */
  era: number;
  /** Across which links the server hands it out; missing where there are none. */
  readers?: Reader[];
}

/** A link across which a record is shared, and until when (second; 0: open). */
export interface Reader {
  link: string;
  until: number;
}

/** What another account shared with this one, as it is kept: all of it sealed, under a name that tells nothing. */
export interface Received {
  name: string;
  sealed: Bytes;
}

/** A sealed write that the server has not answered. */
export interface Queued {
  n?: number;
  id: string;
  base: number;
  revision: number;
  epoch: number;
  body: Bytes;
  key: Bytes;
  reminders: { at: number; notice: Bytes }[];
  /** Whom it is sealed to beside her, each with a key row; missing where there is nobody. */
  readers?: (Reader & { key: Bytes })[];
  /** It may have reached the server: these very bytes are repeated until they are answered. */
  sent: boolean;
}

/** What the service worker may know while the daybook is locked; the only thing here that is in clear. */
export interface Told {
  /** What notifications say instead of the neutral words; "" for those. */
  cover: string;
  quiet: { from: string; to: string } | null;
  /** Her zone, for quiet hours; "" for the phone's own. */
  zone: string;
  /** The key of notices, only where she asked for details; else null. */
  key: Bytes | null;
  owner: string;
  /** The reminders that may come, as record and instant (seconds); empty without details. */
  expected: [record: string, at: number][];
  /** What is not about a date comes without sound. Missing where an older app left it. */
  onlyDates?: boolean;
}

/** All that is left where a sign-out could not reach the server. */
export interface Leaving {
  leaving: true;
}

/** Lays a shape down and takes it up again. A member that is missing takes no place at the end, else a hole. */
interface Places<T> {
  lay(value: T): unknown[];
  take(laid: unknown): T;
}

/** `names` in the order of their places, never to be changed but by adding at the end; `inside` for shapes in shapes. */
function places<T extends object>(
  names: readonly (keyof T & string)[],
  inside: Record<string, Places<object> | undefined> = {},
): Places<T> {
  const each = (name: string, value: unknown, go: (one: Places<object>) => unknown): unknown => {
    const one = inside[name];
    return one && value !== null && value !== undefined ? go(one) : value;
  };
  return {
    lay: (value) => names.map((name) => each(name, value[name], (one) => one.lay(value[name] as object))),
    take: (laid) => {
      const values = laid as unknown[];
      const shape: Record<string, unknown> = {};
      for (const [place, name] of names.entries())
        if (values[place] !== undefined) shape[name] = each(name, values[place], (one) => one.take(values[place]));
      return shape as T;
    },
  };
}

/** Several of a shape. */
const several = <T extends object>(one: Places<T>): Places<T[]> => ({
  lay: (all) => all.map((value) => one.lay(value)),
  take: (laid) => (laid as unknown[]).map((value) => one.take(value)),
});

const turned = places<NonNullable<Next["turned"]>>(["chain", "local"]);
const next = places<Next>(["salt", "slot", "turned"], { turned });
const pin = places<PinRow>(["salt", "half", "sealed", "server"]);
const reader = places<Reader>(["link", "until"]);
const sealedReader = places<NonNullable<Queued["readers"]>[number]>(["link", "until", "key"]);
const reminder = places<Queued["reminders"][number]>(["at", "notice"]);
const quiet = places<NonNullable<Told["quiet"]>>(["from", "to"]);

export const lockRow = places<LockRow>(["rp", "salt", "slots", "next", "chain", "local", "pins"], {
  next,
  pins: several(pin),
});
export const toldRow = places<Told>(["cover", "quiet", "zone", "key", "owner", "expected", "onlyDates"], { quiet });
export const triesRow = places<Tries>(["wrong", "at"]);
export const recordRow = places<Row>(["id", "epoch", "revision", "body", "key", "era", "readers"], {
  readers: several(reader),
});
export const queueRow = places<Queued>(
  ["id", "base", "revision", "epoch", "body", "key", "reminders", "readers", "sent"],
  { readers: several(sealedReader), reminders: several(reminder) },
);
