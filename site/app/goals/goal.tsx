/** One goal: title, area, steps, why, and what becomes of it. */
import { CircleCheck, Lightbulb, Pause, Play } from "lucide";
import { useState } from "preact/hooks";
import { goalOf, newGoal, type Goal, type GoalState, type Given, type Plain } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { DeleteButton } from "../daybook/delete.tsx";
import { Draft } from "../daybook/draft.ts";
import { today, useType } from "../daybook/hers.ts";
import { noteDraft, NoteField } from "../daybook/note.tsx";
import { Things, type Thing, type ThingsOf } from "../daybook/things.tsx";
import { QuestionNotice } from "../questions/notice.tsx";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { SeesToo, ShareButton, useWho } from "../sharing/who.tsx";
import { t } from "../words.ts";
import { areaName, inOrder } from "./areas.ts";
import { areaCalled, lastOrder } from "./arrange.ts";
import { withIdeas } from "./templates.ts";
import "./goals.css";
import "./goal-texts.ts";
import "./words.ts";

const readSteps = (plain: Plain): Thing[] => goalOf(plain).steps.map((step) => ({ ...step, day: step.done_on }));

/** The steps of the goal that `draft` holds. */
export const stepsOf = (draft: Draft): ThingsOf => ({ draft, list: "steps", day: "done_on", read: readSteps });

/** Shows a goal; null begins a new one, with what is `given`. */
export function showGoal(id: string | null, given: Given<Goal>): void {
  const draft = new Draft(id, newGoal(today(), { order: lastOrder(), ...given }));
  const why = noteDraft(draft.id, "why");
  openScreen(<GoalScreen draft={draft} why={why} fresh={id === null} />, () => {
    draft.close();
    why.close();
  });
}

const OWN = "\u0000own";

function AreaField({ area, onArea }: { area: string; onArea(area: string): void }) {
  const listed = inOrder(useType("goal", goalOf));
  const [own, setOwn] = useState(false);
  const [name, setName] = useState("");
  const choices = [...new Set([...listed, area])].map((value) => ({ value, label: areaName(value) }));
  const call = (value: string) => {
    setName(value);
    onArea(areaCalled(value) || "other");
  };
  const choose = (value: string) => {
    setOwn(value === OWN);
    if (value !== OWN) onArea(value);
  };
  return (
    <>
      <Select
        label={t("goals.area")}
        value={own ? OWN : area}
        choices={[...choices, { value: OWN, label: t("goals.area-own") }]}
        onValue={choose}
      />
      {own && <Field label={t("goals.area-name")} value={name} maxLength={60} sentence onValue={call} />}
    </>
  );
}

/** The way to the ideas, while nothing is written yet. */
function Ideas({ draft }: { draft: Draft }) {
  const open = () => withIdeas(({ openIdeas }) => openIdeas((given) => draft.start(given)));
  return <Button wide label={t("goals.idea")} icon={Lightbulb} onPress={open} />;
}

function GoalScreen({ draft, why, fresh }: { draft: Draft; why: Draft; fresh: boolean }) {
  const goal = goalOf(useStore(draft.plain));
  const to = (state: GoalState) => {
    const before = goal.state;
    draft.put({ state });
    showToast(t(`goals.now-${state}`), { label: t("front.undo"), run: () => draft.put({ state: before }) });
  };
  const empty = goal.title === "" && goal.steps.length === 0;
  const save = () => {
    if (!empty && !draft.kept) draft.put({});
    back();
  };
  return (
    <Screen
      title={fresh ? t("goals.new") : t("goals.one")}
      under={useWho(draft.id)}
      action={fresh ? { label: t("goals.save"), onPress: save } : undefined}
    >
      <QuestionNotice id={draft.id} />
      <SeesToo id={draft.id} />
      {goal.state !== "active" && <p class="state">{t(`goals.is-${goal.state}`)}</p>}
      {fresh && empty && !draft.kept && <Ideas draft={draft} />}
      <Field
        label={t("goals.title")}
        value={goal.title}
        lines={2}
        maxLength={200}
        sentence
        autoFocus={fresh && empty}
        onValue={(title) => draft.edit({ title })}
      />
      <AreaField area={goal.area} onArea={(area) => draft.edit({ area })} />
      <Things of={stepsOf(draft)} />
      <NoteField draft={why} label={t("goals.why")} hint={t("goals.why-hint")} />
      {!fresh && <ShareButton id={draft.id} flush={() => draft.flush()} />}
      {!fresh && (
        <section class="stack end-row">
          <div class="row">
            {goal.state === "active" ? (
              <>
                <Button label={t("goals.done")} icon={CircleCheck} onPress={() => to("done")} />
                <Button label={t("goals.pause")} icon={Pause} onPress={() => to("paused")} />
                <Button label={t("goals.let-go")} onPress={() => to("let-go")} />
              </>
            ) : (
              <Button label={t("goals.resume")} icon={Play} onPress={() => to("active")} />
            )}
            <DeleteButton label={t("goals.delete")} drafts={[draft, why]} />
          </div>
          <p class="second">{t("goals.kept-hint")}</p>
        </section>
      )}
    </Screen>
  );
}
