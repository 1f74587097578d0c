import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { base64, random } from "../../site/core/bytes.ts";
import type { Engine } from "../../site/core/engine.ts";
import { FULL_PIECE } from "../../site/core/export-file.ts";
import { newGoal, newPhoto, type Plain } from "../../site/core/records.ts";
import { Double, engineOn, phone } from "./double.ts";

const goal = (title: string, more: Partial<Plain> = {}): Plain => ({
  ...newGoal("2026-05-01", { title }),
  ...more,
});

async function kept(server = new Double()) {
  const fetch = server.device();
  const engine = await engineOn(fetch, phone());
  await engine.keep("2580");
  return { server, fetch, engine };
}

/** As big as a picture may be. */
const picture = (): string => {
  const bytes = new Uint8Array(280 * 1024);
  for (let at = 0; at < bytes.length; at += 32768)
    bytes.set(random(Math.min(32768, bytes.length - at)), at);
  return base64(bytes);
};

/** Everything in a daybook, pictures with their bytes, whoever wrote it last. */
async function all(engine: Engine): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { id, plain } of await engine.items()) {
    const { by: _, ...rest } = plain;
    const bytes = (await engine.photo(id))?.bytes;
    found[id] = bytes === undefined ? rest : { ...rest, bytes };
  }
  return found;
}

async function sealed(engine: Engine): Promise<[Blob, string]> {
  const code = await engine.makeExportCode();
  return [await engine.exportSealed(code.toLowerCase()), code];
}

const trouble = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "none",
    (error: { trouble?: string; name?: string }) => error.trouble ?? error.name,
  );

test("a daybook goes out without a network and into an empty one elsewhere, whole", async () => {
  const from = await kept();
  await from.engine.save(null, goal("Swim", { strange: { kept: ["as", 1] } }));
  await from.engine.save(null, goal("Läsa 🦉 قراءة"));
  for (let n = 0; n < 3; n++) {
    const bytes = picture();
    await from.engine.save(null, newPhoto("2026-05-01", { bytes }));
  }
  from.fetch.offline = true;
  const [file, code] = await sealed(from.engine);
  expect(file.size).toBeGreaterThan(3 * 280 * 1024);

  const to = await kept();
  to.fetch.offline = true;
  expect(await to.engine.importSealed(file, code)).toEqual({
    added: 5,
    changed: 0,
    same: 0,
  });
  expect(await all(to.engine)).toEqual(await all(from.engine));
  to.fetch.offline = false;
  await to.engine.sync();
  expect(await to.engine.status()).toMatchObject({ unsent: 0 });
  expect(to.server.account().records.size).toBe(5);
});

test("a second time changes nothing, and nothing is written for it", async () => {
  const { engine } = await kept();
  await engine.save(null, goal("Swim"));
  await engine.sync();
  const [file, code] = await sealed(engine);
  const nothing = { added: 0, changed: 0, same: 1 };
  expect(await engine.importSealed(file, code)).toEqual(nothing);
  expect(await engine.status()).toMatchObject({ unsent: 0 });
  const to = await kept();
  await to.engine.importSealed(file, code);
  expect(await to.engine.importSealed(file, code)).toEqual(nothing);
  expect(await to.engine.items()).toHaveLength(1);
});

test("what was written since stays; what was deleted since comes back", async () => {
  const { engine } = await kept();
  const changed = await engine.save(null, goal("Swim"));
  const deleted = await engine.save(null, goal("Read"));
  await engine.sync();
  const [file, code] = await sealed(engine);
  const [item] = (await engine.items()).filter(({ id }) => id === changed);
  await engine.save(changed, { ...item!.plain, title: "Swim far" });
  await engine.remove(deleted);
  expect(await engine.importSealed(file, code)).toEqual({
    added: 1,
    changed: 0,
    same: 1,
  });
  const titles = (await engine.items()).map(({ plain }) => plain.title).sort();
  expect(titles).toEqual(["Read", "Swim far"]);
});

