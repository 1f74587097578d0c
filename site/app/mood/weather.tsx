/** The five pictures for a day: weather, as a diary would say it. */
import { Drawing } from "../../ui/drawing.tsx";

const CLOUD = "M18 44a10 10 0 0 1-1-20 14 14 0 0 1 27-3 11.5 11.5 0 0 1 2 23z";

const pictures = [
  { line: `${CLOUD}M34 46l-6 8h8l-6 8`, soft: CLOUD },
  { line: `${CLOUD}M22 50l-2 7M33 50l-2 7M44 50l-2 7`, soft: CLOUD },
  {
    line: "M18 50a10 10 0 0 1-1-20 14 14 0 0 1 27-3 11.5 11.5 0 0 1 2 23z",
    soft: "M18 50a10 10 0 0 1-1-20 14 14 0 0 1 27-3 11.5 11.5 0 0 1 2 23z",
  },
  {
    line: "M16 54a9 9 0 0 1-1-18 13 13 0 0 1 25-3 10.5 10.5 0 0 1 2 21zM33 22a10 10 0 1 1 13 13M42 6v5M58 24h-5M53 11l-4 4M29 11l4 4M55 38l-4-3",
    soft: "M33 22a10 10 0 1 1 13 13c-2-2-4-2-6-2-2-6-5-8-7-11z",
  },
  {
    line: "M32 20a12 12 0 1 1 0 24 12 12 0 0 1 0-24zM32 6v7M32 51v7M6 32h7M51 32h7M14 14l5 5M45 45l5 5M50 14l-5 5M19 45l-5 5",
    soft: "M32 20a12 12 0 1 1 0 24 12 12 0 0 1 0-24z",
  },
];

/** The picture of a value from 1 to 5. */
export function Weather({ value }: { value: number }) {
  const picture = pictures[value - 1];
  return picture ? <Drawing {...picture} /> : null;
}

/** Every value, the best first: so that a bad day is never the first thing offered. */
export const VALUES = [5, 4, 3, 2, 1];
