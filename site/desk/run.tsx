/** Runs something that may fail, with the desk's sentences for what went wrong. */
import { troubleOf } from "../core/failure.ts";
import { useRunning, type Running } from "../ui/run.ts";
import { t } from "./words.ts";

export const useRun = (): Running => useRunning((error) => t(`trouble.${troubleOf(error)}`));

/** What went wrong, read out when it appears. */
export function Trouble({ text }: { text: string | undefined }) {
  return text ? (
    <p class="trouble" role="alert">
      {text}
    </p>
  ) : null;
}
