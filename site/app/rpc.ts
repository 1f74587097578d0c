/** The page's side of the keeper: calls go to a dedicated worker, which starts with the first call that needs it. */
import { keeperOf, Running } from "../core/calls.ts";
import type { Keeper, KeeperEvents, Status } from "../core/keeper.ts";
import { looking } from "./state.ts";
import { keeperScript } from "./trusted.ts";
import { language, spoken, type Language } from "./words.ts";

/** Told before any call and at each change: the language of what reminders say. */
export interface Speak {
  language: Language;
}

const DATABASE = "daybook";
/** The keeper, as if it were here. Its failures arrive as `Failure`. */
export function connect(events: KeeperEvents): Keeper {
  let running: Running | undefined;
  let { phase } = looking;

  function start(): Running {
    const worker = new Worker(keeperScript(), { type: "module", name: DATABASE });
    worker.postMessage({ language } satisfies Speak);
    return new Running(worker, (from, event, given) => {
      if (from !== running) return;
      if (event === "onStatus") ({ phase } = given[0] as Status);
      (events[event] as (...given: unknown[]) => void)(...given);
    });
  }

  /** From now on calls go to another worker. */
  function lock(ending: Running): Promise<void> {
    running = undefined;
    phase = "locked";
    events.onStatus({ ...looking, phase });
    return ending.end();
  }

  async function call(name: keyof Keeper, given: unknown[]): Promise<unknown> {
    if (name === "lock" && !running) return;
    if (name === "lock" && phase !== "looking") return lock(running!);
    // No worker is needed to say that there is nothing.
    if (!running && name === "status" && !(await isKept())) return looking;
    running ??= start();
    return running.ask(name, given);
  }

  spoken.watch((language) => running?.worker.postMessage({ language } satisfies Speak));

  return keeperOf<Keeper>(call);
}

/** Whether a daybook lies on this phone; where the browser does not say, the worker finds out. */
async function isKept(): Promise<boolean> {
  if (typeof indexedDB.databases !== "function") return true;
  return (await indexedDB.databases()).some((database) => database.name === DATABASE);
}
