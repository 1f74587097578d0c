/**
 * The numbers to call, read from `content/helplines.yml` while the app is built. Two modules and some texts come of it:
 *
 * - `virtual:emergency`: countries with their emergency number, for the page before the lock. Nothing in it tells.
 * - `virtual:lines`: by country the lines for her, never the police's or immigration's; a chunk of its own, loaded when
 *   she opens it;
 * - the texts `line.<id>.<field>` beside those of `locales/<language>/lines.json`: what is said of each line, in each
 *   language, from `theme/words/lines.<language>.yml`.
 *
 * The build stops at an entry that may not be shown: the pages of the site hold the same rules (`theme/facts.py`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { parse } from "yaml";

export interface Emergency {
  code: string;
  name: string;
  /** Null where no official page was seen: then whoever is near is asked. */
  phone: string | null;
  /** Whether one can ask for an interpreter; said in her language by the app. */
  interpreter: boolean;
}

export interface Line {
  /** Never changed: the texts of the line are named by it. */
  id: string;
  name: string;
  phone: string;
  text: { phone: string; words: string } | null;
  who: "charity" | "government" | "other";
  helps: string;
  hours: string | null;
  languages: string | null;
  cost: string | null;
  note: string | null;
  /** Seen on its own page or a government's; else on another group's. */
  official: boolean;
  /** The day someone of this project called it, or null. */
  called: string | null;
}

/** A line as the app has it: without its texts, which stand among those of each language. */
export type BareLine = Omit<Line, (typeof SAID)[number]> & { said: (typeof SAID)[number][] };

export interface Numbers {
  emergency: Emergency[];
  lines: Record<string, Line[]>;
}

/** A number is shown for a year after it was last seen on a page. */
const SEEN_DAYS = 365;
/** All that an emergency entry may say of languages: `numbers.interpreter` says it in each of them. */
const INTERPRETER = "You can ask for an interpreter.";
const ANSWERS = ["charity", "government", "other"];
const TELLING = /traffick|victim|survivor|hotline|helpline|case manager|safety|lawyer|slave|exploit/i;

interface Entry {
  country: string;
  phone: string;
  languages: string | null;
  status: string;
  seen: string;
  confirmed_by_call: string | null;
}

interface Helpline extends Entry {
  id: string;
  name: string;
  text: Line["text"];
  who: string;
  for: string;
  helps: string;
  hours: string | null;
  cost: string | null;
  note: string | null;
}

/** What of the file may be shown on the local day `today`. Throws an Error that names the entry that may not. */
export function readNumbers(text: string, today: string): Numbers {
  const file = parse(text) as { countries: Record<string, string>; emergency: Entry[]; helplines: Helpline[] };
  const seenLately = (entry: Entry) => {
    const days = (Date.parse(today) - Date.parse(entry.seen)) / 86_400_000;
    if (!(days >= 0 && days <= SEEN_DAYS)) throw new Error(`${entry.phone}: seen on ${entry.seen}; look again`);
    return true;
  };
  const emergency = Object.entries(file.countries).map(([code, name]): Emergency => {
    const entry = file.emergency.find((one) => one.country === code && one.status === "official" && seenLately(one));
    const says = entry?.languages ?? null;
    if (says !== null && says !== INTERPRETER) throw new Error(`${code}: the app has no words for "${says}"`);
    return { code, name, phone: entry?.phone ?? null, interpreter: says !== null };
  });
  const told = TELLING.exec(JSON.stringify(emergency));
  if (told) throw new Error(`"${told[0]}" may not stand before the lock`);
  const lines: Record<string, Line[]> = {};
  for (const entry of file.helplines) {
    if (entry.for !== "survivor") continue;
    if (!ANSWERS.includes(entry.who)) throw new Error(`${entry.id}: ${entry.who} is no line for her`);
    if (!["official", "secondary"].includes(entry.status) || !seenLately(entry)) continue;
    const { id, name, phone, helps, hours, languages, cost, note } = entry;
    const who = entry.who as Line["who"];
    const official = entry.status === "official";
    const line = { id, name, phone, text: entry.text, who, helps, hours, languages, cost, note, official };
    (lines[entry.country] ??= []).push({ ...line, called: entry.confirmed_by_call });
  }
  return { emergency, lines };
}

/** What of a line is said in the language of the reader; its name is what one asks for, and stays. */
export const SAID = ["helps", "hours", "languages", "cost", "note"] as const;

/**
 * The texts of all lines by `line.<id>.<field>`, for what is not null. `own` has the translation of each by its English
 * words; without it they are English. Throws an Error that names the text that has none.
 */
export function saidOf(lines: Numbers["lines"], own?: Record<string, string>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const line of Object.values(lines).flat())
    for (const field of SAID) {
      const english = line[field];
      if (english === null) continue;
      const said = own ? own[english] : english;
      if (!said) throw new Error(`${line.id}: "${english}" is not translated`);
      texts[`line.${line.id}.${field}`] = said;
    }
  return texts;
}

/** The lines without their texts, by country; `said` names those that there are. */
export function bareOf(lines: Numbers["lines"]): Record<string, BareLine[]> {
  const bare = ({ helps, hours, languages, cost, note, ...rest }: Line): BareLine => {
    const texts = { helps, hours, languages, cost, note };
    return { ...rest, said: SAID.filter((field) => texts[field] !== null) };
  };
  return Object.fromEntries(Object.entries(lines).map(([country, all]) => [country, all.map(bare)]));
}

/** The texts of all lines of the file at `path` in `language`; `words` is the folder of their translations. */
export function linesIn(language: string, path: string, words: string): Record<string, string> {
  const { lines } = readNumbers(readFileSync(path, "utf8"), buildDay());
  if (language === "en") return saidOf(lines);
  return saidOf(lines, parse(readFileSync(join(words, `lines.${language}.yml`), "utf8")) as Record<string, string>);
}

/** The local day of the build in UTC; SOURCE_DATE_EPOCH sets another, for builds that can be repeated. */
function buildDay(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return (epoch ? new Date(Number(epoch) * 1000) : new Date()).toISOString().slice(0, 10);
}

/** Makes the two modules of the file at `path`. */
export function numbers(path: string): Plugin {
  const names = { "virtual:emergency": "emergency", "virtual:lines": "lines" } as const;
  return {
    name: "numbers",
    resolveId: (id) => (id in names ? `\0${id}` : undefined),
    load(id) {
      const part = names[id.slice(1) as keyof typeof names];
      if (!id.startsWith("\0") || !part) return undefined;
      this.addWatchFile(path);
      const { emergency, lines } = readNumbers(readFileSync(path, "utf8"), buildDay());
      const text = JSON.stringify(part === "lines" ? bareOf(lines) : emergency);
      return `export default JSON.parse(${JSON.stringify(text)});`;
    },
  };
}
