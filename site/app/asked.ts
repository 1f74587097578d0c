/**
 * A number that a link asked for: `/app/#6`. It is read once and goes from the address at once; what it means is known
 * behind the PIN only, but for one: 9000 opens *My phone is gone*, from any browser.
 */
import { Store } from "../ui/store.ts";
import { act } from "./acts.ts";

const GONE = 9000;

/** The number asked for and not yet taken, or null. */
export const asked = new Store<number | null>(null);

/** Reads the address and cleans it; again where only the part after `#` changes. */
export function startAsked(): void {
  const read = () => {
    const found = /^#([1-9]\d{0,3})$/.exec(location.hash);
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
    if (found) asked.set(Number(found[1]));
  };
  addEventListener("hashchange", () => {
    read();
    openAsked();
  });
  read();
}

/** Opens what needs no PIN; called once the keeper is connected, too. */
export function openAsked(): void {
  if (asked.get() !== GONE) return;
  takeAsked();
  act("gone");
}

/** The number, once. */
export function takeAsked(): number | null {
  const number = asked.get();
  asked.set(null);
  return number;
}
