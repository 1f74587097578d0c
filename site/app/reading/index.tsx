/** *Pages to read*: the public pages inside the daybook, searched here, kept for no network only where she wants it. */
import { FileText } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { useRun } from "../more/run.ts";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t, wants } from "../words.ts";
import { arePagesKept, dropPages, keepPages, loadPack, search, type Pack } from "./pack.ts";
import { openPage } from "./page.tsx";
import "./reading.css";

wants("reading");

/** Opens the list of pages. */
export const openReading = (): void => openScreen(<Reading />);

/** Keeping the pages here, after reading what that leaves on the phone. */
function Keeping() {
  const [kept, setKept] = useState(false);
  const { busy, wrong, run } = useRun(() => t("reading.no-network"));
  useEffect(() => void arePagesKept().then(setKept), []);
  const change = () =>
    run(async () => {
      await (kept ? dropPages() : keepPages());
      setKept(await arePagesKept());
    });
  return (
    <Card>
      <p>{t(kept ? "reading.kept" : "reading.keep-says")}</p>
      <TroubleLine text={wrong} />
      <div>
        <Button label={t(kept ? "reading.drop" : "reading.keep")} busy={busy} onPress={() => void change()} />
      </div>
    </Card>
  );
}

function Reading() {
  const { phase } = useStatus();
  const [pack, setPack] = useState<Pack | null>(null);
  const [wanted, setWanted] = useState("");
  const { busy, wrong, run } = useRun(() => t("reading.no-network"));
  const load = () => run(async () => setPack(await loadPack()));
  useEffect(() => void load(), []);
  const found = pack ? search(pack.pages, wanted) : [];
  return (
    <Screen title={t("reading.title")} under={t("reading.under")}>
      <TroubleLine text={wrong} />
      {!pack && !busy && (
        <div>
          <Button label={t("reading.again")} onPress={() => void load()} />
        </div>
      )}
      {pack && (
        <>
          <Field label={t("reading.search")} value={wanted} onValue={setWanted} maxLength={60} />
          <p class="second" role="status">
            {wanted.trim() ? t("reading.found", { n: found.length }) : ""}
          </p>
          {found.length > 0 && (
            <List name={t("reading.title")}>
              {found.map((page) => (
                <ListRow
                  key={page.page}
                  icon={FileText}
                  title={page.heading}
                  second={page.summary}
                  lang={page.language}
                  onPress={() => openPage(pack, page.page)}
                />
              ))}
            </List>
          )}
          {phase === "open" && <Keeping />}
        </>
      )}
    </Screen>
  );
}
