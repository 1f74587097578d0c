/** Another PIN for this phone. */
import { useState } from "preact/hooks";
import { showToast } from "../../ui/toast.tsx";
import { Working } from "../front/unlock.tsx";
import { ChoosePin } from "../keep/choose-pin.tsx";
import { back } from "../router.ts";
import { Screen } from "../screen.tsx";
import { progress, useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { useRun } from "../more/run.ts";
import { pinTrouble } from "./second-pin.tsx";

export function ChangePin() {
  const keeper = useKeeper();
  const { busy, wrong, run } = useRun(pinTrouble);
  const [tries, setTries] = useState(0);
  const change = async (pin: string) => {
    progress.set(0);
    setTries((n) => n + 1);
    if (!(await run(() => keeper.changePin(pin)))) return;
    back();
    showToast(t("pin.changed"));
  };
  return (
    <Screen title={t("lock.change")}>
      <TroubleLine text={wrong} />
      {busy ? <Working text={t("pin.changing")} /> : <ChoosePin key={tries} onChosen={(pin) => void change(pin)} />}
    </Screen>
  );
}
