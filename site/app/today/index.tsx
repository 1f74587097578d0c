/** Today: what is next, one small step, and what is due, all in one look. */
import { Plus, Presentation, Shuffle, Target } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { goalOf } from "../../core/records.ts";
import { fullDay } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Card, EmptyState } from "../../ui/card.tsx";
import { Check } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import "../daybook/daybook.css";
import { settingsNow, today, useType, zoneNow } from "../daybook/hers.ts";
import { AfterCards } from "../dates/after-card.tsx";
import { Facts } from "../dates/card.tsx";
import { dueFrom, sortDates, type Coming } from "../dates/coming.ts";
import { askNewDate, DateGroup } from "../dates/index.tsx";
import { openDate, openShow } from "../dates/open.ts";
import { openGoal } from "../goals/open.ts";
import { PlanOnToday } from "../plan/row.tsx";
import "../progress/ways.tsx";
import { News, Suggested } from "../news.tsx";
import { QuestionsCard } from "../questions/notice.tsx";
import { Screen } from "../screen.tsx";
import { useItems, useNow, useReady } from "../state.ts";
import { language, t } from "../words.ts";
import { chosen, openSteps, swap, tickStep, type TodayStep } from "./step.ts";

function Next({ coming }: { coming: Coming }) {
  return (
    <section class="stack tight">
      <h2>{t("today.next")}</h2>
      <Card tone="leaf">
        <Facts coming={coming} level={3} />
        <div class="row">
          <Button
            label={t("today.open")}
            name={t("today.open-name", { title: coming.plain.title })}
            onPress={() => openDate(coming)}
          />
          {coming.kind === "appointment" && (
            <Button
              label={t("show.open")}
              icon={Presentation}
              name={t("show.open-name", { title: coming.plain.title })}
              onPress={() => openShow(coming.plain.place)}
            />
          )}
        </div>
      </Card>
    </section>
  );
}

function OneStep({
  steps,
  now,
  ticked,
  onTick,
}: {
  steps: TodayStep[];
  now: TodayStep;
  ticked: boolean;
  onTick(done: boolean): void;
}) {
  return (
    <section class="stack tight">
      <h2>{t("today.step")}</h2>
      <Card>
        <div translate={false}>
          <Check
            label={now.step.text}
            hint={now.goal.plain.title || undefined}
            checked={ticked}
            done={ticked}
            onChange={onTick}
          />
        </div>
        <div class="row">
          {steps.length > 1 && (
            <Button kind="plain" label={t("today.swap")} icon={Shuffle} onPress={() => swap(steps, now)} />
          )}
          <Button kind="plain" label={t("today.goal")} icon={Target} onPress={() => openGoal(now.goal.id)} />
        </div>
      </Card>
    </section>
  );
}

export function Today() {
  const [ready, items, now] = [useReady(), useItems(), useNow()];
  const goals = useType("goal", goalOf);
  const sorted = useMemo(() => sortDates(items, now, today(), zoneNow()), [items, now]);
  // A ticked step stays drawn through for a moment, so that Undo is beside it.
  const [done, setDone] = useState<TodayStep | null>(null);

  const next = sorted.ahead[0];
  const due = sorted.ahead.slice(1).filter((one) => dueFrom(one, zoneNow()) <= now);
  const steps = openSteps(goals);
  const step = done ?? chosen(steps, settingsNow()?.plain.today_step ?? "");
  const tick = (one: TodayStep, ticked: boolean) => {
    tickStep(one, ticked ? today() : null);
    setDone(ticked ? one : null);
    if (!ticked) return;
    const timer = setTimeout(() => setDone(null), 8000);
    const run = () => {
      clearTimeout(timer);
      tick(one, false);
    };
    showToast(t("things.steps-ticked"), { label: t("front.undo"), run });
  };
  const empty = ready && !next && !step && sorted.open.length === 0 && sorted.undated.length === 0;
  return (
    <Screen title={t("places.today")} under={fullDay(today(), language)} backable={false}>
      <News />
      <QuestionsCard />
      <PlanOnToday />
      {empty && (
        <EmptyState text={t("today.empty")}>
          <Button kind="main" label={t("dates.new")} icon={Plus} onPress={askNewDate} />
        </EmptyState>
      )}
      {next && <Next coming={next} />}
      <AfterCards />
      <DateGroup name={t("today.due")} dates={due} />
      {step && <OneStep steps={steps} now={step} ticked={done !== null} onTick={(ticked) => tick(step, ticked)} />}
      <Suggested />
      <DateGroup name={t("dates.still-open")} dates={sorted.open} />
      <DateGroup name={t("dates.undated")} dates={sorted.undated} />
    </Screen>
  );
}
