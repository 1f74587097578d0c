/** After a meeting: what they said, in a note of hers alone, and the next date. */
import { CalendarPlus } from "lucide";
import { appointmentOf, newNote, noteOf, type Appointment, type Note } from "../../core/records.ts";
import { fullDay, lastingOf, startOf, startWords } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Draft } from "../daybook/draft.ts";
import { ofType, today, useType, type Hers } from "../daybook/hers.ts";
import { NoteField } from "../daybook/note.tsx";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { items, useNow } from "../state.ts";
import { language, t } from "../words.ts";
import { nextOf, titleOf } from "./coming.ts";
import { newDate } from "./open.ts";
import { letBe } from "./private.ts";

/** The local day of the appointment that a note is about: a repeat has a note for each. */
const dayOf = (note: Note): string => (typeof note.day === "string" ? note.day : note.created);

/** What was said at an appointment, latest first. */
function saidAt(notes: Hers<Note>[], id: string): Hers<Note>[] {
  return notes
    .filter(({ plain }) => plain.role === "after" && plain.about === id)
    .sort((a, b) => (dayOf(a.plain) > dayOf(b.plain) ? -1 : 1));
}

/** Opens what was said at the appointment `id` on the local day `day`; nothing where there is no such appointment. */
export function openAfter(id: string, day: string): void {
  const found = ofType(items.get(), "appointment", appointmentOf).find((one) => one.id === id);
  if (!found) return;
  const kept = saidAt(ofType(items.get(), "note", noteOf), id).find(({ plain }) => dayOf(plain) === day);
  const title = t("after.note-title", { title: titleOf(found.plain), day: fullDay(day, language, true) });
  const draft = new Draft(kept?.id ?? null, { ...newNote(today(), { about: id, role: "after", title }), day });
  const save = () => {
    draft.flush();
    letBe(id, day);
    back();
  };
  openScreen(<After draft={draft} appointment={found.plain} day={day} onSave={save} />, () => draft.close());
}

interface AfterProps {
  draft: Draft;
  appointment: Appointment;
  day: string;
  onSave(): void;
}

function After({ draft, appointment, day, onSave }: AfterProps) {
  const now = useNow();
  // While it goes on, what comes next is not this one.
  const over = startOf({ ...appointment.start, date: day }) + lastingOf(appointment.start, appointment.minutes);
  const next = nextOf(appointment, Math.max(now, over));
  const { title, kind, place, with: who, minutes, lead_times } = appointment;
  const again = () => newDate({ title, kind, place, with: who, minutes, lead_times });
  return (
    <Screen
      title={titleOf(appointment)}
      under={fullDay(day, language, true)}
      action={{ label: t("after.save"), onPress: onSave }}
    >
      <NoteField draft={draft} label={t("after.text")} hint={t("after.hint")} />
      <section class="stack tight">
        <h2>{t("after.next")}</h2>
        {next && <p>{t("after.again", { when: startWords(next, now, language) })}</p>}
        <p class="second">{t("after.next-says")}</p>
        <div>
          <Button label={t(next ? "after.next-other" : "after.next-new")} icon={CalendarPlus} onPress={again} />
        </div>
      </section>
    </Screen>
  );
}

/** What was said so far, under an appointment. */
export function Said({ id }: { id: string }) {
  const said = saidAt(useType("note", noteOf), id).filter(({ plain }) => plain.text.trim() !== "");
  if (said.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{t("after.said")}</h2>
      {said.map((note) => {
        const day = fullDay(dayOf(note.plain), language, true);
        return (
          <div class="said" key={note.id}>
            <p class="second">{day}</p>
            <p class="side-text" dir="auto" translate={false}>
              {note.plain.text}
            </p>
            <Button
              kind="plain"
              label={t("after.change")}
              name={t("after.change-name", { day })}
              onPress={() => openAfter(id, dayOf(note.plain))}
            />
          </div>
        );
      })}
    </section>
  );
}
