/** Passkeys, where the browser has them: the server's JSON to what `navigator.credentials` takes, and back. */

interface Json {
  parseCreationOptionsFromJSON?(options: unknown): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON?(options: unknown): PublicKeyCredentialRequestOptions;
}

const has = (): Json | undefined =>
  typeof PublicKeyCredential === "function" ? (PublicKeyCredential as unknown as Json) : undefined;

/** Whether this browser can make and use one. */
export const passkeysHere = (): boolean => typeof has()?.parseCreationOptionsFromJSON === "function";

const asJson = (credential: Credential | null): unknown => {
  if (!credential) throw new Error("no passkey was given");
  return (credential as unknown as { toJSON(): unknown }).toJSON();
};

/** Makes a passkey. Throws where the person called it off. */
export const makePasskey = async (options: unknown): Promise<unknown> =>
  asJson(await navigator.credentials.create({ publicKey: has()!.parseCreationOptionsFromJSON!(options) }));

/** Uses one. Throws where the person called it off. */
export const usePasskey = async (options: unknown): Promise<unknown> =>
  asJson(await navigator.credentials.get({ publicKey: has()!.parseRequestOptionsFromJSON!(options) }));
