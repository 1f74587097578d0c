/** The opened daybook: her records in clear in memory, and every write of them to this phone. */
import { Failure, troubleOf } from "./failure.ts";
import type { Env } from "./env.ts";
import { newId, type Bytes } from "./bytes.ts";
import type { Item, Plain } from "./keeper.ts";
import type { Inbox } from "./sharing/inbox.ts";
import { conflictsOf, sameContent, settled } from "./merge.ts";
import { noticeKeyOf } from "./notice.ts";
import { onto, sameCounts, settingsIn } from "./versions.ts";
import { isKnown, withBytesOf, withoutBytes } from "./records.ts";
import type { ReminderWords } from "./remind.ts";
import { dueOf, nextCount, sealDue } from "./reminders.ts";
import { Unopened } from "./seal.ts";
import { readSnapshot, sealSnapshot } from "./snapshot.ts";
import { openHere, sealHere, type State } from "./state.ts";
import type { LockRow, Queued, Reader, Row } from "./kept.ts";
import type { Change, Store } from "./store.ts";
import { DELETED, footing, read, write, type Footing, type Keys, type Wish } from "./writing.ts";

const KEPT_VERSIONS = 8;

/** What a change of the store is worked out from, read anew under the lock. */
export interface Ground {
  state: State;
  queue: Queued[];
}

export class Book {
  /** What is shown: the latest of each record, deletions left out, pictures without their bytes. */
  readonly plains = new Map<string, Plain>();
  readonly unsent = new Set<string>();
  /** Records that did not open, came older than seen, or were taken away without her. */
  readonly damaged = new Set<string>();
  /** The server has no more room. */
  fullThere = false;
  /** The last write did not fit on this phone. */
  private fullHere = false;
  /** Queued writes, those of deletions among them. */
  waiting = 0;
  onChange: () => void = () => undefined;
  private box: Promise<Inbox> | null = null;
  /** Across which links the server hands out each row, as far as this tab has heard. */
  readonly handed = new Map<string, Reader[]>();

  /** Versions that a page may still be writing from. */
  private readonly versions = new Map<string, Plain[]>();

  private constructor(
    readonly env: Env,
    readonly store: Store,
    readonly keys: Keys,
    readonly local: Bytes,
    public noticeKey: Bytes,
    public state: State,
    public words: ReminderWords,
  ) {}

  /** Opens what lies on this phone. Raises Unopened where the keys do not fit. */
  static async open(env: Env, store: Store, vault: Bytes[], local: Bytes, words: ReminderWords): Promise<Book> {
    const state = await openHere<State>(local, "state", await store.state());
    const keys = { owner: state.account, vault };
    const book = new Book(env, store, keys, local, await noticeKeyOf(vault[0]!), state, words);
    await book.load(null);
    return book;
  }

  /** Something cannot be kept, here or there. */
  get full(): boolean {
    return this.fullHere || this.fullThere;
  }

  /** What a page may have. Links stay here: their secrets are none of its business (`sharing/index.ts`). */
  get items(): Item[] {
    const all = [...this.plains].filter(([, plain]) => plain.type !== "link");
    return all.map(([id, plain]) => ({
      id,
      plain,
      unsent: this.unsent.has(id),
      conflict: conflictsOf(plain),
      newer: !isKnown(plain),
    }));
  }

  /** Seconds since 1970 by the server's clock, as far as it is known. */
  now = (ahead = 0): number => Math.floor(this.env.now() / 1000) - ahead;

  /** How many link records there are. */
  get links(): number {
    return [...this.plains.values()].filter((plain) => plain.type === "link").length;
  }

  /** Her settings record; of two, the older. */
  settings = (): Plain | null => settingsIn(this.plains);

