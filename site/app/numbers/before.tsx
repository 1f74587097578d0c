/** *Numbers* before the lock: the emergency number, and the lines only where she moved them here. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../ui/store.ts";
import { linesBefore } from "../front/kept.ts";
import { later } from "../later.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import { CountryField, EmergencyCard } from "./emergency.tsx";

export function NumbersBefore() {
  const wanted = useStore(linesBefore);
  const [Lines, setLines] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (!wanted) return setLines(null);
    void later(
      () => import("./lines.tsx"),
      (part) => setLines(() => part.Lines),
    );
  }, [wanted]);
  return (
    <Screen title={t("numbers.title")}>
      <CountryField />
      <EmergencyCard telling={Lines !== null} />
      {Lines && <Lines />}
    </Screen>
  );
}
