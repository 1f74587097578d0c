/** *Before a journey*: the way back is tried first, then the daybook leaves this phone. */
import { useState } from "preact/hooks";
import { Card } from "../../ui/card.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { useRun } from "../more/run.ts";
import { Screen } from "../screen.tsx";
import { useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { CodeField } from "./code-field.tsx";
import { takeOff, WhatStays } from "./going.tsx";

type By = "words" | "code" | "papers";
const BYS = ["words", "code", "papers"] as const;

export function Journey() {
  const keeper = useKeeper();
  const [by, setBy] = useState<By>("words");
  const [handle, setHandle] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [codes, setCodes] = useState(["", ""]);
  const [right, setRight] = useState(false);
  const { busy, wrong, run, setWrong } = useRun();
  const setCode = (n: number, code: string) => setCodes((before) => before.map((old, m) => (m === n ? code : old)));
  const check = () =>
    run(async () => {
      const code = by === "code" ? codes[0]! : codes.join(" ");
      const found =
        by === "words" ? await keeper.confirmWords({ handle, passphrase }) : await keeper.confirmRecoveryCode(code);
      setRight(found);
      if (!found) setWrong(t("way.not-right"));
    });
  if (right) {
    return (
      <Screen
        title={t("more.journey")}
        action={{ label: t("more.sign-out"), kind: "care", busy, onPress: () => void run(takeOff) }}
      >
        <TroubleLine text={wrong} />
        <Card tone="leaf">
          <p>{t("journey.right")}</p>
        </Card>
        <p>{t("going.take-off-says")}</p>
        <WhatStays />
      </Screen>
    );
  }
  return (
    <Screen title={t("more.journey")} action={{ label: t("journey.try"), busy, onPress: () => void check() }}>
      <p>{t("journey.says")}</p>
      <p>{t("journey.first")}</p>
      <TroubleLine text={wrong} />
      <Chips
        label={t("journey.by")}
        value={by}
        choices={BYS.map((value) => ({ value, label: t(`journey.by-${value}`) }))}
        onValue={(value) => setBy(value as By)}
      />
      {by === "words" ? (
        <>
          <Field label={t("way.handle")} value={handle} onValue={setHandle} maxLength={100} />
          <Field label={t("way.passphrase")} value={passphrase} onValue={setPassphrase} maxLength={200} lines={2} />
        </>
      ) : (
        codes.slice(0, by === "code" ? 1 : 2).map((code, n) => {
          const label = by === "code" ? t("way.code") : t(`way.paper-${n + 1}`);
          return <CodeField key={n} label={label} value={code} onValue={(typed) => setCode(n, typed)} />;
        })
      )}
    </Screen>
  );
}
