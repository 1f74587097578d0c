/** Totals for a funder: a quarter, rounded, and nothing about anyone's progress. All of it counted on this laptop. */
import type { Item } from "../../core/keeper.ts";
import { text } from "../../core/records/plain.ts";
import { NEEDS } from "../../core/tracks.ts";
import type { Person } from "./people.ts";

/** A count as it may leave the desk: to the nearest five; one below five is not told. */
export type Rounded = number | "fewer";

export const rounded = (count: number): Rounded => (count < 5 ? "fewer" : 5 * Math.round(count / 5));

export interface Totals {
  people: Rounded;
  needs: { kind: string; count: Rounded }[];
  appointments: Rounded;
}

export interface Quarter {
  year: number;
  /** 1 to 4. */
  quarter: number;
}

export const quarterOf = (day: string): Quarter => ({
  year: Number(day.slice(0, 4)),
  quarter: Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1,
});

export const before = ({ year, quarter }: Quarter): Quarter =>
  quarter === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: quarter - 1 };

/** The first local day of a quarter, and the first of the next. */
export function bounds({ year, quarter }: Quarter): [string, string] {
  const month = (n: number) => `${year + Math.floor((n - 1) / 12)}-${String(((n - 1) % 12) + 1).padStart(2, "0")}-01`;
  return [month(quarter * 3 - 2), month(quarter * 3 + 1)];
}

/** Out of the desk's own links and answers; a need counts once, however often it was answered. */
export function totalsOf(people: readonly Person[], items: readonly Item[], quarter: Quarter): Totals {
  const [from, to] = bounds(quarter);
  const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  const connected = people.filter(({ since, ended }) => dayOf(since) < to && (ended === null || dayOf(ended) >= from));
  const needs = new Map<string, Set<string>>();
  const appointments = new Set<string>();
  for (const { plain } of items) {
    if (plain.type !== "reply" || plain.created < from || plain.created >= to) continue;
    const answer = text(plain.answer);
    if (answer !== "arranged" && answer !== "moved") continue;
    appointments.add(text(plain.about));
    const kind = text(plain.kind);
    if (answer === "arranged") needs.set(kind, (needs.get(kind) ?? new Set()).add(text(plain.need)));
  }
  return {
    people: rounded(connected.length),
    needs: NEEDS.map((kind) => ({ kind, count: rounded(needs.get(kind)?.size ?? 0) })),
    appointments: rounded(appointments.size),
  };
}
