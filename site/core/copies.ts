/** Copies to keep: the codes that seal them, and the ways out and in. Loaded when one is wanted. */
import { equal, type Bytes } from "./bytes.ts";
import type { Book } from "./book.ts";
import { newCode, readCodeOrPapers, writeCode } from "./code.ts";
import { takeIn, takeOut } from "./export.ts";
import { Failure } from "./failure.ts";
import type { TakenIn } from "./keeper.ts";
import type { Phone } from "./phone.ts";
import { isKept } from "./ways.ts";

/** So many writes that wait are sent before more are made of a file. */
const MANY_WAITING = 500;

export class Copies {
  /** The code of the next sealed file. */
  private made: Bytes | null = null;

  constructor(private readonly phone: Phone) {}

  /** See `Keeper.makeExportCode`. */
  makeCode(): Promise<string> {
    return writeCode((this.made = newCode()));
  }

  /** See `Keeper.exportSealed`. */
  async exportSealed(typed: string): Promise<Blob> {
    const book = this.opened();
    const code = await readCodeOrPapers(typed);
    const right = (this.made !== null && equal(code, this.made)) || (await isKept(book, code));
    if (!right) throw new Failure("wrong");
    return takeOut(book, code, this.phone.events.onProgress);
  }

  /** See `Keeper.importSealed`. */
  async importSealed(file: Blob, typed: string): Promise<TakenIn> {
    const { api, events, status, tending } = this.phone;
    const book = this.opened();
    const code = await readCodeOrPapers(typed);
    const send = async () => {
      if (book.waiting >= MANY_WAITING && status.reach === "online") await tending?.sync();
    };
    try {
      return await takeIn(book, file, code, api.clockAhead, events.onProgress, send);
    } finally {
      await tending?.changed(book.settings());
    }
  }

  private opened(): Book {
    if (!this.phone.book) throw new Failure("locked");
    return this.phone.book;
  }
}
