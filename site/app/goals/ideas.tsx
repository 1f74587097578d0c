/** Goals to start from: a list by part of life, each with its picture. A part of its own, loaded when first wanted. */
import { spaced } from "../../core/order.ts";
import { goalOf, newId, type Given, type Goal } from "../../core/records.ts";
import { TEMPLATES, templateOf, type Template } from "../../core/templates.ts";
import { Icon } from "../../ui/icon.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { useType } from "../daybook/hers.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import { areaIcon, areaName, inOrder } from "./areas.ts";
import { openGoal } from "./open.ts";
import { ideaPictures } from "./pictures.ts";

/** What a goal made from a template begins with. */
function given({ number, area, steps }: Template): Given<Goal> {
  const keys = spaced(steps);
  const step = (order: string, n: number) => ({
    id: newId(),
    text: t(`template.${number}.${n + 1}`),
    done_on: null,
    dropped: false,
    order,
  });
  return { title: t(`template.${number}`), area, template: String(number), steps: keys.map(step) };
}

/** Opens the list; `pick` gets what the goal begins with, once the list has gone. */
export function openIdeas(pick: (given: Given<Goal>) => void): void {
  openScreen(
    <Ideas
      onPick={(template) => {
        back();
        pick(given(template));
      }}
    />,
  );
}

/** Opens *New goal* with the template of this number; an unknown number opens nothing. */
export function openTemplate(number: number): void {
  const template = templateOf(number);
  if (template) openGoal(null, given(template));
}

function Ideas({ onPick }: { onPick(template: Template): void }) {
  const goals = useType("goal", goalOf);
  const have = new Set(goals.map((goal) => goal.plain.template));
  return (
    <Screen title={t("ideas.title")}>
      <p>{t("ideas.say")}</p>
      {inOrder(goals).map((area) => {
        const here = TEMPLATES.filter((template) => template.area === area);
        if (here.length === 0) return null;
        return (
          <details key={area} class="fold">
            <summary>
              <Icon of={areaIcon(area)} />
              {areaName(area)}
            </summary>
            <List name={areaName(area)}>
              {here.map((template) => (
                <ListRow
                  key={template.number}
                  icon={ideaPictures[template.number]}
                  title={t(`template.${template.number}`)}
                  second={have.has(String(template.number)) ? t("ideas.have") : t("ideas.steps", { n: template.steps })}
                  onPress={() => onPick(template)}
                />
              ))}
            </List>
          </details>
        );
      })}
    </Screen>
  );
}
