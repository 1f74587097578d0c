/** The people of a desk: one for each link, with what each shares now. What is not shared is simply not there. */
import type { DeskLink } from "../../core/desk/desk-keeper.ts";
import { text, type Plain } from "../../core/records/plain.ts";
import { localOf } from "../../core/when.ts";

/** A record that somebody shares with this desk. */
export interface Shared {
  id: string;
  plain: Plain;
  /** Seconds since 1970 at which it first came to this laptop, and at which it came as it is now. */
  first: number;
  at: number;
}

export interface Person {
  /** The id of the desk's own `link` record. */
  record: string;
  account: string;
  /** The name she chose; before she shares one, what was typed at this desk. */
  name: string;
  state: "open" | "ended";
  /** Seconds since 1970. */
  since: number;
  ended: number | null;
  /** The local day of the last meeting, and on which *Still right?* was last asked; or null. */
  met: string | null;
  asked: string | null;
  shared: Shared[];
}

/** People by name. `sharedAcross` gives what came across the link of a link record. */
export function peopleOf(links: readonly DeskLink[], sharedAcross: (record: string) => Shared[]): Person[] {
  const people = links.flatMap((link) => personOf(link, sharedAcross));
  const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
  return people.sort((a, b) => collator.compare(a.name, b.name) || (a.record < b.record ? -1 : 1));
}

function personOf(link: DeskLink, sharedAcross: (record: string) => Shared[]): Person[] {
  const { id: record, account, since, ended, met, asked } = link;
  // Before *Same words* it is a code, not a person.
  if (account === null || link.same_words === null) return [];
  const shared = ended === null ? sharedAcross(record) : [];
  const profile = shared.find((one) => one.plain.type === "profile");
  const name = (profile && text(profile.plain.name).trim()) || link.name;
  return [{ record, account, name, state: ended === null ? "open" : "ended", since, ended, met, asked, shared }];
}

/** Those whose name holds every word that was typed, in any order. */
export function filtered(people: readonly Person[], typed: string): Person[] {
  const folded = (name: string) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return people.filter(({ name }) => words.every((word) => folded(name).includes(word)));
}

/** What came or changed on or after the day of the last meeting, the latest first. Without a meeting: since the link. */
export function changedSince(person: Person): Shared[] {
  return person.shared
    .filter(({ at, plain }) => plain.type !== "profile" && (person.met === null || localOf(at, "").date >= person.met))
    .sort((a, b) => b.at - a.at);
}
