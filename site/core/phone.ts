/** The daybook of this phone: found, opened, kept under a PIN, heard of from other tabs, and taken off again. */
import { credentialsOf, type Kept } from "./account.ts";
import { Api } from "./api.ts";
import { base64, newId, random, type Bytes } from "./bytes.ts";
import { Book } from "./book.ts";
import { envOf, type Env } from "./env.ts";
import { Failure, troubleOf } from "./failure.ts";
import type { KeeperEvents, Phase, Status } from "./keeper.ts";
import { Looking } from "./looking.ts";
import { Newsroom } from "./news.ts";
import { noticeKeyOf } from "./notice.ts";
import { keysOf } from "./change-words.ts";
import { newSalt, openLocal, pinRoot, sealLocal, sealPins } from "./pin.ts";
import { renewHalves } from "./pins.ts";
import type { ReminderWords } from "./remind.ts";
import { Remote } from "./remote.ts";
import { Unopened } from "./seal.ts";
import { newState, openHere, sealHere, type State } from "./state.ts";
import type { LockRow } from "./kept.ts";
import { createStore, deleteStore, findStore, type Store } from "./store.ts";
import { Sync } from "./sync.ts";
import { Tending } from "./tending.ts";
import { signInAgain } from "./ways.ts";

export class Phone {
  readonly env: Env;
  readonly api: Api;
  readonly looking = new Looking();
  book: Book | null = null;
  tending: Tending | null = null;
  newsroom: Newsroom | null = null;
  private store: Store | null = null;
  private syncing: Sync | null = null;
  /** Only the end of a session is still to be told to the server. */
  private leaving = false;

  constructor(
    given: Partial<Env>,
    private readonly words: ReminderWords,
    readonly events: KeeperEvents,
  ) {
    this.env = envOf(given);
    this.api = new Api(this.env.fetch, this.env.origin, () => this.env.now());
    if (this.env.channel) this.env.channel.onmessage = ({ data }) => void this.heard(data);
  }

  /** Looks whether a daybook lies here; makes none. */
  async find(): Promise<void> {
    this.store = await findStore(this.env.database);
    const lock = (await this.store?.lock()) ?? null;
    if (this.store && lock === null) await this.discard();
    else if (lock !== null && "leaving" in lock) void this.finishLeaving();
  }

  get phase(): Phase {
    return this.book ? "open" : this.store && !this.leaving ? "locked" : "looking";
  }

  get status(): Status {
    const { book, syncing } = this;
    return {
      phase: this.phase,
      unsent: book?.waiting ?? 0,
      sending: syncing?.sending ?? false,
      reach: syncing?.reach ?? "unknown",
      wayBack: book?.state.wayBack ?? "none",
      conflicts: (book?.items ?? []).filter((item) => item.conflict.length > 0).length,
      damaged: book?.damaged.size ?? 0,
      clockAhead: this.api.clockAhead,
      full: book?.full ?? false,
      otherTab: false,
      visits: book?.state.visits ?? 0,
      notices: this.newsroom?.notices.length ?? 0,
      details: book?.state.details ?? false,
      links: book?.links ?? 0,
    };
  }

  /** A session again, with what is sealed inside; the PINs' halves went with the old one. Raises Failure. */
  async signInAgain(book: Book): Promise<void> {
    await signInAgain(book, this.api);
    await renewHalves(book);
  }

  /** The daybook that lies here, and what opens it; or null. */
  async locked(): Promise<{ store: Store; lock: LockRow } | null> {
    const lock = await this.lockRow();
    return lock && this.store ? { store: this.store, lock } : null;
  }

  /** What opens the daybook that lies here, or null. */
  async lockRow(): Promise<LockRow | null> {
    const lock = (await this.store?.lock()) ?? null;
    return lock !== null && !("leaving" in lock) ? lock : null;
  }

  /** Opens what lies here with its vault key. Raises Unopened. */
  async unlock(lock: LockRow, vaultKey: Bytes): Promise<void> {
    const { vault, local } = await keysOf(vaultKey, lock);
    await this.open(this.store!, vault, await openLocal([vaultKey, ...vault], local));
  }

