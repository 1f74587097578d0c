import { Store, useStore } from "./store.ts";
import { Button } from "./button.tsx";

interface Message {
  text: string;
  undo?: { label: string; run(): void };
}

const shown = new Store<Message | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows one line for eight seconds (one at a time), with a button that takes the last act back if `undo` is given. */
export function showToast(text: string, undo?: Message["undo"]): void {
  clearTimeout(timer);
  shown.set(undo ? { text, undo } : { text });
  timer = setTimeout(() => shown.set(null), 8000);
}

/** Takes the line away at once. */
export function hideToast(): void {
  clearTimeout(timer);
  shown.set(null);
}

/** Where the line appears; stands once in a page. */
export function Toasts() {
  const message = useStore(shown);
  return (
    <div class="toasts" role="status">
      {message && (
        <div class="toast">
          <span>{message.text}</span>
          {message.undo && (
            <Button
              kind="plain"
              label={message.undo.label}
              onPress={() => {
                const undo = message.undo;
                hideToast();
                undo?.run();
              }}
            />
          )}
        </div>
      )}
    </div>
  );
}
