import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { merge } from "../../site/core/merge.ts";
import {
  newGoal,
  newMilestone,
  newPhoto,
  photoOf,
  withBytesOf,
  withoutBytes,
  type Plain,
} from "../../site/core/records.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const today = "2026-05-01";
const bytes = btoa("a picture of a paper");

async function kept() {
  const [server, name] = [new Double(), phone()];
  const fetch = server.device();
  const engine = await engineOn(fetch, name);
  await engine.keep(PIN);
  return { server, fetch, name, engine };
}

const plainOf = async (
  engine: Awaited<ReturnType<typeof engineOn>>,
  id: string,
) => (await engine.items()).find((item) => item.id === id)!.plain;

test("a list of records carries pictures without their bytes; one picture is opened by itself", async () => {
  const { engine } = await kept();
  const id = await engine.save(null, newPhoto(today, { bytes }));
  expect(await plainOf(engine, id)).toMatchObject({
    type: "photo",
    media_type: "image/jpeg",
  });
  expect(JSON.stringify(await engine.items())).not.toContain(bytes);
  expect(await engine.photo(id)).toMatchObject({ bytes });
});

test("the same before anything is kept, and the picture is there after it is", async () => {
  const engine = await engineOn(new Double().device(), phone());
  const id = await engine.save(null, newPhoto(today, { bytes }));
  expect(JSON.stringify(await engine.items())).not.toContain(bytes);
  expect(await engine.photo(id)).toMatchObject({ bytes });
  await engine.keep(PIN);
  expect(await engine.photo(id)).toMatchObject({ bytes });
});

test("a picture is opened after unlocking, without a network, whether it was sent or not", async () => {
  const { engine, fetch, name } = await kept();
  const sent = await engine.save(null, newPhoto(today, { bytes }));
  await engine.sync();
  fetch.offline = true;
  const unsent = await engine.save(null, newPhoto(today, { bytes: "AAAA" }));
  const again = await engineOn(fetch, name);
  await again.unlock(PIN);
  expect(await again.photo(sent)).toMatchObject({ bytes });
  expect(await again.photo(unsent)).toMatchObject({ bytes: "AAAA" });
});

test("a picture of fifty records and more, opened out of the snapshot, still has its bytes", async () => {
  const { engine, fetch, name } = await kept();
  const id = await engine.save(null, newPhoto(today, { bytes }));
  for (let n = 0; n < 55; n++)
    await engine.save(null, newGoal(today, { title: `goal ${n}` }));
  await engine.sync();
  await engine.lock();
  const again = await engineOn(fetch, name);
  await again.unlock(PIN);
  expect(JSON.stringify(await again.items())).not.toContain(bytes);
  expect(await again.photo(id)).toMatchObject({ bytes });
});

test("writing what a list gave does not lose the bytes", async () => {
  const { engine } = await kept();
  const id = await engine.save(null, newPhoto(today, { bytes }));
  await engine.save(id, { ...(await plainOf(engine, id)), future: 1 });
  expect(await engine.photo(id)).toMatchObject({ bytes, future: 1 });
  await engine.sync();
  await engine.save(id, { ...(await plainOf(engine, id)), future: 2 });
  await engine.sync();
  expect(await engine.photo(id)).toMatchObject({ bytes, future: 2 });
});

test("no picture is given for what is none, was removed, or is locked", async () => {
  const { engine } = await kept();
  const goal = await engine.save(null, newGoal(today, { title: "Swim" }));
  const id = await engine.save(null, newPhoto(today, { bytes }));
  expect(await engine.photo(goal)).toBeNull();
  expect(await engine.photo("0".repeat(32))).toBeNull();
  await engine.remove(id);
  expect(await engine.photo(id)).toBeNull();
  const other = await engine.save(null, newPhoto(today, { bytes }));
  await engine.lock();
  expect(await engine.photo(other)).toBeNull();
});

test("a picture that says it is a page or a drawing with script is shown as a JPEG or not at all", () => {
  for (const media_type of ["text/html", "image/svg+xml", "IMAGE/JPEG", ""])
    expect(photoOf(newPhoto(today, { media_type })).media_type).toBe(
      "image/jpeg",
    );
  expect(photoOf(newPhoto(today, { media_type: "image/webp" })).media_type).toBe(
    "image/webp",
  );
});

test("bytes are taken away from pictures only, and put back from the record that has them", () => {
  const photo = newPhoto(today, { bytes });
  const note = { ...newGoal(today), bytes: "hers" } as Plain;
  expect(withoutBytes(note)).toBe(note);
  expect(withBytesOf(photo, withoutBytes(photo))).toEqual(photo);
  expect(withBytesOf(null, withoutBytes(photo)).bytes).toBeUndefined();
  const other = newPhoto(today, { bytes: "AAAA" });
  expect(withBytesOf(photo, other)).toBe(other);
});

test("numbers that two phones added to one paper are both there, in one order", () => {
  const number = (id: string, value: string, order: string) => ({
    id: id.repeat(32),
    name: "",
    value,
    order,
  });
  const base = newMilestone(today, { numbers: [number("a", "1", "V")] });
  const mine = {
    ...base,
    by: { m: 1 },
    numbers: [...base.numbers, number("b", "2", "W")],
  };
  const theirs = {
    ...base,
    by: { t: 1 },
    numbers: [number("a", "one", "V"), number("c", "3", "U")],
  };
  const merged = merge(base, mine, theirs);
  expect(
    (merged.numbers as { value: string }[]).map((one) => one.value),
  ).toEqual(["3", "one", "2"]);
  expect(merge(base, theirs, mine)).toEqual(merged);
});
