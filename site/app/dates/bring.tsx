/** What to bring: chosen while the appointment is made, ticked off while the bag is packed. */
import { Plus, X } from "lucide";
import { useState } from "preact/hooks";
import { BRING, forKind } from "../../core/meetings.ts";
import { appointmentOf } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Check, Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import type { Draft } from "../daybook/draft.ts";
import { useItems } from "../state.ts";
import { t } from "../words.ts";
import { isPacked, pack } from "./private.ts";

/** The list with a tick for each thing, for the day `day`; without ticks while no day is known ("") to pack for. */
export function Pack({ id, day, bring }: { id: string; day: string; bring: string[] }) {
  useItems(); // the ticks lie in her settings
  if (bring.length === 0) return null;
  return (
    <section class="stack tight things">
      <h2>{t("bring.packed")}</h2>
      <ul class="list" aria-label={t("bring.packed")}>
        {bring.map((one) => {
          const packed = isPacked(id, day, one);
          return (
            <li key={one} class="list-entry" translate={false}>
              {day === "" ? (
                <span class="entry-text" dir="auto">
                  {one}
                </span>
              ) : (
                <Check label={one} checked={packed} done={packed} onChange={(on) => pack(id, day, one, on)} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The list to fill in, with what is often needed for this kind of meeting. */
export function Bring({ draft }: { draft: Draft }) {
  const { bring, kind } = appointmentOf(useStore(draft.plain));
  const [typed, setTyped] = useState("");
  const put = (one: string) => {
    if (one && !bring.includes(one)) draft.put({ bring: [...bring, one] });
  };
  const add = () => {
    put(typed.trim());
    setTyped("");
  };
  const offered = forKind(BRING, kind)
    .map((name) => t(`bring.${name}`))
    .filter((text) => !bring.includes(text));
  return (
    <section class="stack tight things">
      <h2>{t("dates.bring-title")}</h2>
      {bring.length > 0 && (
        <ul class="list" aria-label={t("dates.bring-title")}>
          {bring.map((one) => (
            <li key={one} class="list-entry" translate={false}>
              <span class="entry-text" dir="auto">
                {one}
              </span>
              <Button
                kind="plain"
                label={t("dates.bring-remove")}
                icon={X}
                name={t("dates.bring-remove-name", { text: one })}
                onPress={() => draft.put({ bring: bring.filter((other) => other !== one) })}
              />
            </li>
          ))}
        </ul>
      )}
      {offered.length > 0 && (
        <div class="stack tight">
          <h3>{t("bring.offered")}</h3>
          <div class="row">
            {offered.map((text) => (
              <Button
                key={text}
                label={text}
                icon={Plus}
                name={t("bring.add-name", { text })}
                onPress={() => put(text)}
              />
            ))}
          </div>
        </div>
      )}
      <div class="add">
        <Field label={t("dates.bring-add")} value={typed} maxLength={200} sentence onValue={setTyped} onEnter={add} />
        <Button label={t("front.add")} icon={Plus} name={t("dates.bring-add")} onPress={add} />
      </div>
    </section>
  );
}
