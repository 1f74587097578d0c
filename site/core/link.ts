/** Links: what a link's code gives, the card, the proof, and the four words that both screens show. */
import { ctx, hex, idBytes, utf8, type Bytes } from "./bytes.ts";
import { hkdf, hmac, openSmall, sealSmall, sha256, textOf } from "./seal.ts";
import { wordList } from "./words.ts";

const WORDS = 7776;

/** The link's id (hexadecimal) and secret (32 bytes) of a code's 17 bytes. */
export async function linkKeys(code: Bytes): Promise<{ link: string; secret: Bytes }> {
  return {
    link: hex(await hkdf(code, "handrail/1/link-id", 16)),
    secret: await hkdf(code, "handrail/1/link-secret", 32),
  };
}

/** A card: JSON `{account, name, organisation, public_key}` sealed under the link's secret. */
export const sealCard = (secret: Bytes, link: string, json: string): Promise<Bytes> =>
  sealSmall(secret, "handrail/1/card", [idBytes(link)], utf8(json));

/** The JSON of a card. Raises Unopened. */
export const openCard = async (secret: Bytes, link: string, card: Bytes): Promise<string> =>
  textOf(await openSmall(secret, "handrail/1/card", [idBytes(link)], card));

/** `HMAC-SHA-256(secret, ctx("handrail/1/accept", link, survivor, public key))`: she accepts, with this key. */
export const linkProof = (secret: Bytes, link: string, survivor: string, publicKey: Bytes): Promise<Bytes> =>
  hmac(secret, ctx("handrail/1/accept", idBytes(link), idBytes(survivor), publicKey));

/**
 * The numbers of the four words: the digest read as one big-endian integer n; a word is number n mod 7,776 of the
 * list, then n becomes n div 7,776; four times.
 */
export async function linkNumbers(
  link: string,
  secret: Bytes,
  caseManagerKey: Bytes,
  survivorKey: Bytes,
): Promise<number[]> {
  const digest = await sha256(ctx("handrail/1/words", idBytes(link), secret, caseManagerKey, survivorKey));
  let n = BigInt(`0x${hex(digest)}`);
  return Array.from({ length: 4 }, () => {
    const word = Number(n % BigInt(WORDS));
    n /= BigInt(WORDS);
    return word;
  });
}

/** The words of these numbers in the EFF's large list, in the order of its dice numbers. */
export async function wordsOf(numbers: number[]): Promise<string[]> {
  const list = await wordList();
  return numbers.map((number) => list[number]!);
}
