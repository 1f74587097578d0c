import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { common } from "./vite/common.ts";
import { linesIn, numbers } from "./vite/numbers.ts";
import { schemas } from "./vite/schemas.ts";
import { compactWordList } from "./vite/words.ts";
import { messages, wordsNames } from "./vite/messages.ts";
import { parts, unnamed } from "./vite/parts.ts";
import { installable, integrity, serviceWorker } from "./vite/plugins.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.env.HANDRAIL_APP_OUT ?? here("../build/app");

const helplines = here("../content/helplines.yml");
const made = { lines: (language: string) => linesIn(language, helplines, here("./theme/words")) };
const base = common(here("./app"), "/app/", folder);
const output = unnamed;
const list = `${folder}.parts.json`;

export default defineConfig({
  ...base,
  define: { __WORDS__: JSON.stringify(wordsNames(here("./locales"), made)) },
  worker: { ...base.worker, plugins: () => [compactWordList(), parts(list, "worker")], rolldownOptions: { output } },
  build: { ...base.build, rolldownOptions: { output } },
  plugins: [
    compactWordList(),
    parts(list, "page"),
    numbers(helplines),
    messages(here("./locales"), made),
    schemas(here("../tests/vectors/records")),
    installable(),
    integrity(folder),
    serviceWorker(here("./worker/sw.ts"), folder),
  ],
});
