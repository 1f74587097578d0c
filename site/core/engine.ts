/**
 * The keeper: one daybook on this phone, its account on the server, and what a page may ask of them.
 *
 * Looking, it holds what was written in memory; locked, nothing; open, the vault key (in `Book`). Nothing here
 * touches a DOM, and fetch comes from `Env`.
 */
import { draftAccount, recover, signIn, signUp, type Draft } from "./account.ts";
import { base64 } from "./bytes.ts";
import { readCodeOrPapers } from "./code.ts";
import type { Env } from "./env.ts";
import { Failure } from "./failure.ts";
import type { Damaged, Item, Keeper, KeeperEvents, Opening, Plain, Status, Words } from "./keeper.ts";
import { NotAllowed } from "./names.ts";
import { Phone } from "./phone.ts";
import { normalPin, openPassphrase } from "./pin.ts";
import * as pins from "./pins.ts";
import { photoOf, type Photo } from "./records.ts";
import type { ReminderWords } from "./remind.ts";
import { allowed, Hers } from "./hers.ts";
import { Unopened } from "./seal.ts";
import { keepTries, unlockByPin } from "./unlocking.ts";
import * as ways from "./ways.ts";

export const SILENT: KeeperEvents = {
  onStatus: () => undefined,
  onItems: () => undefined,
  onProgress: () => undefined,
};

export class Engine extends Hers implements Keeper {
  /** The account being made: the same at every try, so that a lost answer leaves no second one. */
  protected draft: { rp: string; draft: Draft } | null = null;

  /** An engine on whatever lies on this phone. Makes nothing. */
  static async start(given: Partial<Env>, words: ReminderWords, events: Partial<KeeperEvents> = {}): Promise<Engine> {
    const phone = new Phone(given, words, { ...SILENT, ...events });
    await phone.find();
    return new Engine(phone);
  }

  status(): Promise<Status> {
    return Promise.resolve(this.phone.status);
  }

  async keep(pin: string): Promise<void> {
    allowed(() => normalPin(pin));
    const { api, env } = this.phone;
    if (this.phone.phase !== "looking") throw new Failure("taken");
    this.progress(0.05);
    const { rp, sign_up: open } = await api.service();
    if (open === "invited" && env.invite === null) throw new Failure("closed");
    if (this.draft?.rp !== rp) this.draft = { rp, draft: await draftAccount(rp) };
    this.progress(0.5);
    const kept = await signUp(api, this.draft.draft, env.invite);
    this.progress(0.7);
    await this.phone.adopt(rp, kept, pin, (state) => (state.begun = new Date(env.now()).toISOString().slice(0, 10)));
    this.draft = null;
    this.progress(1);
  }

  async unlock(pin: string): Promise<Opening> {
    const here = await this.phone.locked();
    if (!here) return { ok: false, why: "no-daybook" };
    const { store, lock } = here;
    this.progress(0.1);
    const done = await unlockByPin(
      store,
      lock,
      this.phone.api,
      pin,
      () => this.phone.env.now(),
      (vaultKey) => {
        this.progress(0.8);
        return this.phone.unlock(lock, vaultKey);
      },
    );
    this.progress(1);
    return done;
  }

  unlockWithPassphrase(passphrase: string): Promise<Opening> {
    return opening(async () => {
      const here = await this.phone.locked();
      if (!here) return { ok: false, why: "no-daybook" };
      this.progress(0.1);
      const vaultKey = await openPassphrase(passphrase, here.lock);
      this.progress(0.8);
      await this.phone.unlock(here.lock, vaultKey);
      await keepTries(here.store, { wrong: 0, at: 0 });
      await pins.renewHalves(this.opened());
      this.progress(1);
      return { ok: true };
    });
  }

  openWithWords(words: Words, pin: string): Promise<Opening> {
    return opening(async () => {
      normalPin(pin);
      this.progress(0.05);
      const rp = await this.pinnedRp();
      this.progress(0.1);
      const kept = await signIn(this.phone.api, rp, words);
      this.progress(0.6);
      await this.phone.adopt(rp, kept, pin, (state) => {
        state.wayBack = "tried";
        state.recovering = null;
      });
      await this.sync();
      this.progress(1);
      return { ok: true };
    });
  }

