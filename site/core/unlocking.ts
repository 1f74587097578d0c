/** Opening what lies on this phone: by PIN, with its tries counted, or by the words. */
import type { Api } from "./api.ts";
import { Failure, troubleOf } from "./failure.ts";
import type { Opening } from "./keeper.ts";
import { NotAllowed } from "./names.ts";
import { ENOUGH, hide, typed, waitOf, WrongProof } from "./pins.ts";
import { Unopened } from "./seal.ts";
import type { Bytes } from "./bytes.ts";
import type { LockRow, Tries } from "./kept.ts";
import type { Store } from "./store.ts";

/**
 * Opens by PIN. A try is counted before it is made, so that cutting it short gains nothing; the fifth in a row and a
 * second PIN end alike, at the ordinary page. `open` gets the vault key.
 */
export async function unlockByPin(
  store: Store,
  lock: LockRow,
  api: Api,
  pin: string,
  now: () => number,
  open: (vaultKey: Bytes) => Promise<void>,
): Promise<Opening> {
  const anywhere = lock.pins.some((row) => row.server === null);
  const before = await store.tries();
  if (anywhere && waitOf(before, now()) > 0) return { ok: false, why: "too-many" };
  const { wrong } = await store.countTry(now()).catch(() => ({ wrong: before.wrong + 1 })); // a full phone opens too
  try {
    const found = await typed(api, lock, pin);
    if ("drop" in found) {
      await hide(store, lock, found.drop);
      return { ok: false, why: "front" };
    }
    await open(found.vaultKey);
    await keepTries(store, { wrong: 0, at: 0 });
    return { ok: true };
  } catch (error) {
    if (error instanceof Unopened) {
      if (wrong % ENOUGH === 0) return { ok: false, why: "front" };
      return error instanceof WrongProof ? { ok: false, why: "wrong", left: error.left } : { ok: false, why: "wrong" };
    }
    const spent = error instanceof Failure && error.status === 410;
    if (spent && wrong === ENOUGH) return { ok: false, why: "front" };
    if (spent) return { ok: false, why: "spent" };
    await keepTries(store, before); // no PIN was judged
    if (error instanceof NotAllowed) return { ok: false, why: "wrong" };
    if (!(error instanceof Failure)) throw error;
    // Without its session this phone was signed out: only her words go on.
    if (error.status === 401) return { ok: false, why: "spent" };
    if (error.trouble === "offline") return { ok: false, why: "needs-signal" };
    if (error.trouble === "too-many") return { ok: false, why: "too-many" };
    throw error;
  }
}

/** A phone without room keeps no count; that is no reason to keep her out. */
export const keepTries = (store: Store, tries: Tries): Promise<void> =>
  store.commit({ tries }).catch((error: unknown) => {
    if (troubleOf(error) !== "full") throw error;
  });
