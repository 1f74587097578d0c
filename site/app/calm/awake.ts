/** Keeps the screen lit while an exercise runs: a phone left untouched would go dark in the middle of it. */
import { useEffect } from "preact/hooks";

/** Lit while `on`; where the browser cannot, the phone does as it always does. */
export function useLit(on: boolean): void {
  useEffect(() => {
    if (!on || !("wakeLock" in navigator)) return;
    const asked = navigator.wakeLock.request("screen").catch(() => null);
    return () => void asked.then((lock) => lock?.release()).catch(() => undefined);
  }, [on]);
}
