/** *My plan*, to write: one sentence and five short lists. What is typed is kept by itself. */
import { Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { PLAN_LISTS, planOf, type PlanList } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Check, Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import type { Draft } from "../daybook/draft.ts";
import { useChoices } from "../progress/choices.ts";
import { QuestionNotice } from "../questions/notice.tsx";
import { back } from "../router.ts";
import { Screen } from "../screen.tsx";
import { SeesToo, useWho } from "../sharing/who.tsx";
import { t } from "../words.ts";

function Texts({ draft, name }: { draft: Draft; name: PlanList }) {
  const texts = planOf(useStore(draft.plain))[name];
  const [typed, setTyped] = useState("");
  const now = () => planOf(draft.plain.get())[name];
  const add = () => {
    const text = typed.trim();
    if (text && !now().includes(text)) draft.put({ [name]: [...now(), text] });
    setTyped("");
  };
  const remove = (text: string) => {
    const at = now().indexOf(text);
    draft.put({ [name]: now().filter((one) => one !== text) });
    const run = () => draft.put({ [name]: now().toSpliced(at, 0, text) });
    showToast(t("front.removed"), { label: t("front.undo"), run });
  };
  return (
    <section class="stack tight">
      <h2>{t(`plan.${name}`)}</h2>
      <p class="second">{t(`plan.${name}-hint`)}</p>
      {texts.length > 0 && (
        <ul class="list" aria-label={t(`plan.${name}`)}>
          {texts.map((text) => (
            <li key={text} class="list-entry" translate={false}>
              <span class="entry-text" dir="auto">
                {text}
              </span>
              <Button
                kind="plain"
                label={t("things.delete")}
                icon={Trash2}
                name={t("plan.delete", { text })}
                onPress={() => remove(text)}
              />
            </li>
          ))}
        </ul>
      )}
      <div class="add">
        <Field label={t(`plan.${name}-add`)} value={typed} maxLength={300} sentence onValue={setTyped} onEnter={add} />
        <Button label={t("front.add")} icon={Plus} name={t(`plan.${name}-add`)} onPress={add} />
      </div>
    </section>
  );
}

export function EditPlan({ draft }: { draft: Draft }) {
  const { sentence } = planOf(useStore(draft.plain));
  const [choices, choose] = useChoices();
  return (
    <Screen title={t("plan.title")} under={useWho(draft.id)} action={{ label: t("things.keep"), onPress: back }}>
      <QuestionNotice id={draft.id} />
      <SeesToo id={draft.id} />
      <Field
        label={t("plan.sentence")}
        hint={t("plan.sentence-hint")}
        value={sentence}
        lines={2}
        maxLength={500}
        sentence
        onValue={(value) => draft.edit({ sentence: value })}
      />
      {PLAN_LISTS.map((name) => (
        <Texts key={name} draft={draft} name={name} />
      ))}
      <Check
        label={t("plan.on-today")}
        hint={t("plan.on-today-hint")}
        checked={choices.plan_today}
        onChange={(on) => choose("plan_today", on)}
      />
    </Screen>
  );
}
