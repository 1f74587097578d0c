/** The browser's side of reminders: permission and subscription. */
import { settleWorker } from "../installed.ts";
import { getKeeper } from "../state.ts";
import { language } from "../words.ts";

/** `no`: this browser has no push; `blocked`: she or the browser refused; `off`, `on`: as she set it. */
export type PushState = "no" | "blocked" | "off" | "on";

/** Some browsers never answer without a network. */
const PATIENCE = 10_000;

export class TooSlow extends Error {}

/** `work`, or TooSlow after ten seconds. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function hasPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

/** How reminders stand on this phone. */
export async function pushState(): Promise<PushState> {
  if (!hasPush()) return "no";
  if (Notification.permission === "denied") return "blocked";
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await within(registration?.pushManager.getSubscription() ?? Promise.resolve(null)).catch(
    () => null,
  );
  return subscription && Notification.permission === "granted" ? "on" : "off";
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
}

/**
 * Asks for permission, subscribes, and tells the keeper. Called from a press of hers only. Gives the state after it;
 * raises TooSlow where the browser does not answer, and what the keeper raises.
 */
export async function turnOn(): Promise<PushState> {
  if (!hasPush()) return "no";
  if ((await Notification.requestPermission()) !== "granted") return "blocked";
  await settleWorker();
  const registration = await within(navigator.serviceWorker.ready);
  const key = bytesOf(await getKeeper().pushKey());
  const subscribe = () => registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  let subscription: PushSubscription;
  try {
    subscription = await within(subscribe());
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "InvalidStateError")) throw error;
    // Subscribed with another server's key: that one goes first.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    subscription = await within(subscribe());
  }
  await getKeeper().subscribe(subscription.toJSON(), language);
  return "on";
}

/** Has neutral words come in the language that is spoken now, where reminders are on. Fails silently. */
export async function tellLanguage(): Promise<void> {
  if (!hasPush()) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await within(registration?.pushManager.getSubscription() ?? Promise.resolve(null)).catch(
    () => null,
  );
  if (subscription)
    await getKeeper()
      .subscribe(subscription.toJSON(), language)
      .catch(() => undefined);
}

/** Before everything leaves this phone: no subscription and no shown notification stay, with a network or without. */
export async function dropPush(): Promise<void> {
  await getKeeper()
    .unsubscribe()
    .catch(() => undefined);
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return;
  for (const shown of (await registration.getNotifications?.()) ?? []) shown.close();
  await within((async () => (await registration.pushManager?.getSubscription())?.unsubscribe())()).catch(() => false);
}

/** Ends reminders on this phone: at the server first, so that none is on its way afterwards. */
export async function turnOff(): Promise<PushState> {
  await getKeeper().unsubscribe();
  const registration = await navigator.serviceWorker.getRegistration();
  await within((async () => (await registration?.pushManager.getSubscription())?.unsubscribe())()).catch(() => false);
  return "off";
}
