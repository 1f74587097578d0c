/** The page's side of the desk's keeper. A lock ends the worker: its memory, keys and all, goes with it. */
import { keeperOf, Running } from "../core/calls.ts";
import type { DeskKeeper } from "../core/desk/desk-keeper.ts";
import type { KeeperEvents } from "../core/keeper.ts";
import { keeperScript } from "./trusted.ts";

/** The keeper, as if it were here. Its failures arrive as `Failure`. */
export function connect(events: KeeperEvents): DeskKeeper {
  let running = start();

  function start(): Running {
    const worker = new Worker(keeperScript(), { type: "module", name: "desk" });
    return new Running(worker, (from, event, given) => {
      if (from === running) (events[event] as (...given: unknown[]) => void)(...given);
    });
  }

  return keeperOf<DeskKeeper>((name, given) => {
    if (name !== "lock") return running.ask(name, given);
    const ending = running;
    running = start(); // from now on calls go to another worker
    return ending.end();
  });
}
