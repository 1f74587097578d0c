/** What a page wrote, put onto what is there now; and which of several settings counts. */
import { conflictsOf, merge, settled, valueAt } from "./merge.ts";
import type { Plain } from "./records.ts";

/**
 * `given` put onto `current`. It was made from `told`, or from the one of `versions` that its `by` names; where that is
 * no longer the latest, both changes are merged. What only this device wrote since does not ask her: the later word
 * counts.
 */
export function onto(given: Plain, current: Plain, device: string, told: Plain | null, versions: Plain[]): Plain {
  const from = told?.by ?? given.by ?? {};
  if (sameCounts(from, current.by)) return { ...given, by: current.by };
  const base = told ?? versions.find((version) => sameCounts(version.by, from)) ?? null;
  if (base === null && Object.keys(from).length === 0) return { ...given, by: current.by };
  const merged = merge(base, given, current);
  if (merged.type === "deleted") return merged;
  const others = Object.keys(current.by).filter((one) => one !== device && current.by[one] !== from[one]);
  if (others.length > 0) return merged;
  return conflictsOf(merged).reduce((plain, path) => settled(plain, path, valueAt(given, path)), merged);
}

/** Whether both were written as often by each device. */
export function sameCounts(a: Record<string, number>, b: Record<string, number>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The settings record; of two, the older. */
export function settingsIn(plains: Map<string, Plain>): Plain | null {
  const all = [...plains].filter(([, plain]) => plain.type === "settings");
  all.sort(([a, x], [b, y]) => (x.created < y.created ? -1 : x.created > y.created ? 1 : a < b ? -1 : 1));
  return all[0]?.[1] ?? null;
}
