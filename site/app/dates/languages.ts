/** Languages of cards to show: which are offered, what they call themselves, which way they are written. */

/** Spoken by many; the languages of the phone stand before them. */
const OFFERED = [
  ..."ar am bg bn cs da de el en es et fa fi fr gu ha hi hr hu hy id ig it ja ka km ko ku lt lv my ne nl no pa pl",
  ..." ps pt ro ru sk sl so sq sr sv sw ta te th ti tl tr uk ur vi yo zh",
]
  .join("")
  .split(" ");

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ps", "sd", "ug", "ur", "yi", "dv", "ckb"]);
const ITS_LETTERS = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}]/u;

/**
 * The direction of `text` in `language`. A street name in Latin letters stays left to right whatever language was
 * chosen; where none was, or it runs left to right, the text itself decides ("auto").
 */
export function directionOf(language: string, text: string): "rtl" | "auto" {
  const primary = language.toLowerCase().split("-")[0]!;
  return RIGHT_TO_LEFT.has(primary) && ITS_LETTERS.test(text) ? "rtl" : "auto";
}

/** What a language calls itself, or its tag where this phone does not know it. */
export function languageName(language: string): string {
  try {
    const name = new Intl.DisplayNames([language], { type: "language", fallback: "code" }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return language;
  }
}

/** The languages to choose from: `first`, those of the phone, then the others by name. */
export function offeredLanguages(first: readonly string[]): string[] {
  const near = [...first, ...navigator.languages.map((one) => one.split("-")[0]!)].filter(Boolean);
  const others = [...OFFERED].sort((a, b) => languageName(a).localeCompare(languageName(b)));
  return [...new Set([...near, ...others])];
}
