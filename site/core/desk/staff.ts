/** What only a case manager's session asks of the server: the second step of signing in. */
import type { Api } from "../api.ts";
import { Failure } from "../failure.ts";
import type { Totp } from "./desk-keeper.ts";

const members = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;

/** True where the work went through, false where the server refused what was typed. Raises Failure for all else. */
async function accepted(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Failure && [403, 422].includes(error.status)) return false;
    throw error;
  }
}

/** A code as the app that makes them shows it: blanks between its digits do not count. */
const digits = (code: string): string => code.replace(/\s+/g, "");

export const confirmTotp = (api: Api, code: string): Promise<boolean> =>
  accepted(api.call("PUT", "/staff/totp", { code: digits(code) }));

export const passCode = (api: Api, code: string): Promise<boolean> =>
  accepted(api.call("POST", "/session/second-step", { code: digits(code) }));

export const passPasskey = (api: Api, credential: unknown): Promise<boolean> =>
  accepted(api.call("POST", "/session/second-step", { credential }));

/** A secret that does not count before a code of it was given back. Raises Failure. */
export async function startTotp(api: Api): Promise<Totp> {
  const { secret, uri } = members((await api.call("POST", "/staff/totp", {})).value);
  if (typeof secret !== "string" || typeof uri !== "string") throw new Failure("unknown");
  return { secret, uri };
}

/** What is registered: codes, and the options for a passkey or null. */
export async function registered(api: Api): Promise<{ codes: boolean; passkey: unknown }> {
  const { totp, publicKey } = members((await api.call("GET", "/session/second-step")).value);
  return { codes: totp === true, passkey: publicKey ?? null };
}

export const passkeyOptions = async (api: Api): Promise<unknown> =>
  members((await api.call("POST", "/staff/passkeys/options", {})).value)["publicKey"];

export async function addPasskey(api: Api, credential: unknown): Promise<void> {
  await api.call("POST", "/staff/passkeys", { credential });
}
