/**
 * What lies on the phone: one IndexedDB database with neutral names, everything in it sealed.
 *
 * It is made by `createStore` alone; `findStore` never makes one, so that looking stores nothing.
 */
import { openDB, deleteDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import type { Bytes } from "./bytes.ts";
import { lockRow, queueRow, recordRow, toldRow, triesRow } from "./kept.ts";
import type { Leaving, LockRow, Queued, Received, Row, Told, Tries } from "./kept.ts";

export const DATABASE = "daybook";
/** Names that tell nothing (attack 35). The service worker reads `ONES` and `TOLD` too. */
export const ONES = "a";
const ROWS = "b";
const QUEUE = "c";
const RECEIVED = "d";
const STORES = [ONES, ROWS, QUEUE, RECEIVED] as const;
const LOCK = 0;
const STATE = 1;
const SNAPSHOT = 2;
const INBOX = 3;
export const TOLD = 4;
const NEWS = 5;
const TRIES = 6;

interface Schema extends DBSchema {
  [ONES]: { key: number; value: unknown };
  [ROWS]: { key: string; value: unknown[] };
  [QUEUE]: { key: number; value: unknown[] };
  [RECEIVED]: { key: string; value: Bytes };
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
    const laid = (await this.db.get(ONES, LOCK)) as unknown[] | undefined;
    if (!laid) return null;
    return laid.length === 0 ? { leaving: true } : lockRow.take(laid);
  }

  state = (): Promise<Bytes | null> => this.sealed(STATE);
  snapshot = (): Promise<Bytes | null> => this.sealed(SNAPSHOT);
  inbox = (): Promise<Bytes | null> => this.sealed(INBOX);
  /** What was heard about the account, sealed. */
  news = (): Promise<Bytes | null> => this.sealed(NEWS);

  async told(): Promise<Told | null> {
    const laid = await this.db.get(ONES, TOLD);
    return laid ? toldRow.take(laid) : null;
  }

  async tries(): Promise<Tries> {
    const laid = await this.db.get(ONES, TRIES);
    return laid ? triesRow.take(laid) : { wrong: 0, at: 0 };
  }

  /** Counts one more wrong PIN, durably, before it is known to be one. */
  async countTry(at: number): Promise<Tries> {
    const tx = this.db.transaction(ONES, "readwrite", { durability: "strict" });
    const laid = await tx.store.get(TRIES);
    const tries = { wrong: (laid ? triesRow.take(laid).wrong : 0) + 1, at };
    await Promise.all([tx.store.put(triesRow.lay(tries), TRIES), tx.done]);
    return tries;
  }

  rows = async (): Promise<Row[]> => (await this.db.getAll(ROWS)).map(recordRow.take);
  async row(id: string): Promise<Row | null> {
    const laid = await this.db.get(ROWS, id);
    return laid ? recordRow.take(laid) : null;
  }
  async queue(): Promise<Queued[]> {
    const tx = this.db.transaction(QUEUE);
    const [names, laid] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    return laid.map((one, place) => ({ ...queueRow.take(one), n: names[place]! }));
  }
  async received(): Promise<Received[]> {
    const tx = this.db.transaction(RECEIVED);
    const [names, sealed] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    return sealed.map((one, place) => ({ name: names[place]!, sealed: one }));
  }

  /** Applies a change in one durable transaction. Raises QuotaExceededError where the phone is full. */
  async commit(change: Change): Promise<void> {
    const tx = this.db.transaction(STORES, "readwrite", { durability: "strict" });
    const ones = tx.objectStore(ONES);
    const puts: Promise<unknown>[] = [];
    if (change.lock) puts.push(ones.put(lockRow.lay(change.lock), LOCK));
    if (change.state) puts.push(ones.put(change.state, STATE));
    if (change.snapshot) puts.push(ones.put(change.snapshot, SNAPSHOT));
    if (change.inbox) puts.push(ones.put(change.inbox, INBOX));
    if (change.told) puts.push(ones.put(toldRow.lay(change.told), TOLD));
    if (change.news) puts.push(ones.put(change.news, NEWS));
    if (change.tries) puts.push(ones.put(triesRow.lay(change.tries), TRIES));
    for (const row of change.rows ?? []) puts.push(tx.objectStore(ROWS).put(recordRow.lay(row), row.id));
    for (const one of change.received ?? []) puts.push(tx.objectStore(RECEIVED).put(one.sealed, one.name));
    for (const n of change.dequeue ?? []) puts.push(tx.objectStore(QUEUE).delete(n));
    for (const queued of change.queue ?? []) puts.push(tx.objectStore(QUEUE).put(queueRow.lay(queued), queued.n));
    await Promise.all([...puts, tx.done]);
  }

  /** Everything of hers goes; what is left says that the session is still to be ended. */
  async leave(): Promise<void> {
    const tx = this.db.transaction(STORES, "readwrite", { durability: "strict" });
    await Promise.all([
      ...STORES.map((name) => tx.objectStore(name).clear()),
      tx.objectStore(ONES).put([], LOCK),
      tx.done,
    ]);
  }

  close(): void {
    this.db.close();
  }

  private async sealed(name: number): Promise<Bytes | null> {
    return ((await this.db.get(ONES, name)) as Bytes | undefined) ?? null;
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
  const db = await openDB<Schema>(name, 3, {
    async upgrade(made, old, _new, tx) {
      for (const each of [ONES, ROWS, RECEIVED] as const) made.createObjectStore(each);
      made.createObjectStore(QUEUE, { autoIncrement: true });
      if (old > 0) await relaid(made as unknown as IDBPDatabase, tx as unknown as Upgrade);
    },
  });
  return new Store(db);
}

type Upgrade = IDBPTransaction<unknown, string[], "versionchange">;

/** Lays down what versions 1 and 2 kept under names that told. */
async function relaid(made: IDBPDatabase, tx: Upgrade): Promise<void> {
  const all = async (name: string) => (made.objectStoreNames.contains(name) ? tx.objectStore(name).getAll() : []);
  const ones = tx.objectStore(ONES);
  const lock = (await tx.objectStore("meta").get("lock")) as LockRow | Leaving | undefined;
  if (lock) await ones.put("leaving" in lock ? [] : lockRow.lay(lock), LOCK);
  const told = (await tx.objectStore("meta").get("told")) as Told | undefined;
  if (told) await ones.put(toldRow.lay(told), TOLD);
  const tries = (await tx.objectStore("meta").get("tries")) as Tries | undefined;
  if (tries) await ones.put(triesRow.lay(tries), TRIES);
  for (const [before, place] of [
    ["state", STATE],
    ["snapshot", SNAPSHOT],
    ["inbox", INBOX],
    ["news", NEWS],
  ] as const) {
    const sealed = await tx.objectStore("meta").get(before);
    if (sealed) await ones.put(sealed, place);
  }
  for (const row of (await all("rows")) as Row[]) await tx.objectStore(ROWS).put(recordRow.lay(row), row.id);
  for (const one of (await all("queue")) as Queued[]) await tx.objectStore(QUEUE).put(queueRow.lay(one), one.n);
  for (const one of (await all("received")) as Received[]) await tx.objectStore(RECEIVED).put(one.sealed, one.name);
  for (const name of ["meta", "rows", "queue", "received"])
    if (made.objectStoreNames.contains(name)) made.deleteObjectStore(name);
}

/** Deletes the daybook of this phone. */
export const deleteStore = (name: string): Promise<void> => deleteDB(name);
