/** Her `settings` record: read with defaults, written member by member. */
import { useState } from "preact/hooks";
import { newSettings, settingsOf, type Plain, type Settings } from "../../core/records.ts";
import { settingsItem, today } from "../daybook/hers.ts";
import { getKeeper, items, readItems, useItems } from "../state.ts";
import type { Item } from "../../core/keeper.ts";

/** Members that only this app writes; other clients keep them. */
interface More {
  /** Seconds; reminders rest until then. Null: they do not rest. */
  paused_until?: number | null;
  /** The question about reminders was put once. */
  asked?: boolean;
}

export type AppSettings = Settings & More;

/** Settings as they are, or the defaults. */
export function settingsIn(items: Item[]): AppSettings {
  return settingsOf(settingsItem(items)?.plain ?? newSettings(today())) as AppSettings;
}

/** The settings and a function that changes some members of them; what she chose shows at once. */
export function useSettings(): [AppSettings, (change: Partial<AppSettings>) => Promise<void>] {
  const settings = settingsIn(useItems());
  const [chosen, setChosen] = useState<Partial<AppSettings>>({});
  const change = async (members: Partial<AppSettings>) => {
    setChosen((before) => ({ ...before, ...members }));
    try {
      await changeSettings(members);
    } finally {
      setChosen({});
    }
  };
  return [{ ...settings, ...chosen }, change];
}

let last: Promise<unknown> = Promise.resolve();

/** Writes some members, or those that are worked out from the settings as they are then; one change after the other.
 *  Raises what `Keeper.save` raises. */
export function changeSettings(
  change: Partial<AppSettings> | ((settings: Plain) => Partial<AppSettings>),
): Promise<void> {
  const write = async () => {
    const kept = settingsItem(items.get());
    const before = kept?.plain ?? newSettings(today());
    await getKeeper().save(kept?.id ?? null, {
      ...before,
      ...(typeof change === "function" ? change(before) : change),
    });
    await readItems();
  };
  const done = last.then(write, write);
  last = done;
  return done;
}
