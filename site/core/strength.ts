/**
 * How hard words of her own are to guess, as a careful floor: what people choose is never as good as what is thrown.
 * The app's own six words have 77 bits; hers must be held to have at least 55.
 */
import { NotAllowed, normalHandle, normalPassphrase } from "./names.ts";
import { wordList } from "./words.ts";

/** Bits that words of her own must have. */
export const ENOUGH_BITS = 55;
const WORD = 10; // a word that someone thought of
const COMMON = 2; // one of those that are in every sentence
const UNKNOWN = 12; // a name, a word of another language
const SIGN = 4; // each character of something that is no word
const ROW = "abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm 01234567890 09876543210";
const COMMONEST = new Set(
  (
    "a about all am and are at be but can do for from get go god good hate have he her him his home how i if in is it " +
    "know life like live love me mine more my name never no not now of on one only or our out password pass please " +
    "secret she so than that the them they this time to up us was we what when who will with word world you your"
  ).split(" "),
);

/** Bits of a passphrase beside its handle, whose words are known to whoever knows that. Raises NotAllowed. */
export async function strength(handle: string, passphrase: string): Promise<number> {
  const known = new Set([normalHandle(handle), ...normalHandle(handle).split("-")]);
  const parts = normalPassphrase(passphrase)
    .toLowerCase()
    .split(/[\s\-_.,;:!?]+/u)
    .filter(Boolean);
  if (parts.length === 0) throw new NotAllowed("passphrase");
  const list = new Set(await wordList());
  const seen = new Set<string>();
  let bits = 0;
  for (const part of parts) {
    if (known.has(part)) continue;
    bits += seen.has(part) ? 1 : bitsOf(part, list);
    seen.add(part);
  }
  return Math.round(bits);
}

function bitsOf(part: string, list: Set<string>): number {
  if (COMMONEST.has(part)) return COMMON;
  if (list.has(part)) return WORD;
  if (isRow(part)) return 2;
  if (/^\p{L}{3,}$/u.test(part)) return Math.min(UNKNOWN, SIGN * new Set(part).size);
  // A year or a birthday is one of some ten thousand.
  if (/^\d+$/.test(part)) return Math.min(part.length <= 8 ? 13 : Infinity, 3 * new Set(part).size);
  return SIGN * Math.min(part.length, 2 * new Set(part).size);
}

const isRow = (part: string): boolean =>
  part.length > 2 && (ROW.includes(part) || new Set(part).size === 1 || ROW.includes([...part].reverse().join("")));
