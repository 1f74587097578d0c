/** A big pad for a PIN. There is no input: so no password manager offers to keep it. Keys of a keyboard work too. */
import { Delete } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../words.ts";

const SHORTEST = 4;
const LONGEST = 12;

export interface PinPadProps {
  /** What is wrong; read out when it changes. */
  wrong?: string | undefined;
  busy?: boolean;
  /** The verb on the button that ends the typing. */
  label: string;
  /** Gets 4 to 12 digits. The pad is empty afterwards. */
  onPin(pin: string): void;
}

export function PinPad({ wrong, busy, label, onPin }: PinPadProps) {
  const [digits, setDigits] = useState("");
  const [short, setShort] = useState(false);
  // Keys may come faster than the screen is drawn: what was typed is held here, the state only draws it.
  const typed = useRef("");
  const pad = useRef<HTMLDivElement>(null);
  const set = (next: string) => {
    typed.current = next;
    setShort(false);
    setDigits(next);
  };
  const add = (digit: string) => {
    if (!busy && typed.current.length < LONGEST) set(typed.current + digit);
  };
  const take = () => set(typed.current.slice(0, -1));
  const done = () => {
    if (busy) return;
    const pin = typed.current;
    if (pin.length < SHORTEST) {
      setShort(true);
      return;
    }
    set("");
    onPin(pin);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || pad.current?.closest("[inert]")) return;
      if (/^[0-9]$/.test(event.key)) {
        add(event.key);
        // So that Enter ends the typing, wherever the focus was.
        pad.current?.querySelector<HTMLElement>(".key.main")?.focus({ preventScroll: true });
      } else if (event.key === "Backspace") take();
      else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) done();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  const problem = short ? t("front.pin-short") : wrong;
  return (
    <div class="pin" ref={pad}>
      <p class="pin-dots" role="status">
        <span aria-hidden="true">{digits ? "●".repeat(digits.length) : "○○○○"}</span>
        <span class="aside">{t("front.pin-digits", { n: digits.length })}</span>
      </p>
      <p class="pin-wrong" role="alert">
        {problem}
      </p>
      <div class="pin-keys">
        {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => (
          <button type="button" class="key" key={digit} onClick={() => add(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" class="key word" aria-label={t("front.pin-delete")} onClick={take}>
          <Icon of={Delete} turns />
        </button>
        <button type="button" class="key" onClick={() => add("0")}>
          0
        </button>
        <button type="button" class="key word main" aria-disabled={busy ? "true" : undefined} onClick={done}>
          {label}
        </button>
      </div>
    </div>
  );
}
