/** *I already have one*: by words, by code, or by two papers; then a PIN for this phone. */
import { Camera, TabletSmartphone } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Opening } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { enter, openingText, Working } from "../front/unlock.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { progress, useKeeper } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { locale, t } from "../words.ts";
import { ChoosePin } from "./choose-pin.tsx";
import { Gone } from "./gone.tsx";
import { Scan } from "./scan.tsx";
import { Stop } from "./stop.tsx";
import { lookAround, type Surroundings } from "./surroundings.ts";
import "./words.ts";

type By = "words" | "code" | "papers";

function sentence(opening: Extract<Opening, { ok: false }>): string {
  if (opening.why !== "wait") return openingText(opening);
  const opens = new Date(opening.opens > 1e9 ? opening.opens * 1000 : Date.now() + opening.opens * 1000);
  const at = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(opens);
  return t("have.waits", { at });
}

export function HaveOne() {
  const keeper = useKeeper();
  const [around, setAround] = useState<Surroundings | null>(null);
  const [by, setBy] = useState<By>("words");
  const [handle, setHandle] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [codes, setCodes] = useState(["", ""]);
  const [step, setStep] = useState<"type" | "pin" | "opening">("type");
  const [wrong, setWrong] = useState<string>();
  useEffect(() => void lookAround().then(setAround), []);
  const setCode = (n: number, code: string) => setCodes((before) => before.map((old, m) => (m === n ? code : old)));

  const next = () => {
    const needed = by === "words" ? [handle, passphrase] : by === "code" ? codes.slice(0, 1) : codes;
    if (needed.some((text) => !text.trim())) setWrong(t("have.empty"));
    else {
      setWrong(undefined);
      setStep("pin");
    }
  };
  const open = async (pin: string) => {
    setStep("opening");
    progress.set(0);
    try {
      const opening =
        by === "words"
          ? await keeper.openWithWords({ handle, passphrase }, pin)
          : await keeper.openWithCode(by === "code" ? codes[0]! : codes.join(" "), pin);
      if (opening.ok) {
        await enter();
        return;
      }
      setWrong(sentence(opening));
    } catch (error) {
      setWrong(troubleText(error));
    }
    setStep("type");
  };

  if (around !== null && around !== "good") return <Stop why={around} />;
  if (step === "pin") {
    return (
      <Screen title={t("have.pin-title")} onBack={() => setStep("type")}>
        <ChoosePin onChosen={(pin) => void open(pin)} />
      </Screen>
    );
  }
  if (step === "opening") {
    return (
      <Screen title={t("have.opening-title")} backable={false}>
        <Working text={t("opening.working")} />
      </Screen>
    );
  }
  const codeField = (n: number, label: string) => (
    <div class="stack tight">
      <Field
        label={label}
        hint={t("have.code-hint")}
        value={codes[n]!}
        onValue={(code) => setCode(n, code)}
        maxLength={60}
      />
      <div>
        <Button
          label={t("have.scan")}
          icon={Camera}
          name={`${t("have.scan")}: ${label}`}
          onPress={() => openScreen(<Scan onCode={(code) => setCode(n, code)} />)}
        />
      </div>
    </div>
  );
  return (
    <Screen title={t("front.have-one")} action={{ label: t("have.next"), busy: around === null, onPress: next }}>
      {wrong && (
        <p class="trouble" role="alert">
          {wrong}
        </p>
      )}
      <Chips
        label={t("have.by")}
        value={by}
        choices={(["words", "code", "papers"] as const).map((value) => ({ value, label: t(`have.by-${value}`) }))}
        onValue={(value) => setBy(value as By)}
      />
      {by === "words" && (
        <>
          <Field
            label={t("have.handle")}
            hint={t("have.handle-hint")}
            value={handle}
            onValue={setHandle}
            maxLength={100}
          />
          <Field
            label={t("have.passphrase")}
            hint={t("have.passphrase-hint")}
            value={passphrase}
            onValue={setPassphrase}
            maxLength={200}
            lines={2}
          />
        </>
      )}
      {by === "code" && codeField(0, t("have.code"))}
      {by === "papers" && (
        <>
          {codeField(0, t("have.paper-1"))}
          {codeField(1, t("have.paper-2"))}
        </>
      )}
      {by !== "words" && <p class="second">{t("have.code-after")}</p>}
      <p class="second">{t("have.before")}</p>
      <div>
        <Button label={t("gone.title")} icon={TabletSmartphone} onPress={() => openScreen(<Gone />)} />
      </div>
    </Screen>
  );
}
