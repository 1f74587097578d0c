/** A file for a calendar: her words, the day, the time, an alarm; nothing else. */
import { CalendarPlus } from "lucide";
import { useState } from "preact/hooks";
import { calendarFile } from "../../core/calendar.ts";
import type { Appointment, Start } from "../../core/records.ts";
import { startsBetween, startOf } from "../../core/when.ts";
import { Chips, Field } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { back, openScreen } from "../router.ts";
import { saveFile } from "../../ui/save-file.ts";
import { Screen } from "../screen.tsx";
import { now } from "../state.ts";
import { t, wants } from "../words.ts";
import { leadWords } from "./lead.ts";

wants("calendar");

/** Tells nothing to whoever sees it among the downloads. */
const FILE_NAME = "date.ics";
const ALARMS = [1440, 120, 60, 30];
/** How many times of a repeat go in at once. */
const MANY = 12;
const YEAR = 366 * 86_400;

/** Opens the making of a file for `next` and, of a repeat, what comes after it. */
export function openCalendarFile(appointment: Appointment, next: Start): void {
  openScreen(<CalendarFile appointment={appointment} next={next} />);
}

function CalendarFile({ appointment, next }: { appointment: Appointment; next: Start }) {
  const { start, repeat, minutes, lead_times: leads, skips } = appointment;
  const timed = next.time !== "";
  const [title, setTitle] = useState(t("calendar.neutral"));
  const [alarm, setAlarm] = useState(timed && leads.length > 0 ? Math.min(...leads) : 0);
  const [many, setMany] = useState(false);
  const alarms = [...new Set([...ALARMS, ...leads])].filter((one) => one > 0).sort((a, b) => b - a);
  const make = () => {
    const first = startOf(next) - 1;
    const starts = many ? startsBetween(start, repeat, first, first + YEAR, skips).slice(0, MANY) : [next];
    const entries = starts.map((one) => ({
      title: title.trim() || t("calendar.neutral"),
      start: one,
      minutes,
      alarm: alarm > 0 ? alarm : null,
      uid: crypto.randomUUID(),
    }));
    saveFile(FILE_NAME, new Blob([calendarFile(entries, now())], { type: "text/calendar;charset=utf-8" }));
    back();
    showToast(t("calendar.made"));
  };
  return (
    <Screen title={t("calendar.title")} action={{ label: t("calendar.make"), icon: CalendarPlus, onPress: make }}>
      <p>{t("calendar.who")}</p>
      <Field
        label={t("calendar.words")}
        hint={t("calendar.words-hint")}
        value={title}
        maxLength={100}
        sentence
        onValue={setTitle}
      />
      <p class="second">{t("calendar.shows")}</p>
      {timed && (
        <Chips
          label={t("calendar.alarm")}
          value={String(alarm)}
          choices={[
            { value: "0", label: t("calendar.alarm-none") },
            ...alarms.map((one) => ({ value: String(one), label: leadWords(one) })),
          ]}
          onValue={(value) => setAlarm(Number(value))}
        />
      )}
      {repeat.every !== "none" && (
        <Chips
          label={t("calendar.how-many")}
          value={many ? "many" : "one"}
          choices={[
            { value: "one", label: t("calendar.one") },
            { value: "many", label: t("calendar.many", { n: MANY }) },
          ]}
          onValue={(value) => setMany(value === "many")}
        />
      )}
      <p class="second">{t("calendar.file")}</p>
      <p class="second">{t("calendar.later")}</p>
    </Screen>
  );
}
