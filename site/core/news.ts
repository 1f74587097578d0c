/**
 * What happened to her account: its log kept sealed as it was seen, so that a gap or a change is noticed; phones that
 * are new; and what *Today* is to tell of it.
 */
import type { Api } from "./api.ts";
import type { Book } from "./book.ts";
import { Failure } from "./failure.ts";
import type { LogEntry, Notice } from "./keeper.ts";
import { Unopened } from "./seal.ts";
import { openHere, sealHere } from "./state.ts";
import type { Remote } from "./remote.ts";

/** Entries of the log as the server gives them. */
export interface Event {
  n: number;
  at: number;
  kind: string;
  /** What it is about, where it is about a share. */
  link?: string | null;
  record?: string | null;
  revision?: number | null;
}

interface News {
  /** What was seen of the log, in order of n. */
  seen: Event[];
  /** Those that the server no longer gives, or gives otherwise; and whether she was told. */
  wrong: Record<number, "missing" | "changed">;
  wrongTold: boolean;
  /** Sessions that are hers, as far as this phone knows; null before it first looked. */
  known: string[] | null;
  /** Sessions that wait for *mine* or *sign it out*. */
  strange: { id: string; label: string; firstDay: string }[];
  /** The entry of the last recovery that she was asked about and answered. */
  answered: number;
  helpedTold: boolean;
}

const nothing = (): News => ({
  seen: [],
  wrong: {},
  wrongTold: false,
  known: null,
  strange: [],
  answered: 0,
  helpedTold: false,
});

const SAME = ["at", "kind", "link", "record", "revision"] as const;
const DAY = 86_400;
/** The server keeps the log for 90 days; a day is left for clocks that differ. */
const KEPT = 89 * DAY;
const RECOVERY_WAIT = DAY;
const RECOVERY_OPEN = 7 * DAY;
const EVERY = 300_000; // milliseconds between two looks
/** How far back each look goes over what was seen already. */
const AGAIN = 40;

export class Newsroom {
  private news: News = nothing();
  private looked = -Infinity;

  constructor(
    private readonly book: Book,
    private readonly api: Api,
    private readonly remote: Remote,
  ) {}

  /** Reads what this phone has seen. */
  async open(): Promise<void> {
    try {
      const kept = await openHere<Partial<News>>(this.book.local, "news", await this.book.store.news());
      this.news = { ...nothing(), ...kept };
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
    }
  }

  /** What was seen of the log. */
  get seen(): readonly Event[] {
    return this.news.seen;
  }

  get notices(): Notice[] {
    const { news, book } = this;
    const all: Notice[] = [];
    const recovery = this.recovery();
    if (recovery) all.push(recovery);
    for (const one of news.strange) all.push({ kind: "device", ...one });
    if (Object.keys(news.wrong).length > 0 && !news.wrongTold) all.push({ kind: "log" });
    if (book.state.putBack > 0) all.push({ kind: "put-back", count: book.state.putBack });
    const { begun, lastVisit } = book.state;
    if (begun !== "" && lastVisit > begun && !news.helpedTold) all.push({ kind: "helped" });
    return all;
  }

  /** The last recovery that began and has not ended. */
  private recovery(): Notice | null {
    const { seen, answered } = this.news;
    const started = seen.findLast((one) => one.kind === "recovery-started");
    if (!started || started.n <= answered) return null;
    const ending = ["recovery-stopped", "recovery-used", "credentials-changed"];
    if (seen.some((one) => one.n > started.n && ending.includes(one.kind))) return null;
    const opens = started.at + RECOVERY_WAIT;
    if (this.book.now(this.api.clockAhead) > opens + RECOVERY_OPEN) return null;
    return { kind: "recovery", n: started.n, at: started.at, opens };
  }

  /** Looks what is new, at most every five minutes; gives whether it looked. Raises Failure. */
  async look(now = false): Promise<boolean> {
    if (!now && this.book.env.now() - this.looked < EVERY) return false;
    this.looked = this.book.env.now();
    const last = this.news.seen.at(-1)?.n ?? 0;
    const from = now ? 0 : Math.max(0, last - AGAIN);
    const given = await this.fetch(from);
    this.compare(given, from);
    const signedIn = given.some((one) => one.n > last && one.kind === "signed-in");
    if (signedIn || this.news.known === null || this.news.strange.length > 0) await this.meet();
    await this.keep();
    return true;
  }

