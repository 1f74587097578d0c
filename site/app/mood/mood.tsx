/** How the day feels: off until she turns it on, one press a day, never asked for. */
import { Trash2 } from "lucide";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { moodOf, newId, newMood, type Mood } from "../../core/records.ts";
import { dayWords } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Check, Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { change, Draft } from "../daybook/draft.ts";
import { today, type Hers } from "../daybook/hers.ts";
import { useChoices } from "../progress/choices.ts";
import { removeWithUndo } from "../progress/remove.ts";
import "../progress/progress.css";
import { back, openScreen, openSheet } from "../router.ts";
import { Screen, Sheet } from "../screen.tsx";
import { getKeeper, items, readItems, useItems } from "../state.ts";
import { showToast } from "../../ui/toast.tsx";
import { troubleText } from "../trouble.ts";
import { language, t } from "../words.ts";
import { moodsIn } from "./hers.ts";
import { VALUES, Weather } from "./weather.tsx";

/** Opens the screen of moods. */
export function openMood(): void {
  openScreen(<MoodScreen />);
}

/** The note of a mood that is kept. */
function NoteOf({ id }: { id: string }) {
  const [draft] = useState(() => new Draft(id, newMood(today(), { day: today(), value: 0 })));
  useEffect(() => () => draft.close(), [draft]);
  const { note } = moodOf(useStore(draft.plain));
  return (
    <Field
      label={t("mood.note")}
      value={note}
      lines={2}
      maxLength={1000}
      sentence
      onValue={(text) => draft.edit({ note: text })}
    />
  );
}

function Today({ mood }: { mood: Hers<Mood> | undefined }) {
  const name = useId();
  // The same for every press of this screen, so that two quick presses are one record.
  const fresh = useRef(newId());
  const choose = (value: number) => {
    if (mood) return change(mood.id, () => ({ value }));
    const draft = new Draft(fresh.current, newMood(today(), { day: today(), value }));
    draft.put({ value });
    draft.close();
  };
  return (
    <section class="stack tight">
      <fieldset class="field">
        <legend class="when">{dayWords(today(), today(), language)}</legend>
        <div class="weathers">
          {VALUES.map((one) => (
            <label class="weather" key={one}>
              <input
                class="over"
                type="radio"
                name={name}
                checked={one === mood?.plain.value}
                onChange={() => choose(one)}
              />
              <span>
                <Weather value={one} />
                {t(`mood.${one}`)}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {mood && <NoteOf key={mood.id} id={mood.id} />}
    </section>
  );
}

function Earlier({ moods }: { moods: Hers<Mood>[] }) {
  return (
    <section class="stack tight hers">
      <h2>{t("mood.kept")}</h2>
      <ul class="list">
        {moods.map((mood) => {
          const day = dayWords(mood.plain.day, today(), language);
          return (
            <li key={mood.id} class="list-entry mood-entry">
              <Weather value={mood.plain.value} />
              <span class="entry-text">
                <span class="when-day">{day}</span>
                <span class="second">{t(`mood.${mood.plain.value}`)}</span>
                {mood.plain.note && (
                  <span class="said" dir="auto" translate={false}>
                    {mood.plain.note}
                  </span>
                )}
              </span>
              <Button
                kind="plain"
                label={t("things.delete")}
                icon={Trash2}
                name={t("mood.delete-day", { day })}
                onPress={() => void removeWithUndo([mood], t("mood.deleted"))}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

async function deleteAll(): Promise<void> {
  try {
    for (const item of items.get()) if (item.plain.type === "mood") await getKeeper().remove(item.id);
    await readItems();
    showToast(t("delete.gone"));
  } catch (error) {
    showToast(troubleText(error));
  }
}

function askDeleteAll(): void {
  const yes = () => {
    back();
    void deleteAll();
  };
  openSheet(
    <Sheet title={t("mood.delete-sure")} action={{ label: t("mood.delete-all"), kind: "care", onPress: yes }}>
      <p>{t("delete.what")}</p>
    </Sheet>,
  );
}

function MoodScreen() {
  const [choices, choose] = useChoices();
  const moods = moodsIn(useItems());
  return (
    <Screen title={t("mood.title")} under={t("who.only-you")}>
      <p>{t("mood.says")}</p>
      <Check label={t("mood.on")} checked={choices.moods} onChange={(on) => choose("moods", on)} />
      {choices.moods && (
        <>
          <Today mood={moods.find(({ plain }) => plain.day === today())} />
          <Check
            label={t("mood.in-progress")}
            checked={choices.moods_in_progress}
            onChange={(on) => choose("moods_in_progress", on)}
          />
          {moods.length > 0 && <Earlier moods={moods} />}
        </>
      )}
      {!choices.moods && moods.length > 0 && <p>{t("mood.still-kept", { n: moods.length })}</p>}
      {moods.length > 0 && (
        <div>
          <Button kind="plain" label={t("mood.delete-all")} icon={Trash2} onPress={askDeleteAll} />
        </div>
      )}
    </Screen>
  );
}