  /** Reads records anew from the phone: all, or those that another tab changed. */
  async load(ids: string[] | null): Promise<void> {
    const [rows, queue] = await Promise.all([this.store.rows(), this.store.queue()]);
    const snapshot = ids === null ? await readSnapshot(this.local, await this.store.snapshot()) : null;
    const wanted = ids === null ? null : new Set(ids);
    const latest = new Map<string, Row | Queued>();
    for (const row of rows) latest.set(row.id, row);
    for (const row of rows) this.handed.set(row.id, row.readers ?? []);
    for (const queued of queue) latest.set(queued.id, queued);
    this.account(queue);
    const opening = [...latest.values()].filter((from) => wanted === null || wanted.has(from.id));
    let opened = 0;
    await Promise.all(
      opening.map(async (from) => {
        const kept = "era" in from ? snapshot?.get(from.id) : undefined;
        try {
          if (kept && kept.epoch === from.epoch && kept.revision === from.revision) this.show(from.id, kept.plain);
          else {
            this.show(from.id, await read(this.keys, from));
            opened++;
          }
        } catch (error) {
          if (!(error instanceof Unopened)) throw error;
          this.plains.delete(from.id);
          this.damaged.add(from.id);
        }
      }),
    );
    for (const id of this.state.refused) this.damaged.add(id);
    if (ids === null && opened > 50) await this.keepSnapshot();
  }

  /** What others shared with this account; loaded when it is wanted. */
  inbox(): Promise<Inbox> {
    return (this.box ??= import("./sharing/inbox.ts").then(({ Inbox }) => Inbox.open(this)));
  }

  /** Takes over what another tab changed. */
  async follow(ids: string[]): Promise<void> {
    this.box = null;
    this.state = await openHere<State>(this.local, "state", await this.store.state());
    await this.load(ids);
  }

  /** Before locking: leaves the next opening less to do. A phone without room for it is no trouble. */
  async tidy(): Promise<void> {
    if (this.plains.size > 50) await this.keepSnapshot().catch(() => undefined);
    await this.box?.then((inbox) => inbox.tidy()).catch(() => undefined);
  }

  /** Seals all that is shown as one piece, so that the next opening need not open each record. */
  async keepSnapshot(): Promise<void> {
    const rows = await this.store.rows();
    const plains = rows
      .filter((row) => !this.unsent.has(row.id) && !this.damaged.has(row.id))
      .map(({ id, epoch, revision }) => ({ id, epoch, revision, plain: this.plains.get(id) ?? DELETED }));
    await this.store.commit({ snapshot: await sealSnapshot(this.local, plains) });
  }

  /**
   * Changes the store while no other tab does. `work` gets what is there now; what it gives is written in one
   * transaction together with the state, and shown. Raises Failure `full` where the phone has no room.
   */
  async change<T>(
    work: (ground: Ground) => Promise<{ change: Change; shown: Map<string, Plain>; result: T }>,
  ): Promise<T> {
    return this.env.locks.request(`${this.env.database}-write`, async () => {
      const state = await openHere<State>(this.local, "state", await this.store.state());
      const ground = { state, queue: await this.store.queue() };
      const { change, shown, result } = await work(ground);
      try {
        await this.store.commit({ ...change, state: await sealHere(this.local, "state", ground.state) });
      } catch (error) {
        this.box = null;
        const trouble = troubleOf(error);
        this.fullHere = trouble === "full";
        this.onChange();
        throw new Failure(trouble);
      }
      for (const row of change.rows ?? []) this.handed.set(row.id, row.readers ?? []);
      this.fullHere = false;
      this.state = ground.state;
      this.account(await this.store.queue());
      for (const [id, plain] of shown) this.show(id, plain);
      for (const id of this.state.refused) this.damaged.add(id);
      this.env.channel?.postMessage({ changed: [...shown.keys()] });
      this.onChange();
      return result;
    });
  }

  /** From now on seals with the first of these vault keys. */
  async turn(vault: Bytes[]): Promise<void> {
    this.noticeKey = await noticeKeyOf(vault[0]!);
    this.keys.vault = vault;
  }

  /** Changes the state alone. */
  remember(set: (state: State) => void): Promise<void> {
    return this.change(async ({ state }) => {
      set(state);
      return { change: {}, shown: new Map(), result: undefined };
    });
  }

  /** Replaces what opens the daybook, and changes the state with it, in one transaction. */
  relock(lock: LockRow, set: (state: State) => void): Promise<void> {
    return this.change(async ({ state }) => {
      set(state);
      return { change: { lock }, shown: new Map(), result: undefined };
    });
  }

