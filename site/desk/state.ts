/** What the screens of the desk know, and where they stand. Nothing here enters the browser's history. */
import { useEffect, useState } from "preact/hooks";
import type { DeskKeeper, DeskLink, SecondStep } from "../core/desk/desk-keeper.ts";
import type { Item, Status } from "../core/keeper.ts";
import type { ReceivedView } from "../core/sharing/index.ts";
import { Store, useStore } from "../ui/store.ts";
import { hideToast } from "../ui/toast.tsx";
import { connect } from "./rpc.ts";

export type Place = "week" | "people" | "connect" | "totals" | "account";

export const status = new Store<Status | null>(null);
/** How far a key has been worked out, or records are opened: 0 to 1. */
export const progress = new Store(0);
export const items = new Store<Item[]>([]);
/** What others share with this desk, opened. */
export const received = new Store<ReceivedView[]>([]);
/** Every link, codes that wait among them. */
export const links = new Store<DeskLink[]>([]);
/** What the server wants of this session; null while it has not said. */
export const step = new Store<SecondStep | null>(null);
export const place = new Store<Place>("week");
/** The link record of the person that is open, or null. */
export const chosen = new Store<string | null>(null);

/** Milliseconds between two looks for what is new, while the page is in sight. */
const LOOK_EVERY = 30_000;

let keeper: DeskKeeper | undefined;

export async function start(): Promise<void> {
  keeper = connect({
    onStatus: (next) => status.set(next),
    onItems: () => void readItems(),
    onProgress: (part) => progress.set(part),
  });
  // A meeting is prepared in ten minutes: what she changed meanwhile is to be there.
  const look = () => {
    if (document.visibilityState === "visible" && status.get()?.phase === "open") void keeper?.sync();
  };
  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  status.set(await keeper.status());
}

export function getKeeper(): DeskKeeper {
  if (!keeper) throw new Error("the keeper is not connected yet");
  return keeper;
}

export async function readItems(): Promise<void> {
  if (!keeper) return;
  const [own, came, known] = await Promise.all([
    keeper.items(),
    keeper.sharing("received") as Promise<ReceivedView[]>,
    keeper.deskLinks(),
  ]);
  items.set(own);
  received.set(came);
  links.set(known);
}

/** Drops the page's memory and the worker's. The sealed copy stays on this laptop. */
export async function lock(): Promise<void> {
  hideToast();
  items.set([]);
  received.set([]);
  links.set([]);
  step.set(null);
  chosen.set(null);
  place.set("week");
  const before = status.get();
  if (before) status.set({ ...before, phase: "locked" });
  await getKeeper().lock();
}

/** Seconds since 1970 by the server's clock, as far as it is known. */
export const now = (): number => Math.floor(Date.now() / 1000) - (status.get()?.clockAhead ?? 0);

/** `now()`, told again every minute. */
export function useNow(): number {
  const [value, setValue] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setValue(now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return value;
}

export const useItems = (): Item[] => useStore(items);

export function goTo(next: Place): void {
  chosen.set(null);
  place.set(next);
}

export function openPerson(link: string): void {
  place.set("people");
  chosen.set(link);
}
