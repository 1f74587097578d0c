/** What every record has, and the careful reading of members that another client may have written. */

/** Every type that records.md names. */
export const RECORD_TYPES = [
  "goal",
  "appointment",
  "deadline",
  "milestone",
  "photo",
  "plan",
  "mood",
  "note",
  "contact",
  "reply",
  "card",
  "settings",
  "link",
  "suggestion",
  "meeting-note",
  "profile",
  "deleted",
] as const;

export type RecordType = (typeof RECORD_TYPES)[number];

/** The version of plaintexts that this client writes. */
export const VERSION = 1;

/** An opened record, of any type and version: an open object whose unknown members are kept. */
export interface Plain {
  type: string;
  v: number;
  /** The local day on which it was made. */
  created: string;
  /** Write counters by device; set by the engine, merged by the greater. */
  by: Record<string, number>;
  [member: string]: unknown;
}

/** A member that two devices changed to different values: hers to settle. The first is this device's. */
export interface Conflict {
  conflict: unknown[];
}

/** The members of a thing that its maker chooses; the rest has defaults. */
export type Given<T extends Plain> = Partial<{ [K in keyof T as string extends K ? never : K]: T[K] }>;

/** A new id for a thing inside a record: 16 random bytes as 32 hexadecimal digits. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

/** True where this client may render and write the record; false is "made by a newer version". */
export function isKnown(plain: Plain): boolean {
  const type: string = plain.type;
  if (type === "deleted") return true;
  return (
    (RECORD_TYPES as readonly string[]).includes(type) &&
    Number.isInteger(plain.v) &&
    plain.v >= 1 &&
    plain.v <= VERSION
  );
}

/** True for `{"conflict": […]}` with at least two sides. */
export function isConflict(value: unknown): value is Conflict {
  if (!isObject(value)) return false;
  const members = Object.keys(value);
  return (
    members.length === 1 && members[0] === "conflict" && Array.isArray(value.conflict) && value.conflict.length > 1
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function make<T extends Plain>(type: RecordType, today: string, defaults: object, given: object): T {
  return { type, v: VERSION, created: today, by: {}, ...defaults, ...given } as unknown as T;
}

// Readers. A record may come from another client, so each member is looked at before it is trusted.

export const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
export const shown = (value: unknown): unknown => (isConflict(value) ? shown(value.conflict[0]) : value);
export const text = (value: unknown, fallback = ""): string => {
  const given = shown(value);
  return typeof given === "string" ? given : fallback;
};
export const textOrNull = (value: unknown): string | null => text(value) || null;
export const day = (value: unknown): string | null => (/^\d{4}-\d\d-\d\d$/.test(text(value)) ? text(value) : null);
export const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T =>
  allowed.find((one) => one === shown(value)) ?? allowed[0]!;
export const whole = (value: unknown): number => {
  const given = shown(value);
  return typeof given === "number" && Number.isSafeInteger(given) && given >= 0 ? given : 0;
};
export const list = (value: unknown): unknown[] => {
  const given = shown(value);
  return Array.isArray(given) ? given : [];
};
export const texts = (value: unknown): string[] => list(value).filter((one) => typeof one === "string");
export const wholes = (value: unknown): number[] => list(value).filter((one) => Number.isSafeInteger(one)) as number[];
export const things = (value: unknown): ({ id: string } & Record<string, unknown>)[] =>
  list(value).filter((one): one is { id: string } => isObject(one) && typeof one.id === "string");
export const sorted = <T extends { id: string; order: string }>(all: T[]): T[] =>
  all.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));

export const head = (plain: Plain) => ({ ...plain, created: day(plain.created) ?? "1970-01-01", by: plain.by ?? {} });
