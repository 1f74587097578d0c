/** What tells one device of hers from another, and the digits by which two are compared. */
import { concat, ctx, idBytes, text, unbase64, utf8, type Bytes } from "./bytes.ts";
import { NotAllowed } from "./names.ts";
import { firstOpened } from "./pin.ts";
import { openSmall, sealSmall, sha256, Unopened } from "./seal.ts";
import type { Row } from "./kept.ts";

/** Bytes of a label before it is sealed: with them the seal has the 64 that the API keeps. */
const LABEL = 4;
const GROUPS = 6;

/** A label of at most four bytes of UTF-8, padded with zeros and sealed. Raises NotAllowed where it is longer. */
export async function sealLabel(vaultKey: Bytes, label: string): Promise<Bytes> {
  const plain = new Uint8Array(LABEL);
  const bytes = utf8(label);
  if (bytes.length > LABEL) throw new NotAllowed("label");
  plain.set(bytes);
  return sealSmall(vaultKey, "handrail/1/label", [], plain);
}

/** The label of a device; "" where it has none, or where none of these keys opens it. */
export async function openLabel(vaultKeys: Bytes[], sealed: unknown): Promise<string> {
  if (typeof sealed !== "string") return "";
  try {
    const bytes = unbase64(sealed);
    const plain = await firstOpened(vaultKeys, (key) => openSmall(key, "handrail/1/label", [], bytes));
    return text(plain.subarray(0, LABEL)).replace(/\0+$/, "");
  } catch (error) {
    if (error instanceof Unopened || error instanceof RangeError || error instanceof TypeError) return "";
    throw error;
  }
}

/**
 * Six groups of five digits over the state of a daybook: `SHA-256` of `ctx("handrail/1/check", account, …)` with, for
 * each record sorted by id, its id, epoch, revision and the SHA-256 of its body. Each group is a big-endian number of
 * five bytes modulo 100,000.
 */
export async function checkGroups(account: string, rows: Row[]): Promise<string[]> {
  const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  const parts = await Promise.all(
    sorted.map(async ({ id, epoch, revision, body }) =>
      ctx("record", idBytes(id), epoch, revision, await sha256(body)),
    ),
  );
  const digest = await sha256(ctx("handrail/1/check", idBytes(account), concat(...parts)));
  return Array.from({ length: GROUPS }, (_, n) => {
    const five = digest.subarray(5 * n, 5 * n + 5).reduce((number, byte) => number * 256 + byte, 0);
    return String(five % 100_000).padStart(5, "0");
  });
}
