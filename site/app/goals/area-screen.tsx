/** Parts of life: her own names, and which stands first. */
import { ArrowDownUp } from "lucide";
import { useState } from "preact/hooks";
import { goalOf } from "../../core/records.ts";
import { Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { showToast } from "../../ui/toast.tsx";
import { named, ofType, useType } from "../daybook/hers.ts";
import { openOrder } from "../daybook/ordering.ts";
import { back, openSheet } from "../router.ts";
import { Screen, Sheet } from "../screen.tsx";
import { items } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import { areaIcon, areaName, areaOf, inOrder } from "./areas.ts";
import { moveArea, nameArea } from "./arrange.ts";
import "./goal-texts.ts";

const now = () => inOrder(ofType(items.get(), "goal", goalOf));

async function call(area: string, name: string): Promise<void> {
  const before = areaName(area);
  const first = named("area", area);
  const set = (next: string) =>
    nameArea(area, next === first ? "" : next).catch((error: unknown) => showToast(troubleText(error)));
  await set(name);
  if (areaName(area) === before) return;
  showToast(t("areas.now", { name: areaName(area) }), { label: t("front.undo"), run: () => void set(before) });
}

function AreaSheet({ area }: { area: string }) {
  const [name, setName] = useState(() => areaName(area));
  const save = () => {
    back();
    void call(area, name);
  };
  return (
    <Sheet title={areaName(area)} action={{ label: t("areas.save"), onPress: save }}>
      <Field label={t("areas.hint")} value={name} maxLength={60} sentence autoFocus onValue={setName} onEnter={save} />
    </Sheet>
  );
}

const openAreaOrder = () =>
  openOrder({
    name: t("areas.title"),
    useThings: () => inOrder(useType("goal", goalOf)).map((area) => ({ id: area, text: areaName(area) })),
    move: (area, to) => moveArea(now(), area, to),
  });

export function Areas() {
  const goals = useType("goal", goalOf);
  return (
    <Screen
      title={t("areas.title")}
      under={t("who.only-you")}
      action={{ label: t("order.change"), icon: ArrowDownUp, onPress: openAreaOrder }}
    >
      <p>{t("areas.say")}</p>
      <List name={t("areas.title")}>
        {inOrder(goals).map((area) => (
          <ListRow
            key={area}
            icon={areaIcon(area)}
            title={areaName(area)}
            second={t("areas.second", { n: goals.filter((goal) => areaOf(goal) === area).length })}
            onPress={() => openSheet(<AreaSheet area={area} />)}
          />
        ))}
      </List>
    </Screen>
  );
}
