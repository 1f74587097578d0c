/** A code of 130 random bits, for recovery and for links: 17 bytes, shown as 26 characters and a check character. */
import { random, type Bytes } from "./bytes.ts";
import { NotAllowed } from "./names.ts";
import { hkdf, sha256 } from "./seal.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32
const CODE_BYTES = 17;
const CHARACTERS = 26;

/** 130 random bits, then six zero bits: 17 bytes. */
export function newCode(): Bytes {
  const code = random(CODE_BYTES);
  code[16]! &= 0xc0;
  return code;
}

/** The code's 27 characters. Raises NotAllowed unless it is 17 bytes that end in six zero bits. */
export async function writeCode(code: Bytes): Promise<string> {
  if (code.length !== CODE_BYTES || code[16]! & 0x3f) throw new NotAllowed("code");
  let out = "";
  for (let i = 0; i < CHARACTERS; i++) out += ALPHABET[fiveBits(code, i)];
  return out + ALPHABET[fiveBits(await sha256(code), 0)];
}

/**
 * The 17 bytes of a code as typed: I and L read as 1, O as 0; case, blanks and hyphens do not count.
 * Raises NotAllowed for U and all else, a wrong length, or a check character that does not fit.
 */
export async function readCode(typed: string): Promise<Bytes> {
  const symbols = plainSymbols(typed);
  if (symbols.length !== CHARACTERS + 1) throw new NotAllowed("code");
  const code = new Uint8Array(CODE_BYTES);
  for (let i = 0; i < CHARACTERS; i++) {
    const value = ALPHABET.indexOf(symbols[i]!);
    if (value < 0) throw new NotAllowed("code");
    const bit = i * 5;
    const shifted = value << (11 - (bit % 8));
    code[bit >> 3]! |= shifted >> 8;
    if ((bit >> 3) + 1 < CODE_BYTES) code[(bit >> 3) + 1]! |= shifted & 0xff;
  }
  if (symbols[CHARACTERS] !== ALPHABET[fiveBits(await sha256(code), 0)]) throw new NotAllowed("code");
  return code;
}

/** As `readCode`, and takes two papers typed one after the other: either order, joined by XOR. */
export async function readCodeOrPapers(typed: string): Promise<Bytes> {
  const symbols = plainSymbols(typed);
  if (symbols.length !== 2 * (CHARACTERS + 1)) return readCode(typed);
  return joinPapers(await readCode(symbols.slice(0, 27)), await readCode(symbols.slice(27)));
}

/** Two papers of one code: a random sheet, and the code XOR the sheet. Each is itself written by `writeCode`. */
export function splitCode(code: Bytes): [Bytes, Bytes] {
  const sheet = newCode();
  return [sheet, joinPapers(sheet, code)];
}

/** The code of two papers: their XOR. */
export const joinPapers = (one: Bytes, other: Bytes): Bytes => one.map((byte, i) => byte ^ other[i]!);

/** What a recovery code gives, 32 bytes each: `lookup` and `signIn` go to the server, `slot` opens slot 1. */
export async function recoveryKeys(code: Bytes): Promise<{ lookup: Bytes; signIn: Bytes; slot: Bytes }> {
  return {
    lookup: await hkdf(code, "handrail/1/recovery-lookup", 32),
    signIn: await hkdf(code, "handrail/1/recovery-sign-in", 32),
    slot: await hkdf(code, "handrail/1/recovery-slot", 32),
  };
}

const plainSymbols = (typed: string): string =>
  typed
    .replace(/[\p{White_Space}\-\u2010-\u2015\u2212]/gu, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");

function fiveBits(bytes: Bytes, n: number): number {
  const bit = n * 5;
  const two = (bytes[bit >> 3]! << 8) | (bytes[(bit >> 3) + 1] ?? 0);
  return (two >> (11 - (bit % 8))) & 31;
}
