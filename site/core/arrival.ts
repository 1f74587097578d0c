/** What a sync answer means for this phone: writes answered, rows accepted, merged, or refused. */
import type { SyncAnswer, SyncRow } from "./api.ts";
import { equal } from "./bytes.ts";
import type { Book, Ground } from "./book.ts";
import type { Plain } from "./keeper.ts";
import { merge, sameContent } from "./merge.ts";
import { Unopened } from "./seal.ts";
import type { Queued, Reader, Row } from "./kept.ts";
import type { Change } from "./store.ts";
import { compare, footing, read, rowOf, type Footing } from "./writing.ts";

/** What follows from an answer beyond the store. */
export interface Arrived {
  /** Writes that the server refused: not to be sent again before their row came. */
  held: string[];
  full: boolean;
}

/** One answer being taken in, under the write lock. Nothing is kept until its `Change` is committed. */
export class Arrival {
  private readonly rows = new Map<string, Row>();
  private readonly enqueued = new Map<string, Queued>();
  private readonly requeued: Queued[] = [];
  private readonly dequeued = new Set<number>();
  private readonly shown = new Map<string, Plain>();
  private readonly refused: Set<string>;
  private readonly held = new Set<string>();
  private readonly foreign: SyncRow[] = [];
  private full = false;

  constructor(
    private readonly book: Book,
    private readonly ground: Ground,
    private readonly ahead: number,
  ) {
    this.refused = new Set(ground.state.refused);
  }

  /** Takes in the answer to a request that carried the writes `sent`. */
  async take(
    answer: SyncAnswer,
    sent: Queued[],
  ): Promise<{ change: Change; shown: Map<string, Plain>; result: Arrived }> {
    const { state } = this.ground;
    for (const written of answer.written) this.answered(written, sent);
    const echoes = new Set(answer.written.filter((one) => one.error === null).map((one) => one.id));
    for (const row of answer.records) await this.row(row, echoes);
    state.cursor = answer.cursor;
    if (state.startingOver && !answer.more) await this.offerRest();
    state.refused = [...this.refused];
    state.links = Object.fromEntries(answer.links.map((link) => [link.id, link.state]));
    const change: Change = {
      ...(this.foreign.length > 0
        ? { received: await (await this.book.inbox()).take(this.foreign, this.book.now(this.ahead)) }
        : {}),
      rows: [...this.rows.values()],
      queue: [...this.requeued.filter((queued) => !this.dequeued.has(queued.n!)), ...this.enqueued.values()],
      dequeue: [...this.dequeued],
    };
    return { change, shown: this.shown, result: { held: [...this.held], full: this.full } };
  }

  private answered(written: SyncAnswer["written"][number], sent: Queued[]): void {
    const queued = sent.find((one) => one.id === written.id);
    if (!queued) return;
    if (written.error === null) {
      const { id, epoch, revision, body, key, readers } = queued;
      const row: Row = { id, epoch, revision, body, key, era: this.ground.state.era };
      if (readers) row.readers = readers.map(({ link, until }) => ({ link, until }));
      this.rows.set(id, row);
      this.dequeued.add(queued.n!);
      this.refused.delete(id);
      return;
    }
    // It is answered: these bytes are in no doubt any more, and a later save may take their place.
    this.requeued.push({ ...queued, sent: false });
    this.held.add(queued.id);
    this.full ||= written.error === "full";
    if (written.error === "link") this.ground.state.lapsed = [...(this.ground.state.lapsed ?? []), queued.id];
  }

  private async row(given: SyncRow, echoes: Set<string>): Promise<void> {
    if (given.link !== null) return void this.foreign.push(given); // shared by somebody else: not a record of hers
    if (echoes.has(given.id) && given.body === null && !given.gone) return;
    const { state } = this.ground;
    let row: Row;
    try {
      row = rowOf(this.book.keys, given, state.era);
    } catch (error) {
      // Hers never goes without a deletion of her own: what the phone holds stays.
      return this.refuse(given.id, error);
    }
    const current = this.rows.get(row.id) ?? (await this.book.store.row(row.id));
    const order = current ? compare(row, current) : 1;
    const alike = current !== null && order === 0 && equal(row.body, current.body);
    if (!state.startingOver && (order < 0 || (order === 0 && !alike))) return this.refuse(row.id, new Unopened());
    let theirs: Plain;
    try {
      theirs = await read(this.book.keys, row);
    } catch (error) {
      if (current) this.rows.set(row.id, { ...current, era: state.era });
      else this.rows.set(row.id, row);
      return this.refuse(row.id, error);
    }
    this.refused.delete(row.id);
    this.held.delete(row.id);
    this.rows.set(row.id, row);
    if (alike) return;
    if (order <= 0) await this.offer(row, current!, theirs);
    else await this.accept(row, current, theirs);
  }

