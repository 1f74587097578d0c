/** *Breathe* in the daybook: her own sentence stands on top, and her plan is one press away. */
import { Umbrella } from "lucide";
import { Card } from "../../ui/card.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { act } from "../acts.ts";
import { isEmpty, planIn } from "../plan/hers.ts";
import { useItems } from "../state.ts";
import { t } from "../words.ts";
import { Breathe } from "./breathe.tsx";

export function BreatheInside() {
  const plan = planIn(useItems());
  return (
    <Breathe>
      {plan?.sentence && (
        <Card tone="leaf">
          <p class="side" dir="auto" translate={false}>
            {plan.sentence}
          </p>
        </Card>
      )}
      {!isEmpty(plan) && (
        <List name={t("plan.title")}>
          <ListRow icon={Umbrella} title={t("plan.title")} onPress={() => act("plan")} />
        </List>
      )}
    </Breathe>
  );
}
