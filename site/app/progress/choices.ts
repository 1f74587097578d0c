/** What she chose to see of all this. Each is off until she turns it on; kept with her settings. */
import { showToast } from "../../ui/toast.tsx";
import { useSettings } from "../more/settings.ts";
import { troubleText } from "../trouble.ts";

/** Her plan on Today; moods kept at all; moods shown with progress. */
export type Choice = "plan_today" | "moods" | "moods_in_progress";

/** Her choices, and a function that changes one. */
export function useChoices(): [Record<Choice, boolean>, (name: Choice, on: boolean) => void] {
  const [settings, change] = useSettings();
  const chosen = (name: Choice) => settings[name] === true;
  return [
    { plan_today: chosen("plan_today"), moods: chosen("moods"), moods_in_progress: chosen("moods_in_progress") },
    (name, on) => void change({ [name]: on }).catch((error: unknown) => showToast(troubleText(error))),
  ];
}
