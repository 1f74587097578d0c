/** Closing: the ordinary page stands at once; then the keys go. */
import { hideToast } from "../ui/toast.tsx";
import { takeAsked } from "./asked.ts";
import { useNewer } from "./installed.ts";
import { stopReading } from "./read-aloud.tsx";
import { goFront } from "./router.ts";
import { forgetItems, getKeeper } from "./state.ts";

/** Goes to the ordinary page, forgets what this page has in clear, and has the keeper drop its keys. */
export function leave(): void {
  goFront();
  stopReading();
  takeAsked();
  hideToast();
  forgetItems();
  drop();
}

/** Has the keeper drop its keys. */
export function drop(): void {
  stopReading();
  try {
    void getKeeper()
      .lock()
      .then(useNewer, () => undefined);
  } catch {
    // The keeper is not connected yet: there are no keys to drop.
  }
}
