/** A copy that anybody can read: only after the warning, as one page or as data. */
import { Braces, FileText } from "lucide";
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Check } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { today } from "../daybook/hers.ts";
import { useRun } from "../more/run.ts";
import { saveFile } from "../../ui/save-file.ts";
import { Screen } from "../screen.tsx";
import { useItems, useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { dataOf } from "./data.ts";
import { pageOf } from "./page.ts";

export function Readable() {
  const keeper = useKeeper();
  const items = useItems();
  const [sure, setSure] = useState(false);
  const { busy, wrong, run, setWrong } = useRun();
  const make = (name: string, kind: string, parts: typeof pageOf) => {
    if (!sure) return setWrong(t("export.read-tick"));
    void run(async () => {
      const texts: Blob[] = [];
      // A picture at a time: the browser may put the finished parts away.
      for await (const part of parts(items, (id) => keeper.photo(id), today())) texts.push(new Blob([part]));
      saveFile(name, new Blob(texts, { type: kind }));
      showToast(t("export.saved"));
    });
  };
  return (
    <Screen title={t("export.read")}>
      <Card tone="care">
        <p>{t("export.read-warn")}</p>
      </Card>
      <p>{t("export.read-traces")}</p>
      <TroubleLine text={wrong} />
      <Check label={t("export.read-sure")} checked={sure} onChange={setSure} />
      <section class="stack tight">
        <p class="second">{t("export.page-says")}</p>
        <div>
          <Button
            label={t("export.page")}
            icon={FileText}
            busy={busy}
            onPress={() => make("daybook.html", "text/html;charset=utf-8", pageOf)}
          />
        </div>
      </section>
      <section class="stack tight">
        <p class="second">{t("export.data-says")}</p>
        <div>
          <Button
            label={t("export.data")}
            icon={Braces}
            busy={busy}
            onPress={() => make("daybook.json", "application/json", dataOf)}
          />
        </div>
      </section>
    </Screen>
  );
}
