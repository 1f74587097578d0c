/** *My phone is gone*, from any browser: by the words every phone is signed out. Nothing is kept here. */
import { useState } from "preact/hooks";
import { Card } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { openingText, Working } from "../front/unlock.tsx";
import { back } from "../router.ts";
import { Screen } from "../screen.tsx";
import { progress, useKeeper } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import "./words.ts";

export function Gone() {
  const keeper = useKeeper();
  const [handle, setHandle] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [step, setStep] = useState<"type" | "ending" | "done">("type");
  const [wrong, setWrong] = useState<string>();
  const end = async () => {
    if (!handle.trim() || !passphrase.trim()) {
      setWrong(t("have.empty"));
      return;
    }
    setWrong(undefined);
    setStep("ending");
    progress.set(0);
    try {
      const opening = await keeper.phoneGone({ handle, passphrase });
      if (!opening.ok) setWrong(openingText(opening));
      setStep(opening.ok ? "done" : "type");
      if (opening.ok) setPassphrase("");
    } catch (error) {
      setWrong(troubleText(error));
      setStep("type");
    }
  };
  if (step === "ending") {
    return (
      <Screen title={t("gone.title")} backable={false}>
        <Working text={t("gone.working")} />
      </Screen>
    );
  }
  if (step === "done") {
    return (
      <Screen title={t("gone.title")} action={{ label: t("gone.go-on"), onPress: back }}>
        <Card tone="leaf">
          <p>{t("gone.done")}</p>
        </Card>
        <p>{t("gone.stays")}</p>
        <p>{t("gone.next", { name: t("front.have-one") })}</p>
      </Screen>
    );
  }
  return (
    <Screen title={t("gone.title")} action={{ label: t("gone.end"), onPress: () => void end() }}>
      <p>{t("gone.says")}</p>
      {wrong && (
        <p class="trouble" role="alert">
          {wrong}
        </p>
      )}
      <Field label={t("have.handle")} value={handle} onValue={setHandle} maxLength={100} />
      <Field
        label={t("have.passphrase")}
        hint={t("have.passphrase-hint")}
        value={passphrase}
        onValue={setPassphrase}
        maxLength={200}
        lines={2}
      />
      <p class="second">{t("gone.by-code")}</p>
    </Screen>
  );
}
