/** The last weeks as dots, one for a day with a mood. A day without one has no dot and leaves no mark. */
import { addDays, daysBetween, fullDay } from "../../core/when.ts";
import { today } from "../daybook/hers.ts";
import { mondayWords } from "../progress/garden.tsx";
import { useItems } from "../state.ts";
import { language, t } from "../words.ts";
import { moodsIn } from "./hers.ts";
import { VALUES, Weather } from "./weather.tsx";

const DAYS = 28;

export function Sky() {
  const first = addDays(today(), 1 - DAYS);
  const shown = moodsIn(useItems()).filter(({ plain }) => plain.day >= first && plain.day <= today());
  if (shown.length === 0) return null;
  const x = (day: string) => 4 + (daysBetween(first, day) / (DAYS - 1)) * 92;
  return (
    <section class="stack tight">
      <h2>{t("mood.title")}</h2>
      <div class="sky" aria-hidden="true">
        {VALUES.map((value) => (
          <div key={value} class="sky-row">
            <Weather value={value} />
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">
              <path class="rule" d="M0 5h100" />
            </svg>
            {/* Dots are drawn in a box of their own, so that a wide screen does not make them flat. */}
            <svg class="sky-dots" focusable="false">
              {shown
                .filter(({ plain }) => plain.value === value)
                .map(({ plain }) => (
                  <circle key={plain.day} cx={`${x(plain.day)}%`} cy="50%" r="5" />
                ))}
            </svg>
          </div>
        ))}
        <div class="sky-days second">
          <span>{mondayWords(first)}</span>
          <span>{t("mood.today")}</span>
        </div>
      </div>
      <ul class="aside">
        {shown.map(({ plain }) => (
          <li key={plain.day}>{`${fullDay(plain.day, language)}: ${t(`mood.${plain.value}`)}`}</li>
        ))}
      </ul>
    </section>
  );
}
