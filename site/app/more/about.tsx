/** What this is, what it cannot do, and the code that she may read out to whoever runs it. */
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Screen } from "../screen.tsx";
import { useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { useRun } from "./run.ts";

export function About() {
  const keeper = useKeeper();
  const [code, setCode] = useState("");
  const { busy, wrong, run } = useRun();
  return (
    <Screen title={t("more.about")}>
      <TroubleLine text={wrong} />
      <p>{t("about.yours")}</p>
      <section class="stack tight">
        <h2>{t("about.cannot-title")}</h2>
        <ul class="says stack tight">
          <li>{t("about.cannot-history")}</li>
          <li>{t("about.cannot-spy")}</li>
          <li>{t("about.cannot-uninstall")}</li>
          <li>{t("about.cannot-reset")}</li>
        </ul>
      </section>
      <section class="stack tight">
        <h2>{t("about.support-title")}</h2>
        <p>{t("about.support-says")}</p>
        {code ? (
          <p class="code">{code}</p>
        ) : (
          <div>
            <Button
              label={t("about.support-show")}
              busy={busy}
              onPress={() => void run(async () => setCode(await keeper.supportCode()))}
            />
          </div>
        )}
      </section>
    </Screen>
  );
}
