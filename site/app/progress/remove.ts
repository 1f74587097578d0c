/** Deleting small things of hers at once, with a way to take it back. */
import type { Plain } from "../../core/records.ts";
import { showToast } from "../../ui/toast.tsx";
import { getKeeper, readItems } from "../state.ts";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";

export interface Kept {
  id: string;
  plain: Plain;
}

/** Deletes the records, says so, and offers to bring them back as they were. */
export async function removeWithUndo(records: Kept[], says: string): Promise<void> {
  const restore = async () => {
    for (const { id, plain } of records) await getKeeper().save(id, plain, null);
    await readItems();
  };
  try {
    for (const { id } of records) await getKeeper().remove(id);
    await readItems();
    const run = () => void restore().catch((error: unknown) => showToast(troubleText(error)));
    showToast(says, { label: t("front.undo"), run });
  } catch (error) {
    showToast(troubleText(error));
  }
}
