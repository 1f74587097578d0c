/**
 * The primitives and the small seal, over WebCrypto. Nothing here takes a parameter from a server.
 *
 * Whatever does not open, for whatever reason, is one and the same `Unopened`.
 */
import { concat, ctx, equal, random, text, unbase64, utf8, type Bytes } from "./bytes.ts";

/** What was sealed does not open: damaged, forged, swapped, or the wrong key. There is no telling which. */
export class Unopened extends Error {
  override name = "Unopened";
  constructor() {
    super("does not open");
  }
}

/** Bytes that an answer holds as base64. Raises Unopened where they are none. */
export function bytesOf(written: unknown): Bytes {
  try {
    return unbase64(written as string);
  } catch {
    throw new Unopened();
  }
}

const ZERO_NONCE = new Uint8Array(12);
const NO_SALT = new Uint8Array(0);

/** SHA-256, 32 bytes. */
export const sha256 = async (data: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", data));

/** HKDF-SHA256 (RFC 5869); `info` is raw text or a `ctx`; the salt is empty unless named. */
export async function hkdf(key: Bytes, info: string | Bytes, length: number, salt: Bytes = NO_SALT): Promise<Bytes> {
  const base = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const params = { name: "HKDF", hash: "SHA-256", salt, info: typeof info === "string" ? utf8(info) : info };
  return new Uint8Array(await crypto.subtle.deriveBits(params, base, length * 8));
}

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export async function hmac(key: Bytes, data: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

/**
 * `commitment(32) ‖ AES-256-GCM(plain) with tag` under a key derived for this nonce and context alone:
 * `k ‖ commitment = HKDF(key, salt = nonce, info = context, 64)`, GCM nonce zero, AAD = context.
 */
export async function sealOnce(key: Bytes, nonce: Bytes, context: Bytes, plain: Bytes): Promise<Bytes> {
  const derived = await hkdf(key, context, 64, nonce);
  const aes = await crypto.subtle.importKey("raw", derived.slice(0, 32), "AES-GCM", false, ["encrypt"]);
  const params = { name: "AES-GCM", iv: ZERO_NONCE, additionalData: context };
  return concat(derived.subarray(32), new Uint8Array(await crypto.subtle.encrypt(params, aes, plain)));
}

/** Opens what `sealOnce` gave; the commitment is compared first. Raises Unopened. */
export async function openOnce(key: Bytes, nonce: Bytes, context: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < 48) throw new Unopened();
  const derived = await hkdf(key, context, 64, nonce);
  if (!equal(derived.subarray(32), sealed.subarray(0, 32))) throw new Unopened();
  const aes = await crypto.subtle.importKey("raw", derived.slice(0, 32), "AES-GCM", false, ["decrypt"]);
  const params = { name: "AES-GCM", iv: ZERO_NONCE, additionalData: context };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(params, aes, sealed.subarray(32)));
  } catch {
    throw new Unopened();
  }
}

/** `seal_small(key, tag, ids, plain)`: `nonce(12) ‖ commitment(32) ‖ ciphertext with tag`, 60 bytes longer than plain. */
export async function sealSmall(
  key: Bytes,
  tag: string,
  ids: (string | number | Uint8Array)[],
  plain: Bytes,
): Promise<Bytes> {
  const nonce = random(12);
  return concat(nonce, await sealOnce(key, nonce, ctx(tag, ...ids), plain));
}

/** Opens a small seal. Raises Unopened. */
export async function openSmall(
  key: Bytes,
  tag: string,
  ids: (string | number | Uint8Array)[],
  sealed: Bytes,
): Promise<Bytes> {
  if (sealed.length < 60) throw new Unopened();
  return openOnce(key, sealed.slice(0, 12), ctx(tag, ...ids), sealed.subarray(12) as Bytes);
}

/** Plain, then `0x80`, then zeros to `size` bytes. Raises RangeError where it does not fit. */
export function padTo(plain: Uint8Array, size: number): Bytes {
  if (plain.length >= size) throw new RangeError("too long");
  const out = new Uint8Array(size);
  out.set(plain);
  out[plain.length] = 0x80;
  return out;
}

/** What stood before the padding. Raises Unopened where there is none. */
export function unpad(padded: Bytes): Bytes {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80) throw new Unopened();
  return padded.slice(0, end);
}

/** The text of opened bytes. Raises Unopened where they are not UTF-8. */
export function textOf(opened: Uint8Array): string {
  try {
    return text(opened);
  } catch {
    throw new Unopened();
  }
}
