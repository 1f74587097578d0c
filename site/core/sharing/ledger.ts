/** Her shares: begun, changed, stopped, each in one step with the line of the ledger that says so. */
import type { Api } from "../api.ts";
import type { Book, Ground } from "../book.ts";
import { newId } from "../bytes.ts";
import { Failure } from "../failure.ts";
import type { Plain } from "../keeper.ts";
import type { Queued } from "../kept.ts";
import { read, type Wish } from "../writing.ts";
import { mayCross } from "./allowed.ts";
import { isGood, isLive, linkOf, type LedgerEntry, type Link } from "./links.ts";

/** Several records written in one change of the store. */
export class Writing {
  private readonly queue: Queued[] = [];
  readonly shown = new Map<string, Plain>();

  constructor(
    private readonly book: Book,
    private readonly ground: Ground,
    private readonly ahead: number,
  ) {}

  /** The newest of a record, with all that is in it; null where there is none or it was deleted. */
  async latest(id: string): Promise<Plain | null> {
    const from = this.ground.queue.findLast((one) => one.id === id) ?? (await this.book.store.row(id));
    const plain = from ? await read(this.book.keys, from) : null;
    return plain?.type === "deleted" ? null : plain;
  }

  async write(id: string, plain: Plain, wish: Wish = {}): Promise<void> {
    const made = await this.book.compose(id, plain, this.ground.state, this.ground.queue, this.ahead, null, wish);
    this.queue.push(made.write);
    this.shown.set(id, made.plain);
  }

  done<T>(result: T) {
    return { change: { queue: this.queue }, shown: this.shown, result };
  }
}

/** A record to share: one that is there, or a new one (`plain`). */
export interface Sent {
  id: string;
  plain?: Plain;
}

/**
 * Shares records across a link until a second (0: open), or changes until when. All of them, or none. Raises Failure
 * `wrong` where the link is not good, the time is past, or one of them may not cross.
 */
export function share(book: Book, api: Api, linkId: string, sent: Sent[], until: number): Promise<void> {
  return book.change(async (ground) => {
    const now = book.now(api.clockAhead);
    const writing = new Writing(book, ground, api.clockAhead);
    const [plain, link] = await goodLink(writing, linkId);
    if (until !== 0 && until <= now) throw new Failure("wrong");
    const shared = link.shared.map((entry) => ({ ...entry }));
    for (const { id, plain: given } of sent) {
      const what = given ?? (await writing.latest(id));
      if (what === null || !mayCross(what, link.made)) throw new Failure("wrong");
      await writing.write(id, what, { add: { link: link.link, until } });
      const live = shared.find((entry) => entry.record === id && isLive(entry, now));
      if (live) live.until = until;
      else shared.push({ id: newId(), record: id, from: now, until, ended: null });
    }
    await writing.write(linkId, { ...plain, shared });
    return writing.done(undefined);
  });
}

/**
 * Stops shares of these records across a link, at once: the next epoch, sealed to nobody who is not to have it.
 * `null`: of all that is shared across it.
 */
export function stop(book: Book, api: Api, linkId: string, records: string[] | null): Promise<void> {
  return book.change(async (ground) => {
    const now = book.now(api.clockAhead);
    const writing = new Writing(book, ground, api.clockAhead);
    const plain = await writing.latest(linkId);
    const link = linkOf(plain ?? undefined);
    if (!plain || !link) throw new Failure("wrong");
    const ending = link.shared.filter((one) => one.ended === null && (records?.includes(one.record) ?? true));
    for (const id of new Set(ending.map((entry) => entry.record))) {
      const what = await writing.latest(id);
      if (what) await writing.write(id, what, { drop: [link.link], turn: true });
    }
    await writing.write(linkId, { ...plain, shared: ended(link.shared, ending, now) });
    return writing.done(undefined);
  });
}

/** The ledger with these of its lines ended: at their own time where that has come, else now. */
export function ended(shared: LedgerEntry[], ending: LedgerEntry[], now: number): LedgerEntry[] {
  const ids = new Set(ending.map((entry) => entry.id));
  return shared.map((entry) => {
    if (!ids.has(entry.id) || entry.ended !== null) return entry;
    return { ...entry, ended: entry.until === 0 ? now : Math.min(entry.until, now) };
  });
}

async function goodLink(writing: Writing, id: string): Promise<[Plain, Link & { account: string }]> {
  const plain = await writing.latest(id);
  const link = linkOf(plain ?? undefined);
  if (!plain || !isGood(link)) throw new Failure("wrong");
  return [plain, link];
}
