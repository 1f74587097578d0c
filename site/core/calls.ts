/** The page's side of a keeper that runs in a worker of its own, and the messages between the two (`answers.ts`). */
import { Failure } from "./failure.ts";
import type { KeeperEvents, Trouble } from "./keeper.ts";

/** A call from the page. */
export interface Call {
  n: number;
  name: string;
  given: unknown[];
}

/** What the worker says: an answer, or an event. */
export type Heard =
  { n: number; result: unknown } | { n: number; trouble: Trouble } | { event: keyof KeeperEvents; given: unknown[] };

interface Waiting {
  resolve(result: unknown): void;
  reject(failure: Failure): void;
}

/** Milliseconds that a worker has to put away what is being written, before it is ended. */
const PATIENCE = 5000;

/** One worker, and the calls that it has not answered. */
export class Running {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(
    readonly worker: Worker,
    private readonly events: (from: Running, event: keyof KeeperEvents, given: unknown[]) => void,
  ) {
    worker.addEventListener("message", ({ data }: MessageEvent<Heard>) => this.hear(data));
    // A worker that cannot run (an old cache, memory) must not leave the page waiting.
    worker.addEventListener("error", () => {
      for (const one of this.waiting.values()) one.reject(new Failure("unknown"));
      this.waiting.clear();
    });
  }

  /** The answer to a call. Raises Failure. */
  ask(name: string, given: unknown[]): Promise<unknown> {
    const n = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(n, { resolve, reject });
      this.worker.postMessage({ n, name, given } satisfies Call);
    });
  }

  /**
   * Locks, and ends the worker once it has put away what it was at: its memory, keys and all, goes with it. A call that
   * is cut off so (a sync that found no server) is never answered: the screen that asked has gone.
   */
  async end(): Promise<void> {
    const locked = this.ask("lock", []).catch(() => undefined);
    const idle = async () => {
      for (await locked; this.waiting.size > 0;) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await Promise.race([idle(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    this.worker.terminate();
    this.waiting.clear();
  }

  private hear(heard: Heard): void {
    if ("event" in heard) {
      this.events(this, heard.event, heard.given);
      return;
    }
    const one = this.waiting.get(heard.n);
    this.waiting.delete(heard.n);
    if ("trouble" in heard) one?.reject(new Failure(heard.trouble));
    else one?.resolve(heard.result);
  }
}

/** A keeper whose every method is `call`. */
export const keeperOf = <K extends object>(call: (name: keyof K & string, given: unknown[]) => Promise<unknown>): K =>
  new Proxy({} as K, {
    // A promise of the keeper must not be taken for the keeper: it has no `then`.
    get: (_, name) =>
      name === "then" || typeof name !== "string"
        ? undefined
        : (...given: unknown[]) => call(name as keyof K & string, given),
  });
