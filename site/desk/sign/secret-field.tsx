/** A passphrase, hidden unless she asks to see it: someone may sit across the desk. No browser is asked to keep it. */
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { unhelped } from "../../ui/field.tsx";
import { t } from "../words.ts";

export function SecretField(props: {
  label: string;
  value: string;
  onValue(value: string): void;
  onEnter?(): void;
  autoFocus?: boolean;
}) {
  const id = useId();
  const [seen, setSeen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (props.autoFocus) input.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <div class="secret">
        <input
          {...unhelped}
          id={id}
          ref={input}
          type="text"
          class={seen ? undefined : "masked"}
          maxLength={300}
          value={props.value}
          onInput={(event) => props.onValue(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.isComposing) return;
            event.preventDefault();
            props.onEnter?.();
          }}
        />
        <button type="button" class="button plain" aria-pressed={seen} onClick={() => setSeen(!seen)}>
          {t("door.show")}
        </button>
      </div>
    </div>
  );
}
