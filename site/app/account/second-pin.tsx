/** A second PIN: it shows the ordinary page. What it does, what betrays it, and what it cannot do. */
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Check } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { Failure } from "../../core/failure.ts";
import { Working } from "../front/unlock.tsx";
import { ChoosePin } from "../keep/choose-pin.tsx";
import { useRun } from "../more/run.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { progress, useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import "./account-words.ts";
import { usePins } from "./lock.tsx";
import { WayBack } from "./way-back.tsx";

const BETRAYS = ["app", "watch", "room", "spy"] as const;

export function SecondPin() {
  const keeper = useKeeper();
  const [pins] = usePins();
  const tried = useStatus().wayBack === "tried";
  const [drop, setDrop] = useState<boolean | null>(null);
  const { busy, wrong, run } = useRun();
  const drops = tried && (drop ?? pins?.second === "drop");
  const end = async () => {
    if (!(await run(() => keeper.endSecondPin()))) return;
    back();
    showToast(t("lock.second-ended"));
  };
  return (
    <Screen
      title={t("lock.second")}
      action={{
        label: t(pins?.second ? "lock.second-change" : "lock.second-choose"),
        onPress: () => openScreen(<ChooseSecond drop={drops} />),
      }}
    >
      <TroubleLine text={wrong} />
      <p>{t("lock.second-says")}</p>
      <p>{t("lock.second-push")}</p>
      <section class="stack tight">
        <h2>{t("lock.second-betrays")}</h2>
        <ul class="says stack tight">
          {BETRAYS.map((what) => (
            <li key={what}>{t(`lock.second-betrays-${what}`)}</li>
          ))}
        </ul>
      </section>
      <Card tone="care">
        <p>{t("lock.second-law")}</p>
      </Card>
      {tried ? (
        <Check
          label={t("lock.second-drop")}
          hint={t("lock.second-drop-hint")}
          checked={drops}
          onChange={(on) => setDrop(on)}
        />
      ) : (
        <Card>
          <p>{t("lock.second-drop-way-first")}</p>
          <div>
            <Button label={t("way.title")} onPress={() => openScreen(<WayBack />)} />
          </div>
        </Card>
      )}
      {pins?.second && (
        <div>
          <Button label={t("lock.second-end")} busy={busy} onPress={() => void end()} />
        </div>
      )}
    </Screen>
  );
}

/** The sentence for a second PIN that was not taken. */
export const pinTrouble = (error: unknown): string =>
  error instanceof Failure && error.trouble === "taken" ? t("lock.second-taken") : troubleText(error);

function ChooseSecond({ drop }: { drop: boolean }) {
  const keeper = useKeeper();
  const [tries, setTries] = useState(0);
  const { busy, wrong, run } = useRun(pinTrouble);
  const choose = async (pin: string) => {
    progress.set(0);
    setTries((n) => n + 1);
    if (!(await run(() => keeper.setSecondPin(pin, drop)))) return;
    back();
    back();
    showToast(t("lock.second-made"));
  };
  return (
    <Screen title={t("lock.second-choose")}>
      <TroubleLine text={wrong} />
      {busy ? <Working text={t("pin.changing")} /> : <ChoosePin key={tries} onChosen={(pin) => void choose(pin)} />}
    </Screen>
  );
}
