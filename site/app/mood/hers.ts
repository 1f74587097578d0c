/** Her moods, one for each day. */
import type { Item } from "../../core/keeper.ts";
import { moodOf, type Mood } from "../../core/records.ts";
import { ofType, type Hers } from "../daybook/hers.ts";

/** One mood for each day on which there is one, the latest first. Of two for one day the one that every phone picks. */
export function moodsIn(items: Item[]): Hers<Mood>[] {
  const days = new Map<string, Hers<Mood>>();
  for (const mood of ofType(items, "mood", moodOf)) {
    const { day, value } = mood.plain;
    const there = days.get(day);
    if (day !== "" && value > 0 && (!there || mood.id < there.id)) days.set(day, mood);
  }
  return [...days.values()].sort((a, b) => b.plain.day.localeCompare(a.plain.day));
}
