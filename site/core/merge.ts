/**
 * Three-way merging of one record, as `records.md` says. Nothing that either side wrote is lost in silence.
 *
 * - A plain member is a register: changed on one side, that side; on both alike, that value; on both
 *   differently, `{"conflict": [mine, theirs]}` until she settles it. A member taken away on one side and
 *   changed on the other stays, as changed.
 * - A list of things with ids merges by id, each thing's members as registers. Deleted on one side and
 *   unchanged on the other: deleted; deleted and changed: kept.
 * - A list of texts or numbers is a set: the union less what either side took away.
 * - What it would be silly to ask about has a rule: counters (`by`) take the greater, `created` the earlier day,
 *   `order` the greater key, the day of a tick (`done_on`, `reached_on`) the earlier.
 *
 * The shape of the value decides, not the type of the record, so that members of newer versions merge too.
 * Merging is symmetric but for the order of the sides in a conflict, and the same on every device.
 */
import { isConflict, isObject, type Plain } from "./records.ts";

type Members = Record<string, unknown>;
type Thing = { id: string } & Members;

/**
 * The record that holds both changes. `base` is what both were made from, or null where that is not known;
 * `mine` is this device's, `theirs` the server's. Throws a RangeError where the two are of different types,
 * unless one is a deletion: that wins only over an unchanged record.
 */
export function merge(base: Plain | null, mine: Plain, theirs: Plain): Plain {
  if (mine.type !== theirs.type) {
    if (mine.type === "deleted") return unchanged(base, theirs) ? mine : theirs;
    if (theirs.type === "deleted") return unchanged(base, mine) ? theirs : mine;
    throw new RangeError("two types cannot be merged");
  }
  const from = base !== null && base.type === mine.type ? base : null;
  return {
    ...mergeMembers(from ?? {}, mine, theirs),
    type: mine.type,
    v: Math.max(mine.v, theirs.v),
    created: earlier(mine.created, theirs.created) as string,
    by: mergeCounters(mine.by, theirs.by),
  };
}

/** True where two plaintexts say the same, whoever wrote them last. */
export function sameContent(a: Plain, b: Plain): boolean {
  return same({ ...a, by: null }, { ...b, by: null });
}

/** The paths of the open questions: `title`, or `steps/<id>/text` inside a list. */
export function conflictsOf(plain: Plain): string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(plain)) {
    if (isConflict(value)) found.push(name);
    for (const thing of thingsOf(value) ?? [])
      for (const [member, inner] of Object.entries(thing))
        if (isConflict(inner)) found.push(`${name}/${thing.id}/${member}`);
  }
  return found;
}

/** The value at a path of `conflictsOf`, or undefined. */
export function valueAt(plain: Plain, path: string): unknown {
  const [name, id, member] = path.split("/") as [string, string?, string?];
  if (id === undefined || member === undefined) return plain[name];
  return thingsOf(plain[name])?.find((thing) => thing.id === id)?.[member];
}

/** The record with the question at `path` ended: the member becomes `value`. An unknown path changes nothing. */
export function settled(plain: Plain, path: string, value: unknown): Plain {
  const [name, id, member] = path.split("/") as [string, string?, string?];
  if (!Object.hasOwn(plain, name)) return plain;
  if (id === undefined || member === undefined) return { ...plain, [name]: value };
  const things = thingsOf(plain[name]);
  if (things === null) return plain;
  return { ...plain, [name]: things.map((thing) => (thing.id === id ? { ...thing, [member]: value } : thing)) };
}

function unchanged(base: Plain | null, now: Plain): boolean {
  return base !== null && sameContent(base, now);
}

