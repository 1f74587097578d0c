import type { ComponentChildren } from "preact";

/** A box with a line round it. `tone`: care for what needs attention, leaf for what is next. */
export function Card({ children, tone }: { children: ComponentChildren; tone?: "care" | "leaf" }) {
  return <section class={tone ? `card ${tone}` : "card"}>{children}</section>;
}

/** An empty screen: one sentence and, as children, one action. */
export function EmptyState({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>{text}</p>
      {children}
    </div>
  );
}
