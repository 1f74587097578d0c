/** What the keeper leaves for the service worker while the daybook is locked. */

export interface Told {
  /** What notifications say instead of the neutral words; "" for those. */
  cover: string;
  quiet: { from: string; to: string } | null;
  /** Her zone, for quiet hours; "" for the phone's own. */
  zone: string;
  /** The key of notices, only where she asked for details; else null. */
  key: Uint8Array<ArrayBuffer> | null;
  owner: string;
  /** The reminders that may come, as record and instant (seconds); empty without details. */
  expected: [record: string, at: number][];
  /** What is not about a date comes without sound. */
  onlyDates?: boolean;
}

/** Reads it, or gives null where nothing was left or it cannot be read. Makes no database. */
export async function told(): Promise<Told | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}

const read = () => readOne<Told>("daybook", "meta", "told");

/** The language of this phone, as the ordinary page keeps it; English where it cannot be read. Makes no database. */
export async function tongue(): Promise<string> {
  const kept = await readOne<unknown>("list", "list", "language").catch(() => null);
  return typeof kept === "string" && /^[a-z]{2}$/.test(kept) ? kept : "en";
}

function readOne<T>(name: string, store: string, key: string): Promise<T | null> {
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
      const request = database.transaction(store).objectStore(store).get(key) as IDBRequest<T | undefined>;
      request.onsuccess = () => done(request.result ?? null);
      request.onerror = () => done(null);
    };
  });
}
