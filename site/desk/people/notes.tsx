/** Notes for the next meeting: this desk's own, gone thirty days after it. */
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { keepNote } from "../acts.ts";
import { paperDay, today } from "../days.ts";
import { goneOn, notesAbout } from "../../core/desk/notes.ts";
import type { Person } from "../model/people.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper, useItems } from "../state.ts";
import { t } from "../words.ts";

export function Notes({ person }: { person: Person }) {
  const notes = notesAbout(useItems(), person.account);
  const [day, setDay] = useState(today());
  const [words, setWords] = useState("");
  const { busy, wrong, run } = useRun();
  const keep = async () => {
    if (words.trim() !== "" && (await run(() => keepNote(person, day || today(), words.trim())))) setWords("");
  };
  return (
    <section class="stack tight no-print">
      <h3>{t("notes.title")}</h3>
      <p class="second">{t("notes.says")}</p>
      <ul class="rows">
        {notes.map((note) => (
          <li key={note.id} class="note">
            <span dir="auto">{note.text}</span>
            <span class="second">
              {t("notes.for", { day: paperDay(note.day) })} {t("notes.gone", { day: paperDay(goneOn(note.day)) })}
            </span>
            <Button
              kind="plain"
              label={t("notes.remove")}
              name={t("notes.remove-name", { text: note.text.slice(0, 40) })}
              onPress={() => void run(() => getKeeper().remove(note.id))}
            />
          </li>
        ))}
      </ul>
      <Trouble text={wrong} />
      <div class="fields">
        <Field label={t("notes.text")} value={words} onValue={setWords} lines={3} maxLength={4000} sentence />
        <Field label={t("notes.day")} type="date" value={day} onValue={setDay} />
      </div>
      <div>
        <Button label={t("notes.keep")} busy={busy} onPress={() => void keep()} />
      </div>
    </section>
  );
}
