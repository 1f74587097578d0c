/** The desk: a bundle of its own beside the app, with the same libraries, pieces and headers. No service worker. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { common } from "./vite/common.ts";
import { compactWordList } from "./vite/words.ts";
import { integrity } from "./vite/plugins.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.env.HANDRAIL_DESK_OUT ?? here("../build/desk");

export default defineConfig({
  ...common(here("./desk"), "/desk/", folder),
  plugins: [compactWordList(), integrity(folder, "/desk/")],
});