  private async fetch(since: number): Promise<Event[]> {
    const all: Event[] = [];
    for (let from = since, more = true; more;) {
      const { value } = await this.api.call("GET", `/events?since=${from}`);
      const page = value as { events?: Event[]; more?: boolean } | null;
      if (!Array.isArray(page?.events)) throw new Failure("unknown");
      for (const { n, at, kind, link, record, revision } of page.events) {
        if (![n, at].every(Number.isSafeInteger) || typeof kind !== "string" || n <= from) throw new Failure("unknown");
        all.push(link || record ? { n, at, kind, link, record, revision } : { n, at, kind });
        from = n;
      }
      more = page.more === true && page.events.length > 0;
    }
    return all;
  }

  /** Holds what came against what was seen: n goes up by one, and no entry changes or goes before its 90 days. */
  private compare(given: Event[], from: number): void {
    const { news } = this;
    const oldest = this.book.now(this.api.clockAhead) - KEPT;
    const came = new Map(given.map((one) => [one.n, one]));
    const wrong = { ...news.wrong };
    for (const before of news.seen) {
      if (before.n <= from) continue;
      const after = came.get(before.n);
      if (!after && before.at > oldest) wrong[before.n] = "missing";
      else if (after && SAME.some((member) => (after[member] ?? null) !== (before[member] ?? null)))
        wrong[before.n] = "changed";
    }
    const last = news.seen.at(-1)?.n;
    const fresh = given.filter((one) => one.n > (last ?? 0));
    // Where nothing was seen yet the log may begin anywhere: older entries have lapsed.
    let expected = last === undefined ? (fresh[0]?.n ?? 1) : last + 1;
    for (const one of fresh) {
      for (; expected < one.n; expected++) wrong[expected] = "missing";
      expected = one.n + 1;
    }
    if (Object.keys(wrong).length > Object.keys(news.wrong).length) news.wrongTold = false;
    news.wrong = wrong;
    news.seen = [...news.seen, ...fresh].filter((one) => one.at > oldest);
  }

  /** Which sessions this phone does not know. */
  private async meet(): Promise<void> {
    const devices = await this.remote.devices(this.book.keys.vault);
    const { news } = this;
    const known = new Set(news.known ?? devices.map((one) => one.id));
    for (const one of devices) if (one.current) known.add(one.id);
    news.known = devices.filter((one) => known.has(one.id)).map((one) => one.id);
    news.strange = devices
      .filter((one) => !known.has(one.id))
      .map(({ id, label, firstDay }) => ({ id, label, firstDay }));
  }

  /** Her answer to a notice. Raises Failure. */
  async answer(notice: Notice, yes: boolean): Promise<void> {
    const { news, remote, book } = this;
    switch (notice.kind) {
      case "recovery":
        if (!yes) await remote.stopRecovery();
        news.answered = Math.max(news.answered, notice.n);
        break;
      case "device":
        if (!yes) await remote.endDevice(notice.id);
        else news.known = [...(news.known ?? []), notice.id];
        news.strange = news.strange.filter((one) => one.id !== notice.id);
        break;
      case "helped":
        news.helpedTold = true;
        break;
      case "log":
        news.wrongTold = true;
        break;
      case "put-back":
        await book.remember((state) => (state.putBack = 0));
    }
    await this.keep();
  }

  /** The log as it is now, newest first, each entry with what is wrong about it. Offline: as it was seen. */
  async log(): Promise<LogEntry[]> {
    await this.look(true).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
    });
    const { seen, wrong } = this.news;
    const lines: LogEntry[] = seen.map((one) => ({ ...one, wrong: wrong[one.n] ?? null }));
    for (const [n, what] of Object.entries(wrong))
      if (!seen.some((one) => one.n === Number(n))) lines.push({ n: Number(n), at: 0, kind: "", wrong: what });
    return lines.sort((a, b) => b.n - a.n);
  }

  private async keep(): Promise<void> {
    await this.book.store.commit({ news: await sealHere(this.book.local, "news", this.news) });
    this.book.onChange();
  }
}
