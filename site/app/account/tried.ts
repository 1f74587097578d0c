/** Giving a way back its first try: typed or scanned, checked, and back to where it was made. */
import { showToast } from "../../ui/toast.tsx";
import { useRun, type Running } from "../more/run.ts";
import { back } from "../router.ts";
import { t } from "../words.ts";

/** `check` asks `isRight`; what is not right is said, what is right closes this screen and the one that showed it. */
export function useTried(isRight: () => Promise<boolean>): Pick<Running, "busy" | "wrong"> & { check(): void } {
  const { busy, wrong, run, setWrong } = useRun();
  const check = async () => {
    let right = false;
    if (!(await run(async () => (right = await isRight())))) return;
    if (!right) {
      setWrong(t("way.not-right"));
      return;
    }
    back();
    back();
    showToast(t("way.right"));
  };
  return { busy, wrong, check: () => void check() };
}
