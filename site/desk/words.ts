/** The desk's texts, with `{name}` replaced and plural forms chosen by `n`. */
import messages from "../locales/en/desk.json";

export const language = "en";
/** For dates: "Wednesday 25 November". */
export const locale = "en-GB";

const texts: Record<string, string> = messages;
const plural = new Intl.PluralRules(language);

/** The text for `desk.<key>`; a key without a text gives the key itself, so that a gap is seen. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const { n } = values;
  const name = `desk.${key}`;
  let text: string | undefined;
  if (typeof n === "number")
    text =
      (n === 0 ? texts[`${name}.zero`] : undefined) ?? texts[`${name}.${plural.select(n)}`] ?? texts[`${name}.other`];
  text ??= texts[name];
  return text === undefined ? key : text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
