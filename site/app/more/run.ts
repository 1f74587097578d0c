/** Runs something that may fail, with the daybook's sentences for what went wrong. */
import { useRunning, type Running } from "../../ui/run.ts";
import { troubleText } from "../trouble.ts";

export type { Running };

/** `sentence` may name a failure better than the general texts. */
export const useRun = (sentence: (error: unknown) => string = troubleText): Running => useRunning(sentence);
