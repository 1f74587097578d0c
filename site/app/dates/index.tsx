/** Dates: what lies ahead, what is still open, what has no day, and what is over. */
import { CalendarClock, CalendarDays, Plus, Presentation } from "lucide";
import { useMemo } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/card.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import "../daybook/daybook.css";
import { today, zoneNow } from "../daybook/hers.ts";
import { back, openSheet } from "../router.ts";
import { Screen, Sheet } from "../screen.tsx";
import { useItems, useNow, useReady } from "../state.ts";
import { t } from "../words.ts";
import { sortDates, titleOf, whenOf, type Coming } from "./coming.ts";
import { newDate, newDeadline, openDate, openShow } from "./open.ts";
import "./words.ts";

/** How many of what is over are listed. */
const EARLIER = 50;

export function DateRows({ name, dates }: { name: string; dates: Coming[] }) {
  const now = useNow();
  return (
    <List name={name}>
      {dates.map((one) => (
        <ListRow
          key={one.id}
          icon={one.kind === "appointment" ? CalendarDays : CalendarClock}
          title={one.kind === "appointment" ? titleOf(one.plain) : one.plain.title || t("untitled")}
          second={whenOf(one, now, today())}
          onPress={() => openDate(one)}
        />
      ))}
    </List>
  );
}

export function DateGroup({ name, dates }: { name: string; dates: Coming[] }) {
  if (dates.length === 0) return null;
  return (
    <section class="stack tight hers">
      <h2>{name}</h2>
      <DateRows name={name} dates={dates} />
    </section>
  );
}

/** Asks which of the two is meant. */
export function askNewDate(): void {
  const then = (open: () => void) => () => {
    back();
    open();
  };
  openSheet(
    <Sheet title={t("dates.new")}>
      <Button wide label={t("dates.appointment-choice")} icon={CalendarDays} onPress={then(newDate)} />
      <Button wide label={t("dates.deadline-choice")} icon={CalendarClock} onPress={then(newDeadline)} />
    </Sheet>,
  );
}

export function Dates() {
  const [ready, items, now] = [useReady(), useItems(), useNow()];
  const sorted = useMemo(() => sortDates(items, now, today(), zoneNow()), [items, now]);
  const empty = Object.values(sorted).every((part) => part.length === 0);
  return (
    <Screen
      title={t("places.dates")}
      backable={false}
      action={{ label: t("dates.new"), icon: Plus, onPress: askNewDate }}
    >
      {ready && empty && <EmptyState text={t("dates.empty")} />}
      <DateGroup name={t("dates.ahead")} dates={sorted.ahead} />
      <DateGroup name={t("dates.still-open")} dates={sorted.open} />
      <DateGroup name={t("dates.undated")} dates={sorted.undated} />
      {sorted.earlier.length > 0 && (
        <details>
          <summary>{t("dates.earlier")}</summary>
          <DateRows name={t("dates.earlier")} dates={sorted.earlier.slice(0, EARLIER)} />
        </details>
      )}
      <div>
        <Button label={t("show.open")} icon={Presentation} onPress={() => openShow()} />
      </div>
    </Screen>
  );
}
