/** Putting notes in order and finding them again. */
import type { Note } from "../../core/records.ts";
import type { Hers } from "../daybook/hers.ts";

/** Its title, or the first line of its text. */
export function nameOf({ title, text }: Note): string {
  return title.trim() || text.trim().split("\n")[0]!.slice(0, 80);
}

/** The one written last first: counters grow with the days, on every device. */
export function latestFirst(notes: Hers<Note>[]): Hers<Note>[] {
  const written = ({ plain }: Hers<Note>) => Math.max(0, ...Object.values(plain.by));
  return [...notes].sort(
    (a, b) => written(b) - written(a) || b.plain.created.localeCompare(a.plain.created) || (a.id < b.id ? -1 : 1),
  );
}

const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Those that hold every word typed, whatever its accents and capitals. */
export function found(notes: Hers<Note>[], typed: string): Hers<Note>[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return notes.filter(({ plain }) => {
    const text = folded(`${plain.title}\n${plain.text}`);
    return words.every((word) => text.includes(word));
  });
}
