/**
 * Ships the texts as data, one file for each part and language: `assets/words/<language>/<number>-<hash>.json`.
 *
 * One hash of all texts stands in every name, and the part's number instead of its name, which would tell on the locked
 * phone: the app says each address from the list of parts. A text that a language lacks is put there in English;
 * `tests/app/test_words.py` holds which those are.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const SOURCE = "en";
/** In every language in the first bundle, and in the keeper's worker; the desk has its own bundle. */
const BUNDLED = ["front", "keeper", "desk"];

type Messages = Record<string, string>;
/** By part: the texts of a language that are made of data, and stand in no message file. */
export type Made = Record<string, (language: string) => Messages>;

/** Language, part and texts of every file that is shipped, in order. */
export function* shipped(folder: string, made: Made): Generator<[language: string, part: string, texts: Messages]> {
  const names = (language: string) => readdirSync(join(folder, language)).filter((name) => name.endsWith(".json"));
  const read = (language: string, name: string) =>
    JSON.parse(readFileSync(join(folder, language, name), "utf8")) as Messages;
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name: language } of languages.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const own = new Set(names(language));
    for (const name of names(SOURCE).sort()) {
      const part = name.replace(/\.json$/, "");
      if (BUNDLED.includes(part)) continue;
      const texts = withEnglish(read(SOURCE, name), own.has(name) ? read(language, name) : {});
      yield [language, part, { ...texts, ...made[part]?.(language) }];
    }
  }
}

/** `own` and, of the English texts, those whose key it has in no form: no plural is made of two languages. */
function withEnglish(english: Messages, own: Messages): Messages {
  const stem = (key: string) => {
    const bare = key.replace(/\.(zero|one|two|few|many|other)$/, "");
    const other = english[`${bare}.other`];
    return other !== undefined && (`${bare}.one` in english || other.includes("{n}")) ? bare : key;
  };
  const has = new Set(Object.keys(own).map(stem));
  return { ...Object.fromEntries(Object.entries(english).filter(([key]) => !has.has(stem(key)))), ...own };
}

/** What the app needs to say the address of a text: eight characters that change with any text, and the parts. */
export function wordsNames(folder: string, made: Made): { hash: string; parts: string[] } {
  const all = [...shipped(folder, made)];
  const hash = createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 8);
  return { hash, parts: [...new Set(all.map(([, part]) => part))] };
}

/** Emits the texts of the message files in `folder`, and those that are `made` of data. */
export function messages(folder: string, made: Made): Plugin {
  return {
    name: "messages",
    apply: "build",
    generateBundle() {
      const { hash, parts } = wordsNames(folder, made);
      for (const [language, part, texts] of shipped(folder, made)) {
        const fileName = `assets/words/${language}/${parts.indexOf(part)}-${hash}.json`;
        this.emitFile({ type: "asset", fileName, source: JSON.stringify(texts) });
      }
    },
  };
}
