/** What two phones wrote differently: hers to choose. And what this phone cannot show, told as it is. */
import { useEffect, useState } from "preact/hooks";
import type { Damaged, Item, Plain } from "../../core/keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Card, EmptyState } from "../../ui/card.tsx";
import { showToast } from "../../ui/toast.tsx";
import { Screen } from "../screen.tsx";
import { getKeeper, items, readItems, useItems, useStatus } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import { memberWords, sidesAt, sideWords, titleOf } from "./sides.ts";

async function keep(id: string, path: string, value: unknown): Promise<void> {
  try {
    const sides = sidesAt(items.get().find((item) => item.id === id)?.plain ?? ({} as Plain), path);
    await getKeeper().settle(id, path, value);
    // Of two pictures the other one goes: nothing would ever show it again.
    if (path === "certificate")
      for (const side of sides) if (typeof side === "string" && side !== value) await getKeeper().remove(side);
    await readItems();
    showToast(t("questions.kept"));
  } catch (error) {
    showToast(troubleText(error));
  }
}

function Question({ item, path }: { item: Item; path: string }) {
  const sides = sidesAt(item.plain, path);
  if (sides.length === 0) return null;
  return (
    <section class="stack tight" aria-label={memberWords(path)}>
      <h3>{memberWords(path)}</h3>
      {sides.map((side, n) => {
        const words = sideWords(item.plain, path, side);
        return (
          <Card key={n}>
            <p class="second">{t(n === 0 ? "questions.this-phone" : "questions.other-phone")}</p>
            <p dir="auto" translate={false} class="side">
              {words}
            </p>
            <div>
              <Button
                label={t("questions.keep")}
                name={t("questions.keep-name", { text: words })}
                onPress={() => void keep(item.id, path, side)}
              />
            </div>
          </Card>
        );
      })}
    </section>
  );
}

/** The damaged ones, read anew when their number changes. */
function useDamaged(): Damaged[] {
  const { damaged } = useStatus();
  const [list, setList] = useState<Damaged[]>([]);
  useEffect(() => {
    void getKeeper()
      .damaged()
      .then(setList, () => undefined);
  }, [damaged]);
  return list;
}

/** Every open question; with `only`, those of one record. */
export function Questions({ only }: { only?: string }) {
  const items = useItems();
  const damaged = useDamaged().length;
  const asked = items.filter((item) => item.conflict.length > 0 && (only === undefined || item.id === only));
  const newer = only === undefined ? items.filter((item) => item.newer).length : 0;
  const rest = only === undefined && damaged > 0;
  return (
    <Screen title={t("questions.title")} under={asked.length > 0 ? t("questions.under") : undefined}>
      {asked.length === 0 && newer === 0 && !rest && <EmptyState text={t("questions.none")} />}
      {asked.map((item) => (
        <section key={item.id} class="stack">
          <h2 dir="auto" translate={false}>
            {titleOf(item.plain)}
          </h2>
          {item.conflict.map((path) => (
            <Question key={path} item={item} path={path} />
          ))}
        </section>
      ))}
      {newer > 0 && (
        <section class="stack tight">
          <h2>{t("questions.newer-title")}</h2>
          <p>{t("questions.newer", { n: newer })}</p>
        </section>
      )}
      {rest && (
        <section class="stack tight">
          <h2>{t("questions.damaged-title")}</h2>
          <p>{t("questions.damaged", { n: damaged })}</p>
        </section>
      )}
    </Screen>
  );
}