  /** One record with all that is in it, opened anew; see `Keeper.photo`. Raises Unopened. */
  async whole(id: string): Promise<Plain | null> {
    if (!this.plains.has(id)) return null;
    const queue = await this.store.queue();
    const latest = queue.findLast((queued) => queued.id === id) ?? (await this.store.row(id));
    return latest ? read(this.keys, latest) : null;
  }

  /** Writes one record from what a page has; see `Keeper.save`. */
  save(id: string | null, handed: Plain, ahead: number, base?: Plain | null): Promise<string> {
    const record = id ?? newId();
    return this.change(async ({ state, queue }) => {
      // From the store, not from memory: another tab may have written a moment ago.
      const latest = queue.findLast((queued) => queued.id === record) ?? (await this.store.row(record));
      const current = latest ? await read(this.keys, latest) : null;
      if (current && !isKnown(current)) throw new Failure("unknown");
      const given = withBytesOf(current, handed);
      const plain =
        current && current.type !== "deleted"
          ? onto(given, current, state.device, base ?? null, this.versions.get(record) ?? [])
          : given;
      const queued = await this.compose(record, plain, state, queue, ahead);
      return { change: { queue: [queued.write] }, shown: new Map([[record, queued.plain]]), result: record };
    });
  }

  /** Deletes a record: one that never left this phone goes at once, any other by a sealed write. */
  remove(id: string): Promise<void> {
    return this.change(async ({ queue }) => {
      const shown = new Map([[id, DELETED]]);
      const own = queue.filter((queued) => queued.id === id);
      const row = await this.store.row(id);
      if (row === null && own.length === 0) return { change: {}, shown: new Map(), result: undefined };
      const on = footing(row, own);
      if (on.key === null) return { change: { dequeue: own.map((queued) => queued.n!) }, shown, result: undefined };
      const queued = await write(this.keys, id, on, DELETED, []);
      return { change: { queue: [queued] }, shown, result: undefined };
    });
  }

  /** Ends a question; see `Keeper.settle`. */
  async settle(id: string, member: string, value: unknown, ahead: number): Promise<void> {
    const current = this.plains.get(id);
    if (current) await this.save(id, settled(current, member, value), ahead);
  }

  /** The next queued write of a record, with this device's count and the reminders that it wants now. */
  async compose(
    id: string,
    plain: Plain,
    state: State,
    queue: Queued[],
    ahead: number,
    on = null as Footing | null,
    wish: Wish = {},
  ): Promise<{ write: Queued; plain: Plain }> {
    const now = this.now(ahead);
    const by = { ...plain.by, [state.device]: nextCount(plain.by?.[state.device], now) };
    const counted = { ...plain, by };
    const where =
      on ??
      footing(
        await this.store.row(id),
        queue.filter((queued) => queued.id === id),
      );
    const settings = counted.type === "settings" ? counted : this.settings();
    const due = await dueOf(this.noticeKey, id, counted, settings, now, this.words);
    const reminders = await sealDue(this.noticeKey, this.keys.owner, id, due);
    const shared = wish.add || wish.turn || where.turn || where.had.length + where.readers.length > 0;
    const sealing = shared ? await (await import("./sharing/sealing.ts")).sealing(this, id, where, wish, now) : null;
    return { write: await write(this.keys, id, where, counted, reminders, sealing), plain: counted };
  }

  private show(id: string, opened: Plain): void {
    const plain = withoutBytes(opened);
    this.damaged.delete(id);
    if (plain.type === "deleted") {
      this.plains.delete(id);
      this.versions.delete(id);
      return;
    }
    const before = this.plains.get(id);
    this.plains.set(id, plain);
    if (before && sameContent(before, plain) && sameCounts(before.by, plain.by)) return;
    this.versions.set(id, [plain, ...(this.versions.get(id) ?? [])].slice(0, KEPT_VERSIONS));
  }

  private account(queue: Queued[]): void {
    this.waiting = queue.length;
    this.unsent.clear();
    for (const queued of queue) this.unsent.add(queued.id);
  }
}
