/** A PIN, typed twice. */
import { useState } from "preact/hooks";
import { PinPad } from "../front/pin-pad.tsx";
import { t } from "../words.ts";
import "./words.ts";

/** Asks for a PIN and then again; `onChosen` gets it once both are equal. */
export function ChoosePin({ onChosen }: { onChosen(pin: string): void }) {
  const [first, setFirst] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string>();
  const take = (pin: string) => {
    setWrong(undefined);
    if (first === null) setFirst(pin);
    else if (first === pin) onChosen(pin);
    else {
      setFirst(null);
      setWrong(t("keep.pin-differs"));
    }
  };
  return (
    <>
      <p aria-live="polite">{t(first === null ? "keep.pin-first" : "keep.pin-again")}</p>
      <PinPad key={first === null ? "first" : "again"} label={t("keep.pin-next")} wrong={wrong} onPin={take} />
    </>
  );
}
