/** The page's one Trusted Types policy: script addresses that are of this build, and no others. */

interface Policy {
  createScriptURL(address: string): string;
}

/** Makes the policy, once a page, for these addresses; it throws TypeError for any other. */
export function allowScripts(addresses: readonly string[]): Policy {
  const own = new Set(addresses.map((path) => new URL(path, location.origin).href));
  const createScriptURL = (address: string): string => {
    const { href } = new URL(address, location.origin);
    if (!own.has(href)) throw new TypeError("This address is not of this build.");
    return href;
  };
  // TypeScript's DOM types do not know Trusted Types; where a browser has none the same check stands in.
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  return types?.createPolicy("urls", { createScriptURL }) ?? { createScriptURL };
}
