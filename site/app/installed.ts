/** The service worker from the page's side: registered only once she keeps or opens a daybook on this phone. */
import { serviceWorkerScript } from "./trusted.ts";
import { language } from "./words.ts";

let registration: ServiceWorkerRegistration | undefined;
let switching = false;

/**
 * Registers the service worker, so that every screen works with the network off, and looks for a newer one. Fails
 * silently: without it the app works while there is a network.
 */
export async function settleWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || registration) return;
  try {
    registration = await navigator.serviceWorker.register(serviceWorkerScript(), {
      scope: import.meta.env.BASE_URL,
      updateViaCache: "none",
    });
    keepLanguage(language);
    await registration.update().catch(() => undefined);
  } catch {
    // A browser that refuses (private window, full disk) still shows every screen online.
  }
}

/** Has the texts of a language kept for use without a network, beside those that are kept already. */
export function keepLanguage(language: string): void {
  const { installing, waiting, active } = registration ?? {};
  for (const worker of [installing, waiting, active]) worker?.postMessage({ language });
}

/** Changes to a newer version that lies ready, and starts the page anew. Called only where nothing is open. */
export function useNewer(): void {
  const waiting = registration?.waiting;
  if (!waiting || switching) return;
  switching = true;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  waiting.postMessage("use");
}

/** Fetches the newer version that the server asks for and starts the page anew with it. */
export async function reloadNewer(): Promise<void> {
  await registration?.update().catch(() => undefined);
  const { installing } = registration ?? {};
  if (installing) {
    await new Promise<void>((resolve) => {
      installing.addEventListener("statechange", () => installing.state === "installing" || resolve());
    });
  }
  if (registration?.waiting) useNewer();
  else location.reload();
}

/** Takes the service worker and its cache away: nothing of the app is left to work offline. */
export async function removeWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  registration = undefined;
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
