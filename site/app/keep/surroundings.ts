/** What this browser can do: found out before anything is asked of her, without storing anything. */

export type Surroundings = "good" | "in-app" | "no-storage" | "too-old" | "full" | "install-first";

/** Names that the built-in browsers of chat apps put into their user agent; `; wv)` is Android's own marker. */
const IN_APP =
  /FBAN|FBAV|FB_IAB|Instagram|\bLine\/|WhatsApp|Snapchat|TikTok|BytedanceWebview|musical_ly|MicroMessenger|Twitter|; wv\)/;
const LEAST_ROOM = 20 * 1024 * 1024;

/** Whether this is an iPhone or iPad, which lets only an installed page keep things and be reminded. */
function isApple(): boolean {
  return (
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  );
}

function isInstalled(): boolean {
  const { standalone } = navigator as { standalone?: boolean };
  return standalone === true || matchMedia("(display-mode: standalone)").matches;
}

/** The first thing that stands in the way of keeping a daybook here, or `good`. */
export async function lookAround(): Promise<Surroundings> {
  if (IN_APP.test(navigator.userAgent)) return "in-app";
  if (!globalThis.isSecureContext || !crypto.subtle || !("WebAssembly" in globalThis)) return "too-old";
  if (!("indexedDB" in globalThis) || !("serviceWorker" in navigator) || !navigator.storage) return "no-storage";
  if (isApple() && !isInstalled()) return "install-first";
  const { quota, usage } = await navigator.storage.estimate().catch(() => ({ quota: undefined, usage: undefined }));
  if (quota !== undefined && quota - (usage ?? 0) < LEAST_ROOM) return "full";
  return "good";
}

/** Chromium gives a private window room by memory, not by disk: far less than an ordinary window has. */
const PRIVATE_ROOM = 2.2 * 1024 ** 3;

/** Whether this looks like a private window. No browser says so: it is a guess, and only a sentence hangs on it. */
export async function mayBePrivate(): Promise<boolean> {
  if (!("userAgentData" in navigator)) return false;
  const { quota } = await navigator.storage.estimate().catch(() => ({ quota: undefined }));
  return quota !== undefined && quota < PRIVATE_ROOM;
}
