/** Asking once before a whole record goes. */
import { Trash2 } from "lucide";
import { Button } from "../../ui/button.tsx";
import { showToast } from "../../ui/toast.tsx";
import { closeAll, openSheet } from "../router.ts";
import { Sheet } from "../screen.tsx";
import { getKeeper, items } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import { isConflict, type Plain } from "../../core/records.ts";
import type { Draft } from "./draft.ts";

/** Deletes the record, the private notes about it and the pictures that it names. */
async function remove(id: string): Promise<void> {
  try {
    const all = items.get();
    const pictures = picturesOf(all.find((item) => item.id === id)?.plain);
    for (const { id: other, plain } of all)
      if ((plain.type === "note" && plain.about === id) || (plain.type === "photo" && pictures.includes(other)))
        await getKeeper().remove(other);
    await getKeeper().remove(id);
    showToast(t("delete.gone"));
  } catch (error) {
    showToast(troubleText(error));
  }
}

/** The ids of the pictures that a record names; of an open question, all sides. */
function picturesOf(plain: Plain | undefined): unknown[] {
  const named = plain?.certificate;
  return isConflict(named) ? named.conflict : [named];
}

/** The button at the end of a screen. `drafts` are what that screen has open. */
export function DeleteButton({ label, drafts }: { label: string; drafts: Draft[] }) {
  const yes = () => {
    for (const draft of drafts) draft.drop();
    closeAll();
    void remove(drafts[0]!.id);
  };
  const ask = () =>
    openSheet(
      <Sheet title={t("delete.sure")} action={{ label, kind: "care", onPress: yes }}>
        <p>{t("delete.what")}</p>
      </Sheet>,
    );
  return <Button kind="plain" label={label} icon={Trash2} onPress={ask} />;
}
