/** What the builds of the app and of the desk have in common: the same language level, libraries and care. */
import type { UserConfig } from "vite";
import { compactWordList } from "./words.ts";

/** For a page that lies under `base`, made out of `root` into `folder`. */
export function common(root: string, base: string, folder: string) {
  return {
    root,
    base,
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    worker: { format: "es", plugins: () => [compactWordList()] },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2022",
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  } satisfies UserConfig;
}
