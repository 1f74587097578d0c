/** Which country the numbers are for: hers to choose; guessed only from the phone's clock, which asks for nothing. */
import { here } from "../../core/when.ts";

/** The members of the European Union, for which its one number holds where a country has no own entry. */
const UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/** A country that is not in the list. */
export const ANOTHER = "another";

function zonesOf(code: string): string[] {
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & {
    getTimeZones?(): string[] | undefined;
    timeZones?: string[];
  };
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** The one of `codes` whose clocks `zone` keeps, or "" where that is not known. */
export function guessCountry(codes: string[], zone = here()): string {
  const own = codes.find((code) => code !== "EU" && zonesOf(code).includes(zone));
  if (own) return own;
  return codes.includes("EU") && UNION.some((code) => zonesOf(code).includes(zone)) ? "EU" : "";
}

/** The codes to look under, her country's own first. */
export function lookedUnder(code: string): string[] {
  return UNION.includes(code) ? [code, "EU"] : [code];
}
