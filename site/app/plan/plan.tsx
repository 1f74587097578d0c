/** *My plan*: to read when she is not OK. Large, short, nothing to fill in. */
import { Pencil, Wind } from "lucide";
import { PLAN_LISTS } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/card.tsx";
import { act } from "../acts.ts";
import "../calm/words.ts";
import { Call } from "../numbers/call.tsx";
import "../numbers/numbers.css";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { ShareButton, useWho } from "../sharing/who.tsx";
import { useItems } from "../state.ts";
import { t, wants } from "../words.ts";
import { EditPlan } from "./edit.tsx";
import { isEmpty, planIn, plans } from "./hers.ts";
import { Sentence } from "./sentence.tsx";
import { planDraft } from "./writing.ts";

wants("lines");

/** A telephone number inside what she wrote. */
const PHONE = /\+?\d[\d ()./-]{4,}\d/;

/** Opens her plan: to read, or to write where nothing stands in it yet. */
export function openPlan(): void {
  openScreen(<PlanScreen />);
}

function change(): void {
  const draft = planDraft();
  openScreen(<EditPlan draft={draft} />, () => draft.close());
}

function Entry({ text, calls }: { text: string; calls: boolean }) {
  const phone = calls ? PHONE.exec(text)?.[0] : undefined;
  return (
    <li>
      <p dir="auto" translate={false}>
        {text}
      </p>
      {phone && <Call phone={phone} says={t("lines.beside")} />}
    </li>
  );
}

function PlanScreen() {
  const all = useItems();
  const plan = planIn(all);
  const id = plans(all)[0]?.id ?? "";
  const empty = isEmpty(plan);
  return (
    <Screen
      title={t("plan.title")}
      under={useWho(id)}
      action={{ label: t(empty ? "plan.write" : "plan.change"), icon: Pencil, onPress: change }}
    >
      {empty && <EmptyState text={t("plan.empty")} />}
      <Sentence of={plan?.sentence} />
      {plan &&
        PLAN_LISTS.filter((name) => plan[name].length > 0).map((name) => (
          <section key={name} class="stack tight hers">
            <h2>{t(`plan.${name}`)}</h2>
            <ul class="says stack tight">
              {plan[name].map((text) => (
                <Entry key={text} text={text} calls={name === "people"} />
              ))}
            </ul>
          </section>
        ))}
      {id && <ShareButton id={id} flush={() => undefined} />}
      <div>
        <Button label={t("front.breathe")} icon={Wind} onPress={() => act("breathe-inside")} />
      </div>
    </Screen>
  );
}
