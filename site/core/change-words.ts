/**
 * Other words, and with them, if she wants, a new vault key. Everything is kept on this phone before the server hears of
 * it, so that whichever counts in the end opens; until that is known the former vault key goes on sealing.
 */
import { credentialsOf, derive, tryCredentials } from "./account.ts";
import type { Api } from "./api.ts";
import { base64, random, unbase64, type Bytes } from "./bytes.ts";
import type { Book } from "./book.ts";
import { Failure } from "./failure.ts";
import { openIdentity, sealIdentity } from "./identity.ts";
import type { Words } from "./keeper.ts";
import { firstOpened, resealPins, sealLocal, vaultKeysOf } from "./pin.ts";
import { settlePins } from "./pins.ts";
import type { Turning } from "./state.ts";
import type { LockRow, Next } from "./kept.ts";
import { emptySlots, openChain, PASSPHRASE_SLOT, sealChain, sealSlot } from "./vault.ts";
import { lockOf } from "./ways.ts";

/**
 * Replaces her words. With `turn` also the vault key: former keys go into the chain, key rows are sealed anew with the
 * next syncs, and the recovery code ends. Raises Failure; after `offline` the next sync finds out which words count.
 */
export async function changeWords(book: Book, api: Api, words: Words, turn: boolean): Promise<void> {
  if (book.state.next) await settleWords(book, api);
  if (turn) await settlePins(book, api); // every row of PINs must be one whose halves are known
  const lock = await lockOf(book);
  const derived = await derive(lock.rp, words);
  const turning = turn ? await turned(book) : null;
  const vaultKey = turning ? unbase64(turning.vault) : book.keys.vault[0]!;
  const slot = await sealSlot(derived.slot, PASSPHRASE_SLOT, vaultKey);
  const next: Next = { salt: derived.salt, slot, turned: null };
  if (turning) {
    next.turned = { chain: turning.chain.map(unbase64), local: await sealLocal(vaultKey, book.local) };
    turning.slots[PASSPHRASE_SLOT] = base64(slot);
  }
  await book.relock({ ...lock, next }, (state) => {
    state.next = credentialsOf(derived);
    state.turning = turning;
  });
  await sendWords(book, api);
}

/** A new vault key and all that is sealed under it. */
async function turned(book: Book): Promise<Turning> {
  const vaultKey = random(32);
  const { publicKey, privateKey } = book.state;
  const identity = await firstOpened(book.keys.vault, (key) =>
    openIdentity(key, unbase64(privateKey), unbase64(publicKey)),
  );
  return {
    vault: base64(vaultKey),
    slots: emptySlots().map(base64),
    chain: (await sealChain(vaultKey, book.keys.vault)).map(base64),
    privateKey: base64(await sealIdentity(vaultKey, identity)),
    recovery: { lookup: base64(random(32)), key: base64(random(32)) },
  };
}

async function sendWords(book: Book, api: Api): Promise<void> {
  const lock = await lockOf(book);
  const { now, next, turning, publicKey } = book.state;
  const given = { current: unbase64(now.signIn), lookup: unbase64(next!.lookup), signIn: unbase64(next!.signIn) };
  try {
    if (turning) {
      const { slots, chain, recovery, privateKey } = turning;
      await api.putCredentials({
        ...given,
        slots: slots.map(unbase64),
        chain: chain.map(unbase64),
        recovery: { lookup: unbase64(recovery.lookup), key: unbase64(recovery.key) },
        identity: { publicKey: unbase64(publicKey), privateKey: unbase64(privateKey) },
      });
    } else {
      const slots = lock.slots.with(PASSPHRASE_SLOT, lock.next!.slot);
      await api.putCredentials({ ...given, slots, chain: lock.chain });
    }
  } catch (error) {
    // The server said no: the old words still count. Where no answer came, nobody knows yet.
    if (error instanceof Failure && error.status >= 400 && error.status < 500 && error.status !== 401)
      await adoptWords(book, false);
    throw error;
  }
  await adoptWords(book, true);
}

async function adoptWords(book: Book, next: boolean): Promise<void> {
  const lock = await lockOf(book);
  if (lock.next === null) return;
  const { turning, pins } = book.state;
  if (!next) return book.relock({ ...lock, next: null }, (state) => (state.next = state.turning = null));
  const settled: LockRow = { ...lock, salt: lock.next.salt, next: null };
  let vault: Bytes[] | null = null;
  if (turning && lock.next.turned) {
    vault = [unbase64(turning.vault), ...book.keys.vault];
    settled.slots = turning.slots.map(unbase64);
    settled.chain = lock.next.turned.chain;
    settled.local = lock.next.turned.local;
    settled.pins = [await resealPins(pins, lock.pins[0]!, vault[0]!)];
  } else settled.slots = lock.slots.with(PASSPHRASE_SLOT, lock.next.slot);
  await book.relock(settled, (state) => {
    if (state.next) state.now = state.next;
    state.wayBack = "tried"; // she gave them back before they were sent
    if (turning) {
      state.privateKey = turning.privateKey;
      state.code = null;
      state.rekey = state.notices = true;
    }
    state.next = state.turning = null;
  });
  if (vault) await book.turn(vault);
}

/** After a change of words whose answer was lost: signs in with both, new ones first, and keeps what opens. */
export async function settleWords(book: Book, api: Api): Promise<void> {
  const { now, next } = book.state;
  if (next && (await tryCredentials(api, next))) return adoptWords(book, true);
  if (!(await tryCredentials(api, now))) throw new Failure("signed-out", 401);
  await adoptWords(book, false);
}

/**
 * The vault keys with which a daybook is opened by `vaultKey`, the first of them the one to seal with. A new vault key
 * that the server may not have taken opens, but seals nothing yet.
 */
export async function keysOf(vaultKey: Bytes, lock: LockRow): Promise<{ vault: Bytes[]; local: Bytes }> {
  if (lock.next?.turned) {
    const { chain, local } = lock.next.turned;
    const former = await openChain(vaultKey, chain).catch(() => null);
    if (former) return { vault: former, local };
  }
  return { vault: await vaultKeysOf(vaultKey, lock.chain), local: lock.local };
}
