/** Notices: the few words of a reminder, sealed. Small enough for the service worker: no Argon2, no HPKE, no idb. */
import { idBytes, utf8, type Bytes } from "./bytes.ts";
import { hkdf, openSmall, padTo, sealSmall, textOf, unpad, Unopened } from "./seal.ts";

const PADDED = 256;

/** The key of all notices: `HKDF(vault_key, "handrail/1/notice", 32)`. It opens nothing else. */
export const noticeKeyOf = (vaultKey: Bytes): Promise<Bytes> => hkdf(vaultKey, "handrail/1/notice", 32);

/** A notice of at most 255 bytes of UTF-8, sealed: 316 bytes. Raises RangeError for a longer one. */
export async function sealNotice(key: Bytes, owner: string, record: string, at: number, words: string): Promise<Bytes> {
  return sealSmall(key, "handrail/1/notice", [idBytes(owner), idBytes(record), at], padTo(utf8(words), PADDED));
}

/** The words of a notice. Raises Unopened. */
export async function openNotice(
  key: Bytes,
  owner: string,
  record: string,
  at: number,
  sealed: Bytes,
): Promise<string> {
  const padded = await openSmall(key, "handrail/1/notice", [idBytes(owner), idBytes(record), at], sealed);
  if (padded.length !== PADDED) throw new Unopened();
  return textOf(unpad(padded));
}
