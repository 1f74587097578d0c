/** The switch for sound, off until she asks; and the tones, which end with the screen. */
import { useEffect, useState } from "preact/hooks";
import { Check } from "../../ui/field.tsx";
import { t } from "../words.ts";
import { Tones } from "./tone.ts";

/** Tones for one exercise; silent until `turn(true)`, and from the moment its screen has gone. */
export function useTones(): { tones: Tones; on: boolean; turn(on: boolean): void } {
  const [tones] = useState(() => new Tones());
  const [on, setOn] = useState(false);
  useEffect(() => () => tones.stop(), [tones]);
  const turn = (wanted: boolean) => {
    tones.turn(wanted);
    // One note, so that she hears how loud it is.
    tones.notes(1);
    setOn(tones.on);
  };
  return { tones, on, turn };
}

export function SoundCheck({ on, turn }: { on: boolean; turn(on: boolean): void }) {
  return <Check label={t("breathe.sound")} hint={t("breathe.sound-hint")} checked={on} onChange={turn} />;
}
