import type { IconNode } from "lucide";
import { Icon } from "./icon.tsx";

export interface ButtonProps {
  /** The verb: what happens. */
  label: string;
  icon?: IconNode;
  /** The icon points along the line: mirrored in right-to-left. */
  turns?: boolean;
  /** main: the one main action; quiet: others; plain: a link-like one; care: what cannot be undone. */
  kind?: "main" | "quiet" | "plain" | "care";
  wide?: boolean;
  /** While true a press does nothing; the button keeps its focus. */
  busy?: boolean;
  /** Read out in place of the label, where the label alone would be unclear ("Remove" → "Remove milk"). */
  name?: string;
  expanded?: boolean;
  onPress(): void;
}

export function Button({ label, icon, turns, kind = "quiet", wide, busy, name, expanded, onPress }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${kind}${wide ? " wide" : ""}`}
      aria-label={name}
      aria-disabled={busy ? "true" : undefined}
      aria-expanded={expanded}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      {icon && <Icon of={icon} turns={turns} />}
      {label}
    </button>
  );
}
