/** What this phone remembers about her account, sealed under the local key. */
import { text, utf8, type Bytes } from "./bytes.ts";
import type { Words } from "./keeper.ts";
import { openSmall, sealSmall, Unopened } from "./seal.ts";

/** What signs in: 32 bytes each, in base64. */
export interface Credentials {
  words: Words;
  lookup: string;
  signIn: string;
}

/** What the PINs of this phone were made from, so that they can be sealed anew without asking her. */
export interface Pins {
  /** Argon2id of the PIN, and of a second one. */
  root: string;
  second: { root: string; drop: boolean } | null;
  /** The server's halves as they are put there; null where the PIN opens anywhere. */
  halves: Halves | null;
  /** The server is still to be told: new halves, or, where there are none, that old ones end. */
  unsettled: boolean;
}

/** What the PUT of a new vault key sends beside the words. */
export interface Turning {
  vault: string;
  slots: string[];
  chain: string[];
  privateKey: string;
  /** Random: the code before ends, and there is none until she makes one. */
  recovery: { lookup: string; key: string };
}

/** As `PUT /device-key/{device}` takes them. */
export interface Halves {
  device: string;
  body: { proof: string; half: string; second: { device: string; proof: string; half: string } };
}

/** Bytes are base64, as everything here becomes JSON. */
export interface State {
  account: string;
  /** This device's name in write counters (`by`). */
  device: string;
  now: Credentials;
  /** New words on their way to the server; either may be the ones that count. */
  next: Credentials | null;
  /** A new vault key on its way together with `next`. */
  turning: Turning | null;
  pins: Pins;
  /** A recovery whose credentials the server has not confirmed: the code, to repeat it with. */
  recovering: { code: string } | null;
  /** A recovery code that was shown and not yet given back right, and whose slot is not with the server. */
  code: string | null;
  /** Her X25519 key pair: raw public key, sealed private key. */
  publicKey: string;
  privateKey: string;
  cursor: string | null;
  /** Counts start-overs; rows of an earlier era have not come since. */
  era: number;
  startingOver: boolean;
  /** Records whose newest row from the server was refused: it did not open, came older than seen, or vanished. */
  refused: string[];
  /** The links of this account as the server last named them; missing before it did. */
  links?: Record<string, string>;
  /** Records whose sharing the server did not take: a link had ended, or its time was up. */
  lapsed?: string[];
  /** Own key rows may still lie under a former vault key. */
  rekey: boolean;
  wayBack: "none" | "made" | "tried";
  visits: number;
  lastVisit: string;
  /** Notices at the server may be sealed under a former key: written anew with the next sync. */
  notices: boolean;
  /** The local day on which it was begun here; "" where it was opened here and begun elsewhere. */
  begun: string;
  /** Records that were put back after the server had lost them, and not yet told. */
  putBack: number;
  /** What decided the reminders when they were last set, and what the notifications may say. */
  plannedWith: string;
  details: boolean;
  cover: string;
  lang: string;
}

/** A new daybook's state. */
export function newState(account: string, device: string, now: Credentials, keys: [string, string], pins: Pins): State {
  return {
    account,
    device,
    now,
    next: null,
    turning: null,
    pins,
    recovering: null,
    code: null,
    publicKey: keys[0],
    privateKey: keys[1],
    cursor: null,
    era: 0,
    startingOver: false,
    refused: [],
    rekey: false,
    wayBack: "none",
    visits: 0,
    lastVisit: "",
    notices: false,
    begun: "",
    putBack: 0,
    plannedWith: "",
    details: false,
    cover: "",
    lang: "",
  };
}

/** A value sealed for this phone only; `name` keeps one place from standing in for another. */
export const sealHere = (local: Bytes, name: string, value: unknown): Promise<Bytes> =>
  sealSmall(local, "daybook/1/here", [name], utf8(JSON.stringify(value)));

/** Raises Unopened. */
export async function openHere<T>(local: Bytes, name: string, sealed: Bytes | null): Promise<T> {
  if (sealed === null) throw new Unopened();
  return JSON.parse(text(await openSmall(local, "daybook/1/here", [name], sealed))) as T;
}
