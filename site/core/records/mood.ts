/** How a day was, where she wants to keep that. */
import { day, head, make, text, whole, type Given, type Plain } from "./plain.ts";

export interface Mood extends Plain {
  type: "mood";
  /** The local day it is about; "" where another client wrote none. */
  day: string;
  /** 1 to 5, the greater the better; 0 where another client wrote anything else: not to be shown. */
  value: number;
  note: string;
}

/** A mood written on the local day `today`. */
export function newMood(today: string, given: Given<Mood> & { day: string; value: number }): Mood {
  return make("mood", today, { note: "" }, given);
}

/** The mood to show. */
export function moodOf(plain: Plain): Mood {
  const value = whole(plain.value);
  return {
    ...head(plain),
    type: "mood",
    day: day(plain.day) ?? "",
    value: value >= 1 && value <= 5 ? value : 0,
    note: text(plain.note),
  };
}
