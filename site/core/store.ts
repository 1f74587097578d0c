/**
 * What lies on the phone: one IndexedDB database with neutral names, everything in it sealed.
 *
 * It is made by `createStore` alone; `findStore` never makes one, so that looking stores nothing.
 */
import { openDB, deleteDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Bytes } from "./bytes.ts";

export const DATABASE = "daybook";
const STORES = ["meta", "rows", "queue", "received"] as const;

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

interface Schema extends DBSchema {
  meta: { key: string; value: LockRow | Leaving | Told | Tries | Bytes };
  rows: { key: string; value: Row };
  queue: { key: number; value: Queued };
  received: { key: string; value: Received };
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

/** One change of the store: all of it, or nothing. */
export interface Change {
  lock?: LockRow;
  state?: Bytes;
  snapshot?: Bytes;
  /** All of `received`, opened, as one piece. */
  inbox?: Bytes;
  told?: Told;
  tries?: Tries;
  news?: Bytes;
  rows?: Row[];
  received?: Received[];
  queue?: Queued[];
  dequeue?: number[];
}

export class Store {
  constructor(private readonly db: IDBPDatabase<Schema>) {
    // Another tab that deletes the daybook must not wait for this one.
    db.addEventListener("versionchange", () => db.close());
  }

  async lock(): Promise<LockRow | Leaving | null> {
    return ((await this.db.get("meta", "lock")) as LockRow | Leaving | undefined) ?? null;
  }

  async state(): Promise<Bytes | null> {
    return ((await this.db.get("meta", "state")) as Bytes | undefined) ?? null;
  }

  async snapshot(): Promise<Bytes | null> {
    return ((await this.db.get("meta", "snapshot")) as Bytes | undefined) ?? null;
  }

  async inbox(): Promise<Bytes | null> {
    return ((await this.db.get("meta", "inbox")) as Bytes | undefined) ?? null;
  }

  async told(): Promise<Told | null> {
    return ((await this.db.get("meta", "told")) as Told | undefined) ?? null;
  }

  /** What was heard about the account, sealed. */
  async news(): Promise<Bytes | null> {
    return ((await this.db.get("meta", "news")) as Bytes | undefined) ?? null;
  }

  async tries(): Promise<Tries> {
    return ((await this.db.get("meta", "tries")) as Tries | undefined) ?? { wrong: 0, at: 0 };
  }

  /** Counts one more wrong PIN, durably, before it is known to be one. */
  async countTry(at: number): Promise<Tries> {
    const tx = this.db.transaction("meta", "readwrite", { durability: "strict" });
    const { wrong } = ((await tx.store.get("tries")) as Tries | undefined) ?? { wrong: 0 };
    const tries = { wrong: wrong + 1, at };
    await Promise.all([tx.store.put(tries, "tries"), tx.done]);
    return tries;
  }

  rows = (): Promise<Row[]> => this.db.getAll("rows");
  row = async (id: string): Promise<Row | null> => (await this.db.get("rows", id)) ?? null;
  queue = (): Promise<Queued[]> => this.db.getAll("queue");
  received = (): Promise<Received[]> => this.db.getAll("received");

  /** Applies a change in one durable transaction. Raises QuotaExceededError where the phone is full. */
  async commit(change: Change): Promise<void> {
    const tx = this.db.transaction(STORES, "readwrite", { durability: "strict" });
    const meta = tx.objectStore("meta");
    const puts: Promise<unknown>[] = [];
    if (change.lock) puts.push(meta.put(change.lock, "lock"));
    if (change.state) puts.push(meta.put(change.state, "state"));
    if (change.snapshot) puts.push(meta.put(change.snapshot, "snapshot"));
    if (change.inbox) puts.push(meta.put(change.inbox, "inbox"));
    if (change.told) puts.push(meta.put(change.told, "told"));
    if (change.news) puts.push(meta.put(change.news, "news"));
    if (change.tries) puts.push(meta.put(change.tries, "tries"));
    for (const row of change.rows ?? []) puts.push(tx.objectStore("rows").put(row));
    for (const one of change.received ?? []) puts.push(tx.objectStore("received").put(one));
    for (const n of change.dequeue ?? []) puts.push(tx.objectStore("queue").delete(n));
    for (const queued of change.queue ?? []) puts.push(tx.objectStore("queue").put(queued));
    await Promise.all([...puts, tx.done]);
  }

  /** Everything of hers goes; what is left says that the session is still to be ended. */
  async leave(): Promise<void> {
    const tx = this.db.transaction(STORES, "readwrite", { durability: "strict" });
    await Promise.all([
      tx.objectStore("rows").clear(),
      tx.objectStore("queue").clear(),
      tx.objectStore("received").clear(),
      tx.objectStore("meta").clear(),
      tx.objectStore("meta").put({ leaving: true }, "lock"),
      tx.done,
    ]);
  }

  close(): void {
    this.db.close();
  }
}

/** Opens the daybook of this phone, or gives null where there is none; makes nothing. */
export async function findStore(name: string): Promise<Store | null> {
  if (typeof indexedDB.databases === "function") {
    const names = (await indexedDB.databases()).map((database) => database.name);
    return names.includes(name) ? createStore(name) : null;
  }
  // Without databases(): an upgrade that is called off shows that there was none, and leaves none.
  try {
    (await openDB<Schema>(name, undefined, { upgrade: (_db, _old, _new, tx) => tx.abort() })).close();
    return createStore(name);
  } catch {
    return null;
  }
}

/** Opens the daybook of this phone; makes it where there is none. */
export async function createStore(name: string): Promise<Store> {
  const db = await openDB<Schema>(name, 2, {
    upgrade(made, old) {
      if (old < 1) {
        made.createObjectStore("meta");
        made.createObjectStore("rows", { keyPath: "id" });
        made.createObjectStore("queue", { keyPath: "n", autoIncrement: true });
      }
      made.createObjectStore("received", { keyPath: "name" });
    },
  });
  return new Store(db);
}

/** Deletes the daybook of this phone. */
export const deleteStore = (name: string): Promise<void> => deleteDB(name);
