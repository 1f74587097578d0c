/** All that is hers out into one sealed file, and back from it into any daybook (records, "An export"). */
import { hex, idBytes, isId, ctx, type Bytes } from "./bytes.ts";
import type { Book } from "./book.ts";
import { keyOfFile, linesOf, sealLines } from "./export-file.ts";
import { Failure } from "./failure.ts";
import type { Plain, TakenIn } from "./keeper.ts";
import { merge, sameContent } from "./merge.ts";
import { isKnown } from "./records.ts";
import { sha256, Unopened } from "./seal.ts";
import type { Queued, Row } from "./kept.ts";
import { footing, read, shapely } from "./writing.ts";

const FORMAT = "handrail-export";
const VERSION = 1;
/** What belongs to one account alone: links with others, and what is gone. */
const STAYS = ["link", "deleted"];
/** How many records are written in one transaction, and how many characters. */
const BATCH = 200;
const BATCH_LENGTH = 2_000_000;

/** One record as it stands in a file. */
interface Carried {
  id: string;
  record: Plain;
}

/** Every record of hers that opens, sealed under the code. `told` hears how far it is, 0 to 1. Offline too. */
export function takeOut(book: Book, code: Bytes, told: (part: number) => void): Promise<Blob> {
  return sealLines(code, linesFrom(book, told));
}

async function* linesFrom(book: Book, told: (part: number) => void): AsyncGenerator<string> {
  const made = new Date(book.env.now()).toISOString().slice(0, 10);
  yield JSON.stringify({ format: FORMAT, version: VERSION, made });
  const all = [...book.plains];
  for (const [n, [id, known]] of all.entries()) {
    if (n % 50 === 0) told(n / all.length);
    if (STAYS.includes(known.type)) continue;
    // Pictures lie in memory without their bytes.
    const record = known.type === "photo" ? await book.whole(id) : known;
    if (record) yield JSON.stringify({ id, record } satisfies Carried);
  }
}

/**
 * Puts the records of a file into the daybook, as sync would: what is not here is added, what is older than what is
 * here stays out, what differs is merged. Nothing is written before the whole file was opened once. A second time
 * changes nothing. Raises Failure `wrong` (the code), Unopened (the file), or `full`: what is in by then stays.
 */
export async function takeIn(
  book: Book,
  file: Blob,
  code: Bytes,
  ahead: number,
  told: (part: number) => void,
  written: () => Promise<void>,
): Promise<TakenIn> {
  const key = await keyOfFile(code, file).catch((error: unknown) => {
    throw error instanceof Unopened ? new Failure("wrong") : error;
  });
  const ids = new Set<string>();
  for await (const { id } of carriedBy(key, file, (bytes) => told(bytes / file.size / 2))) {
    if (ids.has(id)) throw new Unopened();
    ids.add(id);
  }
  const taken: TakenIn = { added: 0, changed: 0, same: 0 };
  let batch: Carried[] = [];
  let length = 0;
  const put = async () => {
    await write(book, batch, ahead, taken);
    [batch, length] = [[], 0];
    await written();
  };
  for await (const carried of carriedBy(key, file, (bytes) => told(0.5 + bytes / file.size / 2))) {
    batch.push(carried);
    length += JSON.stringify(carried.record).length;
    if (batch.length >= BATCH || length >= BATCH_LENGTH) await put();
  }
  if (batch.length > 0) await put();
  return taken;
}

async function* carriedBy(key: Bytes, file: Blob, read: (bytes: number) => void): AsyncGenerator<Carried> {
  let begun = false;
  for await (const line of linesOf(key, file, read)) {
    const value = parsed(line);
    if (!begun) {
      if (value.format !== FORMAT || value.version !== VERSION) throw new Unopened();
      begun = true;
      continue;
    }
    const { id, record } = value as Partial<Carried>;
    if (!isId(id)) throw new Unopened();
    if (typeof record !== "object" || record === null || typeof record.type !== "string") throw new Unopened();
    if (!STAYS.includes(record.type)) yield { id, record: shapely(record) };
  }
  if (!begun) throw new Unopened();
}

function parsed(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new Unopened();
}

/** One batch, in one transaction. */
function write(book: Book, batch: Carried[], ahead: number, taken: TakenIn): Promise<void> {
  return book.change(async (ground) => {
    const queued = new Map<string, Queued[]>();
    for (const one of ground.queue) queued.set(one.id, [...(queued.get(one.id) ?? []), one]);
    const hereOf = (id: string) => latestOf(book, id, queued.get(id)?.at(-1) ?? null);
    const writes: Queued[] = [];
    const shown = new Map<string, Plain>();
    const counted: TakenIn = { added: 0, changed: 0, same: 0 };
    const shownHere = new Set(book.plains.keys());
    const put = async (id: string, plain: Plain) => {
      const row = await book.store.row(id);
      const on = footing(row, queued.get(id) ?? []);
      const composed = await book.compose(id, plain, ground.state, ground.queue, ahead, on);
      writes.push(composed.write);
      shown.set(id, composed.plain);
    };
    for (const { id, record } of batch) {
      const here = await hereOf(id);
      const outcome = here === "damaged" ? null : joined(here, record);
      try {
        if (outcome === "same") counted.same++;
        else if (outcome !== null) {
          await put(id, outcome);
          counted[outcome === record && !shownHere.has(id) ? "added" : "changed"]++;
        } else await putBeside(id, record);
      } catch (error) {
        if (!(error instanceof Failure) || error.trouble !== "full") throw error;
        await putBeside(id, record); // both together are too long for one record
      }
    }
    taken.added += counted.added;
    taken.changed += counted.changed;
    taken.same += counted.same;
    return { change: { queue: writes }, shown, result: undefined };

    /** What cannot become one with what is here stands beside it, under an id that is the same each time. */
    async function putBeside(id: string, record: Plain): Promise<void> {
      const beside = hex((await sha256(ctx("handrail/1/export-beside", idBytes(id)))).subarray(0, 16));
      const here = await hereOf(beside);
      if (here !== null && here !== "damaged") return void counted.same++;
      await put(beside, record);
      counted.added++;
    }
  });
}

async function latestOf(book: Book, id: string, queued: Queued | null): Promise<Plain | null | "damaged"> {
  const latest: Row | Queued | null = queued ?? (await book.store.row(id));
  try {
    return latest ? await read(book.keys, latest) : null;
  } catch (error) {
    if (error instanceof Unopened) return "damaged";
    throw error;
  }
}

/** What the record here becomes with the one of the file; `same` where it stays; null where they cannot be one. */
function joined(here: Plain | null, given: Plain): Plain | "same" | null {
  if (here === null || here.type === "deleted") return given;
  if (sameContent(here, given) || holds(here.by, given.by)) return "same";
  if (!isKnown(here) || here.type !== given.type) return null;
  if (holds(given.by, here.by)) return given;
  if (!isKnown(given)) return null;
  const merged = merge(null, here, given);
  return sameContent(merged, here) ? "same" : merged;
}

/** Whether whoever wrote `one` had seen all of `other`. */
function holds(one: Record<string, number>, other: Record<string, number>): boolean {
  const names = Object.keys(other);
  return names.length > 0 && names.every((name) => (one[name] ?? 0) >= other[name]!);
}
