/** Bundles the vectors' runner for a browser (`tests/core/test_chromium.py`); the folder comes as VECTORS_OUT. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import tests from "./vitest.config.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: tests.resolve!,
  publicDir: false,
  build: {
    outDir: process.env.VECTORS_OUT!,
    emptyOutDir: true,
    target: "es2022",
    rollupOptions: { input: `${root}/tests/core/chromium.ts`, output: { entryFileNames: "entry.js" } },
  },
});
