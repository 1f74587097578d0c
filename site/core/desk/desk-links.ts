/** A desk's links as its page may have them: no secret and no key, and what the desk notes beside each. */
import type { Book } from "../book.ts";
import { day, text, whole, type Plain } from "../records/plain.ts";
import { linksOf } from "../sharing/sealing.ts";
import type { DeskLink, LinkNotes } from "./desk-keeper.ts";

/** The links that this desk made, ended ones and codes that wait among them. */
export function deskLinks(book: Book): DeskLink[] {
  return [...linksOf(book)].flatMap(([id, link]) => {
    if (!link.made) return [];
    const plain = book.plains.get(id)!;
    const { account, since, same_words, ended } = link;
    const notes = { name: link.name, code: text(plain.code), expires: whole(plain.expires) };
    return [{ id, account, since, same_words, ended, ...notes, met: day(plain.met), asked: day(plain.asked) }];
  });
}

/** Writes what the desk notes beside a link; nothing else of it. */
export async function noteLink(book: Book, ahead: number, id: string, notes: LinkNotes): Promise<void> {
  const plain = book.plains.get(id);
  const { name, code, expires, met, asked } = notes;
  const given = Object.entries({ name, code, expires, met, asked }).filter(([, value]) => value !== undefined);
  if (plain?.type === "link") await book.save(id, { ...plain, ...Object.fromEntries(given) } as Plain, ahead);
}
