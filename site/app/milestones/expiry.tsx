/** When a paper runs out, and a date to begin in time. */
import { CalendarClock } from "lucide";
import { useState } from "preact/hooks";
import { deadlineOf, milestoneOf, newDeadline } from "../../core/records.ts";
import { addDays, fullDay } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import type { Draft } from "../daybook/draft.ts";
import { named, today, useType } from "../daybook/hers.ts";
import { openDeadline } from "../dates/open.ts";
import { back, openSheet } from "../router.ts";
import { Sheet } from "../screen.tsx";
import { getKeeper, readItems } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { language, t } from "../words.ts";

/** How many days before it runs out she may begin; those that are past are not offered. */
const BEFORE = [90, 60, 30, 14, 0];

async function make(draft: Draft, day: string): Promise<void> {
  const { title, track } = milestoneOf(draft.plain.get());
  const renewal = t("expires.renew", { title: title || named("track", track) });
  // What it is made for has to be there first.
  if (!draft.kept) draft.put({});
  try {
    const id = await getKeeper().save(null, newDeadline(today(), { title: renewal, day, about: draft.id }));
    await readItems();
    const run = () =>
      void getKeeper()
        .remove(id)
        .then(readItems, (error: unknown) => showToast(troubleText(error)));
    showToast(t("expires.made"), { label: t("front.undo"), run });
  } catch (error) {
    showToast(troubleText(error));
  }
}

function BeginSheet({ draft, expires }: { draft: Draft; expires: string }) {
  const days = BEFORE.map((n) => ({ n, day: addDays(expires, -n) })).filter(({ n, day }) => n === 0 || day > today());
  const [chosen, setChosen] = useState(days.find(({ n }) => n <= 60)!.day);
  const save = () => {
    back();
    void make(draft, chosen);
  };
  return (
    <Sheet title={t("expires.sheet")} action={{ label: t("expires.make"), icon: CalendarClock, onPress: save }}>
      <Chips
        label={t("expires.runs-out", { day: fullDay(expires, language, true) })}
        value={chosen}
        choices={days.map(({ n, day }) => ({
          value: day,
          label: n === 0 ? t("expires.on-the-day") : t("expires.before", { n }),
        }))}
        onValue={setChosen}
      />
      <p class="second">{fullDay(chosen, language, true)}</p>
    </Sheet>
  );
}

export function Expiry({ draft }: { draft: Draft }) {
  const { expires } = milestoneOf(useStore(draft.plain));
  const made = useType("deadline", deadlineOf).filter(
    ({ plain }) => plain.about === draft.id && plain.state === "open",
  );
  const over = expires !== null && expires < today();
  return (
    <section class="stack tight">
      <Field
        label={t("expires.date")}
        hint={t("expires.about")}
        type="date"
        value={expires ?? ""}
        onValue={(value) => draft.edit({ expires: value || null })}
      />
      {expires !== null && over && <p class="state">{t("expires.gone", { day: fullDay(expires, language, true) })}</p>}
      {expires !== null && !over && made.length === 0 && (
        <Card>
          <p>{t("expires.offer")}</p>
          <div>
            <Button
              label={t("expires.make")}
              icon={CalendarClock}
              onPress={() => openSheet(<BeginSheet draft={draft} expires={expires} />)}
            />
          </div>
        </Card>
      )}
      {made.length > 0 && (
        <>
          <p>{t("expires.there")}</p>
          <List name={t("expires.there")}>
            {made.map(({ id, plain }) => (
              <ListRow
                key={id}
                icon={CalendarClock}
                title={plain.title}
                second={plain.day && t("dates.by", { day: fullDay(plain.day, language, true) })}
                onPress={() => openDeadline(id)}
              />
            ))}
          </List>
        </>
      )}
    </section>
  );
}
