/** Work that may take a slow phone longer than she may be away. */
import { holdAway } from "../away.ts";
import { progress } from "../state.ts";

/** How long without any progress counts as an end, in milliseconds. */
const STEP = 30_000;

/** Runs `work`; while it gets on the daybook does not close by itself. *Close* closes it all the same. */
export async function unhurried<T>(work: () => Promise<T>): Promise<T> {
  progress.set(0);
  const unwatch = progress.watch(() => holdAway(STEP));
  try {
    return await work();
  } finally {
    unwatch();
    holdAway(0);
  }
}
