/** Which country the numbers are for: hers to choose; guessed only from the phone's clock, which asks for nothing. */
import { here } from "../../core/when.ts";

/** The members of the European Union, for which its one number holds where a country has no own entry. */
const UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/** Codes that name no country of their own: groups, test scripts, and parts of others that only some lists have. */
const NONE = /^(AC|CP|CQ|DG|EA|EU|EZ|IC|Q.|TA|UN|X[^K]|ZZ)$/;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/**
 * Every country that the browser can name in `locale`, as code and name, by name; [] where it names none. All of them:
 * a choice of the few that we know numbers for would let a stranger guess what binds them.
 */
export function everyCountry(locale: string): [code: string, name: string][] {
  try {
    const names = new Intl.DisplayNames([locale], { type: "region", fallback: "none" });
    return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
      .filter((code) => !NONE.test(code) && new Intl.Locale(`und-${code}`).region === code)
      .flatMap((code): [string, string][] => {
        const name = names.of(code);
        return name === undefined ? [] : [[code, name]];
      })
      .sort(([, one], [, other]) => one.localeCompare(other, locale));
  } catch {
    return [];
  }
}

function zonesOf(code: string): string[] {
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & {
    getTimeZones?(): string[] | undefined;
    timeZones?: string[];
  };
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** The one of `codes`, or the member of the Union, whose clocks `zone` keeps; "" where that is not known. */
export function guessCountry(codes: string[], zone = here()): string {
  const keeps = (code: string) => code !== "EU" && zonesOf(code).includes(zone);
  return codes.find(keeps) ?? UNION.find(keeps) ?? "";
}

/** The codes to look under, her country's own first. */
export function lookedUnder(code: string): string[] {
  return UNION.includes(code) ? [code, "EU"] : [code];
}
