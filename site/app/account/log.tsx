/** What happened to her account, in plain words; what is missing or was changed is named. */
import { useEffect, useState } from "preact/hooks";
import type { LogEntry } from "../../core/keeper.ts";
import { List, ListRow } from "../../ui/list.tsx";
import { useRun } from "../more/run.ts";
import { Screen } from "../screen.tsx";
import { useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { instantInWords } from "./when.ts";

const KINDS = new Set([
  ..."signed-in sign-in-failed credentials-changed link-made link-ended share-begun share-ended share-expired".split(
    " ",
  ),
  ..."delivered recovery-started recovery-stopped recovery-used legal-request".split(" "),
]);

function title({ kind, wrong }: LogEntry): string {
  if (kind === "") return t("log.missing-unseen");
  const text = t(KINDS.has(kind) ? `log.kind-${kind}` : "log.kind-other");
  return wrong === null ? text : `${text} ${t(`log.${wrong}`)}`;
}

export function LogScreen() {
  const keeper = useKeeper();
  const offline = useStatus().reach === "offline";
  const [entries, setEntries] = useState<LogEntry[] | null>(null);
  const { wrong, run } = useRun();
  useEffect(() => void run(async () => setEntries(await keeper.log())), []);
  const odd = entries?.some((one) => one.wrong !== null);
  return (
    <Screen title={t("more.log")}>
      <TroubleLine text={wrong} />
      <p>{t("log.says")}</p>
      {offline && <p class="second">{t("log.offline")}</p>}
      {odd && (
        <p class="trouble" role="alert">
          {t("log.odd")}
        </p>
      )}
      {entries === null && !wrong && <p class="second">{t("more.loading")}</p>}
      {entries && (
        <List name={t("more.log")}>
          {entries.map((one) => (
            <ListRow key={one.n} title={title(one)} {...(one.at > 0 ? { second: instantInWords(one.at) } : {})} />
          ))}
        </List>
      )}
    </Screen>
  );
}
