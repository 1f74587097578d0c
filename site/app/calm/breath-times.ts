/** The clock of the breathing exercise. */

/** Seconds. The breath out is the longer one; no breath is held. */
export const IN = 3;
export const OUT = 5;
/** It ends by itself, well before an untouched daybook closes. */
const BREATHS = 10;

/** Where the exercise is after so many whole seconds. */
export function breathAt(second: number): { way: "in" | "out"; dot: number; over: boolean } {
  const within = second % (IN + OUT);
  const way = within < IN ? "in" : "out";
  return { way, dot: way === "in" ? within : within - IN, over: second >= BREATHS * (IN + OUT) };
}
