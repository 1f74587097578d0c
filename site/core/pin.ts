/** The ways into the daybook of this phone: the PIN, the passphrase, and the key of what is sealed for this phone only. */
import { argon2id } from "./argon2.ts";
import { base64, concat, newId, random, unbase64, type Bytes } from "./bytes.ts";
import { rootOf, splitRoot } from "./keys.ts";
import { NotAllowed } from "./names.ts";
import { hkdf, openSmall, sealSmall, Unopened } from "./seal.ts";
import type { Halves, Pins } from "./state.ts";
import type { LockRow, PinRow } from "./kept.ts";
import { openChain, openSlot, PASSPHRASE_SLOT } from "./vault.ts";

const NONE = new Uint8Array(0);

/** The digits of a PIN, whatever script they were typed in. Raises NotAllowed unless 4 to 12. */
export function normalPin(typed: string): string {
  const digits = Array.from(typed.normalize("NFKC").trim(), decimal).join("");
  if (!/^[0-9]{4,12}$/.test(digits)) throw new NotAllowed("pin");
  return digits;
}

// Decimal digits stand in runs of ten, zero first, in every script.
function decimal(character: string): string {
  if (!/^\p{Nd}$/u.test(character)) return character;
  let zero = character.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) {
    zero--;
    value++;
  }
  return String(value);
}

/** Argon2id of a PIN: the part that costs time, the same for every use of it on this phone. Raises NotAllowed. */
export const pinRoot = (pin: string, salt: Bytes): Promise<Bytes> => argon2id(normalPin(pin), salt);

/** `HKDF(Argon2id(PIN, salt) ‖ phone half ‖ server half)`, 32 bytes; no server half where the PIN opens anywhere. */
const pinKey = (root: Bytes, half: Bytes, serverHalf: Bytes): Promise<Bytes> =>
  hkdf(concat(root, half, serverHalf), "daybook/1/pin", 32);

/** What the server is shown before it gives its half: of the PIN and the phone's half alone. */
export const pinProof = (root: Bytes, half: Bytes): Promise<Bytes> =>
  hkdf(concat(root, half), "daybook/1/pin-proof", 32);

/** A new salt for the PINs of a phone. */
export const newSalt = (): Bytes => random(16);

/** What is typed opens the daybook, or shows the ordinary page; `drop`: and this phone forgets what opens it. */
export type Typed = { vaultKey: Bytes } | { drop: boolean };

/**
 * The vault key sealed under the PIN, and the wish of a second PIN under that; with `signal` a half of each lies with
 * the server. The phone's half is fresh each time.
 */
export async function sealPins(
  pins: Pick<Pins, "root" | "second">,
  vaultKey: Bytes,
  salt: Bytes,
  signal: boolean,
): Promise<{ row: PinRow; halves: Halves | null }> {
  const half = random(32);
  const server = [0, 1].map(() => (signal ? random(32) : NONE));
  const [root, second] = [unbase64(pins.root), pins.second ? unbase64(pins.second.root) : random(32)];
  const wish = Uint8Array.of(pins.second?.drop ? 1 : 0, ...random(31));
  const seal = async (n: number, root: Bytes, plain: Bytes): Promise<Bytes> =>
    sealSmall(await pinKey(root, half, server[n]!), "daybook/1/pin", [n], plain);
  // Under a random root nobody can type, the second looks as if there were one.
  const sealed: PinRow["sealed"] = [await seal(0, root, vaultKey), await seal(1, second, wish)];
  if (!signal) return { row: { salt, half, sealed, server: null }, halves: null };
  const put = async (n: number, root: Bytes) => ({
    device: newId(),
    proof: base64(await pinProof(root, half)),
    half: base64(server[n]!),
  });
  const { device, ...first } = await put(0, root);
  const body = { ...first, second: await put(1, second) };
  return { row: { salt, half, sealed, server: device }, halves: { device, body } };
}

/** The same row for another vault key: same PINs, same halves, nothing for the server to hear. */
export async function resealPins(pins: Pins, row: PinRow, vaultKey: Bytes): Promise<PinRow> {
  const serverHalf = row.server === null || pins.halves === null ? NONE : unbase64(pins.halves.body.half);
  const key = await pinKey(unbase64(pins.root), row.half, serverHalf);
  return { ...row, sealed: [await sealSmall(key, "daybook/1/pin", [0], vaultKey), row.sealed[1]] };
}

/** What a PIN opens. Raises Unopened; the time is the same whichever of the two it is, or none. */
export async function openPins(root: Bytes, row: PinRow, serverHalf: Bytes = NONE): Promise<Typed> {
  const key = await pinKey(root, row.half, serverHalf);
  const [daybook, second] = await Promise.all(
    row.sealed.map((sealed, n) => openSmall(key, "daybook/1/pin", [n], sealed).catch(() => null)),
  );
  if (daybook) return { vaultKey: daybook };
  if (second) return { drop: second[0] === 1 };
  throw new Unopened();
}

/** The vault key by passphrase, from the slots on this phone: the settled one, then one still on its way. Raises Unopened. */
export async function openPassphrase(passphrase: string, row: LockRow): Promise<Bytes> {
  const ways = [{ salt: row.salt, slots: row.slots }]; // either may be the one that counts
  if (row.next) ways.push({ salt: row.next.salt, slots: row.slots.with(PASSPHRASE_SLOT, row.next.slot) });
  return firstOpened(ways, async ({ salt, slots }) => {
    const { slot } = await splitRoot(await rootOf(passphrase, salt));
    return openSlot(slot, PASSPHRASE_SLOT, slots);
  });
}

/** The local key under a vault key. */
export const sealLocal = (vaultKey: Bytes, local: Bytes): Promise<Bytes> =>
  sealSmall(vaultKey, "daybook/1/local", [], local);

/** The local key by any of the vault keys, newest first. Raises Unopened. */
export const openLocal = (vaultKeys: Bytes[], sealed: Bytes): Promise<Bytes> =>
  firstOpened(vaultKeys, (key) => openSmall(key, "daybook/1/local", [], sealed));

/** What the first key that fits opens. Raises Unopened where none does. */
export async function firstOpened<K, T>(keys: K[], open: (key: K) => Promise<T>): Promise<T> {
  for (const key of keys) {
    try {
      return await open(key);
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
    }
  }
  throw new Unopened();
}

/** The vault key and its former ones, newest first. A chain that does not open leaves the key alone. */
export async function vaultKeysOf(vaultKey: Bytes, chain: Bytes[]): Promise<Bytes[]> {
  try {
    return [vaultKey, ...(await openChain(vaultKey, chain))];
  } catch (error) {
    if (error instanceof Unopened) return [vaultKey];
    throw error;
  }
}
