/** For those who have no mouse: when what had the focus goes, the focus goes on from where it was, not from the top. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";

const NEXT = '[tabindex="-1"], button, input, textarea, select';

/** Gives the box in which the focus is to stay whenever `on` changes and what had it is gone. */
export function useHeld<T extends HTMLElement>(...on: unknown[]): RefObject<T | null> {
  const box = useRef<T | null>(null);
  const first = useRef(true);
  useLayoutEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!first.current && lost) box.current?.querySelector<HTMLElement>(NEXT)?.focus({ preventScroll: true });
    first.current = false;
  }, on);
  return box;
}
