/** *Keep on this phone*: says what will stay, asks for a PIN twice, makes everything by itself. */
import { useEffect, useState } from "preact/hooks";
import { enter, Working } from "../front/unlock.tsx";
import { Screen } from "../screen.tsx";
import { progress, useKeeper } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import { ChoosePin } from "./choose-pin.tsx";
import { Stop } from "./stop.tsx";
import { lookAround, mayBePrivate, type Surroundings } from "./surroundings.ts";
import "./words.ts";

export function Keep() {
  const keeper = useKeeper();
  const [around, setAround] = useState<Surroundings | null>(null);
  const [step, setStep] = useState<"says" | "pin" | "making">("says");
  const [wrong, setWrong] = useState<string>();
  const [perhaps, setPerhaps] = useState(false);
  useEffect(() => {
    void lookAround().then(setAround);
    void mayBePrivate().then(setPerhaps);
  }, []);

  const make = async (pin: string) => {
    setStep("making");
    progress.set(0);
    try {
      await keeper.keep(pin);
      // Asked for so that the browser does not clear it when space is short; it may say no.
      void navigator.storage.persist?.().catch(() => false);
      await enter();
    } catch (error) {
      setWrong(troubleText(error));
      setStep("says");
    }
  };

  if (around !== null && around !== "good") return <Stop why={around} />;
  if (step === "pin") {
    return (
      <Screen title={t("keep.pin-title")} onBack={() => setStep("says")}>
        <ChoosePin onChosen={(pin) => void make(pin)} />
      </Screen>
    );
  }
  if (step === "making") {
    return (
      <Screen title={t("keep.making-title")} backable={false}>
        <Working text={t("keep.making")} />
      </Screen>
    );
  }
  return (
    <Screen
      title={t("front.keep")}
      action={{ label: t("keep.choose-pin"), busy: around === null, onPress: () => setStep("pin") }}
    >
      {wrong && (
        <p class="trouble" role="alert">
          {wrong}
        </p>
      )}
      <ul class="says stack">
        <li>{t("keep.says-sealed")}</li>
        <li>{t("keep.says-copy")}</li>
        <li>{t("keep.says-seen")}</li>
        <li>{t("keep.says-asks")}</li>
        <li>{t("keep.says-pin")}</li>
        {perhaps && <li>{t("keep.says-private")}</li>}
      </ul>
    </Screen>
  );
}
