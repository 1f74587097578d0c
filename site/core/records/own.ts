/** Her notes and her settings. */
import {
  CLOCK,
  head,
  isObject,
  make,
  oneOf,
  shown,
  text,
  textOrNull,
  texts,
  things,
  wholes,
  type Given,
  type Plain,
} from "./plain.ts";

export type NoteRole = "why" | "questions" | "after" | "free";

/** What is private lives apart: a note of its own, which never goes with a share of its parent. */
export interface Note extends Plain {
  type: "note";
  about: string | null;
  role: NoteRole;
  title: string;
  text: string;
}

export interface QuietHours {
  /** Local times; where `from` is later than `to` the hours go over midnight. */
  from: string;
  to: string;
}

/** Her own name for a part of life. */
export interface AreaName {
  id: string;
  area: string;
  name: string;
}

export interface Settings extends Plain {
  type: "settings";
  /** What notifications show instead of the neutral text; "" for the neutral one. */
  cover: string;
  quiet: QuietHours | null;
  /** Her zone; "" for the phone's own. */
  zone: string;
  language: string;
  /** Lead times offered first, in minutes. */
  lead_times: number[];
  area_order: string[];
  /** What she calls an area; of two names for one, the last counts. */
  area_names: AreaName[];
  /** The id of the step that she put on Today; "" for the first that is open. */
  today_step: string;
  /** Notifications that are not about a date come without sound. */
  only_dates: boolean;
}

const noteDefaults = () => ({ about: null, role: "free" as NoteRole, title: "", text: "" });
/** Minutes before a date at which she is reminded unless she chose otherwise: a day, and two hours. */
const LEAD_TIMES_AT_FIRST = [1440, 120];
const settingsDefaults = () => ({
  cover: "",
  quiet: null as QuietHours | null,
  zone: "",
  language: "",
  lead_times: [...LEAD_TIMES_AT_FIRST],
  area_order: [] as string[],
  area_names: [] as AreaName[],
  today_step: "",
  only_dates: false,
});

/** A private note made on the local day `today`. */
export function newNote(today: string, given: Given<Note> = {}): Note {
  return make("note", today, noteDefaults(), given);
}

/** Her settings; there is one such record, and two are merged into the older. */
export function newSettings(today: string, given: Given<Settings> = {}): Settings {
  return make("settings", today, settingsDefaults(), given);
}

/** The note to show. */
export function noteOf(plain: Plain): Note {
  return {
    ...head(plain),
    type: "note",
    about: textOrNull(plain.about),
    role: oneOf(plain.role, ["free", "why", "questions", "after"]),
    title: text(plain.title),
    text: text(plain.text),
  };
}

/** Her settings to act on. */
export function settingsOf(plain: Plain): Settings {
  const quiet = shown(plain.quiet);
  const hours = isObject(quiet) ? { from: text(quiet.from), to: text(quiet.to) } : null;
  return {
    ...head(plain),
    type: "settings",
    cover: text(plain.cover),
    quiet: hours && CLOCK.test(hours.from) && CLOCK.test(hours.to) && hours.from !== hours.to ? hours : null,
    zone: text(plain.zone),
    language: text(plain.language),
    lead_times: plain.lead_times === undefined ? [...LEAD_TIMES_AT_FIRST] : wholes(plain.lead_times),
    area_order: texts(plain.area_order),
    area_names: things(plain.area_names).map((one) => ({ ...one, area: text(one.area), name: text(one.name) })),
    today_step: text(plain.today_step),
    only_dates: shown(plain.only_dates) === true,
  };
}
