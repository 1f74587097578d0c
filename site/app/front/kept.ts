/**
 * What the ordinary page keeps: in memory while she only looks; in a small plain database of its own once something is
 * kept on this phone. It is not part of the daybook and is not sealed.
 */
import { Store } from "../../ui/store.ts";
import { status } from "../state.ts";

const NAME = "list";
/** By what number each part lies there: "country" and "lines" beside an everyday list would make a stranger ask why. */
const PLACES = ["language", "list", "country", "lines"];

interface Part<T> {
  name: string;
  first: T;
  store: Store<T>;
  /** What holds when `read` lay in the database and `now` was set before it was read. */
  join(read: T, now: T): T;
}

const parts: Part<never>[] = [];
let kept = false;

/** A value of the ordinary page, kept where something is kept. Made once, when its module is loaded. */
export function keptPart<T>(name: string, first: T, join: Part<T>["join"] = (read) => read): Store<T> {
  const store = new Store(first);
  parts.push({ name, first, store, join } as unknown as Part<never>);
  store.watch(() => void write(name, store.get()));
  return store;
}

function inDatabase<T>(work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 2);
    opening.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion === 0) opening.result.createObjectStore(NAME);
      else renumber(opening.transaction!.objectStore(NAME));
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const change = database.transaction(NAME, "readwrite");
      const request = work(change.objectStore(NAME));
      change.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      change.onerror = change.onabort = () => {
        database.close();
        reject(change.error);
      };
    };
  });
}

/** Version 1 had the parts by their names. */
function renumber(store: IDBObjectStore): void {
  for (const [place, name] of PLACES.entries()) {
    const request = store.get(name) as IDBRequest<unknown>;
    request.onsuccess = () => {
      if (request.result !== undefined) store.put(request.result, place);
      store.delete(name);
    };
  }
}

/** One value as it is kept, before anything else is known; undefined where nothing is. Makes no database. */
export async function readKept(name: string): Promise<unknown> {
  const names = (await indexedDB.databases?.()) ?? [];
  if (!names.some((database) => database.name === NAME)) return undefined;
  return inDatabase((store) => store.get(PLACES.indexOf(name)) as IDBRequest<unknown>);
}

async function write(name: string, value: unknown): Promise<void> {
  if (kept) await inDatabase((store) => store.put(value, PLACES.indexOf(name))).catch(() => undefined);
}

/** Reads what is kept, and keeps it from the moment on that a daybook is kept. Makes no database before. */
export async function connectKept(): Promise<void> {
  const names = (await indexedDB.databases?.().catch(() => [])) ?? [];
  kept = status.get().phase !== "looking" || names.some((database) => database.name === NAME);
  if (kept) {
    for (const { name, store, join } of parts) {
      const read = await inDatabase<undefined>((values) => values.get(PLACES.indexOf(name))).catch(() => undefined);
      if (read !== undefined) store.set(join(read, store.get()));
    }
  }
  const follow = () => {
    // The lines may stand before the lock only while there is a lock.
    if (status.get().phase === "looking") linesBefore.set(false);
    else if (!kept) {
      kept = true;
      for (const { name, store } of parts) void write(name, store.get());
    }
  };
  follow();
  status.watch(follow);
}

/** Deletes all of it from this phone. */
export async function forgetKept(): Promise<void> {
  kept = false;
  for (const { store, first } of parts) store.set(first);
  await new Promise<void>((resolve) => {
    const deleting = indexedDB.deleteDatabase(NAME);
    deleting.onsuccess = deleting.onerror = deleting.onblocked = () => resolve();
  });
}

/** The country she chose for *Numbers*; "" while she chose none. */
export const country = keptPart("country", "", (read, now) => now || read);
/** Whether she moved the lines in front of the lock. */
export const linesBefore = keptPart("lines", false);
