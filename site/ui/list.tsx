import { ChevronRight, type IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

/** A list in a box. Children are `ListRow`s or `<li>`s. */
export function List({ children, name }: { children: ComponentChildren; name?: string }) {
  return (
    <ul class="list" aria-label={name}>
      {children}
    </ul>
  );
}

export interface ListRowProps {
  title: string;
  /** A second, quieter line. */
  second?: string;
  icon?: IconNode;
  /** The language of both lines, where it is not that of the screen. */
  lang?: string;
  /** A word at the end: a value, a state. */
  end?: string;
  onPress?(): void;
}

/** One row; with `onPress` the whole row is a button and shows that it leads on. */
export function ListRow({ title, second, lang, icon, end, onPress }: ListRowProps) {
  const inside = (
    <>
      {icon && <Icon of={icon} />}
      <span class="middle" lang={lang}>
        <span dir="auto">{title}</span>
        {second && (
          <span class="second" dir="auto">
            {second}
          </span>
        )}
      </span>
      {(end || onPress) && (
        <span class="end row">
          {end}
          {onPress && <Icon of={ChevronRight} turns />}
        </span>
      )}
    </>
  );
  return (
    <li>
      {onPress ? (
        <button type="button" class="list-row" onClick={onPress}>
          {inside}
        </button>
      ) : (
        <div class="list-row">{inside}</div>
      )}
    </li>
  );
}
