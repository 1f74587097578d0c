import type { IconNode } from "lucide";
import { h } from "preact";

/** A picture beside a word; never alone, so it is hidden from screen readers. `turns`: mirrored in right-to-left. */
export function Icon({ of, turns = false }: { of: IconNode; turns?: boolean }) {
  return (
    <svg class={turns ? "icon turns" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {of.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
