import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { newGoal } from "../../site/core/records.ts";
import { Double, engineOn, phone } from "./double.ts";

/** Runs `work` while the phone has no room: every write to its database fails as a full disk makes it fail. */
async function withoutRoom<T>(work: () => Promise<T>): Promise<T> {
  const own = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
  try {
    return await work();
  } finally {
    IDBObjectStore.prototype.put = own;
  }
}

test("a full phone says so, keeps what was there, and goes on once there is room", async () => {
  const fetch = new Double().device();
  const name = phone();
  const engine = await engineOn(fetch, name);
  await engine.keep("2580");
  await engine.save(null, newGoal("2026-05-01", { title: "Before" }));
  const after = newGoal("2026-05-01", { title: "After" });
  await withoutRoom(() =>
    expect(engine.save(null, after)).rejects.toMatchObject({ trouble: "full" }),
  );
  expect((await engine.status()).full).toBe(true);
  const titles = async () =>
    (await engine.items()).map((item) => item.plain.title).sort();
  expect(await titles()).toEqual(["Before"]);
  await engine.save(null, after);
  expect((await engine.status()).full).toBe(false);
  expect(await titles()).toEqual(["After", "Before"]);
  const again = await engineOn(fetch, name);
  expect(await again.unlock("2580")).toEqual({ ok: true });
  expect(await again.items()).toHaveLength(2);
});

test("a phone too full to keep a daybook keeps none, and what was written while looking stays", async () => {
  const name = phone();
  const engine = await engineOn(new Double().device(), name);
  await engine.save(null, newGoal("2026-05-01", { title: "Looking" }));
  await withoutRoom(() =>
    expect(engine.keep("2580")).rejects.toMatchObject({ trouble: "full" }),
  );
  expect((await engine.status()).phase).toBe("looking");
  expect(await engine.items()).toHaveLength(1);
  await engine.keep("2580");
  expect((await engine.status()).phase).toBe("open");
  expect(await engine.items()).toHaveLength(1);
});