function mergeMembers(base: Members, mine: Members, theirs: Members): Members {
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const merged = names.map((name) => [name, mergeMember(name, own(base, name), own(mine, name), own(theirs, name))]);
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

/** A member of its own, never one of `Object.prototype`: names come from other devices. */
function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** One member; undefined stands for one that is not there. */
function mergeMember(name: string, base: unknown, mine: unknown, theirs: unknown): unknown {
  if (same(mine, theirs)) return mine;
  if (same(mine, base)) return theirs;
  if (same(theirs, base)) return mine;
  if (mine === undefined) return theirs;
  if (theirs === undefined) return mine;
  if (name === "order" && typeof mine === "string" && typeof theirs === "string") return mine > theirs ? mine : theirs;
  if ((name === "done_on" || name === "reached_on") && !isConflict(mine) && !isConflict(theirs))
    return earlier(mine, theirs);
  return mergeLists(base, mine, theirs) ?? register(mine, theirs);
}

function mergeLists(base: unknown, mine: unknown, theirs: unknown): unknown[] | null {
  if (!Array.isArray(mine) || !Array.isArray(theirs)) return null;
  const from = Array.isArray(base) ? base : [];
  const [b, m, t] = [thingsOf(from), thingsOf(mine), thingsOf(theirs)];
  if (b !== null && m !== null && t !== null) return mergeThings(b, m, t);
  return [from, mine, theirs].every(isSet) ? mergeSets(from, mine, theirs) : null;
}

function mergeThings(base: Thing[], mine: Thing[], theirs: Thing[]): Thing[] {
  const find = (all: Thing[], id: string) => all.find((thing) => thing.id === id);
  const merged: Thing[] = [];
  for (const id of inSequence(base, mine, theirs, (thing) => thing.id)) {
    const [b, m, t] = [find(base, id), find(mine, id), find(theirs, id)];
    if (m !== undefined && t !== undefined) merged.push({ ...mergeMembers(b ?? {}, m, t), id });
    else {
      const left = m ?? t;
      if (left !== undefined && !same(b, left)) merged.push(left);
    }
  }
  if (!merged.every((thing) => typeof thing.order === "string")) return merged;
  return merged.sort((a, b) => compare(a.order as string, b.order as string) || compare(a.id, b.id));
}

function mergeSets(base: unknown[], mine: unknown[], theirs: unknown[]): unknown[] {
  return inSequence(base, mine, theirs, (one) => one).filter((one) => {
    const kept = mine.includes(one) && theirs.includes(one);
    return kept || !base.includes(one);
  });
}

/** The order of the base, then what is new in an order that does not depend on the side. */
function inSequence<T, K>(base: T[], mine: T[], theirs: T[], key: (one: T) => K): K[] {
  const known = new Set(base.map(key));
  const added = new Set([...mine, ...theirs].map(key).filter((one) => !known.has(one)));
  return [...known, ...[...added].sort((a, b) => compare(canonical(a), canonical(b)))];
}

/** Both values, and those of questions that were open already, each once. */
function register(mine: unknown, theirs: unknown): unknown {
  const sides: unknown[] = [];
  for (const side of [...sidesOf(mine), ...sidesOf(theirs)])
    if (!sides.some((one) => same(one, side))) sides.push(side);
  return { conflict: sides };
}

function sidesOf(value: unknown): unknown[] {
  return isConflict(value) ? value.conflict : [value];
}

function earlier(a: unknown, b: unknown): unknown {
  if (typeof a !== "string") return b;
  if (typeof b !== "string") return a;
  return a < b ? a : b;
}

function mergeCounters(mine: unknown, theirs: unknown): Record<string, number> {
  const merged = new Map<string, number>();
  for (const counters of [mine, theirs])
    for (const [device, count] of Object.entries(isObject(counters) ? counters : {}))
      if (typeof count === "number") merged.set(device, Math.max(merged.get(device) ?? 0, count));
  return Object.fromEntries(merged);
}

/** The value as a list of things with ids, each id once; null where it is anything else. */
function thingsOf(value: unknown): Thing[] | null {
  if (!Array.isArray(value)) return null;
  if (!value.every((one) => isObject(one) && typeof one.id === "string")) return null;
  return new Set(value.map((one) => one.id)).size === value.length ? value : null;
}

function isSet(value: unknown[]): boolean {
  return value.every((one) => typeof one === "string" || typeof one === "number");
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Deep equality of JSON values, whatever the order of members; sides of a question in either order are the same. */
function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (value === undefined) return "";
  if (isConflict(value)) return `?[${value.conflict.map(canonical).sort().join()}]`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).filter((name) => value[name] !== undefined);
  return `{${members
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
    .join()}}`;
}
