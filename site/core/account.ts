/** Making, reaching and changing her account: every step may be repeated after its answer was lost. */
import type { Api, Session } from "./api.ts";
import { base64, random, unbase64, type Bytes } from "./bytes.ts";
import { recoveryKeys } from "./code.ts";
import { Failure } from "./failure.ts";
import { newIdentity, openIdentity, sealIdentity, type KeyPair } from "./identity.ts";
import type { Words } from "./keeper.ts";
import { lookupOf, rootOf, rootSalt, splitRoot } from "./keys.ts";
import type { Credentials } from "./state.ts";
import { emptySlots, openSlot, PASSPHRASE_SLOT, RECOVERY_SLOT, sealChain, sealSlot } from "./vault.ts";
import { firstOpened, vaultKeysOf } from "./pin.ts";
import { newWords } from "./words.ts";

/** Words and all that follows from them in one deployment. */
export interface Derived {
  words: Words;
  salt: Bytes;
  lookup: Bytes;
  signIn: Bytes;
  slot: Bytes;
}

/** An account as it is about to be kept on this phone. */
export interface Kept {
  account: string;
  /** As the server says; missing where it was not asked. */
  role?: string;
  derived: Derived;
  /** Vault key and former ones, newest first. */
  vault: Bytes[];
  slots: Bytes[];
  chain: Bytes[];
  publicKey: Bytes;
  privateKey: Bytes;
}

/** An account being made: the same keys at every try, so that a lost answer does no harm. */
export type Draft = Omit<Kept, "account" | "role">;

/** Works out the keys of handle and passphrase; takes as long as Argon2id. Raises NotAllowed. */
export async function derive(rp: string, words: Words): Promise<Derived> {
  const salt = await rootSalt(rp, words.handle);
  const { signIn, slot } = await splitRoot(await rootOf(words.passphrase, salt));
  return { words, salt, lookup: await lookupOf(rp, words.handle), signIn, slot };
}

/** As the sealed state keeps them. */
export const credentialsOf = (derived: Derived): Credentials => ({
  words: derived.words,
  lookup: base64(derived.lookup),
  signIn: base64(derived.signIn),
});

/** Words (new ones, or those given), vault key and identity of a new account. Nothing leaves the phone yet. */
export async function draftAccount(rp: string, words?: Words): Promise<Draft> {
  const derived = await derive(rp, words ?? (await newWords()));
  const vaultKey = random(32);
  const slots = emptySlots();
  slots[PASSPHRASE_SLOT] = await sealSlot(derived.slot, PASSPHRASE_SLOT, vaultKey);
  const { publicKey, privateKey }: KeyPair = await newIdentity();
  const sealed = await sealIdentity(vaultKey, privateKey);
  return { derived, vault: [vaultKey], slots, chain: [], publicKey, privateKey: sealed };
}

/**
 * Makes the account on the server, or finds that an earlier try did. A staff code makes a case manager. Raises Failure;
 * `closed` without an invitation, or where a code is spent.
 */
export async function signUp(
  api: Api,
  draft: Draft,
  invite: string | null,
  staffCode: string | null = null,
): Promise<Kept> {
  const { derived, slots, publicKey, privateKey } = draft;
  try {
    const account = await api.signUp({
      lookup: derived.lookup,
      signIn: derived.signIn,
      // Nobody knows these: there is no recovery code until she makes one.
      recoveryLookup: random(32),
      recoveryKey: random(32),
      publicKey,
      privateKey,
      slots,
      invite,
      staffCode,
    });
    return { ...draft, account };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.status === 403) throw new Failure("closed", 403, error.problem);
    if (error.trouble !== "taken") throw error;
    const session = await api.signIn(derived.lookup, derived.signIn).catch((refused: unknown) => {
      throw refused instanceof Failure && refused.status === 401 ? new Failure("taken", 409) : refused;
    });
    return { ...draft, account: session.account };
  }
}

/** Signs in with words and opens the vault. Raises Unopened where slot 0 does not open, Failure, NotAllowed. */
export async function signIn(api: Api, rp: string, words: Words): Promise<Kept> {
  const derived = await derive(rp, words);
  const session = await api.signIn(derived.lookup, derived.signIn);
  const vaultKey = await openSlot(derived.slot, PASSPHRASE_SLOT, session.slots);
  return { ...keptOf(session), derived, vault: await vaultKeysOf(vaultKey, session.chain) };
}

/**
 * The first half of a recovery: the code opens slot 1, a fresh vault key and fresh words take over, and the former
 * keys go into the chain. Nothing is changed on the server yet. Gives the second from which the code opens where it
 * must wait. Raises Unopened, Failure.
 */
export async function recover(api: Api, rp: string, code: Bytes): Promise<Kept | { opens: number }> {
  const keys = await recoveryKeys(code);
  const session = await api.recover(keys.lookup, keys.signIn);
  if ("opens" in session) return session;
  const old = await openSlot(keys.slot, RECOVERY_SLOT, session.slots);
  const former = await vaultKeysOf(old, session.chain);
  const derived = await derive(rp, await newWords());
  const vaultKey = random(32);
  const slots = emptySlots();
  slots[PASSPHRASE_SLOT] = await sealSlot(derived.slot, PASSPHRASE_SLOT, vaultKey);
  // Links pin her public key: it stays, and only its private half is sealed anew.
  const identity = await firstOpened(former, (key) => openIdentity(key, session.privateKey, session.publicKey));
  return {
    ...keptOf(session),
    derived,
    vault: [vaultKey, ...former],
    slots,
    chain: await sealChain(vaultKey, former),
    privateKey: await sealIdentity(vaultKey, identity),
  };
}

/** What the PUT of a recovery sends; the code is spent by it, and none takes its place by itself. */
export interface Renewal {
  now: Credentials;
  slots: Bytes[];
  chain: Bytes[];
  publicKey: string;
  privateKey: string;
}

/** The second half of a recovery, in the session that `POST /recovery` gave. Raises Failure. */
export const putRenewal = (api: Api, renewal: Renewal): Promise<void> =>
  api.putCredentials({
    lookup: unbase64(renewal.now.lookup),
    signIn: unbase64(renewal.now.signIn),
    slots: renewal.slots,
    chain: renewal.chain,
    recovery: { lookup: random(32), key: random(32) },
    identity: { publicKey: unbase64(renewal.publicKey), privateKey: unbase64(renewal.privateKey) },
  });

/** Signs in with sealed credentials; `false` where the server knows none such. Raises Failure. */
export async function tryCredentials(api: Api, credentials: Credentials): Promise<boolean> {
  try {
    await api.signIn(unbase64(credentials.lookup), unbase64(credentials.signIn));
    return true;
  } catch (error) {
    if (error instanceof Failure && error.status === 401) return false;
    throw error;
  }
}

function keptOf(session: Session): Omit<Kept, "derived" | "vault"> {
  const { account, role, slots, chain, publicKey, privateKey } = session;
  return { account, role, slots, chain, publicKey, privateKey };
}
