/** On Today, once an appointment is over: what did they say, and is there a next date? */
import { PenLine } from "lucide";
import { noteOf } from "../../core/records.ts";
import { startWords } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { showToast } from "../../ui/toast.tsx";
import { ofType } from "../daybook/hers.ts";
import { useItems, useNow } from "../state.ts";
import { language, t } from "../words.ts";
import { justOver, titleOf, type Over } from "./coming.ts";
import { openAfter } from "./open.ts";
import { isLetBe, letBe } from "./private.ts";
import "./words.ts";

/** At most so many are asked about at once. */
const MOST = 2;

export function AfterCards() {
  const [items, now] = [useItems(), useNow()];
  const notes = ofType(items, "note", noteOf).filter(({ plain }) => plain.role === "after" && plain.text.trim() !== "");
  const written = ({ id, start }: Over) => notes.some(({ plain }) => plain.about === id && plain.day === start.date);
  const asked = justOver(items, now).filter((one) => !isLetBe(one.id, one.start.date) && !written(one));
  return (
    <>
      {asked.slice(0, MOST).map((one) => (
        <Card key={one.id}>
          <h2>{t("after.ask")}</h2>
          <p dir="auto" translate={false}>
            {t("after.ask-about", { title: titleOf(one.plain), when: startWords(one.start, now, language) })}
          </p>
          <div class="row">
            <Button
              label={t("after.write")}
              icon={PenLine}
              name={t("after.write-name", { title: titleOf(one.plain) })}
              onPress={() => openAfter(one.id, one.start.date)}
            />
            <Button
              kind="plain"
              label={t("after.let-be")}
              name={t("after.let-be-name", { title: titleOf(one.plain) })}
              onPress={() => {
                letBe(one.id, one.start.date);
                const run = () => letBe(one.id, one.start.date, false);
                showToast(t("more.saved"), { label: t("front.undo"), run });
              }}
            />
          </div>
        </Card>
      ))}
    </>
  );
}
