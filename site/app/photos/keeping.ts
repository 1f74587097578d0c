/** The picture of a milestone: kept as a record of its own, named by `certificate`. */
import { base64 } from "../../core/bytes.ts";
import { milestoneOf, newPhoto } from "../../core/records.ts";
import type { Draft } from "../daybook/draft.ts";
import { today } from "../daybook/hers.ts";
import { getKeeper, readItems } from "../state.ts";
import { shrink } from "./shrink.ts";

/** Puts a file in the place of the picture that is there. Raises NoPicture, and what `Keeper.save` raises. */
export async function putPicture(draft: Draft, file: Blob): Promise<() => Promise<void>> {
  return swap(draft, base64(await shrink(file)));
}

/** Takes the picture away. Gives back what brings it again. */
export function removePicture(draft: Draft): Promise<() => Promise<void>> {
  return swap(draft, null);
}

// The new one is kept before the old one goes: whatever fails, one of them is there.
async function swap(draft: Draft, bytes: string | null): Promise<() => Promise<void>> {
  const keeper = getKeeper();
  const old = milestoneOf(draft.plain.get()).certificate;
  const before = old === null ? null : ((await keeper.photo(old).catch(() => null))?.bytes ?? null);
  const next = bytes === null ? null : await keeper.save(null, newPhoto(today(), { bytes }));
  draft.put({ certificate: next });
  if (old !== null) await keeper.remove(old);
  await readItems();
  return async () => {
    if (milestoneOf(draft.plain.get()).certificate === next) await swap(draft, before);
  };
}
