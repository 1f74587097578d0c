import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { cases, FILES, READERS, type Vector } from "./vectors.ts";
import { hex, unhex } from "../../site/core/bytes.ts";
import { publicOf } from "../../site/core/identity.ts";

const load = async (name: string): Promise<{ vectors: Vector[] }> =>
  JSON.parse(
    await readFile(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"),
  );

for (const { input } of (await load("reader-key")).vectors)
  if (input.reader_private)
    READERS.set(
      hex(await publicOf(unhex(input.reader_private))),
      input.reader_private,
    );

const all = await cases(load);

test("every frozen file has vectors", () => {
  for (const file of FILES)
    expect(
      all.filter((one) => one.name.startsWith(`${file}: `)).length,
    ).toBeGreaterThan(2);
});

test.each(all)("$name", async ({ run }) => {
  await run();
});
