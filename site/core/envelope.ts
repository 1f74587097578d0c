/** A record's body and its owner's key row (protocol, "A record", "Keys are the access list"). */
import { concat, ctx, idBytes, random, utf8, type Bytes } from "./bytes.ts";
import { openOnce, openSmall, padTo, sealOnce, sealSmall, textOf, unpad, Unopened } from "./seal.ts";

/** Where a body belongs. It opens there and nowhere else. */
export interface Place {
  owner: string;
  id: string;
  epoch: number;
  revision: number;
}

export const LARGEST_PADDED = 524_288;
const VERSION = 1;
const HEAD = 1 + 32;

/** The size that `length` bytes are padded to: the next power of two that leaves room for the mark, at least 256. */
export function paddedSize(length: number): number {
  let size = 256;
  while (size < length + 1) size *= 2;
  if (size > LARGEST_PADDED) throw new RangeError("too long");
  return size;
}

/** 32 random bytes: the key of one record in one epoch. */
export const newRecordKey = (): Bytes => random(32);

/** What stood before a record's padding. Raises Unopened for any other size than `paddedSize` gives. */
export function unpadRecord(padded: Bytes): Bytes {
  const plain = unpad(padded);
  if (plain.length >= LARGEST_PADDED || padded.length !== paddedSize(plain.length)) throw new Unopened();
  return plain;
}

/** The body of a record: `0x01 ‖ nonce(32) ‖ commitment(32) ‖ ciphertext with tag`. Raises RangeError over 524,287 bytes. */
export async function sealBody(recordKey: Bytes, place: Place, plain: string): Promise<Bytes> {
  const bytes = utf8(plain);
  const nonce = random(32);
  const padded = padTo(bytes, paddedSize(bytes.length));
  return concat(Uint8Array.of(VERSION), nonce, await sealOnce(recordKey, nonce, contextOf(place), padded));
}

/** The plaintext of a body. Raises Unopened, also where it is not UTF-8. */
export async function openBody(recordKey: Bytes, place: Place, body: Bytes): Promise<string> {
  if (body[0] !== VERSION || body.length < HEAD + 48) throw new Unopened();
  const padded = await openOnce(recordKey, body.slice(1, HEAD), contextOf(place), body.subarray(HEAD) as Bytes);
  return textOf(unpadRecord(padded));
}

/** The JSON object in a body. Raises Unopened, also where it holds anything but an object with a `type`. */
export async function openJson(recordKey: Bytes, place: Place, body: Bytes): Promise<{ type: string }> {
  const plain = await openBody(recordKey, place, body);
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch {
    throw new Unopened();
  }
  if (typeof value !== "object" || value === null || typeof (value as { type?: unknown }).type !== "string")
    throw new Unopened();
  return value as { type: string };
}

/** Her own key row: the record key sealed under her vault key; 92 bytes. */
export const sealOwnKey = (vaultKey: Bytes, owner: string, id: string, epoch: number, key: Bytes): Promise<Bytes> =>
  sealSmall(vaultKey, "handrail/1/key", [idBytes(owner), idBytes(id), epoch], key);

/**
 * The record key of her own row, opened with the vault key or a former one; `current` says whether the first
 * of `vaultKeys` did it. Raises Unopened.
 */
export async function openOwnKey(
  vaultKeys: Bytes[],
  owner: string,
  id: string,
  epoch: number,
  row: Bytes,
): Promise<{ key: Bytes; current: boolean }> {
  for (const [n, vaultKey] of vaultKeys.entries()) {
    try {
      const key = await openSmall(vaultKey, "handrail/1/key", [idBytes(owner), idBytes(id), epoch], row);
      if (key.length === 32) return { key, current: n === 0 };
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
    }
  }
  throw new Unopened();
}

const contextOf = (place: Place): Bytes =>
  ctx("handrail/1/record", idBytes(place.owner), idBytes(place.id), place.epoch, place.revision);
