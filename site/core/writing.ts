/** Sealing what she writes into queued writes, and opening what is kept. */
import { isId, unbase64, type Bytes } from "./bytes.ts";
import { newRecordKey, openJson, openOwnKey, sealBody, sealOwnKey } from "./envelope.ts";
import { Failure } from "./failure.ts";
import type { Plain } from "./keeper.ts";
import type { SyncRow } from "./api.ts";
import { Unopened } from "./seal.ts";
import type { Queued, Reader, Row } from "./kept.ts";

/** The account's id and its vault keys, newest first. */
export interface Keys {
  owner: string;
  vault: Bytes[];
}

/** What a deletion says, and all it says. */
export const DELETED = { type: "deleted" } as Plain;

/** From where the next write of a record goes on. */
export interface Footing {
  base: number;
  revision: number;
  epoch: number;
  /** The key row of that epoch; null where there is none yet. */
  key: Bytes | null;
  /** The queued write that this one takes the place of: it was never sent. */
  replaces: number | undefined;
  /** Who has the record now, and who may have it after the write: the ledger says who does. */
  had: Reader[];
  readers: Reader[];
  /** The write that it takes the place of takes the next epoch. */
  turn: boolean;
}

/** Whom a write begins to be sealed to, and whom no longer; `turn`: with the next epoch in any case. */
export interface Wish {
  add?: Reader;
  drop?: string[];
  turn?: boolean;
}

/** Whom a write is sealed to beside its owner: the next epoch where somebody drops out, and a key row for each. */
export interface Sealing {
  turn: boolean;
  seal(epoch: number, recordKey: Bytes): Promise<NonNullable<Queued["readers"]>>;
}

/** Where the next write of a record stands, given its row and its queued writes, oldest first. */
export function footing(row: Row | null, queued: Queued[]): Footing {
  const last = queued.at(-1);
  const under = last && !last.sent ? (queued.at(-2) ?? row) : (last ?? row);
  return {
    base: last && !last.sent ? last.base : (under?.revision ?? 0),
    revision: last && !last.sent ? last.revision : (under?.revision ?? 0) + 1,
    epoch: under?.epoch ?? 1,
    key: under?.key ?? null,
    replaces: last && !last.sent ? last.n : undefined,
    had: under?.readers ?? [],
    readers: (last ?? row)?.readers ?? [],
    turn: last !== undefined && !last.sent && under !== null && last.epoch > under.epoch,
  };
}

/** A queued write of `plain`. A deletion takes the next epoch and a key of its own. Raises Failure `full` over 512 KB. */
export async function write(
  keys: Keys,
  id: string,
  on: Footing,
  plain: Plain,
  reminders: Queued["reminders"],
  sealing: Sealing | null = null,
): Promise<Queued> {
  const deleted = plain.type === "deleted";
  const turn = deleted || (sealing?.turn ?? false);
  const epoch = turn && on.key !== null ? on.epoch + 1 : on.epoch;
  const known = on.key === null || turn ? null : await openOwnKey(keys.vault, keys.owner, id, epoch, on.key);
  const recordKey = known?.key ?? newRecordKey();
  // A row under a former vault key goes out under the present one.
  const key = known?.current ? on.key! : await sealOwnKey(keys.vault[0]!, keys.owner, id, epoch, recordKey);
  const place = { owner: keys.owner, id, epoch, revision: on.revision };
  const json = JSON.stringify(deleted ? DELETED : plain);
  const body = await sealBody(recordKey, place, json).catch((error: unknown) => {
    throw error instanceof RangeError ? new Failure("full") : error;
  });
  const queued: Queued = { id, base: on.base, revision: on.revision, epoch, body, key, reminders, sent: false };
  const readers = (await sealing?.seal(epoch, recordKey)) ?? [];
  if (readers.length > 0) queued.readers = readers;
  if (on.replaces !== undefined) queued.n = on.replaces;
  return queued;
}

/** What a row or a queued write says. Raises Unopened. */
export async function read(keys: Keys, from: Omit<Row, "era"> | Queued): Promise<Plain> {
  const { key } = await openOwnKey(keys.vault, keys.owner, from.id, from.epoch, from.key);
  const plain = await openJson(key, { ...from, owner: keys.owner }, from.body);
  return shapely(plain as Plain);
}

/** A row of an answer as it is kept. Raises Unopened where it is not one of hers, or is not whole. */
export function rowOf(keys: Keys, given: SyncRow, era: number): Row {
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
  if (given.owner !== keys.owner || typeof given.body !== "string" || typeof given.key !== "string")
    throw new Unopened();
  if (!isId(given.id) || !whole(given.epoch) || !whole(given.revision)) throw new Unopened();
  try {
    const { id, epoch, revision, readers } = given;
    const row: Row = { id, epoch, revision, body: unbase64(given.body), key: unbase64(given.key), era };
    return readers.length > 0 ? { ...row, readers } : row;
  } catch {
    throw new Unopened();
  }
}

/** A plaintext with what this client leans on, which another may have left out. */
export function shapely(plain: Plain): Plain {
  if (plain.type === "deleted") return DELETED;
  const by = typeof plain.by === "object" && plain.by !== null && !Array.isArray(plain.by) ? plain.by : {};
  return { ...plain, by, v: plain.v ?? 1, created: plain.created ?? "1970-01-01" };
}

/** Whether (epoch, revision) comes before, is, or comes after the mark of what was seen. */
export const compare = (a: { epoch: number; revision: number }, b: { epoch: number; revision: number }): number =>
  Math.sign(a.epoch - b.epoch) || Math.sign(a.revision - b.revision);
