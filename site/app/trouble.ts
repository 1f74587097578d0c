/** The sentence for a failure that came from the keeper. */
import type { Trouble } from "../core/keeper.ts";
import { t } from "./words.ts";

const troubles: readonly Trouble[] = [
  "offline",
  "signed-out",
  "full",
  "storage",
  "taken",
  "wrong",
  "too-many",
  "closed",
  "locked",
  "damaged",
];

/** Which trouble an error carries; `unknown` for what no rule expects. */
export function troubleOf(error: unknown): Trouble {
  const carried = error instanceof Error ? ((error as { trouble?: unknown }).trouble ?? error.message) : error;
  return troubles.find((trouble) => trouble === carried) ?? "unknown";
}

/** What happened, what is safe, what to do. */
export function troubleText(error: unknown): string {
  return t(`trouble.${troubleOf(error)}`);
}
