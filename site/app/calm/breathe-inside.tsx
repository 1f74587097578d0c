/** *Breathe* in the daybook: her own sentence stands on top, and her plan is one press away. */
import { Umbrella } from "lucide";
import { List, ListRow } from "../../ui/list.tsx";
import { act } from "../acts.ts";
import { isEmpty, planIn } from "../plan/hers.ts";
import { Sentence } from "../plan/sentence.tsx";
import { useItems } from "../state.ts";
import { t } from "../words.ts";
import { Breathe } from "./breathe.tsx";

export function BreatheInside() {
  const plan = planIn(useItems());
  return (
    <Breathe>
      <Sentence of={plan?.sentence} />
      {!isEmpty(plan) && (
        <List name={t("plan.title")}>
          <ListRow icon={Umbrella} title={t("plan.title")} onPress={() => act("plan")} />
        </List>
      )}
    </Breathe>
  );
}
