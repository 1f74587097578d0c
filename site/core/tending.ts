/** What the opened daybook does by itself: syncing, setting reminders anew, and telling the service worker. */
import type { Api } from "./api.ts";
import type { Book } from "./book.ts";
import type { Newsroom } from "./news.ts";
import { settlePins } from "./pins.ts";
import { isKnown, settingsOf } from "./records.ts";
import { decisive, dueOf, hasEnteredSince } from "./reminders.ts";
import type { Plain } from "./keeper.ts";
import type { Told } from "./kept.ts";
import type { Sync } from "./sync.ts";

const SOON = 800; // milliseconds after a write, so that several go together
const AT_REST = 120_000;
const FIRST_RETRY = 4_000;
const LONGEST_RETRY = 300_000;

export class Tending {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stopped = false;

  constructor(
    private readonly book: Book,
    private readonly syncing: Sync,
    private readonly api: Api,
    private readonly newsroom: Newsroom,
  ) {}

  /** Counts the visit, and syncs soon. */
  async start(): Promise<void> {
    const today = new Date(this.book.env.now()).toISOString().slice(0, 10);
    if (this.book.state.lastVisit !== today)
      await this.book.remember((state) => {
        state.visits++;
        state.lastVisit = today;
      });
    await this.tell();
    this.later(0);
  }

  /** Sends and fetches now, then looks after reminders; never throws for want of network, nor once it was stopped. */
  async sync(): Promise<void> {
    clearTimeout(this.timer);
    try {
      await this.round();
    } catch (error) {
      // A lock that came between has closed the store.
      if (!this.stopped) throw error;
    }
  }

  private async round(): Promise<void> {
    await this.syncing.run();
    if (this.stopped) return;
    const online = this.syncing.reach === "online";
    if (online) {
      // What does not go now goes with the next sync.
      await settlePins(this.book, this.api).catch(() => undefined);
      await this.newsroom.look().catch(() => undefined);
      const replanned = await this.replan();
      if ((await this.settleShares().catch(() => false)) || replanned) await this.syncing.run();
      await this.tell();
    }
    this.failures = online ? 0 : this.failures + 1;
    if (["signed-out", "old-client", "second-step"].includes(this.syncing.reach)) return;
    const backoff = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
    this.later(Math.max(online ? AT_REST : backoff, this.syncing.wait * 1000));
  }

  /** After a write of hers: sent soon, and her settings are acted on. */
  async changed(plain: Plain | null): Promise<void> {
    if (plain?.type === "settings") await this.replan();
    await this.tell();
    this.later(SOON);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Writes again every record whose reminders would now be others; gives whether there was one. */
  private async replan(): Promise<boolean> {
    const { book } = this;
    const settings = book.settings();
    const decided = decisive(settings);
    const own = settings !== null && this.isLatestBy(settings);
    const before = book.state.plannedWith;
    const asBefore = before === "" ? null : ({ ...settings, ...fromDecisive(before) } as Plain);
    let wrote = false;
    for (const [id, plain] of [...book.plains]) {
      if (!isKnown(plain) || (plain.type !== "appointment" && plain.type !== "deadline")) continue;
      const now = book.now(this.api.clockAhead);
      const due = hasEnteredSince(plain, settings, now, book.words);
      // Settings that another device changed were acted on there.
      const moved = decided !== before && own && (await this.differ(id, plain, asBefore, settings, now));
      if (!due && !moved && !book.state.notices) continue;
      await book.save(id, plain, this.api.clockAhead);
      wrote = true;
    }
    if (decided !== before || book.state.notices)
      await book.remember((state) => {
        state.plannedWith = decided;
        state.notices = false;
      });
    return wrote;
  }

  /** Ends what ran out, and what the other side ended; gives whether there is something to send. */
  private async settleShares(): Promise<boolean> {
    if (this.book.links === 0) return false;
    return (await import("./sharing/settling.ts")).settle(this.book, this.api);
  }

  private async differ(id: string, plain: Plain, old: Plain | null, now: Plain | null, at: number): Promise<boolean> {
    const { noticeKey, words } = this.book;
    const [before, after] = await Promise.all(
      [old, now].map(async (settings) => dueOf(noticeKey, id, plain, settings, at, words)),
    );
    return JSON.stringify(before!.map((due) => due.at)) !== JSON.stringify(after!.map((due) => due.at));
  }

  private isLatestBy(settings: Plain): boolean {
    const mine = settings.by[this.book.state.device] ?? 0;
    return mine > 0 && Object.values(settings.by).every((count) => count <= mine);
  }

  /** Leaves for the service worker what it may show; the notice key only where she asked for details. */
  async tell(): Promise<void> {
    const { book } = this;
    const record = book.settings();
    const settings = record ? settingsOf(record) : null;
    const told: Told = {
      cover: book.state.cover || (settings?.cover ?? ""),
      quiet: settings?.quiet ?? null,
      zone: settings?.zone ?? "",
      onlyDates: settings?.only_dates ?? false,
      key: book.state.details ? book.noticeKey : null,
      owner: book.state.details ? book.keys.owner : "",
      expected: book.state.details ? await this.expected(record) : [],
    };
    await book.store.commit({ told });
  }

  /** Every instant at which a reminder of the coming days may be sealed for. */
  private async expected(settings: Plain | null): Promise<Told["expected"]> {
    const { book } = this;
    const now = book.now(this.api.clockAhead);
    const all: Told["expected"] = [];
    for (const [id, plain] of book.plains)
      if (isKnown(plain) && (plain.type === "appointment" || plain.type === "deadline"))
        for (const { at } of await dueOf(book.noticeKey, id, plain, settings, now, book.words)) all.push([id, at]);
    const before = (await book.store.told())?.expected ?? [];
    return [...all, ...before.filter(([, at]) => at <= now && at > now - 86_400)];
  }

  private later(delay: number): void {
    clearTimeout(this.timer);
    if (this.stopped || !this.book.env.automatic) return;
    this.timer = setTimeout(() => void this.sync(), delay);
  }
}

function fromDecisive(decided: string): Partial<Plain> {
  const [quiet, zone] = JSON.parse(decided) as [unknown, unknown];
  return { quiet, zone };
}
