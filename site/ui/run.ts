/** Runs something that may fail, for a screen: busy while it runs, a sentence when it failed. */
import { useState } from "preact/hooks";

export interface Running {
  busy: boolean;
  wrong: string | undefined;
  setWrong(text: string | undefined): void;
  /** True when the work went well. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** `sentence` gives the words for what went wrong. */
export function useRunning(sentence: (error: unknown) => string): Running {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  return {
    busy,
    wrong,
    setWrong,
    async run(work) {
      setBusy(true);
      setWrong(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setWrong(sentence(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
