/** Reference numbers: hidden until she taps, to copy, to change. */
import { Copy, Eye, EyeOff, Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { atEnd } from "../../core/order.ts";
import { milestoneOf, newId, type Reference } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import type { Draft } from "../daybook/draft.ts";
import { back, openSheet } from "../router.ts";
import { Sheet } from "../screen.tsx";
import { t } from "../words.ts";

/** The list as it is stored, so that open questions and unknown members stay in it. */
function raw(draft: Draft): Reference[] {
  const stored = draft.plain.get().numbers;
  return Array.isArray(stored) ? (stored as Reference[]) : milestoneOf(draft.plain.get()).numbers;
}

const put = (draft: Draft, numbers: Reference[]) => draft.put({ numbers });

async function copy(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    showToast(t("reference.copied"));
  } catch {
    showToast(t("reference.copy-failed"));
  }
}

/** `of` null: a new one. */
function NumberSheet({ draft, of }: { draft: Draft; of: Reference | null }) {
  const [name, setName] = useState(of?.name ?? "");
  const [value, setValue] = useState(of?.value ?? "");
  const save = () => {
    back();
    const written = { name: name.trim(), value: value.trim() };
    if (of)
      put(
        draft,
        raw(draft).map((one) => (one.id === of.id ? { ...one, ...written } : one)),
      );
    else if (written.value) put(draft, [...raw(draft), { id: newId(), ...written, order: atEnd(raw(draft)) }]);
  };
  const remove = () => {
    back();
    const before = raw(draft).find((one) => one.id === of!.id);
    put(
      draft,
      raw(draft).filter((one) => one.id !== of!.id),
    );
    const run = () => before && put(draft, [...raw(draft), before]);
    showToast(t("reference.deleted"), { label: t("front.undo"), run });
  };
  return (
    <Sheet title={t(of ? "reference.one" : "reference.add")} action={{ label: t("reference.save"), onPress: save }}>
      <Field
        label={t("reference.name")}
        hint={t("reference.name-hint")}
        value={name}
        maxLength={100}
        sentence
        autoFocus
        onValue={setName}
      />
      <Field label={t("reference.value")} value={value} maxLength={200} onValue={setValue} onEnter={save} />
      {of && (
        <div>
          <Button kind="care" label={t("reference.delete")} icon={Trash2} onPress={remove} />
        </div>
      )}
    </Sheet>
  );
}

function Row({ draft, of }: { draft: Draft; of: Reference }) {
  const [shown, setShown] = useState(false);
  const name = of.name || t("reference.untitled");
  return (
    <li class="number">
      <div>
        <p class="second" dir="auto" translate={false}>
          {name}
        </p>
        {shown ? (
          <p class="value" dir="auto" translate={false}>
            {of.value}
          </p>
        ) : (
          <p class="muted">{t("reference.hidden")}</p>
        )}
      </div>
      <div class="row">
        <Button
          kind="plain"
          label={t(shown ? "reference.hide" : "reference.show")}
          icon={shown ? EyeOff : Eye}
          name={t(shown ? "reference.hide-name" : "reference.show-name", { name })}
          onPress={() => setShown(!shown)}
        />
        <Button
          kind="plain"
          label={t("reference.copy")}
          icon={Copy}
          name={t("reference.copy-name", { name })}
          onPress={() => void copy(of.value)}
        />
        <Button
          kind="plain"
          label={t("reference.change")}
          name={t("reference.change-name", { name })}
          onPress={() => openSheet(<NumberSheet draft={draft} of={of} />)}
        />
      </div>
    </li>
  );
}

export function Numbers({ draft }: { draft: Draft }) {
  const { numbers } = milestoneOf(useStore(draft.plain));
  return (
    <section class="stack tight">
      <div>
        <h2>{t("reference.title")}</h2>
        <p class="second">{t("reference.under")}</p>
      </div>
      {numbers.length > 0 && (
        <ul class="list" aria-label={t("reference.title")}>
          {numbers.map((one) => (
            <Row key={one.id} draft={draft} of={one} />
          ))}
        </ul>
      )}
      <div>
        <Button
          label={t("reference.add")}
          icon={Plus}
          onPress={() => openSheet(<NumberSheet draft={draft} of={null} />)}
        />
      </div>
    </section>
  );
}
