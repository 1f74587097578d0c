/** Where a question of hers is pointed at: on Today, and on the record it is about. */
import { CircleQuestionMark } from "lucide";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { laterInside } from "../later.ts";
import { openScreen } from "../router.ts";
import { useItems, useStatus } from "../state.ts";
import { t } from "../words.ts";

/** The screen with the questions, of one record where `only` names it: a part of its own, loaded when wanted. */
const open = (only?: string) =>
  void laterInside(
    () => import("./index.tsx"),
    ({ Questions }) => openScreen(<Questions {...(only === undefined ? {} : { only })} />),
  );

/** On Today: something to choose, or something that this phone cannot show. */
export function QuestionsCard() {
  const items = useItems();
  const status = useStatus();
  const asked = items.filter((item) => item.conflict.length > 0).length;
  const newer = items.some((item) => item.newer);
  if (asked === 0 && !newer && status.damaged === 0) return null;
  return (
    <Card tone="care">
      <p>{asked > 0 ? t("questions.some", { n: asked }) : t("questions.unshown")}</p>
      <div>
        <Button label={t("questions.look")} icon={CircleQuestionMark} onPress={() => open()} />
      </div>
    </Card>
  );
}

/** On a record that two phones changed. */
export function QuestionNotice({ id }: { id: string }) {
  const asked = useItems().some((item) => item.id === id && item.conflict.length > 0);
  if (!asked) return null;
  return (
    <Card tone="care">
      <p>{t("questions.here")}</p>
      <div>
        <Button label={t("questions.look")} icon={CircleQuestionMark} onPress={() => open(id)} />
      </div>
    </Card>
  );
}
