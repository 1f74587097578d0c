/** What an opened daybook may be asked beside its records: her ways in, her PINs, her devices, her reminders. */
import type { Book } from "./book.ts";
import { changeWords } from "./change-words.ts";
import type { Copies } from "./copies.ts";
import { Failure } from "./failure.ts";
import { checkGroups } from "./devices.ts";
import type { Device, LogEntry, Notice, PinMode, Pins, TakenIn, Words } from "./keeper.ts";
import { NotAllowed } from "./names.ts";
import type { Newsroom } from "./news.ts";
import type { Phone } from "./phone.ts";
import * as pins from "./pins.ts";
import { Remote } from "./remote.ts";
import type { Sharing } from "./sharing/index.ts";
import type { State } from "./state.ts";
import * as ways from "./ways.ts";
import { newWords } from "./words.ts";

export class Hers {
  private made: Copies | undefined;

  constructor(protected readonly phone: Phone) {}

  words = async (): Promise<Words> => ways.showWords(this.opened());
  makeRecoveryCode = async (): Promise<string> => ways.makeCode(this.opened());
  splitRecoveryCode = async (code: string): Promise<[string, string]> => allowed(() => ways.papersOf(code));
  confirmRecoveryCode = (typed: string): Promise<boolean> =>
    this.withSession((book) => ways.confirmCode(book, this.phone.api, typed));
  confirmWords = async (typed: Words): Promise<boolean> => ways.confirmWords(this.opened(), typed);
  changePassphrase = (words: Words, turn = false): Promise<void> =>
    this.withSession((book) => allowed(() => changeWords(book, this.phone.api, words, turn)));
  newWords = (): Promise<Words> => newWords();
  judgeWords = (words: Words): Promise<{ bits: number; enough: boolean }> =>
    allowed(async () => {
      const { ENOUGH_BITS, strength } = await import("./strength.ts");
      const bits = await strength(words.handle, words.passphrase);
      return { bits, enough: bits >= ENOUGH_BITS };
    });

  pins = async (): Promise<Pins> => pins.shownPins(this.opened());

  changePin = (pin: string): Promise<void> =>
    this.changePins(async (book) => {
      const root = await pins.rootHere(book, pin);
      if (book.state.pins.second?.root === root) throw new Failure("taken");
      return (made) => (made.root = root);
    });

  setPinMode = (mode: PinMode): Promise<void> =>
    this.changePins(async (book) => {
      if (mode === "signal") this.onlyWithWayBack(book);
      return () => undefined;
    }, mode);

  setSecondPin = (pin: string, drop: boolean): Promise<void> =>
    this.changePins(async (book) => {
      if (drop) this.onlyWithWayBack(book);
      const root = await pins.rootHere(book, pin);
      if (book.state.pins.root === root) throw new Failure("taken");
      return (made) => (made.second = { root, drop });
    });

  endSecondPin = (): Promise<void> => this.changePins(async () => (made) => (made.second = null));

  notices = async (): Promise<Notice[]> => this.newsroom.notices;
  answer = (notice: Notice, yes: boolean): Promise<void> => this.withSession(() => this.newsroom.answer(notice, yes));
  log = (): Promise<LogEntry[]> => this.withSession(() => this.newsroom.log());

  devices = (): Promise<Device[]> => this.withSession((book) => this.remote.devices(book.keys.vault));
  nameDevice = (label: string): Promise<void> =>
    this.withSession((book) => allowed(() => this.remote.nameDevice(book.keys.vault[0]!, label)));
  endOthers = (): Promise<void> => this.withSession(() => this.remote.endOthers());
  checkGroups = async (): Promise<string[]> => {
    const { state, store } = this.opened();
    return checkGroups(state.account, await store.rows());
  };
  endDevice = (id: string): Promise<void> => this.withSession(() => this.remote.endDevice(id));
  lockAll = (): Promise<void> => this.withSession(() => this.remote.lockAll());
  stopRecovery = (): Promise<void> => this.withSession(() => this.remote.stopRecovery());
  pushKey = (): Promise<string> => this.remote.pushKey();
  subscribe = (subscription: unknown, lang: string): Promise<void> =>
    this.withSession(() => this.remote.subscribe(subscription, lang));
  unsubscribe = (): Promise<void> => this.withSession(() => this.remote.unsubscribe());
  testPush = (): Promise<{ status: number | null; reason: string }> => this.withSession(() => this.remote.testPush());
  pauseReminders = (until: number | null): Promise<void> => this.withSession(() => this.remote.pauseReminders(until));

  async setNoticeDetails(on: boolean): Promise<void> {
    await this.opened().remember((state) => (state.details = on));
    await this.phone.tending?.tell();
  }

  async setCover(text: string): Promise<void> {
    await this.opened().remember((state) => (state.cover = text));
    await this.phone.tending?.tell();
  }

  makeExportCode = async (): Promise<string> => (await this.copies()).makeCode();
  exportSealed = async (typed: string): Promise<Blob> => (await this.copies()).exportSealed(typed);
  importSealed = async (file: Blob, typed: string): Promise<TakenIn> => (await this.copies()).importSealed(file, typed);

  signOut = (): Promise<void> => this.phone.leave();

  async deleteEverything(): Promise<void> {
    await this.withSession((book) => this.remote.deleteAccount(book.state.now.signIn));
    await this.phone.forget();
  }

  async backupDays(): Promise<number | null> {
    const service = await this.phone.api.service().catch(() => null);
    return service?.backup_days ?? null;
  }

  async supportCode(): Promise<string> {
    return this.opened().state.account;
  }

  /** Everything of links and shares: `what` is a method of `Sharing`, which is loaded when it is wanted. */
  sharing = (what: keyof Sharing, ...given: unknown[]): Promise<unknown> =>
    this.withSession(async (book) => {
      const { Sharing } = await import("./sharing/index.ts");
      const method = new Sharing(book, this.phone)[what] as (...given: unknown[]) => Promise<unknown>;
      return allowed(() => method(...given));
    });

  private changePins(
    how: (book: Book) => Promise<(made: State["pins"]) => void>,
    mode = pins.shownPins(this.opened()).mode,
  ): Promise<void> {
    return this.withSession((book) =>
      allowed(async () => pins.changePins(book, this.phone.api, mode, await how(book))),
    );
  }

  private onlyWithWayBack(book: Book): void {
    if (book.state.wayBack !== "tried") throw new Failure("wrong");
  }

  private async copies(): Promise<Copies> {
    return (this.made ??= new (await import("./copies.ts")).Copies(this.phone));
  }

  protected opened(): Book {
    if (!this.phone.book) throw new Failure("locked");
    return this.phone.book;
  }

  private get newsroom(): Newsroom {
    if (!this.phone.newsroom) throw new Failure("locked");
    return this.phone.newsroom;
  }

  protected get remote(): Remote {
    return new Remote(this.phone.api);
  }

  /** Runs what needs a session; signs in again once where there is none any more. */
  protected async withSession<T>(work: (book: Book) => Promise<T>): Promise<T> {
    const book = this.opened();
    try {
      return await work(book);
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) throw error;
      await this.phone.signInAgain(book);
      return work(book);
    }
  }
}

/** What is typed against the rules is `wrong` to a page. */
export function allowed<T>(work: () => T): T {
  const refuse = (error: unknown): never => {
    throw error instanceof NotAllowed ? new Failure("wrong") : error;
  };
  try {
    const result = work();
    return (result instanceof Promise ? result.catch(refuse) : result) as T;
  } catch (error) {
    return refuse(error);
  }
}
