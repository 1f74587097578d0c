/** The question about reminders, put once, when the first thing with a reminder was kept. */
import { Bell } from "lucide";
import { Button } from "../../ui/button.tsx";
import { showToast } from "../../ui/toast.tsx";
import { back, openSheet } from "../router.ts";
import { Sheet } from "../screen.tsx";
import { getKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { hasPush, pushState, TooSlow, turnOn } from "./push.ts";
import { useRun } from "./run.ts";
import { changeSettings, settingsIn } from "./settings.ts";
import { troubleText } from "../trouble.ts";

/** The sentence for a failure to turn reminders on. */
export const pushTrouble = (error: unknown): string =>
  error instanceof TooSlow || error instanceof DOMException ? t("remind.slow") : troubleText(error);

/** The two sentences that are said wherever reminders are turned on. */
export function HonestWords() {
  return (
    <>
      <p>{t("remind.can-fail")}</p>
      <p class="second">{t("remind.through")}</p>
    </>
  );
}

export function ReminderAsk() {
  const { busy, wrong, run, setWrong } = useRun(pushTrouble);
  const on = async () => {
    let state: string = "off";
    if (!(await run(async () => (state = await turnOn())))) return;
    if (state === "blocked") setWrong(t("remind.blocked"));
    else {
      back();
      showToast(t("remind.is-on"));
    }
  };
  return (
    <Sheet
      title={t("remind.ask-title")}
      action={{ label: t("remind.turn-on"), icon: Bell, busy, onPress: () => void on() }}
    >
      <p>{t("remind.ask")}</p>
      <HonestWords />
      <TroubleLine text={wrong} />
      <Button kind="plain" label={t("remind.not-now")} onPress={back} />
    </Sheet>
  );
}

/**
 * Opens the question where it makes sense: reminders are off here, the browser has them, it was never put before, and
 * something is kept. Call it after the first thing with a reminder was saved; it does nothing otherwise.
 */
export async function askForReminders(): Promise<void> {
  const keeper = getKeeper();
  if ((await keeper.status()).phase !== "open" || !hasPush() || (await pushState()) !== "off") return;
  const items = await keeper.items();
  if (settingsIn(items).asked) return;
  await changeSettings({ asked: true });
  openSheet(<ReminderAsk />);
}
