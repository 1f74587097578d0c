/** Who invites, as it stands on the other screen: kept sealed with this desk's settings. */
import { useState } from "preact/hooks";
import { newSettings } from "../../core/records.ts";
import { text } from "../../core/records/plain.ts";
import type { Who } from "../acts.ts";
import { today } from "../days.ts";
import { getKeeper, items } from "../state.ts";

export function useWho(): [Who, (who: Who) => void, () => Promise<void>] {
  const settings = items.get().find(({ plain }) => plain.type === "settings");
  const kept: Who = {
    name: text(settings?.plain.desk_name),
    organisation: text(settings?.plain.desk_organisation),
  };
  const [typed, setTyped] = useState<Who | null>(null);
  const who = typed ?? kept;
  const keep = async () => {
    if (who.name === kept.name && who.organisation === kept.organisation) return;
    const members = { desk_name: who.name.trim(), desk_organisation: who.organisation.trim() };
    await getKeeper().save(settings?.id ?? null, { ...(settings?.plain ?? newSettings(today())), ...members });
  };
  return [who, setTyped, keep];
}
