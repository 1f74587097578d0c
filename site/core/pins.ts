/**
 * The PINs of this phone: typed, changed, and bound to the server or not.
 *
 * With a half at the server a change has two ends. New halves go under new names, and the older row stays on the phone
 * until the server has taken them: whichever end was reached when the power goes, one of the rows opens.
 */
import type { Api } from "./api.ts";
import { base64, newId, random, type Bytes } from "./bytes.ts";
import type { Book } from "./book.ts";
import { Failure } from "./failure.ts";
import type { PinMode, Pins as Shown } from "./keeper.ts";
import { openPins, pinProof, pinRoot, sealPins, type Typed } from "./pin.ts";
import { Unopened } from "./seal.ts";
import type { Pins } from "./state.ts";
import type { LockRow, PinRow, Tries } from "./kept.ts";
import type { Store } from "./store.ts";
import { emptySlots } from "./vault.ts";
import { lockOf } from "./ways.ts";

/** Wrong PINs in a row after which the ordinary page comes back; where the PIN opens anywhere, waiting begins too. */
export const ENOUGH = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 900_000;

/** A wrong PIN of which the server said how many tries are left. */
export class WrongProof extends Unopened {
  constructor(readonly left: number) {
    super();
  }
}

/** How the PIN opens here. */
export const shownPins = ({ state }: Book): Shown => ({
  mode: state.pins.halves === null ? "anywhere" : "signal",
  second: state.pins.second === null ? null : state.pins.second.drop ? "drop" : "front",
  unsettled: state.pins.halves !== null && state.pins.unsettled,
});

/** Milliseconds until a PIN may be typed again where it opens anywhere. A clock that was set back gains nothing. */
export function waitOf({ wrong, at }: Tries, now: number): number {
  if (wrong < ENOUGH) return 0;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (wrong - ENOUGH));
  return Math.max(0, Math.min(wait, at + wait - now));
}

/**
 * What a typed PIN opens. Rows that open anywhere are tried first, then the server is asked for the newest that it
 * knows. Raises Unopened (WrongProof), NotAllowed, and Failure: `offline`; `gone` as its problem where no half is left.
 */
export async function typed(api: Api, lock: LockRow, pin: string): Promise<Typed> {
  const root = await pinRoot(pin, lock.pins[0]!.salt);
  let wrong: unknown = new Unopened();
  for (const row of lock.pins.filter((one) => one.server === null)) {
    try {
      return await openPins(root, row);
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
    }
  }
  for (const row of lock.pins.filter((one) => one.server !== null)) {
    try {
      return await openPins(root, row, await halfOf(api, root, row));
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 404) throw error;
      // Never put there, or replaced since: an older row may be the one that counts.
      wrong = new Failure("wrong", 410, "gone");
    }
  }
  throw wrong;
}

async function halfOf(api: Api, root: Bytes, row: PinRow): Promise<Bytes> {
  try {
    return await api.fetchHalf(row.server!, await pinProof(root, row.half));
  } catch (error) {
    if (!(error instanceof Failure) || error.problem !== "wrong-proof") throw error;
    throw new WrongProof(error.left);
  }
}

/** A new PIN, another second one, or another way of opening. Raises Failure; after `offline` the next sync goes on. */
export async function changePins(
  book: Book,
  api: Api,
  mode: PinMode,
  set: (pins: Pins) => void = () => undefined,
): Promise<void> {
  const lock = await lockOf(book);
  const pins = structuredClone(book.state.pins);
  set(pins);
  const before = pins.halves !== null;
  const { row, halves } = await sealPins(pins, book.keys.vault[0]!, lock.pins[0]!.salt, mode === "signal");
  // Without a half at the server nothing is in doubt: the new row counts from here on.
  const rows = halves === null ? [row] : [row, ...lock.pins];
  await book.relock({ ...lock, pins: rows }, (state) => {
    state.pins = { ...pins, halves, unsettled: halves !== null || before };
  });
  if (halves !== null) await settlePins(book, api);
}

/** Argon2id of a PIN as this phone salts it. Raises NotAllowed. */
export async function rootHere(book: Book, pin: string): Promise<string> {
  return base64(await pinRoot(pin, (await lockOf(book)).pins[0]!.salt));
}

/** Brings the server's halves in step with this phone's; nothing happens where they are. Raises Failure. */
export async function settlePins(book: Book, api: Api): Promise<void> {
  const { halves, unsettled } = book.state.pins;
  if (!unsettled) return;
  if (halves) await api.putHalves(halves);
  else await api.putHalves(nobodys());
  const lock = await lockOf(book);
  const settled = halves && lock.pins[0]!.server === halves.device ? { ...lock, pins: lock.pins.slice(0, 1) } : lock;
  await book.relock(settled, (state) => {
    if (state.pins.halves?.device === halves?.device) state.pins.unsettled = false;
  });
}

/** Halves that no PIN gives a proof for: they end the ones before, and look like any. */
function nobodys(): NonNullable<Pins["halves"]> {
  const some = () => ({ proof: base64(random(32)), half: base64(random(32)) });
  return { device: newId(), body: { ...some(), second: { device: newId(), ...some() } } };
}

/**
 * After the second PIN: notifications show no details until the daybook is opened again, and with `drop` nothing that
 * lies here opens it any more. What is unsent stays, sealed: her words bring it back.
 */
export async function hide(store: Store, lock: LockRow, drop: boolean): Promise<void> {
  const told = await store.told();
  await store.commit({
    tries: { wrong: 0, at: 0 },
    ...(told ? { told: { ...told, key: null, owner: "", expected: [] } } : {}),
    ...(drop ? { lock: shut(lock) } : {}),
  });
}

const shut = (lock: LockRow): LockRow => ({
  ...lock,
  salt: random(32),
  slots: emptySlots(),
  next: null,
  chain: lock.chain.map(() => random(92)),
  pins: [{ salt: random(16), half: random(32), sealed: [random(92), random(92)], server: null }],
});

/** The halves are to be put again: the session that had them has ended, or words opened what a PIN could not. */
export const renewHalves = async (book: Book): Promise<void> => {
  if (book.state.pins.halves) await book.remember((state) => (state.pins.unsettled = true));
};
