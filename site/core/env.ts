/** What the engine is handed by the world it runs in, so that it runs in a worker and in Node alike. */
import type { Fetch } from "./api.ts";
import { DATABASE } from "./store.ts";

/** The part of the Web Locks API that is used. */
export interface Locks {
  request<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** The part of BroadcastChannel that is used: every other engine on the same daybook hears what one posts. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
  close(): void;
}

export interface Env {
  fetch: Fetch;
  /** Scheme, host and port of the server; "" for the page's own. */
  origin: string;
  /** The name of the database, the locks and the channel. */
  database: string;
  locks: Locks;
  channel: Channel | null;
  /** Milliseconds since 1970. */
  now(): number;
  /** Whether it syncs by itself: after writes, at intervals, after failures. */
  automatic: boolean;
  /** The invitation with which an account is made where sign-up asks for one. */
  invite: string | null;
}

/** The world of a dedicated worker (or of Node), with what is given instead. */
export function envOf(given: Partial<Env> = {}): Env {
  const database = given.database ?? DATABASE;
  return {
    fetch: (url, init) => globalThis.fetch(url, init),
    origin: "",
    locks: globalThis.navigator?.locks ? (globalThis.navigator.locks as unknown as Locks) : oneAtATime(),
    channel: typeof BroadcastChannel === "function" ? new BroadcastChannel(database) : null,
    now: () => Date.now(),
    automatic: true,
    invite: null,
    ...given,
    database,
  };
}

/** Locks of this engine alone, for browsers without Web Locks: two tabs then meet as two devices do. */
export function oneAtATime(): Locks {
  const last = new Map<string, Promise<unknown>>();
  return {
    request<T>(name: string, task: () => Promise<T>): Promise<T> {
      const turn = (last.get(name) ?? Promise.resolve()).then(task, task);
      last.set(name, turn);
      return turn;
    },
  };
}
