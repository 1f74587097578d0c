/** A suggestion: a goal, a step, a date, a milestone. She adds it, changes it, or lets it go; this desk is told nothing. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { goalOf } from "../../core/records.ts";
import { NEEDS, TRACKS } from "../../core/tracks.ts";
import { here } from "../../core/when.ts";
import { newId, type Plain } from "../../core/records/plain.ts";
import { Button } from "../../ui/button.tsx";
import { Chips, Field, ManyChips, Select } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { suggest, type SuggestionFor } from "../acts.ts";
import { useHeld } from "../held.ts";
import type { Person } from "../model/people.ts";
import { useRun, Trouble } from "../run.tsx";
import { t } from "../words.ts";

const FOR: SuggestionFor[] = ["goal", "step", "appointment", "milestone"];
const empty = { title: "", steps: "", date: "", time: "", place: "", needs: [] as string[], track: "other", why: "" };

export function Suggest({ person }: { person: Person }) {
  const [what, setWhat] = useState<SuggestionFor | null>(null);
  const [form, setForm] = useState(empty);
  const [goal, setGoal] = useState("");
  const { busy, wrong, setWrong, run } = useRun();
  const box = useHeld<HTMLElement>(what);
  const goals = person.shared
    .filter(({ plain }) => plain.type === "goal")
    .map(({ id, plain }) => ({ value: id, label: goalOf(plain).title || t("untitled"), steps: stepsOf(plain) }));
  const set = (members: Partial<typeof empty>) => setForm((before) => ({ ...before, ...members }));

  const send = () =>
    run(async () => {
      if (form.title.trim() === "") return setWrong(t("suggest.no-title"));
      if (what === "appointment" && form.date === "") return setWrong(t("suggest.no-day"));
      const about = what === "step" ? goal || goals[0]?.value || null : null;
      await suggest(person, what!, about, proposalOf(what!, form), form.why);
      setWhat(null);
      setForm(empty);
      showToast(t("suggest.sent"));
    });

  return (
    <section class="stack tight no-print" ref={box}>
      <h3>{t("suggest.title")}</h3>
      <p class="second">{t("suggest.says")}</p>
      <div class="row">
        {FOR.filter((one) => one !== "step" || goals.length > 0).map((one) => (
          <Button
            key={one}
            label={t(`suggest.${one}`)}
            expanded={what === one}
            onPress={() => setWhat(what === one ? null : one)}
          />
        ))}
      </div>
      {what && (
        <div class="card">
          <Trouble text={wrong} />
          {what === "step" && (
            <>
              <Select
                label={t("suggest.which-goal")}
                value={goal || goals[0]!.value}
                choices={goals}
                onValue={setGoal}
              />
              <Steps steps={(goals.find(({ value }) => value === goal) ?? goals[0]!).steps} />
            </>
          )}
          <Field
            label={t(`suggest.${what}-title`)}
            value={form.title}
            onValue={(title) => set({ title })}
            maxLength={200}
            autoFocus
            sentence
          />
          {what === "goal" && (
            <Field
              label={t("suggest.steps")}
              hint={t("suggest.steps-hint")}
              value={form.steps}
              onValue={(steps) => set({ steps })}
              lines={3}
              maxLength={1000}
              sentence
            />
          )}
          {what === "appointment" && (
            <>
              <div class="fields">
                <Field label={t("moved.day")} type="date" value={form.date} onValue={(date) => set({ date })} />
                <Field label={t("moved.time")} type="time" value={form.time} onValue={(time) => set({ time })} />
              </div>
              <Field
                label={t("suggest.place")}
                value={form.place}
                onValue={(place) => set({ place })}
                maxLength={200}
              />
              <ManyChips
                label={t("suggest.needs")}
                values={form.needs}
                choices={NEEDS.map((kind) => ({ value: kind, label: t(`need.${kind}`) }))}
                onValues={(needs) => set({ needs })}
              />
            </>
          )}
          {what === "milestone" && (
            <Chips
              label={t("suggest.track")}
              value={form.track}
              choices={TRACKS.map((track) => ({ value: track, label: t(`track.${track}`) }))}
              onValue={(track) => set({ track })}
            />
          )}
          <Field label={t("suggest.why")} value={form.why} onValue={(why) => set({ why })} maxLength={300} sentence />
          <div class="row">
            <Button kind="main" label={t("suggest.send")} busy={busy} onPress={() => void send()} />
            <Button kind="plain" label={t("cancel")} onPress={() => setWhat(null)} />
          </div>
        </div>
      )}
    </section>
  );
}

/** The steps that are there: nobody is to suggest one of them. */
const stepsOf = (plain: Plain): string[] =>
  goalOf(plain).steps.flatMap(({ text, done_on, dropped }) =>
    dropped ? [] : [done_on === null ? text : t("suggest.step-done", { text })],
  );

const Steps = ({ steps }: { steps: string[] }) =>
  steps.length === 0 ? null : (
    <p class="second">
      {t("suggest.there")}{" "}
      {steps.map((step, n) => (
        <Fragment key={n}>
          {n > 0 && " · "}
          <bdi>{step}</bdi>
        </Fragment>
      ))}
    </p>
  );

/** The members of the record that she would make of it. */
function proposalOf(what: SuggestionFor, { title, steps, date, time, place, needs, track }: typeof empty) {
  const lines = steps.split("\n").map((line) => line.trim());
  switch (what) {
    case "goal":
      return {
        title: title.trim(),
        steps: lines.filter(Boolean),
      };
    case "step":
      return { text: title.trim() };
    case "appointment":
      return {
        title: title.trim(),
        place: place.trim(),
        start: { date, time, zone: here() },
        needs: needs.map((kind) => ({ id: newId(), kind, state: "needed", how: "" })),
      };
    case "milestone":
      return { title: title.trim(), track };
  }
}
