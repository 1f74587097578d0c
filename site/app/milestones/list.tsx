/** Milestones under the goals: papers, courses, work, each with its stages. */
import { Plus } from "lucide";
import { milestoneOf, type Milestone } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { named, useType } from "../daybook/hers.ts";
import { areaIcon } from "../goals/areas.ts";
import { laterInside } from "../later.ts";
import { t } from "../words.ts";

type Part = typeof import("./milestone.tsx");

/** Does `then` with the screens of milestones: a part of its own, loaded when first wanted. */
const withScreens = (then: (part: Part) => void) => void laterInside(() => import("./milestone.tsx"), then);

function stageWords({ stages }: Milestone): string {
  const wanted = stages.filter((stage) => !stage.dropped);
  const next = wanted.find((stage) => stage.reached_on === null);
  if (wanted.length === 0) return t("milestones.no-stages");
  return next ? t("milestones.next", { text: next.text }) : t("milestones.reached");
}

export function Milestones() {
  const all = useType("milestone", milestoneOf).sort((a, b) => (a.plain.created < b.plain.created ? -1 : 1));
  return (
    <section class="stack tight hers">
      <h2>{t("milestones.name")}</h2>
      {all.length === 0 && <p class="muted">{t("milestones.empty")}</p>}
      {all.length > 0 && (
        <List name={t("milestones.name")}>
          {all.map(({ id, plain }) => (
            <ListRow
              key={id}
              icon={areaIcon(plain.track)}
              title={plain.title || named("track", plain.track)}
              second={stageWords(plain)}
              onPress={() => withScreens(({ openMilestone }) => openMilestone(id))}
            />
          ))}
        </List>
      )}
      <div>
        <Button
          label={t("milestones.new")}
          icon={Plus}
          onPress={() => withScreens(({ newMilestone }) => newMilestone())}
        />
      </div>
    </section>
  );
}
