/** Which kind of milestone to begin: each kind with its picture and its usual stages. */
import { Shapes, type IconNode } from "lucide";
import { spaced } from "../../core/order.ts";
import { PATHS, type Path } from "../../core/paths.ts";
import { newId, type Given, type Milestone } from "../../core/records.ts";
import { List, ListRow } from "../../ui/list.tsx";
import { pathPictures } from "../goals/pictures.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import "./milestone-texts.ts";

/** The picture of a path. */
const pathIcon = (path: Path): IconNode => pathPictures[path.name] ?? Shapes;

/** The text of a stage that a path offers. */
export const stageText = (path: Path, stage: string): string => t(`stage.${path.name}.${stage}`);

/** What a milestone on this path begins with. */
function given(path: Path): Given<Milestone> {
  const keys = spaced(path.stages.length);
  const stages = path.stages.map((stage, n) => ({
    id: newId(),
    text: stageText(path, stage),
    reached_on: null,
    dropped: false,
    order: keys[n]!,
  }));
  return { title: t(`path.${path.name}`), track: path.track, template: path.name, stages };
}

/** Asks which kind; `pick` gets what the milestone begins with. */
export function askPath(pick: (given: Given<Milestone>) => void): void {
  const then = (given: Given<Milestone>) => () => {
    back();
    pick(given);
  };
  openScreen(
    <Screen title={t("paths.title")}>
      <p>{t("paths.say")}</p>
      <List name={t("paths.title")}>
        {PATHS.map((path) => (
          <ListRow
            key={path.name}
            icon={pathIcon(path)}
            title={t(`path.${path.name}`)}
            second={t("paths.stages", { n: path.stages.length })}
            onPress={then(given(path))}
          />
        ))}
        <ListRow icon={Shapes} title={t("path.other")} onPress={then({ track: "other" })} />
      </List>
    </Screen>,
  );
}
