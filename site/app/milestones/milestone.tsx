/** One milestone: its stages in any order, its numbers, when its paper runs out, a picture of it, a note. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { pathOf } from "../../core/paths.ts";
import { milestoneOf, newMilestone as made, type Given, type Milestone, type Plain } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { DeleteButton } from "../daybook/delete.tsx";
import { Draft } from "../daybook/draft.ts";
import { today } from "../daybook/hers.ts";
import { add, Things, type Thing, type ThingsOf } from "../daybook/things.tsx";
import "../goals/goals.css";
import { later } from "../later.ts";
import { QuestionNotice } from "../questions/notice.tsx";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { SeesToo, ShareButton, useWho } from "../sharing/who.tsx";
import { t } from "../words.ts";
import { Expiry } from "./expiry.tsx";
import { Numbers } from "./numbers.tsx";
import { askPath, stageText } from "./paths.tsx";
import "./milestone-texts.ts";

const readStages = (plain: Plain): Thing[] => milestoneOf(plain).stages.map((one) => ({ ...one, day: one.reached_on }));

const stagesOf = (draft: Draft): ThingsOf => ({ draft, list: "stages", day: "reached_on", read: readStages });

/** Opens a milestone; null begins a new one, with what is `given`. */
export function openMilestone(id: string | null, given: Given<Milestone> = {}): void {
  const draft = new Draft(id, made(today(), given));
  openScreen(<MilestoneScreen draft={draft} of={stagesOf(draft)} fresh={id === null} />, () => draft.close());
}

/** Asks which kind, then begins one. */
export const newMilestone = (): void => askPath((given) => openMilestone(null, given));

/** Stages that go with the milestone and are not there yet. */
function Offered({ of, milestone }: { of: ThingsOf; milestone: Milestone }) {
  const path = pathOf(milestone);
  const there = milestone.stages.map((stage) => stage.text);
  const left = path ? path.stages.map((stage) => stageText(path, stage)).filter((text) => !there.includes(text)) : [];
  if (left.length === 0) return null;
  return (
    <section class="stack tight">
      <h3>{t("milestones.offered")}</h3>
      <div class="row">
        {left.map((text) => (
          <Button key={text} label={text} name={t("milestones.offered-add", { text })} onPress={() => add(of, text)} />
        ))}
      </div>
    </section>
  );
}

/** The picture of the paper: a part of its own, loaded when a milestone is first opened. */
function Picture({ draft }: { draft: Draft }) {
  const [Paper, setPaper] = useState<ComponentType<{ draft: Draft }> | null>(null);
  useEffect(() => {
    void later(
      () => import("../photos/paper.tsx"),
      (part) => setPaper(() => part.Paper),
    );
  }, []);
  return Paper ? <Paper draft={draft} /> : <div class="paper-wait" aria-busy="true" />;
}

/** What belongs to a paper is in sight where there is some, or where a paper is what she wants. */
function hasPaper({ track, numbers, expires, certificate }: Milestone): boolean {
  return track === "papers" || track === "money" || numbers.length > 0 || expires !== null || certificate !== null;
}

function MilestoneScreen({ draft, of, fresh }: { draft: Draft; of: ThingsOf; fresh: boolean }) {
  const milestone = milestoneOf(useStore(draft.plain));
  // Once: it must not fold itself up under her finger.
  const [unfolded] = useState(() => hasPaper(milestone));
  const empty = milestone.title === "" && milestone.stages.length === 0;
  const save = () => {
    if (!empty && !draft.kept) draft.put({});
    back();
  };
  return (
    <Screen
      title={fresh ? t("milestones.new") : t("milestones.one")}
      under={useWho(draft.id)}
      action={fresh ? { label: t("milestones.save"), onPress: save } : undefined}
    >
      <QuestionNotice id={draft.id} />
      <SeesToo id={draft.id} />
      <Field
        label={t("milestones.title")}
        value={milestone.title}
        lines={2}
        maxLength={200}
        sentence
        autoFocus={fresh && empty}
        onValue={(title) => draft.edit({ title })}
      />
      <Things of={of} />
      <Offered of={of} milestone={milestone} />
      <details open={unfolded}>
        <summary>{t("milestones.paper")}</summary>
        <div class="stack">
          <Numbers draft={draft} />
          <Expiry draft={draft} />
          <Picture draft={draft} />
        </div>
      </details>
      <Field
        label={t("milestones.note")}
        value={milestone.note}
        lines={3}
        maxLength={4000}
        sentence
        onValue={(note) => draft.edit({ note })}
      />
      {!fresh && <ShareButton id={draft.id} flush={() => draft.flush()} />}
      {!fresh && (
        <div class="end-row">
          <DeleteButton label={t("milestones.delete")} drafts={[draft]} />
        </div>
      )}
    </Screen>
  );
}
