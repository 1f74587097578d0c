/** Her ways in: the words, the recovery code, the PIN. Each change may be cut off anywhere and be gone on with. */
import { putRenewal, tryCredentials } from "./account.ts";
import type { Api } from "./api.ts";
import { base64, equal, unbase64, type Bytes } from "./bytes.ts";
import type { Book } from "./book.ts";
import { newCode, readCode, readCodeOrPapers, recoveryKeys, splitCode, writeCode } from "./code.ts";
import { Failure } from "./failure.ts";
import type { Words } from "./keeper.ts";
import { NotAllowed, normalHandle, normalPassphrase } from "./names.ts";
import { Unopened } from "./seal.ts";
import type { LockRow } from "./kept.ts";
import { settleWords } from "./change-words.ts";
import { openSlot, RECOVERY_SLOT, sealSlot } from "./vault.ts";

/** What opens the opened daybook. */
export async function lockOf(book: Book): Promise<LockRow> {
  const lock = await book.store.lock();
  if (lock === null || "leaving" in lock) throw new Failure("locked");
  return lock;
}

/** Her words, which thereby were shown. */
export async function showWords(book: Book): Promise<Words> {
  await book.remember((state) => {
    if (state.wayBack === "none") state.wayBack = "made";
  });
  return (book.state.next ?? book.state.now).words;
}

/** Whether the words typed are hers; if so the way back was tried. */
export async function confirmWords(book: Book, typed: Words): Promise<boolean> {
  const { handle, passphrase } = (book.state.next ?? book.state.now).words;
  try {
    if (normalHandle(typed.handle) !== normalHandle(handle)) return false;
    if (normalPassphrase(typed.passphrase) !== normalPassphrase(passphrase)) return false;
  } catch (error) {
    if (error instanceof NotAllowed) return false;
    throw error;
  }
  await book.remember((state) => (state.wayBack = "tried"));
  return true;
}

/** A new recovery code; nothing changes on the server before it was given back right. */
export async function makeCode(book: Book): Promise<string> {
  const code = newCode();
  await book.remember((state) => {
    state.code = base64(code);
    if (state.wayBack === "none") state.wayBack = "made";
  });
  return writeCode(code);
}

/** One code as two papers. Raises NotAllowed. */
export async function papersOf(written: string): Promise<[string, string]> {
  const [one, other] = splitCode(await readCode(written));
  return [await writeCode(one), await writeCode(other)];
}

/**
 * Keeps the code with the account if `typed` is the one that was made; true also for the one that is kept already.
 * May be repeated after a lost answer.
 */
export async function confirmCode(book: Book, api: Api, typed: string): Promise<boolean> {
  let code: Bytes;
  try {
    code = await readCodeOrPapers(typed);
  } catch (error) {
    if (error instanceof NotAllowed) return false;
    throw error;
  }
  const lock = await lockOf(book);
  const keys = await recoveryKeys(code);
  if (base64(code) !== book.state.code) return isKept(book, code);
  const slots = [...lock.slots];
  slots[RECOVERY_SLOT] = await sealSlot(keys.slot, RECOVERY_SLOT, book.keys.vault[0]!);
  const { now } = book.state;
  await api.putCredentials({
    current: unbase64(now.signIn),
    lookup: unbase64(now.lookup),
    signIn: unbase64(now.signIn),
    slots,
    chain: lock.chain,
    recovery: { lookup: keys.lookup, key: keys.signIn },
  });
  await book.relock({ ...lock, slots }, (state) => {
    state.code = null;
    state.wayBack = "tried";
  });
  return true;
}

/** Whether a code opens what lies with the account; if so the way back was tried. */
export async function isKept(book: Book, code: Bytes): Promise<boolean> {
  const [{ slots }, { slot }] = await Promise.all([lockOf(book), recoveryKeys(code)]);
  try {
    const vaultKey = await openSlot(slot, RECOVERY_SLOT, slots);
    if (!equal(vaultKey, book.keys.vault[0]!)) return false;
  } catch (error) {
    if (error instanceof Unopened) return false;
    throw error;
  }
  await book.remember((state) => (state.wayBack = "tried"));
  return true;
}

/**
 * A session again, with what is sealed inside: finishes a change of words or a recovery that was cut off first.
 * Raises Failure `signed-out` where no words of this phone open the account any more.
 */
export async function signInAgain(book: Book, api: Api): Promise<void> {
  if (book.state.recovering) return finishRecovery(book, api);
  if (book.state.next) return settleWords(book, api);
  if (!(await tryCredentials(api, book.state.now))) throw new Failure("signed-out", 401);
}

/**
 * The PUT of a recovery, repeated until it is known to be done: the code, the words and the new key are all kept here.
 * `fresh`: the session is the one that the code has just opened. One at a time: the first sync comes by here too, and
 * with the code once more it would end the session in which the first PUT is on its way.
 */
export function finishRecovery(book: Book, api: Api, fresh = false): Promise<void> {
  return book.env.locks.request(`${book.env.database}-recovery`, async () => {
    const { recovering, now } = book.state;
    if (recovering === null) return;
    if (fresh) await renew(book, api, await lockOf(book));
    if (!(await tryCredentials(api, now))) {
      const lock = await lockOf(book);
      const again = await recoverAgain(api, recovering.code);
      if ("opens" in again) throw new Failure("too-many", 202, "", Math.max(1, again.opens - book.now(api.clockAhead)));
      await renew(book, api, lock);
      if (!(await tryCredentials(api, now))) throw new Failure("signed-out", 401);
    }
    await book.remember((state) => (state.recovering = null));
  });
}

/** Sends the credentials of a recovery in the session that it has now. Raises Failure. */
function renew(book: Book, api: Api, lock: LockRow): Promise<void> {
  const { now, publicKey, privateKey } = book.state;
  return putRenewal(api, { now, slots: lock.slots, chain: lock.chain, publicKey, privateKey });
}

async function recoverAgain(api: Api, code: string): Promise<{ opens: number } | object> {
  const keys = await recoveryKeys(unbase64(code));
  return api.recover(keys.lookup, keys.signIn);
}
