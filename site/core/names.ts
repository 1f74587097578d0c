/** Handle and passphrase: one way of writing each, the same in every language. */

/** A handle or passphrase that the rules do not allow. */
export class NotAllowed extends Error {
  override name = "NotAllowed";
}

// JavaScript has no case folding, and a whole word lower-cased treats a final sigma by its place:
// hence each code point by itself.
const lower = (text: string): string => Array.from(text, (point) => point.toLowerCase()).join("");

/**
 * The handle as it goes into keys: NFKC, each code point to lower case by itself, NFKC, runs of white space,
 * `-`, U+2010–2015 and U+2212 to one `-`, trimmed. Raises NotAllowed unless that leaves 3–64 code points of
 * letters, marks, digits and `-`.
 */
export function normalHandle(typed: string): string {
  const folded = lower(typed.normalize("NFKC")).normalize("NFKC");
  const handle = folded.replace(/[\p{White_Space}\-\u2010-\u2015\u2212]+/gu, "-").replace(/^-|-$/g, "");
  const length = Array.from(handle).length;
  if (length < 3 || length > 64 || !/^[\p{L}\p{M}\p{Nd}-]+$/u.test(handle)) throw new NotAllowed("handle");
  return handle;
}

/** The passphrase as it goes into keys: NFKC, white space to one blank, trimmed; case counts. Raises NotAllowed if empty. */
export function normalPassphrase(typed: string): string {
  const passphrase = typed
    .normalize("NFKC")
    .replace(/\p{White_Space}+/gu, " ")
    .replace(/^ | $/g, "");
  // Half a surrogate pair has no UTF-8.
  if (!passphrase || /\p{Surrogate}/u.test(passphrase)) throw new NotAllowed("passphrase");
  return passphrase;
}
