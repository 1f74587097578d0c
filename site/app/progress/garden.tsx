/** A stem for each week in which something was done: a leaf for a step, a flower for a stage, a berry for a date. */
import type { VNode } from "preact";
import { locale, t } from "../words.ts";
import type { DoneKind, Week } from "./weeks.ts";

const WIDTH = 56;
/** Of the tallest stem, at most. */
const TALLEST = 132;
/** Between two things on a stem, at most. */
const APART = 11;
/** Room above the last thing and below the first. */
const ENDS = 28;

/** "4 May": the Monday of a week. */
export function mondayWords(from: string): string {
  const options = { timeZone: "UTC", day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${from}T12:00Z`));
}

/** One thing at (x, y) of the stem, to the right of it. */
function shape(kind: DoneKind, x: number, y: number): VNode {
  if (kind === "step") return <path class="leaf" d={`M${x} ${y}c2-9 11-12 19-10-1 8-9 13-19 10z`} />;
  const end = { x: x + 14, y: y - 6 };
  const stalk = <path class="stem" d={`M${x} ${y}q8 0 ${end.x - x} ${end.y - y}`} />;
  if (kind === "date")
    return (
      <>
        {stalk}
        <circle class="berry" cx={end.x} cy={end.y} r="4.5" />
      </>
    );
  const petals = [0, 1, 2, 3, 4].map((n) => {
    const turn = (n * 2 * Math.PI) / 5 - Math.PI / 2;
    return <circle key={n} class="petal" cx={end.x + 4 * Math.cos(turn)} cy={end.y + 4 * Math.sin(turn)} r="3.2" />;
  });
  return (
    <>
      {stalk}
      {petals}
      <circle class="heart" cx={end.x} cy={end.y} r="2" />
    </>
  );
}

function Plant({ week }: { week: Week }) {
  const height = Math.min(TALLEST, ENDS + week.done.length * APART);
  const apart = Math.min(APART, (height - ENDS) / week.done.length);
  const y = (n: number) => height - 10 - n * apart;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true" focusable="false">
      <path class="stem" d={`M${WIDTH / 2} ${height}V${y(week.done.length - 1)}`} />
      {week.done.map(({ kind }, n) => (
        <g key={n} transform={n % 2 === 0 ? undefined : `translate(${WIDTH} 0) scale(-1 1)`}>
          {shape(kind, WIDTH / 2, y(n))}
        </g>
      ))}
    </svg>
  );
}

/** The picture; read out as a list of weeks. */
export function Garden({ weeks }: { weeks: Week[] }) {
  return (
    <ol class="garden" aria-label={t("progress.picture")}>
      {weeks.map((week) => (
        <li key={week.from}>
          <Plant week={week} />
          <span>{mondayWords(week.from)}</span>
          <span class="aside">{t("progress.things", { n: week.done.length })}</span>
        </li>
      ))}
    </ol>
  );
}

const MARKS: Record<DoneKind, [number, number]> = { step: [3, 17], stage: [-2, 20], date: [-2, 20] };

/** What the shapes stand for; only those that are drawn. */
export function Legend({ kinds }: { kinds: DoneKind[] }) {
  return (
    <ul class="legend">
      {kinds.map((kind) => (
        <li key={kind}>
          <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            {shape(kind, ...MARKS[kind])}
          </svg>
          {t(`progress.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
