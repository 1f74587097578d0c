/**
 * Sort keys between neighbours, so that moving one thing writes one thing.
 *
 * A key is a fraction written in base 62 without a last "0"; keys compare as plain text. Two devices may
 * make the same key: then the ids decide, and the next move between the two spaces all of them anew.
 */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY = /^[0-9A-Za-z]*[1-9A-Za-z]$/;

/** What can be put in order: a step, a stage. */
export interface Ordered {
  id: string;
  order: string;
}

/** Compares by key, then by id, so that every device shows the same order. */
export function byOrder(a: Ordered, b: Ordered): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * A key after `before` and ahead of `after`; null stands for the start and the end.
 * Throws a RangeError where there is no room (the two are the same or the wrong way round) or a key is malformed.
 */
export function between(before: string | null, after: string | null): string {
  for (const key of [before, after]) if (key !== null && !KEY.test(key)) throw new RangeError("malformed sort key");
  if (before !== null && after !== null && before >= after) throw new RangeError("no room between these sort keys");
  return middle(before ?? "", after);
}

function middle(before: string, after: string | null): string {
  if (after !== null) {
    let shared = 0;
    while ((before[shared] ?? "0") === after[shared]) shared++;
    if (shared > 0) return after.slice(0, shared) + middle(before.slice(shared), after.slice(shared));
  }
  const low = before === "" ? 0 : DIGITS.indexOf(before[0]!);
  const high = after === null ? DIGITS.length : DIGITS.indexOf(after[0]!);
  if (high - low > 1) return DIGITS[pick(before, low, after, high)]!;
  if (after !== null && after.length > 1) return after[0]!;
  return DIGITS[low]! + middle(before.slice(1), null);
}

/** Halving leaves room inside; at either end single steps keep keys short however many are added. */
function pick(before: string, low: number, after: string | null, high: number): number {
  if (after === null && before !== "") return low + 1;
  if (before === "" && after !== null) return high - 1;
  return Math.floor((low + high) / 2);
}

/** The key of one more thing at the end of `all`. */
export function atEnd(all: readonly Ordered[]): string {
  const last = [...all].sort(byOrder).at(-1);
  return last === undefined || !KEY.test(last.order) ? spaced(all.length + 1).at(-1)! : between(last.order, null);
}

/** `count` keys in order. */
export function spaced(count: number): string[] {
  const keys: string[] = [];
  while (keys.length < count) keys.push(between(keys.at(-1) ?? null, null));
  return keys;
}

/**
 * The things of `all` with the one named `id` at `index` of their order (0 is first). Only that thing gets a
 * new key, unless its neighbours leave no room: then all of them do. An unknown `id` changes nothing.
 */
export function moved<T extends Ordered>(all: readonly T[], id: string, index: number): T[] {
  const rest = [...all].sort(byOrder);
  const at = rest.findIndex((one) => one.id === id);
  if (at < 0) return rest;
  const [thing] = rest.splice(at, 1) as [T];
  const place = Math.max(0, Math.min(index, rest.length));
  const next = [...rest.slice(0, place), thing, ...rest.slice(place)];
  try {
    const order = between(rest[place - 1]?.order ?? null, rest[place]?.order ?? null);
    return next.map((one) => (one.id === id ? { ...one, order } : one));
  } catch {
    const keys = spaced(next.length);
    return next.map((one, n) => ({ ...one, order: keys[n]! }));
  }
}