test("what two daybooks changed since is merged, and the same member asks", async () => {
  const from = await kept();
  const id = await from.engine.save(null, goal("Swim"));
  const first = await sealed(from.engine);
  const to = await kept();
  await to.engine.importSealed(...first);
  const [there] = await to.engine.items();
  await to.engine.save(id, { ...there!.plain, title: "Swim there" });
  const [here] = await from.engine.items();
  await from.engine.save(id, { ...here!.plain, title: "Swim here" });
  expect(await to.engine.importSealed(...(await sealed(from.engine)))).toEqual({
    added: 0,
    changed: 1,
    same: 0,
  });
  const [item] = await to.engine.items();
  expect(item!.conflict).toEqual(["title"]);
  expect(item!.plain.title).toEqual({ conflict: ["Swim there", "Swim here"] });
});

test("another code opens nothing, and the code has to be given back right", async () => {
  const { engine } = await kept();
  await engine.save(null, goal("Swim"));
  const [file] = await sealed(engine);
  const other = await engine.makeExportCode();
  const to = await kept();
  expect(await trouble(to.engine.importSealed(file, other))).toBe("wrong");
  expect(await trouble(to.engine.importSealed(file, "no code"))).toBe(
    "NotAllowed",
  );
  expect(await to.engine.items()).toEqual([]);
  const strange = await to.engine.makeExportCode();
  expect(await trouble(engine.exportSealed(strange))).toBe("wrong");
});

test("the recovery code seals and opens it too, on one paper or on two", async () => {
  const { engine } = await kept();
  await engine.save(null, goal("Swim"));
  const code = await engine.makeRecoveryCode();
  expect(await trouble(engine.exportSealed(code))).toBe("wrong"); // not given back yet
  expect(await engine.confirmRecoveryCode(code)).toBe(true);
  const papers = (await engine.splitRecoveryCode(code)).join(" ");
  const file = await engine.exportSealed(papers);
  const to = await kept();
  expect(await to.engine.importSealed(file, code)).toMatchObject({ added: 1 });
});

test("any damage anywhere is refused before anything is written", async () => {
  const { engine } = await kept();
  await engine.save(null, goal("Swim"));
  // More than goes into one transaction: what comes before the damage could be written already.
  for (let n = 0; n < 7; n++)
    await engine.save(null, newPhoto("2026-05-01", { bytes: picture() }));
  const [file, code] = await sealed(engine);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const piece = 4 + 80 + FULL_PIECE + 1;
  const flipped = (at: number) => {
    const copy = bytes.slice();
    copy[at]! ^= 1;
    return new Blob([copy]);
  };
  const cut = new Blob([bytes.subarray(0, 93 + piece)]);
  const doubled = new Blob([bytes, bytes.subarray(93)]);
  const swapped = new Blob([
    bytes.subarray(0, 93),
    bytes.subarray(93 + piece),
    bytes.subarray(93, 93 + piece),
  ]);
  const to = await kept();
  const mine = await to.engine.save(null, goal("Mine"));
  const before = await all(to.engine);
  for (const at of [93, 95, 97, 150, 93 + piece - 1, bytes.length - 1])
    expect([
      at,
      await trouble(to.engine.importSealed(flipped(at), code)),
    ]).toEqual([at, "Unopened"]);
  for (const at of [0, 1, 40, 92])
    expect([
      at,
      await trouble(to.engine.importSealed(flipped(at), code)),
    ]).toEqual([at, "wrong"]);
  for (const file of [cut, doubled, swapped])
    expect(await trouble(to.engine.importSealed(file, code))).toBe("Unopened");
  for (const file of [new Blob([]), new Blob(["not a daybook"])])
    expect(await trouble(to.engine.importSealed(file, code))).toBe("wrong");
  expect(await all(to.engine)).toEqual(before);
  expect(Object.keys(before)).toEqual([mine]);
});

test("links with others stay with the account", async () => {
  const { engine } = await kept();
  await engine.save(null, { ...goal("x"), type: "link", secret: "s" });
  await engine.save(null, goal("Swim"));
  const to = await kept();
  await to.engine.importSealed(...(await sealed(engine)));
  expect((await to.engine.items()).map(({ plain }) => plain.type)).toEqual([
    "goal",
  ]);
});

test("the file tells nothing of what is in it", async () => {
  const { engine } = await kept();
  await engine.save(null, goal("CANARY-in-a-file"));
  const [file, code] = await sealed(engine);
  const text = new TextDecoder("latin1").decode(await file.arrayBuffer());
  expect(text).not.toMatch(/CANARY|handrail|goal|export|record/i);
  expect(text).not.toContain(code);
  expect(file.type).toBe("application/octet-stream");
});
