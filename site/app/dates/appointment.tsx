/** One appointment to read on the way there, and what may become of it. */
import { CalendarPlus, CalendarX, PenLine, Pencil, Presentation } from "lucide";
import {
  appointmentOf,
  newAppointment,
  newSettings,
  settingsOf,
  type Appointment,
  type AppointmentState,
  type Start,
} from "../../core/records.ts";
import { dayWords, lastingOf, startOf } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { DeleteButton } from "../daybook/delete.tsx";
import { Draft } from "../daybook/draft.ts";
import { named, settingsNow, today, zoneNow } from "../daybook/hers.ts";
import { noteDraft } from "../daybook/note.tsx";
import { later } from "../later.ts";
import { QuestionNotice } from "../questions/notice.tsx";
import { Across } from "../sharing/across-slot.tsx";
import { ShareButton, useWho } from "../sharing/who.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { items, useItems, useNow } from "../state.ts";
import { language, listed, t } from "../words.ts";
import { openAfter, Said } from "./after.tsx";
import { Asks } from "./ask.tsx";
import { Pack } from "./bring.tsx";
import { Facts } from "./card.tsx";
import { begunOf, nextOf } from "./coming.ts";
import { EditAppointment } from "./edit-appointment.tsx";
import { leadWords } from "./lead.ts";
import { Needs } from "./needs.tsx";
import { openCalendarFile, openShow } from "./open.ts";
import { isLetBe } from "./private.ts";

/** So long before, what to ask stands in large letters. */
const SOON = 12 * 3600;

/** Opens an appointment to read. */
export function openAppointment(id: string): void {
  const draft = new Draft(id, blank());
  const questions = noteDraft(id, "questions");
  openScreen(<AppointmentScreen draft={draft} questions={questions} />, () => {
    draft.close();
    questions.close();
  });
}

/**
 * Opens an appointment to fill in, with what is `given`. After the first with a reminder she is asked whether it may
 * come.
 */
export function newDate(given: Partial<Appointment> = {}): void {
  const first = !items
    .get()
    .some(({ plain }) => plain.type === "appointment" && appointmentOf(plain).lead_times.length > 0);
  const draft = new Draft(null, { ...blank(), ...given });
  openScreen(<EditAppointment draft={draft} fresh />, () => {
    const reminds = draft.kept && appointmentOf(draft.plain.get()).lead_times.length > 0;
    draft.close();
    if (first && reminds)
      void later(
        () => import("../more/reminding.ts"),
        (part) => void part.askForReminders(),
      );
  });
}

const blank = () =>
  newAppointment(today(), {
    start: { date: "", time: "", zone: zoneNow() },
    lead_times: (settingsNow()?.plain ?? settingsOf(newSettings(today()))).lead_times,
  });

/** When she is told, and what to do where one reminder is not enough. */
function Told({ appointment }: { appointment: Appointment }) {
  const { lead_times: leads, kind } = appointment;
  const words = [...leads].sort((a, b) => b - a).map(leadWords);
  return (
    <section class="stack tight">
      <h2>{t("dates.reminders")}</h2>
      <p>{words.length > 0 ? listed(words) : t("dates.reminders-none")}</p>
      {kind === "court" && <p>{t("dates.court-ask")}</p>}
    </section>
  );
}

interface EndProps {
  draft: Draft;
  questions: Draft;
  next: Start | null;
  /** Given where the main action is another one. */
  onChange: (() => void) | null;
}

/** What may become of it. */
function End({ draft, questions, next, onChange }: EndProps) {
  const { state, repeat, skips } = appointmentOf(useStore(draft.plain));
  const to = (then: AppointmentState) => {
    draft.put({ state: then });
    showToast(t(`dates.now-${then}`), { label: t("front.undo"), run: () => draft.put({ state }) });
  };
  const skip = (day: string) => {
    draft.put({ skips: [...skips, day] });
    const run = () => draft.put({ skips });
    showToast(t("dates.skipped", { day: dayWords(day, today(), language) }), { label: t("front.undo"), run });
  };
  return (
    <section class="row end-row">
      {onChange && <Button label={t("dates.change")} icon={Pencil} onPress={onChange} />}
      {next && repeat.every !== "none" && (
        <Button label={t("dates.not-this-time")} icon={CalendarX} onPress={() => skip(next.date)} />
      )}
      {state === "planned" ? (
        <>
          <Button label={t("dates.moved")} onPress={() => to("moved")} />
          <Button label={t("dates.off")} icon={CalendarX} onPress={() => to("off")} />
        </>
      ) : (
        <Button label={t("dates.planned")} onPress={() => to("planned")} />
      )}
      <DeleteButton label={t("dates.delete")} drafts={[draft, questions]} />
    </section>
  );
}

function AppointmentScreen({ draft, questions }: { draft: Draft; questions: Draft }) {
  const appointment = appointmentOf(useStore(draft.plain));
  const now = useNow();
  useItems(); // what is packed and what was said lie in other records
  const { id } = draft;
  const { state, start, kind, place, bring, minutes } = appointment;
  const next = state === "planned" ? nextOf(appointment, now) : null;
  const begun = begunOf(appointment, now);
  const over = state === "planned" && next === null && start.date !== "";
  const soon = next !== null && startOf(next) - now < SOON;
  // While it goes on and after it: write down what they say.
  const since = begun && (now < startOf(begun) + lastingOf(begun, minutes) || !soon) ? begun : null;
  const asks = since !== null && !isLetBe(id, since.date);
  const edit = () => openScreen(<EditAppointment draft={draft} />, () => draft.flush());
  return (
    <Screen
      title={named("kind", kind)}
      under={useWho(id)}
      action={
        asks
          ? { label: t("after.text"), icon: PenLine, onPress: () => openAfter(id, since.date) }
          : { label: t(state === "moved" ? "dates.new-day" : "dates.change"), icon: Pencil, onPress: edit }
      }
    >
      <QuestionNotice id={id} />
      <Card tone={next ? "leaf" : undefined}>
        <Facts coming={{ kind: "appointment", id, plain: appointment, next }} level={2} brief />
        <div>
          <Button label={t("show.open")} icon={Presentation} onPress={() => openShow(place)} />
        </div>
      </Card>
      <Across id={id} part="said" />
      {!over && <Needs draft={draft} />}
      {!over && <Pack id={id} day={(next ?? start).date} bring={bring} />}
      <Asks note={questions} kind={kind} soon={soon} over={over} />
      <Said id={id} />
      {next && <Told appointment={appointment} />}
      <Across id={id} part="answers" />
      <ShareButton id={id} flush={() => draft.flush()} />
      {next && (
        <div>
          <Button label={t("calendar.open")} icon={CalendarPlus} onPress={() => openCalendarFile(appointment, next)} />
        </div>
      )}
      <End draft={draft} questions={questions} next={next} onChange={asks ? edit : null} />
    </Screen>
  );
}
