/** Her ledger: every share there ever was, to read and to print. */
import { Printer } from "lucide";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/card.tsx";
import { dayInWords } from "../account/when.ts";
import { Screen } from "../screen.tsx";
import { useItems } from "../state.ts";
import { t } from "../words.ts";
import { useNewsNow, useSharing } from "./known.ts";
import { titleOf } from "./preview.tsx";
import { Delivered, openShare } from "./share.tsx";
import { dayOf } from "./who.tsx";
import "./words.ts";

export function LedgerScreen() {
  const lines = useSharing("ledger", []);
  const items = useItems();
  useNewsNow();
  return (
    <Screen title={t("ledger.title")}>
      <p class="second">{t("ledger.says")}</p>
      {lines.length === 0 && <EmptyState text={t("ledger.empty")} />}
      {lines.map((line) => {
        const plain = items.find((item) => item.id === line.record)?.plain;
        const ends = line.live
          ? line.until === 0
            ? t("share.open-now")
            : t("share.until-day", { day: dayInWords(dayOf(line.until)) })
          : t("ledger.ended", { day: dayInWords(dayOf(line.ended ?? line.until)) });
        return (
          <section class="card" key={line.id}>
            <h2 dir="auto" translate={false}>
              {plain ? titleOf(plain) : t("ledger.gone")}
            </h2>
            <p>{t("ledger.with", { name: line.name, day: dayInWords(dayOf(line.from)) })}</p>
            <p>{ends}</p>
            <Delivered line={line} />
            {plain && (
              <div class="no-print">
                <Button
                  kind="plain"
                  label={t(line.live ? "who.shared" : "ledger.again")}
                  onPress={() => openShare(line.record)}
                />
              </div>
            )}
          </section>
        );
      })}
      {lines.length > 0 && (
        <div class="no-print">
          <Button label={t("ledger.print")} icon={Printer} onPress={() => print()} />
        </div>
      )}
    </Screen>
  );
}
