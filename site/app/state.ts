/** What the screens know: the keeper's status and, while the daybook is open, her items. */
import { useEffect, useState } from "preact/hooks";
import type { Item, Keeper, KeeperEvents, Status } from "../core/keeper.ts";
import { Store, useStore } from "../ui/store.ts";

/** While nothing is kept and nothing was asked. */
export const looking: Status = {
  phase: "looking",
  unsent: 0,
  sending: false,
  reach: "unknown",
  wayBack: "none",
  conflicts: 0,
  damaged: 0,
  clockAhead: 0,
  full: false,
  otherTab: false,
  visits: 0,
  notices: 0,
  links: 0,
  details: false,
};

export const status = new Store<Status>(looking);
/** False until the keeper said for the first time whether a daybook lies on this phone. */
export const known = new Store(false);
/** How far a key has been worked out, 0 to 1. */
export const progress = new Store(0);
/** Her opened items while the daybook is open; screens use `useItems`. */
export const items = new Store<Item[]>([]);
/** False until the items were read once after opening. */
const ready = new Store(false);
let keeper: Keeper | undefined;

/** Connects the screens to the keeper that `start` makes. Called once, when the first screen stands. */
export async function connectKeeper(start: (events: KeeperEvents) => Keeper): Promise<void> {
  keeper = start({
    onStatus: (next) => status.set(next),
    onItems: () => void readItems(),
    onProgress: (part) => progress.set(part),
  });
  status.set(await keeper.status());
  known.set(true);
}

/** Waits until it is known whether a daybook lies on this phone. */
export async function whenKnown(): Promise<void> {
  if (known.get()) return;
  await new Promise<void>((resolve) => {
    const unwatch = known.watch(() => {
      unwatch();
      resolve();
    });
  });
}

/** The keeper. Throws before `connectKeeper`. */
export function getKeeper(): Keeper {
  if (!keeper) throw new Error("the keeper is not connected yet");
  return keeper;
}

/** Reads her items again; also called at every change the keeper tells. */
export async function readItems(): Promise<void> {
  if (!keeper) return;
  items.set(await keeper.items());
  ready.set(true);
}

/** Drops her items from this page: nothing in clear is left when the daybook is closed. */
export function forgetItems(): void {
  items.set([]);
  ready.set(false);
}

/** For screens: the keeper. */
export function useKeeper(): Keeper {
  return getKeeper();
}

/** For screens: the keeper's status, drawn again at each change. */
export function useStatus(): Status {
  return useStore(status);
}

/** For screens: all her opened items, drawn again at each change. Empty until read. */
export function useItems(): Item[] {
  return useStore(items);
}

/** True once the items were read: so that no screen says "nothing here" too early. */
export function useReady(): boolean {
  return useStore(ready);
}

/** Seconds since 1970 by the server's clock as far as it is known. */
export function now(): number {
  return Math.floor(Date.now() / 1000) - status.get().clockAhead;
}

/** `now()`, told again every `seconds`, for what depends on the hour. */
export function useNow(seconds = 60): number {
  const [value, setValue] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setValue(now()), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return value;
}
