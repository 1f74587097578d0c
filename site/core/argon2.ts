/// <reference path="./libraries.d.ts" />
/**
 * Argon2id (RFC 9106), the same on every device: there is no weaker profile, and no server can name one.
 * The WebAssembly comes only when it is wanted.
 */
import { utf8, type Bytes } from "./bytes.ts";

/** Memory in KiB, passes, lanes, bytes out; the version is 0x13. */
export const ARGON2 = { memorySize: 65_536, iterations: 3, parallelism: 1, hashLength: 32 } as const;

/** Raises RangeError below the floor of protocol 1, so that neither a build nor a test passes with less. */
export function checkFloor(given: { memorySize: number; iterations: number; hashLength: number }): void {
  if (given.memorySize < 65_536 || given.iterations < 3 || given.hashLength < 32)
    throw new RangeError("Argon2id below the floor");
}
checkFloor(ARGON2);

/** 32 bytes from a secret (text as UTF-8) and a salt of at least 8 bytes. Takes 64 MiB and 0.3 to 2 seconds. */
export async function argon2id(secret: string, salt: Bytes): Promise<Bytes> {
  const wasm = await import("hash-wasm/dist/argon2.umd.min.js");
  const out = await wasm.argon2id({ password: utf8(secret), salt, ...ARGON2, outputType: "binary" });
  return new Uint8Array(out);
}
