/** What an appointment needs: added with one touch, then needed, arranged or not needed any more. */
import { appointmentOf, newId, type Need, type NeedKind, type NeedState } from "../../core/records.ts";
import { NEEDS } from "../../core/tracks.ts";
import { Button } from "../../ui/button.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { useStore } from "../../ui/store.ts";
import type { Draft } from "../daybook/draft.ts";
import { back, openSheet } from "../router.ts";
import { Sheet } from "../screen.tsx";
import { t } from "../words.ts";
import { needWords } from "./coming.ts";

const stored = (draft: Draft): Record<string, unknown>[] => {
  const { needs } = draft.plain.get();
  return Array.isArray(needs) ? (needs as Record<string, unknown>[]) : [];
};

function NeedSheet({ draft, id }: { draft: Draft; id: string }) {
  const need = appointmentOf(useStore(draft.plain)).needs.find((one) => one.id === id);
  if (!need) return <Sheet title={t("things.gone")} />;
  const set = (members: Partial<Need>) =>
    draft.edit({ needs: stored(draft).map((one) => (one.id === id ? { ...one, ...members } : one)) });
  const states: NeedState[] = ["needed", "arranged", "off"];
  return (
    <Sheet title={t(`need.${need.kind}`)} action={{ label: t("things.keep"), onPress: back }}>
      <Chips
        label={t("need.state")}
        value={need.state}
        choices={states.map((value) => ({ value, label: t(`need.is-${value}`) }))}
        onValue={(state) => set({ state: state as NeedState })}
      />
      <Field
        label={t("need.how")}
        hint={t("need.how-hint")}
        value={need.how}
        lines={2}
        maxLength={300}
        sentence
        onValue={(how) => set({ how })}
      />
    </Sheet>
  );
}

/** `open`: what can be added stands in sight; else behind a line, so that what is arranged reads by itself. */
export function Needs({ draft, open: shown = false }: { draft: Draft; open?: boolean }) {
  const { needs } = appointmentOf(useStore(draft.plain));
  const open = (id: string) => openSheet(<NeedSheet draft={draft} id={id} />, () => draft.flush());
  const add = (kind: NeedKind) => {
    const need: Need = { id: newId(), kind, state: "needed", how: "" };
    draft.put({ needs: [...stored(draft), need] });
    if (kind === "other") open(need.id);
  };
  const left = NEEDS.filter((kind) => kind === "other" || !needs.some((need) => need.kind === kind));
  return (
    <section class="stack tight hers">
      <h2>{t("dates.needs-title")}</h2>
      {needs.length > 0 && (
        <List name={t("dates.needs-title")}>
          {needs.map((need) => (
            <ListRow
              key={need.id}
              title={need.state === "off" ? t(`need.${need.kind}`) : needWords(need.kind, need.state, need.how)}
              second={need.state === "off" ? t("need.is-off") : undefined}
              onPress={() => open(need.id)}
            />
          ))}
        </List>
      )}
      <details open={shown}>
        <summary>{t("need.more")}</summary>
        <div class="row">
          {left.map((kind) => (
            <Button
              key={kind}
              label={t(`need.${kind}`)}
              name={t("need.add", { what: t(`need.${kind}`) })}
              onPress={() => add(kind)}
            />
          ))}
        </div>
      </details>
    </section>
  );
}
