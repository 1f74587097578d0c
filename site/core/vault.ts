/** The vault key, its eight slots, and the chain of former vault keys. */
import { random, type Bytes } from "./bytes.ts";
import { openSmall, sealSmall, Unopened } from "./seal.ts";

export const SLOTS = 8;
export const PASSPHRASE_SLOT = 0;
export const RECOVERY_SLOT = 1;
const SLOT_BYTES = 92;
const CHAIN_LENGTH = 8;

/** Eight slots of 92 random bytes: what an unused slot looks like. */
export const emptySlots = (): Bytes[] => Array.from({ length: SLOTS }, () => random(SLOT_BYTES));

/** Slot n: the vault key (32 bytes) sealed for one way in; 92 bytes. */
export const sealSlot = (key: Bytes, n: number, vaultKey: Bytes): Promise<Bytes> =>
  sealSmall(key, "handrail/1/slot", [n], vaultKey);

/** The vault key out of slot n of eight. Raises Unopened, also where these are not eight of 92 bytes. */
export async function openSlot(key: Bytes, n: number, slots: Bytes[]): Promise<Bytes> {
  const slot = slots[n];
  if (!slot || slots.length !== SLOTS || slots.some((one) => one.length !== SLOT_BYTES)) throw new Unopened();
  return exactly32(await openSmall(key, "handrail/1/slot", [n], slot));
}

/** The chain for a new vault key: up to 8 former keys, newest first, each sealed under the new one. */
export const sealChain = (vaultKey: Bytes, former: Bytes[]): Promise<Bytes[]> =>
  Promise.all(former.slice(0, CHAIN_LENGTH).map((key, n) => sealSmall(vaultKey, "handrail/1/vault", [n], key)));

/** The former vault keys of a chain, newest first. Raises Unopened. */
export async function openChain(vaultKey: Bytes, chain: Bytes[]): Promise<Bytes[]> {
  if (chain.length > CHAIN_LENGTH) throw new Unopened();
  const opened = chain.map(async (sealed, n) => exactly32(await openSmall(vaultKey, "handrail/1/vault", [n], sealed)));
  return Promise.all(opened);
}

function exactly32(key: Bytes): Bytes {
  if (key.length !== 32) throw new Unopened();
  return key;
}
