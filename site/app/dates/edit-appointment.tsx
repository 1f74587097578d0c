/** An appointment to fill in or change. What is typed is kept as it is typed. */
import { Undo2 } from "lucide";
import { appointmentOf, type Repeat, type Start } from "../../core/records.ts";
import { KINDS, LEAD_TIMES } from "../../core/tracks.ts";
import { fullDay } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Field, ManyChips, Select } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import type { Draft } from "../daybook/draft.ts";
import { named, today } from "../daybook/hers.ts";
import { back } from "../router.ts";
import { Screen } from "../screen.tsx";
import { SeesToo, useWho } from "../sharing/who.tsx";
import { language, t } from "../words.ts";
import { Bring } from "./bring.tsx";
import { leadWords } from "./lead.ts";
import { Needs } from "./needs.tsx";

const LENGTHS = [0, 15, 30, 45, 60, 90, 120, 180, 240, 480];

function lengthWords(minutes: number): string {
  return minutes === 0 ? t("dates.length-unknown") : t("dates.minutes", { n: minutes });
}

/** The days of a repeat that are left out and still to come, to put back. */
function Skips({ draft }: { draft: Draft }) {
  const { skips, repeat } = appointmentOf(useStore(draft.plain));
  const ahead = repeat.every === "none" ? [] : skips.filter((day) => day >= today()).sort();
  if (ahead.length === 0) return null;
  return (
    <section class="stack tight things">
      <h3>{t("dates.skips")}</h3>
      <ul class="list">
        {ahead.map((day) => (
          <li key={day} class="list-entry">
            <span class="entry-text">{fullDay(day, language, true)}</span>
            <Button
              kind="plain"
              label={t("dates.back-in")}
              icon={Undo2}
              name={t("dates.back-in-name", { day: fullDay(day, language, true) })}
              onPress={() => draft.put({ skips: skips.filter((other) => other !== day) })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function When({ draft }: { draft: Draft }) {
  const { start, minutes, repeat, state } = appointmentOf(useStore(draft.plain));
  // A new day for what was moved or off makes it planned again.
  const at = (members: Partial<Start>) =>
    draft.edit({
      start: { ...start, ...members },
      ...(members.date && state !== "planned" ? { state: "planned" } : {}),
    });
  const often = (members: Partial<Repeat>) => draft.edit({ repeat: { ...repeat, ...members } });
  const zones = [...new Set([start.zone, ...Intl.supportedValuesOf("timeZone")])].filter(Boolean);
  const lengths = [...new Set([...LENGTHS, minutes])].sort((a, b) => a - b);
  return (
    <section class="stack tight">
      <div class="fields">
        <Field label={t("dates.day")} type="date" value={start.date} onValue={(date) => at({ date })} />
        <Field label={t("dates.time")} type="time" value={start.time} onValue={(time) => at({ time })} />
      </div>
      <details>
        <summary>{t("dates.more")}</summary>
        <div class="stack">
          <Select
            label={t("dates.length")}
            value={String(minutes)}
            choices={lengths.map((one) => ({ value: String(one), label: lengthWords(one) }))}
            onValue={(value) => draft.edit({ minutes: Number(value) })}
          />
          <Select
            label={t("dates.repeat")}
            value={repeat.every}
            choices={(["none", "weekly", "monthly"] as const).map((value) => ({ value, label: t(`repeat.${value}`) }))}
            onValue={(every) => often({ every: every as Repeat["every"] })}
          />
          {repeat.every !== "none" && (
            <Field
              label={t("dates.until")}
              hint={t("dates.until-hint")}
              type="date"
              min={start.date}
              value={repeat.until ?? ""}
              onValue={(until) => often({ until: until || null })}
            />
          )}
          <Skips draft={draft} />
          <Select
            label={t("dates.zone")}
            value={start.zone}
            choices={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
            onValue={(zone) => at({ zone })}
          />
        </div>
      </details>
    </section>
  );
}

export function EditAppointment({ draft, fresh = false }: { draft: Draft; fresh?: boolean }) {
  const { title, kind, place, with: who, start, lead_times: leads } = appointmentOf(useStore(draft.plain));
  const kinds = [...new Set<string>([...KINDS, kind])];
  const times = [...new Set<number>([...LEAD_TIMES, ...leads])].sort((a, b) => b - a);
  const known = start.date !== "" && start.time !== "";
  return (
    <Screen
      title={t(fresh ? "dates.new-appointment" : "dates.change")}
      under={useWho(draft.id)}
      action={{ label: t("dates.save"), onPress: back }}
    >
      <SeesToo id={draft.id} />
      <Field
        label={t("dates.title")}
        value={title}
        maxLength={200}
        sentence
        autoFocus={fresh}
        onValue={(value) => draft.edit({ title: value })}
      />
      <When draft={draft} />
      <Select
        label={t("dates.kind")}
        value={kind}
        choices={kinds.map((value) => ({ value, label: named("kind", value) }))}
        onValue={(value) => draft.edit({ kind: value })}
      />
      <Field
        label={t("dates.place")}
        value={place}
        lines={2}
        maxLength={300}
        sentence
        onValue={(value) => draft.edit({ place: value })}
      />
      <Field
        label={t("dates.with")}
        value={who}
        maxLength={200}
        sentence
        onValue={(value) => draft.edit({ with: value })}
      />
      <ManyChips
        label={t("dates.remind")}
        hint={t(known ? "dates.remind-hint" : "dates.remind-unknown")}
        values={leads.map(String)}
        choices={times.map((minutes) => ({ value: String(minutes), label: leadWords(minutes) }))}
        onValues={(values) => draft.put({ lead_times: values.map(Number) })}
      />
      <Bring draft={draft} />
      {fresh && <Needs draft={draft} open />}
    </Screen>
  );
}
