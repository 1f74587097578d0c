/** How long before, in words. */
import { t } from "../words.ts";

/** "2 hours before", "1 day before": the largest unit that leaves no rest. */
export function leadWords(minutes: number): string {
  for (const [unit, size] of [
    ["week", 10_080],
    ["day", 1440],
    ["hour", 60],
  ] as const)
    if (minutes > 0 && minutes % size === 0) return t(`lead.${unit}`, { n: minutes / size });
  return t("lead.minute", { n: minutes });
}
