/** Days and clock times in words, as the desk writes them. */
import { dayWords, fullDay, localOf, timeWords } from "../core/when.ts";
import { now } from "./state.ts";
import { language } from "./words.ts";

/** The local day at this desk. */
export const today = (): string => localOf(now(), "").date;

/** "tomorrow, Tuesday", "Friday 22 May". */
export const dayText = (day: string): string => dayWords(day, today(), language);
/** "Friday 22 May", with the year where it is another: true on paper too. */
export const paperDay = (day: string): string => fullDay(day, language, day.slice(0, 4) !== today().slice(0, 4));
export const timeText = (time: string): string => (time === "" ? "" : timeWords(time, language));
/** The local day of an instant. */
export const dayOf = (seconds: number): string => localOf(seconds, "").date;
