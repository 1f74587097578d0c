/** Ten minutes without a touch or a key, and the desk locks; a laptop that slept wakes up locked. */

export const IDLE = 600_000;

/** Calls `leave` once nobody has been here for `IDLE` milliseconds while `isOpen()`. */
export function startIdle(isOpen: () => boolean, leave: () => void, now: () => number = Date.now): void {
  let touched = now();
  const touch = () => {
    // A first touch after the time is up is that of whoever came by: it opens nothing.
    if (now() - touched < IDLE || !isOpen()) touched = now();
  };
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"])
    addEventListener(kind, touch, { passive: true, capture: true });
  const look = () => {
    if (isOpen() && now() - touched >= IDLE) {
      touched = now();
      leave();
    }
  };
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
}
