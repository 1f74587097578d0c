/**
 * The service worker: keeps the build for use without a network, and shows one notification for every push.
 *
 * Registered only once she keeps or opens a daybook on this phone. It never touches the API, and all that it keeps is
 * the app's own files.
 */
import { pushed } from "./pushed.ts";
import { told, tongue } from "./told.ts";

declare const self: ServiceWorkerGlobalScope;
/** The build's files, relative to the scope, and the hash of them all; put in by the build. */
declare const __FILES__: string[];
declare const __VERSION__: string;
/** The texts of one language, relative to its folder. */
declare const __WORDS__: string[];

const PREFIX = "shell-";
const CACHE = PREFIX + __VERSION__;
const HOME = "./";

self.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

// A newer worker waits until the page says that nothing is open: an older page still needs its own files.
self.addEventListener("message", (event) => {
  if (event.data === "use") event.waitUntil(self.skipWaiting());
  const { language } = (event.data ?? {}) as { language?: unknown };
  if (typeof language === "string") event.waitUntil(keepWords(language).catch(() => undefined));
});

const wordsOf = (language: string) => __WORDS__.map((file) => `assets/words/${language}/${file}`);

/** Keeps the texts of a language, besides those that are there: a change of language works without a network later. */
async function keepWords(language: string): Promise<void> {
  const cache = await caches.open(CACHE);
  const [first] = wordsOf(language);
  if (first && !(await cache.match(first))) await cache.addAll(wordsOf(language));
}

/** Fetches every file of the build; one that fails ends the installation, and the next visit tries again. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Hashed names never change what they hold: the browser's own copy will do. The rest is asked for anew.
  const fresh = (path: string) => new Request(path, { cache: path.startsWith("assets/") ? "default" : "reload" });
  await cache.addAll([HOME, ...__FILES__, ...wordsOf(await tongue())].map(fresh));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const scope = self.registration.scope;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  event.respondWith(answer(request, scope));
});

async function answer(request: Request, scope: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.mode === "navigate" ? scope : request, { ignoreSearch: true });
  return kept ?? fetch(request);
}

self.addEventListener("push", (event) => {
  event.waitUntil(
    (async () => {
      // Whatever goes wrong on the way, something is shown: a push without a notification costs the permission.
      const [title, options] = await pushed(() => event.data?.json(), await told(), new Date());
      await self.registration.showNotification(title, options);
      // A page that waits for a test learns that something came; not what.
      const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      for (const page of pages) page.postMessage("pushed");
    })(),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    (async () => {
      const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const open = pages.find((page) => page.url.startsWith(self.registration.scope));
      await (open ? open.focus() : self.clients.openWindow(self.registration.scope));
    })(),
  );
});

/** Not in TypeScript's own types. */
interface SubscriptionChange extends ExtendableEvent {
  oldSubscription: PushSubscription | null;
  newSubscription: PushSubscription | null;
}

self.addEventListener("pushsubscriptionchange", (event) => {
  const { oldSubscription, newSubscription, waitUntil } = event as SubscriptionChange;
  waitUntil.call(
    event,
    (async () => {
      const options = oldSubscription?.options;
      const next = newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
      if (!next) return;
      await fetch("/api/v1/push/subscription", {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...next.toJSON(), lang: await tongue() }),
      });
    })(),
  );
});
