/** What the build of the app adds to Vite: integrity of the entry, icons and manifest, and the service worker. */
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Plugin } from "vite";
import { drawPng, drawSvg } from "./icons.ts";

const manifest = {
  id: "/app/",
  name: "Daybook",
  short_name: "Daybook",
  lang: "en",
  dir: "ltr",
  start_url: "/app/",
  scope: "/app/",
  display: "standalone",
  background_color: "#fbf8f3",
  theme_color: "#fbf8f3",
  icons: [
    { src: "icons/icon.svg", sizes: "any", type: "image/svg+xml" },
    { src: "icons/icon-192.png", sizes: "192x192", type: "image/png" },
    { src: "icons/icon-512.png", sizes: "512x512", type: "image/png" },
    { src: "icons/icon-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
  ],
};

/** Adds the manifest and the icons that we draw ourselves. */
export function installable(): Plugin {
  return {
    name: "installable",
    apply: "build",
    generateBundle() {
      const emit = (fileName: string, source: string | Uint8Array) =>
        this.emitFile({ type: "asset", fileName, source });
      emit("manifest.webmanifest", `${JSON.stringify(manifest, null, 1)}\n`);
      emit("icons/icon.svg", drawSvg());
      for (const side of [96, 180, 192, 512]) emit(`icons/icon-${side}.png`, drawPng(side));
    },
  };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** Puts `integrity` on the entry script and style of index.html under `base`, after everything is written. */
export function integrity(folder: string, base = "/app/"): Plugin {
  return {
    name: "integrity",
    apply: "build",
    enforce: "post",
    async closeBundle() {
      const page = join(folder, "index.html");
      let html = await readFile(page, "utf8");
      const named = new RegExp(`<(?:script|link)\\b[^>]*?(?:src|href)="${base}(assets/[^"]+)"[^>]*>`, "g");
      for (const [tag, path] of html.matchAll(named)) {
        const hash = createHash("sha384")
          .update(await readFile(join(folder, path!)))
          .digest("base64");
        html = html.replace(tag, tag.replace(/>$/, ` integrity="sha384-${hash}">`));
      }
      await writeFile(page, html);
    },
  };
}

/**
 * Builds `sw.js` on its own (one classic script without imports, which every browser takes) and hands it the list of
 * files to keep, those of texts apart (one language of them is kept), and a version: the hash of them all.
 */
export function serviceWorker(entry: string, folder: string): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async closeBundle() {
      const files = (await listFiles(folder)).filter((file) => file !== "sw.js" && !/\.(map|br|gz|zst)$/.test(file));
      const words = "assets/words/";
      const hash = createHash("sha256");
      for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
      await build({
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        define: {
          __FILES__: JSON.stringify(
            files.filter(
              (file) => file !== "index.html" && !file.startsWith("icons/icon-512") && !file.startsWith(words),
            ),
          ),
          __WORDS__: JSON.stringify(
            files.filter((file) => file.startsWith(`${words}en/`)).map((file) => file.slice(`${words}en/`.length)),
          ),
          __VERSION__: JSON.stringify(hash.digest("hex").slice(0, 16)),
        },
        build: {
          target: "es2022",
          outDir: folder,
          emptyOutDir: false,
          rollupOptions: { input: entry, output: { format: "iife", entryFileNames: "sw.js", codeSplitting: false } },
        },
      });
    },
  };
}
