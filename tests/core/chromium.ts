/** Runs the frozen and the published vectors in a page and leaves what failed in `document.title` and the console. */
import { hex, unhex } from "../../site/core/bytes.ts";
import { publicOf } from "../../site/core/identity.ts";
import { published } from "./published.ts";
import { cases, READERS } from "./vectors.ts";

const load = async (name: string): Promise<any> =>
  (await fetch(`/${name}.json`)).json();

/** How many ran, and a line for each that failed. */
async function run(): Promise<{ ran: number; failed: string[] }> {
  for (const { input } of (await load("reader-key")).vectors)
    if (input.reader_private)
      READERS.set(
        hex(await publicOf(unhex(input.reader_private))),
        input.reader_private,
      );
  const all = [...(await cases(load)), ...(await published(load))];
  const failed: string[] = [];
  for (const one of all)
    await one
      .run()
      .catch((error: unknown) => failed.push(`${one.name}: ${String(error)}`));
  return { ran: all.length, failed };
}

(globalThis as unknown as { run: typeof run }).run = run;
