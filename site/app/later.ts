/** Parts that are loaded when they are wanted. */
import { showToast } from "../ui/toast.tsx";
import { layers, place, view } from "./router.ts";
import { t, wordsReady } from "./words.ts";

/** Loads a part with its texts and goes on with it; where there is no network and it was never kept here, says so. */
export async function later<T>(load: () => Promise<T>, then: (part: T) => void): Promise<void> {
  let part: T;
  try {
    part = await load();
    await wordsReady();
  } catch {
    showToast(t("front.not-loaded"));
    return;
  }
  then(part);
}

let asked = 0;

/**
 * The same for screens of the daybook: none opens if another was asked for since, or if what she sees has changed
 * meanwhile (she went back, elsewhere, or closed it).
 */
export function laterInside<T>(load: () => Promise<T>, then: (part: T) => void): Promise<void> {
  const mine = ++asked;
  const [below, here] = [layers.get(), place.get()];
  return later(load, (part) => {
    const same = layers.get() === below && place.get() === here;
    if (mine === asked && same && view.get() === "inside") then(part);
  });
}
