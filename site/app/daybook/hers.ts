/** What screens read of hers: her records by type, her zone, her day, and the words for them. */
import { useMemo } from "preact/hooks";
import type { Item } from "../../core/keeper.ts";
import { settingsOf, type Plain, type Settings } from "../../core/records.ts";
import { here, localOf } from "../../core/when.ts";
import { items, now, useItems } from "../state.ts";
import { t } from "../words.ts";

export interface Hers<T extends Plain> {
  id: string;
  plain: T;
}

/** Her records of one type, read by `read`; those of a newer version are left out. */
export function ofType<T extends Plain>(all: Item[], type: string, read: (plain: Plain) => T): Hers<T>[] {
  return all
    .filter((item) => item.plain.type === type && !item.newer)
    .map(({ id, plain }) => ({ id, plain: read(plain) }));
}

/** `ofType` for screens, drawn again at each change. */
export function useType<T extends Plain>(type: string, read: (plain: Plain) => T): Hers<T>[] {
  const all = useItems();
  return useMemo(() => ofType(all, type, read), [all, type, read]);
}

/** Her settings as they are kept, or null while she has none. Of two the older counts, as it does in the engine. */
export function settingsItem(all: Item[]): Item | null {
  const found = all.filter((item) => item.plain.type === "settings" && !item.newer);
  const order = ({ id, plain }: Item) => `${plain.created} ${id}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : 1))[0] ?? null;
}

/** Her settings record to act on, or null while she has none. */
export function settingsNow(): Hers<Settings> | null {
  const item = settingsItem(items.get());
  return item && { id: item.id, plain: settingsOf(item.plain) };
}

/** Her zone: the one she chose, else this phone's. */
export function zoneNow(): string {
  return settingsNow()?.plain.zone || here();
}

/** The local day now. */
export function today(): string {
  return localOf(now(), zoneNow()).date;
}

/** The text of a listed name (an area, a kind, a track), or the name itself where it is her own. */
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  const text = t(key);
  return text === key ? name : text;
}
