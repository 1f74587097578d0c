/** *Numbers* in the daybook: the emergency number, the lines, and whether they stand before the lock too. */
import { Card } from "../../ui/card.tsx";
import { Check } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { linesBefore } from "../front/kept.ts";
import { Screen } from "../screen.tsx";
import { useStatus } from "../state.ts";
import { t } from "../words.ts";
import { CountryField, EmergencyCard } from "./emergency.tsx";
import { Lines } from "./lines.tsx";

export function NumbersInside() {
  const before = useStore(linesBefore);
  const status = useStatus();
  return (
    <Screen title={t("numbers.title")}>
      <CountryField />
      <EmergencyCard telling />
      <Lines />
      {status.phase === "open" && (
        <Card>
          <h2>{t("lines.before-title")}</h2>
          <p>{t("lines.before-says")}</p>
          <Check label={t("lines.before")} checked={before} onChange={(on) => linesBefore.set(on)} />
        </Card>
      )}
    </Screen>
  );
}
