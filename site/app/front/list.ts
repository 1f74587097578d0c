/** The everyday list on the ordinary page. */
import { keptPart } from "./kept.ts";

export interface Entry {
  id: string;
  text: string;
  done: boolean;
}

export const list = keptPart<Entry[]>("list", [], (read, now) => [...read, ...now]);

/** Adds an entry at the end; a text of blanks adds nothing. */
export function addEntry(text: string): void {
  if (text.trim()) list.set([...list.get(), { id: crypto.randomUUID(), text: text.trim(), done: false }]);
}

/** Ticks or unticks an entry. */
export function tickEntry(id: string, done: boolean): void {
  list.set(list.get().map((entry) => (entry.id === id ? { ...entry, done } : entry)));
}

/** Takes away what `which` names; the function it returns puts it back where it was, with all that came since. */
export function takeAway(which: (entry: Entry) => boolean): () => void {
  const before = list.get();
  const gone = before.filter(which);
  list.set(before.filter((entry) => !which(entry)));
  return () => {
    const next = [...list.get()];
    for (const entry of gone) {
      const ahead = before.slice(0, before.indexOf(entry)).map((one) => one.id);
      const after = next.findLastIndex((one) => ahead.includes(one.id));
      next.splice(after + 1, 0, entry);
    }
    list.set(next);
  };
}
