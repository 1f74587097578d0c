/** What the keeper leaves for the service worker while the daybook is locked. */
import { toldRow, type Told } from "../core/kept.ts";

/** Reads it, or gives null where nothing was left or it cannot be read. Makes no database. */
export async function told(): Promise<Told | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}

async function read(): Promise<Told | null> {
  const laid = await readOne<unknown>("daybook", "a", 4);
  return laid === null ? null : toldRow.take(laid);
}

/** The language of this phone, as the ordinary page keeps it; English where it cannot be read. Makes no database. */
export async function tongue(): Promise<string> {
  const kept = await readOne<unknown>("list", "list", 0).catch(() => null);
  return typeof kept === "string" && /^[a-z]{2}$/.test(kept) ? kept : "en";
}

function readOne<T>(name: string, store: string, key: string | number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    // An upgrade means that there was none: it is called off, and none is made.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const done = (value: T | null) => {
        database.close();
        resolve(value);
      };
      // A daybook of an older app, which the new one has not laid down anew yet, has no such store.
      if (!database.objectStoreNames.contains(store)) return done(null);
      const request = database.transaction(store).objectStore(store).get(key) as IDBRequest<T | undefined>;
      request.onsuccess = () => done(request.result ?? null);
      request.onerror = () => done(null);
    };
  });
}
