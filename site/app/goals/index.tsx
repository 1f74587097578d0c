/** Goals by area of life, in her order; what rests is folded away; then milestones. */
import { ArrowDownUp, PencilLine, Plus } from "lucide";
import { goalOf, type Goal, type GoalState } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/card.tsx";
import { Icon } from "../../ui/icon.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import "../daybook/daybook.css";
import { useType, type Hers } from "../daybook/hers.ts";
import { Milestones } from "../milestones/list.tsx";
import { laterInside } from "../later.ts";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useReady } from "../state.ts";
import { t } from "../words.ts";
import { areaIcon, areaName, areaOf, inOrder, inPlace } from "./areas.ts";
import "./goals.css";
import { openGoal } from "./open.ts";

function progressWords({ steps }: Goal): string {
  const wanted = steps.filter((step) => !step.dropped);
  if (wanted.length === 0) return t("goals.no-steps");
  const done = wanted.filter((step) => step.done_on !== null).length;
  return t("goals.steps-done", { n: wanted.length, done });
}

function Rows({ name, goals }: { name: string; goals: Hers<Goal>[] }) {
  return (
    <List name={name}>
      {goals.map(({ id, plain }) => (
        <ListRow
          key={id}
          title={plain.title || t("untitled")}
          second={plain.state === "active" ? progressWords(plain) : areaName(plain.area)}
          onPress={() => openGoal(id)}
        />
      ))}
    </List>
  );
}

function Group({ area, goals }: { area: string; goals: Hers<Goal>[] }) {
  const name = areaName(area);
  return (
    <section class="stack tight hers">
      <h2 class="with-icon">
        <Icon of={areaIcon(area)} />
        {name}
      </h2>
      <Rows name={name} goals={goals} />
      {goals.length > 1 && (
        <div class="flush">
          <Button
            kind="plain"
            label={t("order.change")}
            icon={ArrowDownUp}
            name={t("order.change-name", { name })}
            onPress={() =>
              void laterInside(
                () => import("./order.ts"),
                ({ openGoalOrder }) => openGoalOrder(area),
              )
            }
          />
        </div>
      )}
    </section>
  );
}

const FOLDED: GoalState[] = ["paused", "done", "let-go"];

export function Goals() {
  const ready = useReady();
  const goals = inPlace(useType("goal", goalOf));
  const now = goals.filter((goal) => goal.plain.state === "active");
  const openAreas = () =>
    void laterInside(
      () => import("./area-screen.tsx"),
      ({ Areas }) => openScreen(<Areas />),
    );
  return (
    <Screen
      title={t("places.goals")}
      backable={false}
      action={{ label: t("goals.new"), icon: Plus, onPress: () => openGoal(null) }}
    >
      {ready && goals.length === 0 && <EmptyState text={t("goals.empty")} />}
      {inOrder(now).map((area) => {
        const here = now.filter((goal) => areaOf(goal) === area);
        return here.length > 0 && <Group key={area} area={area} goals={here} />;
      })}
      {FOLDED.map((state) => {
        const here = goals.filter((goal) => goal.plain.state === state);
        if (here.length === 0) return null;
        const name = t(`goals.folded-${state}`, { n: here.length });
        return (
          <details key={state} class="hers">
            <summary>{name}</summary>
            <Rows name={name} goals={here} />
          </details>
        );
      })}
      {ready && <Milestones />}
      {ready && goals.length > 0 && (
        <div class="flush">
          <Button kind="plain" label={t("areas.open")} icon={PencilLine} onPress={openAreas} />
        </div>
      )}
    </Screen>
  );
}
