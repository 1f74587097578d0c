/** The worker's side of a keeper: runs an engine, answers the page's calls and tells it what happens (`calls.ts`). */
import type { Call, Heard } from "./calls.ts";
import { troubleOf } from "./failure.ts";
import type { Keeper, KeeperEvents } from "./keeper.ts";

const tell = (message: Heard): void => self.postMessage(message);

/** What an engine tells, sent to the page. */
export const told: KeeperEvents = {
  onStatus: (status) => tell({ event: "onStatus", given: [status] }),
  onItems: () => tell({ event: "onItems", given: [] }),
  onProgress: (part) => tell({ event: "onProgress", given: [part] }),
};

/** Answers every call with the method of the engine that it names. */
export function answerCalls(engine: Promise<Keeper>): void {
  self.addEventListener("message", ({ data }: MessageEvent<Partial<Call>>) => {
    if (data.name !== undefined) void answer(data as Call);
  });

  async function answer({ n, name, given }: Call): Promise<void> {
    try {
      const running = await engine;
      const method = running[name as keyof Keeper] as (...given: unknown[]) => Promise<unknown>;
      tell({ n, result: await method.apply(running, given) });
    } catch (error) {
      tell({ n, trouble: troubleOf(error) });
    }
  }
}
