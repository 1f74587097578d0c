/** What others shared with this account: opened with pinned keys alone, kept sealed, never older than it was seen. */
import type { SyncRow } from "../api.ts";
import type { Book } from "../book.ts";
import { base64, ctx, hex, idBytes, isId, unbase64, type Bytes } from "../bytes.ts";
import { openJson } from "../envelope.ts";
import { openReaderKey } from "../reader.ts";
import { isKnown, type Plain } from "../records/plain.ts";
import { bytesOf, hmac, Unopened } from "../seal.ts";
import { openHere, sealHere } from "../state.ts";
import type { Received } from "../kept.ts";
import { mayCross } from "./allowed.ts";
import { isGood, type Link } from "./links.ts";
import { linksOf, privateKeyOf } from "./sealing.ts";

/** One record of somebody else's, as it is kept. */
export interface Arrived {
  owner: string;
  id: string;
  /** The link's id at the server. */
  link: string;
  /** The highest that was opened: nothing older is taken any more. */
  epoch: number;
  revision: number;
  until: number;
  /** When this version came, and when the first did (seconds). */
  at: number;
  first: number;
  /** What the newest row that opened says; null before one did, and once it is gone. */
  plain: Plain | null;
  gone: boolean;
  /** The newest row did not open, was forged, of a type that may not cross, or older than seen. */
  damaged: boolean;
  /** A row that waits for its link, or for *Same words*; kept as it came. */
  waiting: SyncRow | null;
}

/** One of them in the snapshot; `mark` tells of which sealing it is. */
interface Kept {
  name: string;
  mark: string;
  one: Arrived;
}

/** How many may be opened one by one before all are sealed as one piece for the next time. */
const FEW = 50;

/** A sealing's random nonce: no two sealings have the same. */
const markOf = (sealed: Bytes): string => base64(sealed.subarray(0, 12));

export class Inbox {
  private readonly all = new Map<string, Arrived>();
  /** How many the snapshot does not hold as they are. */
  private loose = 0;

  private constructor(private readonly book: Book) {}

  /** Opens what is kept. What does not open any more is left out: the server still has it. */
  static async open(book: Book): Promise<Inbox> {
    const inbox = new Inbox(book);
    const [rows, kept] = await Promise.all([book.store.received(), snapshotOf(book)]);
    const opening = rows.map(async ({ name, sealed }) => {
      const held = kept.get(name);
      if (held?.mark === markOf(sealed)) {
        inbox.all.set(name, held.one);
        return;
      }
      inbox.loose++;
      try {
        inbox.all.set(name, await openHere<Arrived>(book.local, `received/${name}`, sealed));
      } catch (error) {
        if (!(error instanceof Unopened)) throw error;
      }
    });
    await Promise.all(opening);
    await inbox.tidy().catch(() => undefined);
    return inbox;
  }

  /** Seals all as one piece where many are not in it yet, so that the next opening costs one key. */
  async tidy(): Promise<void> {
    if (this.loose <= FEW) return;
    const rows = await this.book.store.received();
    const kept = rows.flatMap(({ name, sealed }): Kept[] => {
      const one = this.all.get(name);
      return one ? [{ name, mark: markOf(sealed), one }] : [];
    });
    await this.book.store.commit({ inbox: await sealHere(this.book.local, "inbox", kept) });
    this.loose = 0;
  }

  /** All that is there and may be shown or told to be damaged. */
  list(now: number): Arrived[] {
    const links = byId(this.book);
    const known = (one: Arrived) => {
      const link = links.get(one.link) ?? null;
      return isGood(link) && link.account === one.owner;
    };
    return [...this.all.values()].filter(
      (one) => !one.gone && (one.plain || one.damaged) && known(one) && (one.until === 0 || one.until > now),
    );
  }

  /** Takes rows of an answer in; gives what is to be kept. Memory follows at once: on failure open another. */
  async take(rows: SyncRow[], now: number): Promise<Received[]> {
    const changed = new Map<string, Arrived>();
    const links = byId(this.book);
    for (const row of rows) {
      if (!isRow(row) || row.owner === this.book.keys.owner) continue;
      const name = await this.nameOf(row);
      const before = this.all.get(name) ?? null;
      const after = await this.next(before, row, links.get(row.link!), now);
      if (after === null || after === before) continue;
      this.all.set(name, after);
      changed.set(name, after);
    }
    this.loose += changed.size;
    return this.sealed(changed);
  }

  /** Opens what waited for its link or for *Same words*; gives whether anything came of it. */
  async retry(now: number): Promise<boolean> {
    const rows = [...this.all.values()].flatMap((one) => (one.waiting ? [one.waiting] : []));
    if (rows.length === 0) return false;
    const good = new Set([...linksOf(this.book).values()].filter(isGood).map((link) => link.link));
    const ready = rows.filter((row) => good.has(row.link!));
    if (ready.length === 0) return false;
    await this.book.change(async () => ({
      change: { received: await this.take(ready, now) },
      shown: new Map(),
      result: undefined,
    }));
    return true;
  }