  /**
   * Keeps an account on this phone under a PIN, in one transaction, together with what was written while looking.
   * Where `pin` is null no PIN opens it, only the words do.
   * A daybook that is already here stays, with all that it has not sent, if these keys open it; else raises Unopened.
   */
  async adopt(rp: string, kept: Kept, pin: string | null, set: (state: State) => void): Promise<Book> {
    const { account, derived, vault, slots, chain, publicKey, privateKey } = kept;
    const before = await this.lockRow();
    const local = before ? await openLocal(vault, before.local) : random(32);
    const now = credentialsOf(derived);
    const keys: [string, string] = [base64(publicKey), base64(privateKey)];
    const salt = newSalt();
    const pins = {
      root: base64(pin === null ? random(32) : await pinRoot(pin, salt)),
      second: null,
      halves: null,
      unsettled: false,
    };
    const { row } = await sealPins(pins, vault[0]!, salt, false);
    const state = before
      ? {
          ...(await openHere<State>(local, "state", await this.store!.state())),
          now,
          next: null,
          turning: null,
          pins,
          rekey: true,
          notices: true,
        }
      : newState(account, newId(), now, keys, pins);
    if (state.account !== account) throw new Unopened();
    [state.publicKey, state.privateKey] = keys;
    set(state);
    const lock: LockRow = {
      rp,
      salt: derived.salt,
      slots,
      next: null,
      chain,
      local: await sealLocal(vault[0]!, local),
      pins: [row],
    };
    const owned = { owner: account, vault };
    const noticeKey = await noticeKeyOf(vault[0]!);
    const queue = await this.looking.seal(owned, noticeKey, state.device, this.env.now() / 1000, this.words);
    const store = this.store ?? (await createStore(this.env.database));
    try {
      const tries = { wrong: 0, at: 0 };
      await store.commit({ lock, state: await sealHere(local, "state", state), queue, tries });
    } catch (error) {
      // A phone without room keeps none, rather than a half.
      if (!this.store) {
        store.close();
        await deleteStore(this.env.database);
      }
      throw new Failure(troubleOf(error));
    }
    this.store = store;
    this.leaving = false;
    this.looking.clear();
    return this.open(this.store, vault, local);
  }

  /** Drops every key from memory, once what was being written is kept. */
  async close(): Promise<void> {
    this.tending?.stop();
    if (this.book) await this.env.locks.request(`${this.env.database}-write`, async () => undefined);
    await this.book?.tidy();
    this.book = this.syncing = this.tending = this.newsroom = null;
    this.tell();
    this.events.onItems();
  }

  /** Takes the daybook off this phone, then ends its session; without a network the session ends later. */
  async leave(): Promise<void> {
    // Hers goes first; what is left only says that the session is still to be ended.
    await this.store?.leave();
    await this.close();
    this.env.channel?.postMessage({ gone: true });
    await this.finishLeaving();
  }

  /** Deletes the daybook of this phone, after its account has ended. */
  async forget(): Promise<void> {
    await this.close();
    this.env.channel?.postMessage({ gone: true });
    await this.discard();
  }

  /** Ends timers and the channel; the daybook stays as it is. */
  stop(): void {
    this.tending?.stop();
    this.env.channel?.close();
    this.store?.close();
  }

  tell(): void {
    this.events.onStatus(this.status);
  }

  private async open(store: Store, vault: Bytes[], local: Bytes): Promise<Book> {
    const book = await Book.open(this.env, store, vault, local, this.words);
    book.onChange = () => {
      this.tell();
      this.events.onItems();
    };
    this.tending?.stop();
    this.book = book;
    this.syncing = new Sync(book, this.api, () => this.signInAgain(book));
    this.syncing.onChange = () => this.tell();
    this.newsroom = new Newsroom(book, this.api, new Remote(this.api));
    await this.newsroom.open();
    this.tending = new Tending(book, this.syncing, this.api, this.newsroom);
    await this.tending.start();
    book.onChange();
    return book;
  }

  private async heard(message: { changed?: string[]; gone?: boolean }): Promise<void> {
    if (message.gone) {
      this.store?.close();
      this.store = null;
      await this.close();
    } else if (this.book && message.changed) {
      const { book } = this;
      // A daybook that was closed or taken off meanwhile has nothing to follow.
      await book.follow(message.changed).then(book.onChange, () => undefined);
    }
  }

  private async finishLeaving(): Promise<void> {
    this.leaving = true;
    this.tell();
    try {
      await new Remote(this.api).endSession(true);
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) return;
    }
    if (this.leaving) await this.discard();
  }

  private async discard(): Promise<void> {
    this.store?.close();
    this.store = null;
    this.leaving = false;
    await deleteStore(this.env.database);
    this.tell();
  }
}
