/** From handle and passphrase to keys (protocol, "From handle and passphrase to keys"). */
import { argon2id } from "./argon2.ts";
import { ctx, type Bytes } from "./bytes.ts";
import { normalHandle, normalPassphrase } from "./names.ts";
import { hkdf, sha256 } from "./seal.ts";

/** What a passphrase gives: `signIn` goes to the server, `slot` never leaves the device. 32 bytes each. */
export interface Root {
  signIn: Bytes;
  slot: Bytes;
}

/** Argon2id's salt: `SHA-256(ctx("handrail/1/salt", rp, handle))`. Raises NotAllowed. */
export const rootSalt = (rp: string, handle: string): Promise<Bytes> =>
  sha256(ctx("handrail/1/salt", rp, normalHandle(handle)));

/** By what the server finds the account: `SHA-256(ctx("handrail/1/lookup", rp, handle))`. Raises NotAllowed. */
export const lookupOf = (rp: string, handle: string): Promise<Bytes> =>
  sha256(ctx("handrail/1/lookup", rp, normalHandle(handle)));

/** The 32 bytes of Argon2id over the passphrase. Raises NotAllowed. */
export const rootOf = (passphrase: string, salt: Bytes): Promise<Bytes> => argon2id(normalPassphrase(passphrase), salt);

/** Splits a root into the key that signs in and the key of slot 0. */
export async function splitRoot(root: Bytes): Promise<Root> {
  return {
    signIn: await hkdf(root, "handrail/1/sign-in", 32),
    slot: await hkdf(root, "handrail/1/slot", 32),
  };
}
