/**
 * Everything of links and shares that a page may ask for, on either side. Pages reach it through the keeper:
 * `keeper.sharing("share", linkId, [record], until)`. Ids of links are those of the sealed link records (`LinkView.id`).
 */
import type { Book } from "../book.ts";
import { newId } from "../bytes.ts";
import type { Plain } from "../keeper.ts";
import type { Phone } from "../phone.ts";
import * as connect from "./connect.ts";
import type { Arrived } from "./inbox.ts";
import * as ledger from "./ledger.ts";
import { isGood, isLive, type LedgerEntry, type Link } from "./links.ts";
import { linksOf } from "./sealing.ts";

export type { Invitation, Looked } from "./connect.ts";

/** A link as a page shows it; no secret and no key leaves the worker. */
export interface LinkView extends Pick<
  Link,
  "name" | "organisation" | "contact" | "made" | "account" | "since" | "same_words" | "ended" | "ended_by"
> {
  id: string;
  /** Known, *Same words* pressed here, and not ended: things may cross. */
  good: boolean;
  /** She was told that it ended (`answered` with the link's own id). */
  told: boolean;
}

/** What the other side shared; `plain` null where it never opened. Text in it is text, never markup. */
export interface ReceivedView extends Pick<
  Arrived,
  "owner" | "id" | "at" | "first" | "plain" | "damaged" | "epoch" | "revision"
> {
  /** The link record. */
  link: string;
  answered: boolean;
}

/** A line of the ledger. `delivered`: when it reached their computer, by revision; nothing says it was read. */
export interface LedgerLine extends LedgerEntry {
  link: string;
  name: string;
  live: boolean;
  delivered: { at: number; revision: number }[];
}

export class Sharing {
  constructor(
    private readonly book: Book,
    private readonly phone: Phone,
  ) {}

  /** Every link, ended ones and waiting invitations among them, oldest first. */
  links = async (): Promise<LinkView[]> => {
    const views = Array.from(linksOf(this.book), ([id, link]) => {
      const { name, organisation, contact, made, account, since, same_words, ended, ended_by } = link;
      const who = { id, name, organisation, contact, made, account };
      return { ...who, since, same_words, ended, ended_by, good: isGood(link), told: link.answered.includes(id) };
    });
    return views.sort((a, b) => a.since - b.since);
  };

  /** Hers: who made the invitation of this code. Changes nothing. Raises `wrong` for what is no code. */
  look = (typed: string): Promise<connect.Looked> => connect.look(this.phone.api, typed);

  /** Hers: accepts it; gives the id of the link record. */
  accept = (typed: string): Promise<string> => this.sent(connect.accept(this.book, this.phone.api, typed));

  /** The case manager's: a new invitation, good for `seconds` (null: 15 minutes). */
  invite = (
    who: { name: string; organisation: string },
    seconds: number | null = null,
  ): Promise<{ id: string; code: string; link: string }> =>
    this.sent(connect.invite(this.book, this.phone.api, who, seconds));

  /** The case manager's: whether it was accepted, with a good proof. */
  meet = (id: string): Promise<"waits" | "yes" | "forged" | "ended"> =>
    this.sent(connect.meet(this.book, this.phone.api, id));

  /** The four words that both screens show. */
  words = (id: string): Promise<string[]> => connect.fourWords(this.book, id);

  /** `yes`: the link is good, and things may cross. No: it ends. */
  sameWords = (id: string, yes: boolean): Promise<void> =>
    this.sent(connect.sameWords(this.book, this.phone.api, id, yes));

  /** Ends a link; all that was shared across it stops. */
  end = (id: string): Promise<void> => this.sent(connect.endLink(this.book, this.phone.api, id));

  /** Shares records that are there, until a second (0: open); or changes until when. */
  share = (link: string, records: string[], until: number): Promise<void> =>
    this.sent(
      ledger.share(
        this.book,
        this.phone.api,
        link,
        records.map((id) => ({ id })),
        until,
      ),
    );

  /** Writes a new record and shares it in one: a suggestion, a reply, how to reach her. Gives its id. */
  send = async (link: string, plain: Plain, until = 0): Promise<string> => {
    const id = newId();
    await this.sent(ledger.share(this.book, this.phone.api, link, [{ id, plain }], until));
    return id;
  };

  /** Stops shares at once; `null`: all of this link. */
  stop = (link: string, records: string[] | null): Promise<void> =>
    this.sent(ledger.stop(this.book, this.phone.api, link, records));

  /** All that was ever shared, newest first. */
  ledger = async (): Promise<LedgerLine[]> => {
    const now = this.now();
    const events = (this.phone.newsroom?.seen ?? []).filter((event) => event.kind === "delivered");
    const lines = [...linksOf(this.book)].flatMap(([link, of]) =>
      of.shared.map((entry) => ({
        ...entry,
        link,
        name: of.name,
        live: of.ended === null && isLive(entry, now),
        delivered: events
          .filter((event) => event.link === of.link && event.record === entry.record && event.at >= entry.from - 60)
          .filter((event) => entry.ended === null || event.at <= entry.ended)
          .map(({ at, revision }) => ({ at, revision: revision ?? 0 })),
      })),
    );
    return lines.sort((a, b) => b.from - a.from);
  };

  /** What is shared now, by record: the live lines of the ledger. */
  shared = async (): Promise<Record<string, LedgerLine[]>> => {
    const found: Record<string, LedgerLine[]> = {};
    for (const line of await this.ledger()) if (line.live) (found[line.record] ??= []).push(line);
    return found;
  };

  /** What the other sides share with this account now, newest first; damaged ones are told. */
  received = async (): Promise<ReceivedView[]> => {
    const links = new Map([...linksOf(this.book)].map((entry) => [entry[1].link, entry]));
    const arrived = (await this.book.inbox()).list(this.now());
    const views = arrived.map((one) => {
      const [link, of] = links.get(one.link)!;
      const { owner, id, at, first, plain, damaged, epoch, revision } = one;
      return { owner, id, at, first, plain, damaged, epoch, revision, link, answered: of.answered.includes(id) };
    });
    return views.sort((a, b) => b.at - a.at);
  };

  /** Hers: a suggestion or message was dealt with here; nobody else is told. */
  answered = async (link: string, id: string): Promise<void> => {
    const before = linksOf(this.book).get(link)?.answered ?? [];
    if (!before.includes(id)) await connect.change(this.book, this.phone.api, link, { answered: [...before, id] });
    await this.phone.tending?.changed(null);
  };

  private now = (): number => this.book.now(this.phone.api.clockAhead);

  /** What was written goes soon. */
  private async sent<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    await this.phone.tending?.changed(null);
    return result;
  }
}
