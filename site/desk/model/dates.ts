/** Dates that come, and what is still to be arranged for them: out of what people share. */
import type { Item } from "../../core/keeper.ts";
import { appointmentOf, deadlineOf, type Need, type NeedKind } from "../../core/records.ts";
import { replyOf } from "../../core/sharing/messages.ts";
import { daysBetween, localOf, startsBetween } from "../../core/when.ts";
import type { Person } from "./people.ts";

export interface Coming {
  person: Person;
  /** The shared record. */
  record: string;
  kind: "appointment" | "deadline";
  title: string;
  /** Local to where it takes place. */
  day: string;
  /** "" where only the day is known. */
  time: string;
  place: string;
  /** What to bring. */
  bring: string[];
  /** Seconds since 1970. */
  at: number;
  needs: Need[];
}

const DAY = 86_400;

/** What starts from `now` (seconds; appointments of the last hours of today too) until `days` later, in order. */
export function comingDates(people: readonly Person[], now: number, days: number): Coming[] {
  const found: Coming[] = [];
  for (const person of people)
    for (const { id, plain } of person.shared) {
      if (plain.type === "appointment") {
        const { state, start, repeat, skips, title, place, bring, needs } = appointmentOf(plain);
        if (state === "off" || start.date === "") continue;
        const today = localOf(now, start.zone).date;
        for (const one of startsBetween(start, repeat, now - DAY, now + days * DAY, skips)) {
          if (one.date < today) continue;
          const at = Date.parse(`${one.date}T${one.time || "00:00"}Z`) / 1000;
          const wanted = needs.filter((need) => need.state !== "off");
          found.push({
            ...{ person, record: id, kind: "appointment", title, day: one.date, time: one.time },
            ...{ place, bring, at, needs: wanted },
          });
        }
      } else if (plain.type === "deadline") {
        const { state, day, title } = deadlineOf(plain);
        const away = day === "" ? -1 : daysBetween(localOf(now, "").date, day);
        if (state !== "open" || away < 0 || away > days) continue;
        const at = Date.parse(`${day}T00:00Z`) / 1000;
        const none = { time: "", place: "", bring: [], needs: [] };
        found.push({ person, record: id, kind: "deadline", title, day, at, ...none });
      }
    }
  return found.sort((a, b) => a.at - b.at || (a.person.name < b.person.name ? -1 : 1));
}

export interface ToArrange {
  person: Person;
  record: string;
  need: string;
  kind: NeedKind;
  arranged: boolean;
  /** This desk told her that it is arranged, and she has not taken it over. */
  told: boolean;
  /** The record that told her so, or null. */
  reply: string | null;
  how: string;
  time: string;
  /** Of the appointment: her own words, which are not printed. */
  title: string;
}

/** What this desk told of a need: how it is arranged, and the record that says so. */
export interface ToldNeed {
  how: string;
  reply: string;
}

/** What this desk told, by need. */
export function toldNeeds(items: readonly Item[]): Map<string, ToldNeed> {
  const replies = items
    .filter(({ plain }) => plain.type === "reply")
    .map(({ id, plain }) => ({ ...replyOf(plain), reply: id }));
  return new Map(
    replies
      .filter(({ answer, need }) => answer === "arranged" && need !== "")
      .map(({ need, text, reply }) => [need, { how: text, reply }]),
  );
}

/** Needs by day, each day's in order of the clock. */
export function toArrange(
  coming: readonly Coming[],
  toldBefore: ReadonlyMap<string, ToldNeed> = new Map(),
): { day: string; needs: ToArrange[] }[] {
  const days = new Map<string, ToArrange[]>();
  for (const { person, record, day, time, title, needs } of coming)
    for (const { id, kind, state, how } of needs) {
      const arranged = state === "arranged";
      const before = arranged ? undefined : toldBefore.get(id);
      const one = {
        person,
        record,
        need: id,
        kind,
        arranged,
        told: before !== undefined,
        reply: before?.reply ?? null,
        how: before?.how ?? how,
        time,
        title,
      };
      days.set(day, [...(days.get(day) ?? []), one]);
    }
  return [...days].map(([day, needs]) => ({ day, needs }));
}
