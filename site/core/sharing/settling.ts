/**
 * After each sync: what ran out, what the other side or the server ended, and what the server hands to somebody whom
 * the ledger does not name. Each such record takes the next epoch, sealed to those who remain.
 */
import type { Api } from "../api.ts";
import type { Book, Ground } from "../book.ts";
import { Unopened } from "../seal.ts";
import type { Reader } from "../kept.ts";
import { enderOf, tellEnd } from "./connect.ts";
import { ended, Writing } from "./ledger.ts";
import { isLive, type Ender, type LedgerEntry, type Link } from "./links.ts";
import { linksOf } from "./sealing.ts";

interface Plan {
  /** Link records with lines that end, and whether the other side ended the link. */
  links: Map<string, { link: Link; ending: LedgerEntry[]; byThem: boolean }>;
  /** Records of hers, and the links that they are to be taken from. */
  turn: Map<string, Set<string>>;
}

/** Does what is due; gives whether there is something to send. Raises Failure. */
export async function settle(book: Book, api: Api): Promise<boolean> {
  await (await book.inbox()).retry(book.now(api.clockAhead));
  for (const { link } of await ownEnds(book)) await tellEnd(api, link);
  const now = book.now(api.clockAhead);
  // What is known without opening the store tells whether there is anything to do; what is done is read anew.
  const first = plan(book, book.handed, await waitingIn(book), book.state.lapsed ?? [], now);
  if (first.links.size === 0 && first.turn.size === 0 && !book.state.lapsed?.length) return false;
  const enders = new Map<string, Ender>();
  for (const [id, { link, byThem }] of first.links) if (byThem) enders.set(id, await enderOf(api, link.link));
  await book.change(async (ground) => {
    const handed = new Map((await book.store.rows()).map((row) => [row.id, row.readers ?? []]));
    const { links, turn } = plan(book, handed, queuedIn(ground), ground.state.lapsed ?? [], now);
    const writing = new Writing(book, ground, api.clockAhead);
    for (const [id, drop] of turn) {
      const what = await readable(writing, id);
      if (what) await writing.write(id, what, { drop: [...drop], turn: true });
    }
    for (const [id, { link, ending, byThem }] of links) {
      const plain = await writing.latest(id);
      const end = byThem ? { ended: now, ended_by: enders.get(id) ?? "them" } : {};
      if (plain) await writing.write(id, { ...plain, ...end, shared: ended(link.shared, ending, now) });
    }
    ground.state.lapsed = [];
    return writing.done(undefined);
  });
  return true;
}

/** Links that ended here and that the server still names as going on. */
async function ownEnds(book: Book): Promise<Link[]> {
  const states = book.state.links ?? {};
  const going = (link: Link) => states[link.link] === "accepted" || states[link.link] === "invited";
  return [...linksOf(book).values()].filter((link) => link.ended !== null && going(link));
}

function plan(book: Book, handed: Map<string, Reader[]>, waiting: Set<string>, lapsed: string[], now: number): Plan {
  const states = book.state.links ?? {};
  const links: Plan["links"] = new Map();
  const turn: Plan["turn"] = new Map();
  const take = (record: string, link: string) => turn.set(record, (turn.get(record) ?? new Set<string>()).add(link));
  const live = new Map<string, Set<string>>();
  const isOver = (link: Link) => link.ended !== null || states[link.link] === "ended";
  // A refused write does not say which of its readers was the reason. One that is known takes no other along.
  const explained = new Set<string>();
  for (const link of linksOf(book).values())
    for (const entry of link.shared)
      if (entry.ended === null && (isOver(link) || !isLive(entry, now))) explained.add(entry.record);
  for (const [id, link] of linksOf(book)) {
    const byThem = link.ended === null && isOver(link);
    const over = isOver(link);
    const going = link.shared.filter((entry) => entry.ended === null);
    const ending = going.filter((entry) => over || !isLive(entry, now) || isLost(entry, link));
    for (const entry of going) {
      if (ending.includes(entry)) take(entry.record, link.link);
      else live.set(entry.record, (live.get(entry.record) ?? new Set()).add(link.link));
    }
    if (ending.length > 0 || byThem) links.set(id, { link, ending, byThem });
  }
  for (const [id, readers] of handed)
    for (const { link } of waiting.has(id) ? [] : readers) if (!live.get(id)?.has(link)) take(id, link);
  return { links, turn };

  /** Deleted, refused by the server, or no longer handed out by it. */
  function isLost({ record }: LedgerEntry, { link }: Link): boolean {
    if (!book.plains.has(record)) return !book.damaged.has(record);
    if (lapsed.includes(record) && !explained.has(record)) return true;
    const readers = handed.get(record);
    return readers !== undefined && !waiting.has(record) && !readers.some((one) => one.link === link);
  }
}

/** A record that does not open cannot be written again; it stays as it is, and is told to be damaged. */
async function readable(writing: Writing, id: string) {
  try {
    return await writing.latest(id);
  } catch (error) {
    if (error instanceof Unopened) return null;
    throw error;
  }
}

const queuedIn = ({ queue }: Pick<Ground, "queue">): Set<string> => new Set(queue.map((one) => one.id));
const waitingIn = async (book: Book): Promise<Set<string>> => queuedIn({ queue: await book.store.queue() });
