/** The sealed `link` record: who is at the other end, pinned, and the ledger of what was shared across it. */
import { isConflict, isObject, list, make, text, texts, type Given, type Plain } from "../records/plain.ts";

/** One share, as the ledger keeps it: instants in seconds; `until` 0 is open, `ended` null while it goes on. */
export interface LedgerEntry {
  id: string;
  record: string;
  from: number;
  until: number;
  ended: number | null;
}

export const ENDERS = ["me", "them", "organisation"] as const;
export type Ender = (typeof ENDERS)[number];

/** A link as it is acted on. Account and key were pinned when it was made, and never come from a later answer. */
export interface Link {
  /** The link's id at the server. */
  link: string;
  /** 32 bytes, base64. */
  secret: string;
  /** The other side; null while an invitation of this account's waits for somebody. */
  account: string | null;
  /** Raw X25519 key of the other side, base64; null as `account`. */
  public_key: string | null;
  name: string;
  organisation: string;
  /** Whom to call there, in the organisation's own words; "" where it gave none. */
  contact: string;
  /** This account made the invitation: it is the case manager's side. */
  made: boolean;
  since: number;
  /** When *Same words* was pressed here; null before: nothing is sealed across it, and nothing of it is shown. */
  same_words: number | null;
  ended: number | null;
  /** Who ended it: this side, the other, or the organisation, which shut the other's account. */
  ended_by: Ender | null;
  /** Received records that were answered or let go. */
  answered: string[];
  shared: LedgerEntry[];
}

const defaults = () => ({
  account: null,
  public_key: null,
  name: "",
  organisation: "",
  contact: "",
  made: false,
  same_words: null,
  ended: null,
  ended_by: null,
  answered: [] as string[],
  shared: [] as LedgerEntry[],
});

/** A link record made on the local day `today`. */
export function newLink(today: string, given: Given<Link & Plain>): Plain {
  return make("link", today, defaults(), given);
}

/**
 * The link to act on; null where it may not be used: two devices pinned different things, or it is no link. Where two
 * devices disagree on an end, it has ended; on a time, the earlier counts.
 */
export function linkOf(plain: Plain | undefined): Link | null {
  if (plain?.type !== "link") return null;
  if ([plain.link, plain.secret, plain.account, plain.public_key, plain.made].some(isConflict)) return null;
  const by = ENDERS.find((one) => sides(plain.ended_by).includes(one));
  return {
    link: text(plain.link),
    secret: text(plain.secret),
    account: text(plain.account) || null,
    public_key: text(plain.public_key) || null,
    name: text(plain.name),
    organisation: text(plain.organisation),
    contact: text(plain.contact),
    made: plain.made === true,
    since: soonest(plain.since) ?? 0,
    same_words: sides(plain.same_words).includes(null) ? null : soonest(plain.same_words),
    ended: soonest(plain.ended),
    ended_by: by ?? null,
    answered: texts(plain.answered),
    shared: list(plain.shared).filter(isObject).map(entryOf),
  };
}

function entryOf(entry: Record<string, unknown>): LedgerEntry {
  const untils = numbers(entry.until).filter((until) => until > 0);
  return {
    id: text(entry.id) || text(entry.record),
    record: text(entry.record),
    from: soonest(entry.from) ?? 0,
    until: untils.length > 0 ? Math.min(...untils) : 0,
    ended: soonest(entry.ended),
  };
}

/** Both sides know each other, *Same words* was pressed here, and nobody ended it. */
export const isGood = (link: Link | null): link is Link & { account: string; public_key: string } =>
  link !== null && link.account !== null && link.public_key !== null && link.same_words !== null && link.ended === null;

/** Whether a share of the ledger still counts at `now` (seconds by the server's clock). */
export const isLive = (entry: LedgerEntry, now: number): boolean =>
  entry.ended === null && (entry.until === 0 || entry.until > now);

const sides = (value: unknown): unknown[] => (isConflict(value) ? value.conflict : [value ?? null]);
const numbers = (value: unknown): number[] =>
  sides(value).filter((side): side is number => Number.isSafeInteger(side) && (side as number) >= 0);
const soonest = (value: unknown): number | null => {
  const all = numbers(value);
  return all.length > 0 ? Math.min(...all) : null;
};
