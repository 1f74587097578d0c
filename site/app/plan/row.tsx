/** Her plan, one press away on Today, where she wants it there. */
import { Umbrella } from "lucide";
import { List, ListRow } from "../../ui/list.tsx";
import { act } from "../acts.ts";
import { useChoices } from "../progress/choices.ts";
import "../progress/words.ts";
import { useItems } from "../state.ts";
import { t } from "../words.ts";
import { isEmpty, planIn } from "./hers.ts";

export function PlanOnToday() {
  const plan = planIn(useItems());
  const [choices] = useChoices();
  if (!choices.plan_today || isEmpty(plan)) return null;
  return (
    <List name={t("plan.title")}>
      <ListRow icon={Umbrella} title={t("plan.title")} onPress={() => act("plan")} />
    </List>
  );
}
