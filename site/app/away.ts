/** When she is away the daybook closes by itself: two minutes without a touch, or half a minute out of sight. */
import { layers, view } from "./router.ts";

const IDLE = 120_000;
const HIDDEN = 30_000;

let touched = 0;
let heldUntil = 0;

/** For the next `time` milliseconds she is not away though this page is out of sight: the camera is. 0: she is back. */
export function holdAway(time: number): void {
  if (time === 0 && Date.now() < heldUntil) touched = Date.now();
  heldUntil = time === 0 ? 0 : Date.now() + time;
}

/**
 * Watches for her absence, and for Shift pressed three times within two seconds; each calls `leave`. `drop` has the keys
 * dropped where there is no time left to draw.
 */
export function startAway(leave: () => void, drop: () => void): void {
  touched = Date.now();
  let hiddenAt: number | null = null;
  let shifts: number[] = [];
  const isOpen = () => view.get() === "inside" || layers.get().some((layer) => !layer.plain);
  const touch = () => {
    touched = Date.now();
  };
  for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
    addEventListener(kind, touch, { passive: true, capture: true });
  }
  const look = () => {
    const away = Date.now() - touched >= IDLE || (hiddenAt !== null && Date.now() - hiddenAt >= HIDDEN);
    if (away && Date.now() >= heldUntil && isOpen()) leave();
  };
  setInterval(look, 5000);
  // A page that is put to sleep, or kept so that Back can bring it back at once, comes back closed.
  let asleep = false;
  const sleep = () => {
    if (!isOpen()) return;
    asleep = true;
    document.documentElement.classList.add("out-of-sight");
    drop();
  };
  const wake = () => {
    if (!asleep) return;
    asleep = false;
    leave();
    document.documentElement.classList.remove("out-of-sight");
  };
  addEventListener("pagehide", sleep);
  addEventListener("pageshow", wake);
  document.addEventListener("freeze", sleep);
  document.addEventListener("resume", wake);
  document.addEventListener("visibilitychange", () => {
    const hidden = document.visibilityState === "hidden";
    if (!hidden) wake();
    // The picture that the phone shows among recent apps is to hold nothing of hers.
    document.documentElement.classList.toggle("out-of-sight", hidden);
    if (hidden) hiddenAt = Date.now();
    else {
      look();
      hiddenAt = null;
    }
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      shifts = [];
      return;
    }
    shifts = [...shifts.filter((at) => Date.now() - at < 2000), Date.now()];
    if (shifts.length < 3) return;
    shifts = [];
    leave();
  });
}
