/** How the daybook closes and opens on this phone: its PIN, where that opens it, and a second one. */
import { KeyRound, Layers2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { PinMode, Pins } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Chips } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { showToast } from "../../ui/toast.tsx";
import { useRun } from "../more/run.ts";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { ChangePin } from "./change-pin.tsx";
import { SecondPin } from "./second-pin.tsx";
import { WayBack } from "./way-back.tsx";

/** How the PINs stand, read again whenever the keeper tells of a change. */
export function usePins(): [Pins | null, () => Promise<void>] {
  const keeper = useKeeper();
  const status = useStatus();
  const [pins, setPins] = useState<Pins | null>(null);
  const read = async () => setPins(await keeper.pins().catch(() => null));
  useEffect(() => void read(), [status]);
  return [pins, read];
}

export function Lock() {
  const keeper = useKeeper();
  const [pins, read] = usePins();
  const tried = useStatus().wayBack === "tried";
  const [wanted, setWanted] = useState<PinMode | null>(null);
  const { busy, wrong, run } = useRun();
  if (!pins) return <Screen title={t("more.pin")} />;
  const choose = async (mode: PinMode) => {
    if (mode === pins.mode || busy) return;
    setWanted(mode);
    if (await run(() => keeper.setPinMode(mode))) showToast(t("lock.mode-set"));
    await read();
    setWanted(null);
  };
  return (
    <Screen title={t("more.pin")}>
      <TroubleLine text={pins.unsettled ? undefined : wrong} />
      {pins.unsettled && (
        <Card tone="care">
          <p>{t("lock.unsettled")}</p>
        </Card>
      )}
      <p>{t("lock.at-once")}</p>
      <List name={t("more.pin")}>
        <ListRow icon={KeyRound} title={t("lock.change")} onPress={() => openScreen(<ChangePin />)} />
        <ListRow
          icon={Layers2}
          title={t("lock.second")}
          second={t(`lock.second-is-${pins.second ?? "none"}`)}
          onPress={() => openScreen(<SecondPin />)}
        />
      </List>
      <section class="stack tight">
        {tried || pins.mode === "signal" ? (
          <Chips
            label={t("lock.mode")}
            value={wanted ?? pins.mode}
            choices={(["anywhere", "signal"] as const).map((value) => ({ value, label: t(`lock.mode-${value}`) }))}
            onValue={(mode) => void choose(mode as PinMode)}
          />
        ) : (
          <h2>{t("lock.mode")}</h2>
        )}
        <dl class="stack tight">
          {(["anywhere", "signal"] as const).map((mode) => (
            <div key={mode}>
              <dt>
                <strong>{t(`lock.mode-${mode}`)}</strong>
              </dt>
              <dd class="second">{t(`lock.mode-${mode}-says`)}</dd>
            </div>
          ))}
        </dl>
        {!tried && pins.mode === "anywhere" && (
          <Card tone="care">
            <p>{t("lock.mode-way-first")}</p>
            <div>
              <Button label={t("way.title")} onPress={() => openScreen(<WayBack />)} />
            </div>
          </Card>
        )}
        <p class="second">{t("lock.mode-signal-old")}</p>
      </section>
    </Screen>
  );
}
