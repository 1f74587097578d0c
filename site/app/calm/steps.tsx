/** An exercise of a few steps, each a picture and a sentence. She goes on in her own time. */
import { ArrowLeft, ArrowRight, Square, Check as Tick } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { fullDay } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { back } from "../router.ts";
import { Screen } from "../screen.tsx";
import { language, t } from "../words.ts";
import { useLit } from "./awake.ts";
import type { Exercise } from "./exercises.ts";
import { Picture } from "./pictures.tsx";
import { SoundCheck, useTones } from "./sound.tsx";

/** What the sentences are filled with: this day and this time, as the phone knows them. */
function here(): { day: string; time: string } {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return { day: fullDay(day, language, true), time: `${two(now.getHours())}:${two(now.getMinutes())}` };
}

export function Steps({ exercise }: { exercise: Exercise }) {
  const [at, setAt] = useState(0);
  const { tones, on, turn } = useTones();
  const { steps, name } = exercise;
  const step = steps[at]!;
  const last = at === steps.length - 1;
  useLit(true);
  useEffect(() => tones.notes(step.count ?? 1), [at]);
  return (
    <Screen
      title={t(`breathe.${name}`)}
      under={t("breathe.step", { at: at + 1, of: steps.length })}
      action={
        last
          ? { label: t("breathe.done"), icon: Tick, onPress: back }
          : { label: t("breathe.next"), icon: ArrowRight, turns: true, onPress: () => setAt(at + 1) }
      }
    >
      <div class="step">
        <Picture name={step.picture} />
        {step.count && (
          <p class="dots" aria-hidden="true">
            {Array.from({ length: step.count }, (_, n) => (
              <span key={n} class="dot full" />
            ))}
          </p>
        )}
        <p class="now" role="status">
          {t(`breathe.${name}-${at + 1}`, here())}
        </p>
      </div>
      <div class="row">
        <Button kind="plain" label={t("breathe.stop")} icon={Square} onPress={back} />
        {at > 0 && (
          <Button kind="plain" label={t("breathe.before")} icon={ArrowLeft} turns onPress={() => setAt(at - 1)} />
        )}
      </div>
      <SoundCheck on={on} turn={turn} />
    </Screen>
  );
}
