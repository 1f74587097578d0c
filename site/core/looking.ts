/** What she writes while looking: in memory only, until the daybook is kept. */
import { newId, type Bytes } from "./bytes.ts";
import type { Item, Plain } from "./keeper.ts";
import { withBytesOf, withoutBytes } from "./records.ts";
import type { ReminderWords } from "./remind.ts";
import { dueOf, nextCount, sealDue } from "./reminders.ts";
import type { Queued } from "./kept.ts";
import { footing, write, type Keys } from "./writing.ts";

export class Looking {
  private readonly plains = new Map<string, Plain>();

  get items(): Item[] {
    return Array.from(this.plains, ([id, plain]) => ({
      id,
      plain: withoutBytes(plain),
      unsent: true,
      conflict: [],
      newer: false,
    }));
  }

  whole(id: string): Plain | null {
    return this.plains.get(id) ?? null;
  }

  save(id: string | null, plain: Plain): string {
    const record = id ?? newId();
    this.plains.set(record, withBytesOf(this.plains.get(record), plain));
    return record;
  }

  remove(id: string): void {
    this.plains.delete(id);
  }

  clear(): void {
    this.plains.clear();
  }

  /** All of it as first writes. `now` in seconds. */
  async seal(keys: Keys, noticeKey: Bytes, device: string, now: number, words: ReminderWords): Promise<Queued[]> {
    const settings = [...this.plains.values()].find((plain) => plain.type === "settings") ?? null;
    const sealing = Array.from(this.plains, async ([id, plain]) => {
      const counted = { ...plain, by: { [device]: nextCount(undefined, now) } };
      const due = await dueOf(noticeKey, id, counted, settings, Math.floor(now), words);
      return write(keys, id, footing(null, []), counted, await sealDue(noticeKey, keys.owner, id, due));
    });
    return Promise.all(sealing);
  }
}
