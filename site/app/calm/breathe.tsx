/** *Breathe*: a choice of five short exercises, for anyone who holds the phone. Nothing of it is stored. */
import { ChevronRight } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icon.tsx";
import { openPlain, openScreen, view } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import { Breath } from "./breath.tsx";
import "./calm.css";
import { EXERCISES, type Exercise } from "./exercises.ts";
import { Picture } from "./pictures.tsx";
import { Steps } from "./steps.tsx";
import "./words.ts";

function open(exercise: Exercise): void {
  const node = exercise.steps.length === 0 ? <Breath /> : <Steps exercise={exercise} />;
  if (view.get() === "inside") openScreen(node);
  else openPlain(node);
}

/** `children`: what stands on top where the daybook is open. */
export function Breathe({ children }: { children?: ComponentChildren }) {
  return (
    <Screen title={t("breathe.title")}>
      {children}
      <p>{t("breathe.says")}</p>
      <ul class="list" aria-label={t("breathe.title")}>
        {EXERCISES.map((exercise) => (
          <li key={exercise.name}>
            <button type="button" class="list-row" onClick={() => open(exercise)}>
              <Picture name={exercise.picture} />
              <span class="middle">
                <span>{t(`breathe.${exercise.name}`)}</span>
                <span class="second">{t(`breathe.${exercise.name}-second`)}</span>
              </span>
              <span class="end">
                <Icon of={ChevronRight} turns />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="second">{t("breathe.worse")}</p>
    </Screen>
  );
}
