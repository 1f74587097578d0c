/**
 * Small marks of hers about a date: what is packed, what she has said enough about.
 *
 * They lie in her settings and not in the appointment, so that they never go with a share of it. Each is one text of a
 * set: the appointment's id, the day, and for a thing that is packed the thing.
 */
import { texts } from "../../core/records.ts";
import { addDays } from "../../core/when.ts";
import { settingsNow, today } from "../daybook/hers.ts";
import { changeSettings } from "../more/settings.ts";

/** Marks of days further back are dropped at the next one. */
const KEPT_DAYS = 14;
const DAY_AT = 33; // after the id and a blank

type List = "packed" | "after_done";

const marks = (list: List): string[] => texts(settingsNow()?.plain[list]);

function mark(list: List, text: string, on: boolean): void {
  const oldest = addDays(today(), -KEPT_DAYS);
  void changeSettings((settings) => {
    const others = texts(settings[list]).filter((one) => one !== text && one.slice(DAY_AT) >= oldest);
    return { [list]: on ? [...others, text] : others };
  });
}

/** Whether `thing` is packed for the day `day`. */
export const isPacked = (id: string, day: string, thing: string): boolean =>
  marks("packed").includes(`${id} ${day} ${thing}`);

/** Packs `thing` for the day `day`, or takes it out. */
export const pack = (id: string, day: string, thing: string, on: boolean): void =>
  mark("packed", `${id} ${day} ${thing}`, on);

/** Whether she is not to be asked any more what was said on that day. */
export const isLetBe = (id: string, day: string): boolean => marks("after_done").includes(`${id} ${day}`);

/** Asks her no more what was said on that day; or asks again. */
export const letBe = (id: string, day: string, on = true): void => mark("after_done", `${id} ${day}`, on);
