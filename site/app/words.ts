/**
 * Every text a person reads comes from the message files in `site/locales/`.
 *
 * The first bundle carries only `front.json`, in each language: nothing in it tells what the app is for. Every other
 * part says which files it `wants`; they are data of the build in the language that is spoken, fetched before the part
 * is shown (`wordsReady`). Where a language lacks a text, the build has put the English one.
 */
import ar from "../locales/ar/front.json";
import en from "../locales/en/front.json";
import es from "../locales/es/front.json";
import fr from "../locales/fr/front.json";
import { localeOf } from "../core/locale.ts";
import { Store } from "../ui/store.ts";

export type Messages = Record<string, string>;

const fronts = { en, es, fr, ar } satisfies Record<string, Messages>;

export type Language = keyof typeof fronts;

/** The languages by what they call themselves, in the order in which they are offered. */
export const languages: readonly (readonly [Language, string])[] = [
  ["en", "English"],
  ["es", "Español"],
  ["fr", "Français"],
  ["ar", "العربية"],
];

/** Language of the texts; also of dates and plurals. Changed by `speak` alone. */
export let language: Language = "en";

/** For dates and numbers. */
export let locale = localeOf(language);

/** Told when the language has changed: everything is drawn anew. */
export const spoken = new Store<Language>(language);

let messages: Messages = { ...en };
let plural = new Intl.PluralRules(language);
/** The files that the parts loaded so far need, and those of them that are here in the language spoken. */
const wanted = new Set<string>();
let here = new Set<string>();

/** Adds texts by hand. */
export function addWords(more: Messages): void {
  Object.assign(messages, more);
}

/** Says which files of `locales/<language>/` a part needs; they are fetched by the next `wordsReady`. */
export function wants(...files: string[]): void {
  for (const file of files) wanted.add(file);
}

/** How the build calls the files of texts: by their number in the list of parts, and one hash. */
declare const __WORDS__: { hash: string; parts: string[] };

async function read(file: string, tongue: Language): Promise<Messages> {
  const { hash, parts } = __WORDS__;
  const name = `${parts.indexOf(file)}-${hash}.json`;
  const answer = await fetch(`${import.meta.env.BASE_URL}assets/words/${tongue}/${name}`);
  if (!answer.ok) throw new Error("the texts are not there");
  return (await answer.json()) as Messages;
}

/** Waits until every text that is wanted is here. Throws where one is neither kept nor to be had. */
export async function wordsReady(): Promise<void> {
  for (;;) {
    const tongue = language;
    const missing = [...wanted].filter((file) => !here.has(file));
    if (missing.length === 0) return;
    const texts = await Promise.all(missing.map((file) => read(file, tongue)));
    // She may have chosen another language meanwhile.
    if (tongue !== language) continue;
    for (const [n, file] of missing.entries()) {
      Object.assign(messages, texts[n]);
      here.add(file);
    }
  }
}

/** Speaks `next` from now on. Throws, and changes nothing, where its texts cannot be had. */
export async function speak(next: Language): Promise<void> {
  const files = [...wanted];
  const texts = await Promise.all(files.map((file) => read(file, next)));
  language = next;
  locale = localeOf(next);
  plural = new Intl.PluralRules(next);
  messages = Object.assign({}, fronts[next], ...texts) as Messages;
  here = new Set(files);
  const { documentElement: page } = document;
  page.lang = next;
  page.dir = directionOf(next);
  spoken.set(next);
}

/** Several short texts as one, with the comma of the language. */
export const listed = (texts: readonly string[]): string => texts.join(language === "ar" ? "، " : ", ");

/** How a language runs. */
export const directionOf = (tongue: Language): "ltr" | "rtl" => (tongue === "ar" ? "rtl" : "ltr");

/** Left-to-right letters and digits in a text from right to left keep their own order. */
const alone = (value: string): string =>
  language === "ar" && /[A-Za-z\d]/.test(value) ? `\u2068${value}\u2069` : value;

/**
 * The text for `key`, with `{name}` replaced by `values.name`. With `values.n` the plural form is chosen: `key.one`,
 * `key.other` (Arabic has six), and `key.zero` where there is one. A key without a text gives the key itself, so that
 * a gap is seen.
 */
export function t(key: string, values: Record<string, string | number> = {}): string {
  let text = messages[key];
  if (typeof values.n === "number") {
    const zero = values.n === 0 ? messages[`${key}.zero`] : undefined;
    text = zero ?? messages[`${key}.${plural.select(values.n)}`] ?? messages[`${key}.other`] ?? text;
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : alone(String(value));
  });
}
