/** The PIN is forgotten: the six words open what is kept on this phone, without a network too. */
import { KeyRound } from "lucide";
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { act } from "../acts.ts";
import { enter, openingText, Working } from "../front/unlock.tsx";
import { Screen } from "../screen.tsx";
import { progress, useKeeper } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import "./words.ts";

export function Forgot() {
  const keeper = useKeeper();
  const [passphrase, setPassphrase] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const open = async () => {
    if (!passphrase.trim()) {
      setWrong(t("have.empty"));
      return;
    }
    setBusy(true);
    setWrong(undefined);
    progress.set(0);
    try {
      const opening = await keeper.unlockWithPassphrase(passphrase);
      if (opening.ok) await enter();
      else setWrong(openingText(opening));
    } catch (error) {
      setWrong(troubleText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={t("front.pin-forgot")} action={{ label: t("front.open"), busy, onPress: () => void open() }}>
      <p>{t("forgot.says")}</p>
      <Field
        label={t("have.passphrase")}
        hint={t("have.passphrase-hint")}
        value={passphrase}
        onValue={setPassphrase}
        maxLength={200}
        lines={2}
        wrong={wrong}
      />
      {busy && <Working text={t("opening.working")} />}
      <p>{t("forgot.all")}</p>
      <div>
        <Button label={t("front.have-one")} icon={KeyRound} onPress={() => act("open-words")} />
      </div>
      <p class="second">{t("forgot.neither")}</p>
    </Screen>
  );
}
