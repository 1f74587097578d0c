/** In *More*: what is hers alone, and *Breathe* and *Numbers*. */
import { BookOpenText, CloudSun, NotebookPen, Phone, Sprout, Umbrella, Wind } from "lucide";
import { List, ListRow } from "../../ui/list.tsx";
import { act } from "../acts.ts";
import { later } from "../later.ts";
import { useChoices } from "../progress/choices.ts";
import "../progress/ways.tsx";
import "../progress/words.ts";
import { t } from "../words.ts";

const reading = () =>
  void later(
    () => import("../reading/index.tsx"),
    ({ openReading }) => openReading(),
  );

export function OwnRows() {
  const [choices] = useChoices();
  return (
    <List name={t("own.name")}>
      <ListRow icon={Wind} title={t("front.breathe")} second={t("own.breathe")} onPress={() => act("breathe-inside")} />
      <ListRow icon={Umbrella} title={t("plan.title")} second={t("own.plan")} onPress={() => act("plan")} />
      <ListRow
        icon={Phone}
        title={t("front.numbers")}
        second={t("own.numbers")}
        onPress={() => act("numbers-inside")}
      />
      <ListRow icon={Sprout} title={t("progress.title")} second={t("own.progress")} onPress={() => act("progress")} />
      {choices.moods && <ListRow icon={CloudSun} title={t("mood.title")} onPress={() => act("mood")} />}
      <ListRow icon={BookOpenText} title={t("own.reading")} second={t("own.reading-second")} onPress={reading} />
      <ListRow icon={NotebookPen} title={t("notes.title")} second={t("own.notes")} onPress={() => act("notes")} />
    </List>
  );
}
