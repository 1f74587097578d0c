/** *What you did*: week by week, as a picture and as words. Hers alone; nothing is scored, missing or late. */
import { CloudSun, Table } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/card.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { act } from "../acts.ts";
import { today } from "../daybook/hers.ts";
import { Sky } from "../mood/sky.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useItems, useNow, useReady } from "../state.ts";
import { t } from "../words.ts";
import { useChoices } from "./choices.ts";
import { Garden, Legend } from "./garden.tsx";
import "./progress.css";
import { ProgressTable } from "./table.tsx";
import { weeksOf, type DoneKind } from "./weeks.ts";

/** How many weeks are drawn; the table has all of them. */
const DRAWN = 12;
const KINDS: DoneKind[] = ["step", "stage", "date"];

/** Opens what she did. */
export function openProgress(): void {
  openScreen(<Progress />);
}

function Progress() {
  const [ready, items, now] = [useReady(), useItems(), useNow()];
  const [choices] = useChoices();
  const [open, setOpen] = useState(false);
  const weeks = useMemo(() => weeksOf(items, now, today()), [items, now]);
  const drawn = weeks.slice(-DRAWN);
  const kinds = KINDS.filter((kind) => drawn.some((week) => week.done.some((done) => done.kind === kind)));
  return (
    <Screen title={t("progress.title")} under={t("who.only-you")}>
      {ready && weeks.length === 0 && <EmptyState text={t("progress.empty")} />}
      {weeks.length > 0 && (
        <section class="stack tight">
          <Garden weeks={drawn} />
          <Legend kinds={kinds} />
          <div>
            <Button
              label={t(open ? "progress.hide" : "progress.show")}
              icon={Table}
              expanded={open}
              onPress={() => setOpen(!open)}
            />
          </div>
          {open && <ProgressTable weeks={weeks} />}
        </section>
      )}
      {choices.moods && choices.moods_in_progress && <Sky />}
      <List name={t("mood.title")}>
        <ListRow
          icon={CloudSun}
          title={t("mood.title")}
          second={t(choices.moods ? "mood.is-on" : "mood.is-off")}
          onPress={() => act("mood")}
        />
      </List>
    </Screen>
  );
}
