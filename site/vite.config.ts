import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { common } from "./vite/common.ts";
import { linesIn, numbers } from "./vite/numbers.ts";
import { schemas } from "./vite/schemas.ts";
import { compactWordList } from "./vite/words.ts";
import { messages, wordsHash } from "./vite/messages.ts";
import { installable, integrity, serviceWorker } from "./vite/plugins.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.env.HANDRAIL_APP_OUT ?? here("../build/app");

/**
 * Parts that only some ever load are named for what they are, so that their weight can be counted apart. Names lie on
 * the locked phone in clear: none may tell what the app is for.
 */
function chunkFileNames({ moduleIds }: { moduleIds: string[] }): string {
  const apart = {
    x25519: "dhkem-x25519",
    wordlist: "diceware-wordlist",
    argon2: "hash-wasm",
    jsqr: "jsqr",
    squares: "uqr",
    schemas: "virtual:schemas",
    account: "/app/account/",
    with: "/sharing/",
  };
  const name = Object.entries(apart).find(([, part]) => moduleIds.some((id) => id.includes(part)))?.[0];
  return `assets/${name ?? "[name]"}-[hash].js`;
}

const helplines = here("../content/helplines.yml");
const made = { lines: (language: string) => linesIn(language, helplines, here("./theme/words")) };

const base = common(here("./app"), "/app/", folder);
const output = { chunkFileNames };

export default defineConfig({
  ...base,
  define: { __WORDS__: JSON.stringify(wordsHash(here("./locales"), made)) },
  worker: { ...base.worker, rolldownOptions: { output } },
  build: { ...base.build, rolldownOptions: { output } },
  plugins: [
    compactWordList(),
    numbers(helplines),
    messages(here("./locales"), made),
    schemas(here("../tests/vectors/records")),
    installable(),
    integrity(folder),
    serviceWorker(here("./worker/sw.ts"), folder),
  ],
});