  /** Drops all that others shared, from memory and from this disk; what the server still hands out comes again. */
  async forget(): Promise<void> {
    const there = [...this.all].filter(([, one]) => one.plain !== null || one.waiting !== null);
    if (there.length === 0) return;
    // One revision back: the same version is taken when it comes again, and none that is older.
    const nothing = { plain: null, gone: true, waiting: null, damaged: false };
    const changed = new Map(
      there.map(([name, one]): [string, Arrived] => [name, { ...one, ...nothing, revision: one.revision - 1 }]),
    );
    await this.book.change(async ({ state }) => {
      Object.assign(state, { cursor: null, era: state.era + 1, startingOver: true });
      const inbox = await sealHere(this.book.local, "inbox", []);
      for (const [name, one] of changed) this.all.set(name, one);
      return { change: { received: await this.sealed(changed), inbox }, shown: new Map(), result: undefined };
    });
  }

  private async next(
    before: Arrived | null,
    row: SyncRow,
    link: Link | undefined,
    now: number,
  ): Promise<Arrived | null> {
    if (row.gone) return before && { ...before, gone: true, plain: null, waiting: null, damaged: false };
    const base: Arrived = before ?? {
      ...{ owner: row.owner, id: row.id, link: row.link!, epoch: 0, revision: 0, until: row.until },
      ...{ at: now, first: now, plain: null, gone: false, damaged: false, waiting: null },
    };
    if (link && link.ended !== null) return before;
    if (!isGood(link ?? null)) return { ...base, waiting: row };
    const order = Math.sign(row.epoch - base.epoch) || Math.sign(row.revision - base.revision);
    // The same again says nothing new, unless it had gone: sharing again always takes the next epoch.
    if (order < 0 || (order === 0 && base.gone)) return before && { ...base, damaged: !base.gone || base.damaged };
    if (order === 0 && !base.damaged) return before;
    try {
      const plain = await this.opened(row, link as Link & { account: string; public_key: string });
      const { epoch, revision, until } = row;
      return {
        ...{ ...base, link: row.link!, epoch, revision, until, at: now, plain },
        ...{ gone: false, damaged: false, waiting: null },
      };
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
      // What was opened before stays; marks move only with what opens, so that nobody can push them ahead.
      return { ...base, damaged: true, waiting: null };
    }
  }

  private async opened(row: SyncRow, link: Link & { account: string; public_key: string }): Promise<Plain> {
    const { owner, id, epoch, revision, until } = row;
    if (owner !== link.account) throw new Unopened();
    const share = { owner, reader: this.book.keys.owner, id, epoch, until, link: link.link };
    const mine = await privateKeyOf(this.book);
    const [key, body] = [bytesOf(row.key), bytesOf(row.body)];
    const recordKey = await openReaderKey(share, unbase64(link.secret), mine, unbase64(link.public_key), key);
    const plain = (await openJson(recordKey, { owner, id, epoch, revision }, body)) as Plain;
    // The other side made the invitation where this one did not.
    if (!isKnown(plain) || !mayCross(plain, !link.made)) throw new Unopened();
    return plain;
  }

  private async nameOf({ owner, id }: { owner: string; id: string }): Promise<string> {
    const digest = await hmac(this.book.local, ctx("daybook/1/received", idBytes(owner), idBytes(id)));
    return hex(digest.subarray(0, 16));
  }

  private sealed(changed: Map<string, Arrived>): Promise<Received[]> {
    const sealing = Array.from(changed, async ([name, one]) => ({
      name,
      sealed: await sealHere(this.book.local, `received/${name}`, one),
    }));
    return Promise.all(sealing);
  }
}

/** What the last snapshot holds, by name; empty where there is none or it does not open. */
async function snapshotOf(book: Book): Promise<Map<string, Kept>> {
  try {
    const kept = await openHere<Kept[]>(book.local, "inbox", await book.store.inbox());
    return new Map(kept.map((one) => [one.name, one]));
  } catch (error) {
    if (error instanceof Unopened) return new Map();
    throw error;
  }
}

/** The links of this daybook by their ids at the server. */
const byId = (book: Book): Map<string, Link> => new Map([...linksOf(book).values()].map((link) => [link.link, link]));

/** Whether a row of an answer has the shape of one that somebody shared. */
function isRow(row: SyncRow): boolean {
  const whole = (value: unknown, least: number) => Number.isSafeInteger(value) && (value as number) >= least;
  if (![row.id, row.owner, row.link].every(isId)) return false;
  return row.gone === true || (whole(row.epoch, 1) && whole(row.revision, 1) && whole(row.until, 0));
}
