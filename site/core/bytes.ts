/** Bytes and the ways they are written: hexadecimal, base64, length-prefixed contexts. */

/** Bytes over an ordinary buffer, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a text. */
export const utf8 = (text: string): Bytes => encoder.encode(text);

/** The text of UTF-8 bytes. Raises TypeError where they are not UTF-8. */
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

/** `length` random bytes of the platform's generator. */
export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** A new id: 16 random bytes as 32 lower-case hexadecimal digits, never ordered by time. */
export const newId = (): string => hex(random(16));

/** Lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += byte.toString(16).padStart(2, "0");
  return out;
}

/** Bytes of hexadecimal digits. Raises RangeError for anything but lower-case pairs. */
export function unhex(digits: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) throw new RangeError("not hexadecimal");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Whether a value of an answer or a file is an id: 32 lower-case hexadecimal digits. */
export const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);

/** An id's 16 raw bytes. Raises RangeError unless it is 32 lower-case hexadecimal digits. */
export function idBytes(id: string): Bytes {
  if (id.length !== 32) throw new RangeError("not an id");
  return unhex(id);
}

/** Standard base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 32768) binary += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(binary);
}

/** Bytes of standard base64. Raises RangeError where padding, alphabet or unused bits are not canonical. */
export function unbase64(written: string): Bytes {
  let binary: string;
  try {
    binary = atob(written);
  } catch {
    throw new RangeError("not base64");
  }
  if (btoa(binary) !== written) throw new RangeError("not canonical base64");
  const out = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i);
  return out;
}

/** All parts one after another. */
export function concat(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** `lp(x)`: the length of x as 4 bytes big-endian, then x. */
export function lp(x: Uint8Array): Bytes {
  const out = new Uint8Array(4 + x.length);
  new DataView(out.buffer).setUint32(0, x.length);
  out.set(x, 4);
  return out;
}

/** An integer as 8 bytes big-endian unsigned. Raises RangeError outside 0…2^53−1. */
export function uint64(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("not a whole number");
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}

/** `ctx(tag, a, b…)`: text as UTF-8, integers as 8 bytes, other bytes (ids among them, by `idBytes`) as they are. */
export function ctx(tag: string, ...parts: (string | number | Uint8Array)[]): Bytes {
  const raw = parts.map((part) =>
    typeof part === "string" ? utf8(part) : typeof part === "number" ? uint64(part) : part,
  );
  return concat(...[utf8(tag), ...raw].map(lp));
}

/** Whether both hold the same bytes, in a time that depends on the length only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  let differing = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) differing |= a[i]! ^ (b[i] ?? 0);
  return differing === 0;
}