  /** `pin`: null where the words alone are to open it from then on. */
  openWithCode(typed: string, pin: string | null): Promise<Opening> {
    return opening(async () => {
      if (pin !== null) normalPin(pin);
      const code = await readCodeOrPapers(typed);
      this.progress(0.05);
      const rp = await this.pinnedRp();
      const { api } = this.phone;
      const kept = await recover(api, rp, code);
      if ("opens" in kept) return { ok: false, why: "wait", opens: kept.opens };
      this.progress(0.5);
      // Kept here before the server hears of it: from the PUT on, nothing else opens the account.
      const book = await this.phone.adopt(rp, kept, pin, (state) => {
        state.recovering = { code: base64(code) };
        state.wayBack = "none";
        state.rekey = true;
      });
      this.progress(0.7);
      try {
        await ways.finishRecovery(book, api, true);
      } catch (error) {
        // Open all the same; the next sync goes on with it.
        if (!(error instanceof Failure)) throw error;
      }
      await this.sync();
      this.progress(1);
      return { ok: true };
    });
  }

  phoneGone(words: Words): Promise<Opening> {
    return opening(async () => {
      this.progress(0.1);
      const rp = await this.pinnedRp();
      await signIn(this.phone.api, rp, words);
      this.progress(0.7);
      await this.remote.lockAll();
      await this.remote.endOthers();
      await this.remote.endSession(this.phone.phase === "looking");
      this.progress(1);
      return { ok: true };
    });
  }

  lock = (): Promise<void> => this.phone.close();

  items(): Promise<Item[]> {
    const { book, looking, phase } = this.phone;
    return Promise.resolve(book?.items ?? (phase === "looking" ? looking.items : []));
  }

  async photo(id: string): Promise<Photo | null> {
    const { book, looking } = this.phone;
    const plain = book ? await book.whole(id) : looking.whole(id);
    return plain?.type === "photo" ? photoOf(plain) : null;
  }

  damaged(): Promise<Damaged[]> {
    return Promise.resolve(Array.from(this.phone.book?.damaged ?? [], (id) => ({ id })));
  }

  async save(id: string | null, plain: Plain, base?: Plain | null): Promise<string> {
    if (this.phone.phase === "looking") return this.afterLooking(this.phone.looking.save(id, plain));
    const saved = await this.opened().save(id, plain, this.phone.api.clockAhead, base);
    await this.phone.tending?.changed(plain);
    return saved;
  }

  async remove(id: string): Promise<void> {
    if (this.phone.phase === "looking") return this.afterLooking(this.phone.looking.remove(id));
    await this.opened().remove(id);
    await this.phone.tending?.changed(null);
  }

  async settle(id: string, member: string, value: unknown): Promise<void> {
    await this.opened().settle(id, member, value, this.phone.api.clockAhead);
    await this.phone.tending?.changed(null);
  }

  async sync(): Promise<void> {
    await this.phone.tending?.sync();
  }

  /** Ends timers and the channel of this engine; the daybook stays as it is. */
  close(): void {
    this.phone.stop();
  }

  protected async pinnedRp(): Promise<string> {
    return (await this.phone.lockRow())?.rp ?? (await this.phone.api.service()).rp;
  }

  private afterLooking<T>(result: T): T {
    this.phone.events.onItems();
    return result;
  }

  protected progress(part: number): void {
    this.phone.events.onProgress(part);
  }
}

/** Runs an opening; what went wrong becomes its answer. */
export async function opening(work: () => Promise<Opening>): Promise<Opening> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unopened || error instanceof NotAllowed) return { ok: false, why: "wrong" };
    if (!(error instanceof Failure)) throw error;
    if (error.status === 401) return { ok: false, why: "wrong" };
    if (error.trouble === "offline" || error.trouble === "too-many") return { ok: false, why: error.trouble };
    throw error;
  }
}
