/**
 * Files of the build are called by nothing but a hash: their names lie in clear on the locked phone, where "goals" and
 * "meeting" in one list let a stranger guess what the app is for. What each file holds stands in a list beside the
 * build, which is not served: the tests count weights by it.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin } from "vite";

/** Parts that only some ever load, each by a piece of the path of a module that it holds. */
const APART = {
  x25519: "dhkem-x25519",
  wordlist: "diceware-wordlist",
  argon2: "hash-wasm",
  jsqr: "jsqr",
  squares: "uqr",
  schemas: "virtual:schemas",
};

export const unnamed = {
  entryFileNames: "assets/a-[hash].js",
  chunkFileNames: "assets/a-[hash].js",
  assetFileNames: "assets/a-[hash][extname]",
};

/**
 * Adds to the list at `path` what each script of a build holds: the file's name → the part's. The page's build begins
 * the list, those of its workers, which run within it, go on with it.
 */
export function parts(path: string, of: "page" | "worker"): Plugin {
  return {
    name: "parts",
    apply: "build",
    buildStart() {
      if (of === "page") rmSync(path, { force: true });
    },
    generateBundle(_options, bundle) {
      const named: Record<string, string> = {};
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        const apart = Object.entries(APART).find(([, part]) => file.moduleIds.some((id) => id.includes(part)));
        named[file.fileName.replace("assets/", "")] = apart?.[0] ?? file.name;
      }
      const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>) : {};
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify({ ...before, ...named }, null, 1)}\n`);
    },
  };
}
