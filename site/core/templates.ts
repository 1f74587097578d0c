/**
 * Goals to start from. Pages of the public site link to numbers 1 to 100 (`/app/#6`, `content/goal_templates.yml`), which
 * say the same there and here; from 101 on they are the app's own. A number always means the same goal and is never
 * used again. Titles and steps are texts: `template.6`, `template.6.1` … in `locales/<language>/templates.json`.
 */
import type { Area } from "./tracks.ts";

export interface Template {
  number: number;
  area: Area;
  /** How many steps it begins with. */
  steps: number;
}

const listed: readonly (readonly [number: number, area: Area, steps: number])[] = [
  [1, "work", 4],
  [2, "people", 5],
  [3, "me", 5],
  [4, "home", 5],
  [5, "health", 5],
  [6, "papers", 5],
  [7, "me", 4],
  [8, "health", 4],
  [9, "learning", 5],
  [10, "work", 5],
  [11, "money", 5],
  [12, "me", 5],
  [13, "people", 4],
  [14, "people", 4],
  [15, "health", 5],
  [16, "me", 4],
  [17, "papers", 4],
  [18, "papers", 5],
  [19, "money", 4],
  [20, "papers", 4],
  [101, "home", 6],
  [102, "home", 5],
  [103, "health", 4],
  [104, "health", 4],
  [105, "health", 4],
  [106, "learning", 5],
  [107, "learning", 6],
  [108, "learning", 5],
  [109, "work", 4],
  [110, "work", 5],
  [111, "papers", 6],
  [112, "money", 5],
  [113, "money", 5],
  [114, "money", 4],
  [115, "people", 4],
  [116, "people", 5],
];

/** Every template, by number. */
export const TEMPLATES: readonly Template[] = listed.map(([number, area, steps]) => ({ number, area, steps }));

/** The template with this number, or null. */
export function templateOf(number: number): Template | null {
  return TEMPLATES.find((one) => one.number === number) ?? null;
}