  /** A newer row: taken as it is, or merged with what waits to be sent. */
  private async accept(row: Row, before: Row | null, theirs: Plain): Promise<void> {
    const waiting = this.waiting(row.id);
    const written = await Promise.all(waiting.map((queued) => read(this.book.keys, queued)));
    const last = written.at(-1);
    const held = written.findLastIndex((plain) => this.holds(theirs, plain));
    this.drop(waiting);
    if (last === undefined || held === written.length - 1) {
      this.shown.set(row.id, theirs);
      return;
    }
    const base = held >= 0 ? written[held]! : before === null ? null : await this.readOrNull(before);
    // Whom the last of them was sealed to stays, as far as the ledger says so.
    await this.rewrite(row, merge(base, last, theirs), theirs, onto(row, waiting.at(-1)!.readers));
  }

  /** After a start-over: the server has less than this phone. What is newer here is offered back. */
  private async offer(row: Row, current: Row, theirs: Plain): Promise<void> {
    const waiting = this.waiting(row.id);
    const mine = await this.readOrNull(waiting.at(-1) ?? current);
    this.drop(waiting);
    if (mine === null) {
      this.shown.set(row.id, theirs);
      return;
    }
    const older = theirs.type === "deleted" || this.countsWithin(theirs, mine);
    const merged = older ? mine : merge(null, mine, theirs);
    if (merged !== theirs) this.ground.state.putBack++;
    const revision = Math.max(current.revision, row.revision) + 1;
    const epoch = Math.min(Math.max(current.epoch, row.epoch), row.epoch + 1);
    // The key of an epoch that others may hold goes no further.
    const its = epoch === current.epoch && !current.readers ? current.key : null;
    const key = epoch === row.epoch ? row.key : its;
    await this.rewrite(row, merged, theirs, {
      ...onto(row),
      ...(epoch > row.epoch ? { had: [] } : {}),
      base: row.revision,
      revision,
      epoch,
      key,
    });
  }

  /** After a start-over: own records that did not come are offered back as new ones; deletions need no repeat. */
  private async offerRest(): Promise<void> {
    const { state } = this.ground;
    for (const row of await this.book.store.rows()) {
      if (row.era === state.era || this.rows.has(row.id)) continue;
      const waiting = this.waiting(row.id);
      const mine = await this.readOrNull(waiting.at(-1) ?? row);
      this.rows.set(row.id, { ...row, era: state.era });
      if (mine === null || mine.type === "deleted") continue;
      this.drop(waiting);
      const on = { ...onto(row), base: 0, revision: row.revision + 1 };
      state.putBack++;
      await this.rewrite(row, mine, null, on);
    }
    state.startingOver = false;
  }

  private async rewrite(row: Row, plain: Plain, theirs: Plain | null, on: Footing): Promise<void> {
    const shares = on.readers.some(({ link }) => !on.had.some((one) => one.link === link));
    if (theirs !== null && !shares && (plain === theirs || sameContent(plain, theirs))) {
      this.shown.set(row.id, theirs);
      return;
    }
    const made = await this.book.compose(row.id, plain, this.ground.state, [], this.ahead, on);
    this.enqueued.set(row.id, made.write);
    this.shown.set(row.id, made.plain);
  }

  private refuse(id: string, error: unknown): void {
    if (!(error instanceof Unopened)) throw error;
    this.refused.add(id);
  }

  /** Queued writes of a record that this answer has not settled. */
  private waiting(id: string): Queued[] {
    const queued = this.ground.queue.filter((one) => one.id === id && !this.dequeued.has(one.n!));
    const again = this.enqueued.get(id);
    return again ? [...queued, again] : queued;
  }

  private drop(waiting: Queued[]): void {
    for (const queued of waiting) {
      if (queued.n === undefined) this.enqueued.delete(queued.id);
      else this.dequeued.add(queued.n);
    }
  }

  /** Whether what the server has was made from this very write of this device's, or after it. */
  private holds(theirs: Plain, mine: Plain): boolean {
    if (mine.type === "deleted" || theirs.type === "deleted") return mine.type === theirs.type;
    const { device } = this.ground.state;
    return (theirs.by[device] ?? 0) >= (mine.by[device] ?? 0);
  }

  private countsWithin(older: Plain, newer: Plain): boolean {
    if (newer.type === "deleted") return true;
    return Object.entries(older.by).every(([device, count]) => (newer.by[device] ?? 0) >= count);
  }

  private async readOrNull(from: Row | Queued): Promise<Plain | null> {
    try {
      return await read(this.book.keys, from);
    } catch (error) {
      if (error instanceof Unopened) return null;
      throw error;
    }
  }
}

const onto = (row: Row, more: Reader[] = []): Footing => {
  const on = footing(row, []);
  return { ...on, readers: [...on.readers, ...more] };
};
