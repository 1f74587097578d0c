/** The PINs of a phone: anywhere or only with signal, a second one, and the power cut at every step of a change. */
import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import { newGoal } from "../../site/core/records.ts";
import { findStore } from "../../site/core/store.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const OTHER = "1470";
const WRONG = "9999";
const goal = (title: string) => newGoal("2026-05-01", { title });

async function kept(given = {}) {
  const server = new Double();
  const fetch = server.device();
  const name = phone();
  const engine = await engineOn(fetch, name, given);
  await engine.keep(PIN);
  await engine.save(null, goal("Swim"));
  await engine.sync();
  return { server, fetch, name, engine };
}

const tried = async (engine: Engine): Promise<void> => {
  expect(await engine.confirmWords(await engine.words())).toBe(true);
};

async function withSignal(given = {}) {
  const made = await kept(given);
  await tried(made.engine);
  await made.engine.setPinMode("signal");
  return made;
}

const opensWith = async (engine: Engine, pin: string): Promise<boolean> => {
  await engine.lock();
  const { ok } = await engine.unlock(pin);
  return ok;
};

const lockRow = async (name: string) =>
  (await (await findStore(name))!.lock()) as any;

describe("anywhere", () => {
  test("wrong PINs are slowed from the fifth on, and the fifth shows the ordinary page", async () => {
    let now = 1_800_000_000_000;
    const { engine, fetch } = await kept({ now: () => now });
    fetch.offline = true;
    await engine.lock();
    for (let n = 0; n < 4; n++)
      expect(await engine.unlock(WRONG)).toEqual({ ok: false, why: "wrong" });
    expect(await engine.unlock(WRONG)).toEqual({ ok: false, why: "front" });
    expect(await engine.unlock(PIN)).toEqual({ ok: false, why: "too-many" });
    now -= 3_600_000; // a clock that is set back gains nothing, and locks nobody out
    expect(await engine.unlock(PIN)).toEqual({ ok: false, why: "too-many" });
    now += 3_600_000 + 31_000;
    expect(await engine.unlock(WRONG)).toEqual({ ok: false, why: "wrong" });
    now += 31_000;
    expect(await engine.unlock(PIN)).toEqual({ ok: false, why: "too-many" });
    now += 31_000;
    expect(await engine.unlock(PIN)).toEqual({ ok: true });
    expect(await opensWith(engine, PIN)).toBe(true);
  });

  test("a try cut short has been counted", async () => {
    const { engine, name, fetch } = await kept();
    await engine.lock();
    void engine.unlock(WRONG); // the power goes
    const again = await engineOn(fetch, name);
    for (let n = 0; n < 3; n++) await again.unlock(WRONG);
    expect(await again.unlock(WRONG)).toEqual({ ok: false, why: "front" });
  });

  test("the words are never slowed", async () => {
    const { engine } = await kept();
    const { passphrase } = await engine.words();
    await engine.lock();
    for (let n = 0; n < 5; n++) await engine.unlock(WRONG);
    expect(await engine.unlockWithPassphrase(passphrase)).toEqual({ ok: true });
    expect(await opensWith(engine, PIN)).toBe(true);
  });
});

describe("only with signal", () => {
  test("is taken only once a way back was tried", async () => {
    const { engine } = await kept();
    await expect(engine.setPinMode("signal")).rejects.toMatchObject({
      trouble: "wrong",
    });
    await tried(engine);
    await engine.setPinMode("signal");
    expect(await engine.pins()).toEqual({
      mode: "signal",
      second: null,
      unsettled: false,
    });
    expect(await opensWith(engine, PIN)).toBe(true);
  });

  test("offline the PIN does not open it and no try is counted; the words do", async () => {
    const { engine, fetch } = await withSignal();
    const { passphrase } = await engine.words();
    await engine.lock();
    fetch.offline = true;
    for (let n = 0; n < 6; n++)
      expect(await engine.unlock(PIN)).toEqual({
        ok: false,
        why: "needs-signal",
      });
    expect(await engine.unlockWithPassphrase(passphrase)).toEqual({ ok: true });
  });

  test("five wrong tries destroy the half; then the words open it, and the PIN again after them", async () => {
    const { engine } = await withSignal();
    const { passphrase } = await engine.words();
    await engine.lock();
    for (const left of [4, 3, 2, 1])
      expect(await engine.unlock(WRONG)).toEqual({
        ok: false,
        why: "wrong",
        left,
      });
    expect(await engine.unlock(WRONG)).toEqual({ ok: false, why: "front" });
    expect(await engine.unlock(PIN)).toEqual({ ok: false, why: "spent" });
    expect(await engine.unlockWithPassphrase(passphrase)).toEqual({ ok: true });
    await engine.sync();
    expect(await opensWith(engine, PIN)).toBe(true);
  });

  test("all that lies on the phone does not open it: each PIN needs the server's half", async () => {
    const { name } = await withSignal();
    const { pins } = await lockRow(name);
    expect(pins).toHaveLength(1);
    const { openPins, pinRoot } = await import("../../site/core/pin.ts");
    const root = await pinRoot(PIN, pins[0].salt);
    await expect(openPins(root, pins[0])).rejects.toThrow("does not open");
  });

  test("locking all devices leaves the words alone to open it", async () => {
    const { engine } = await withSignal();
    const { passphrase } = await engine.words();
    await engine.lockAll();
    await engine.lock();
    expect(await engine.unlock(PIN)).toEqual({ ok: false, why: "spent" });
    expect(await engine.unlockWithPassphrase(passphrase)).toEqual({ ok: true });
  });

  test("a phone that was signed out from elsewhere opens by words alone", async () => {
    const { engine, server } = await withSignal();
    await engine.lock();
    server.sessions.clear();
    expect(await engine.unlock(PIN)).toEqual({ ok: false, why: "spent" });
  });

  test("a new session gets the halves again", async () => {
    const { engine, server } = await withSignal();
    server.sessions.clear();
    await engine.sync();
    expect(await opensWith(engine, PIN)).toBe(true);
  });

  test("back to anywhere needs no network, and the server's half ends with the next sync", async () => {
    const { engine, fetch, server } = await withSignal();
    const before = [...server.halves.values()][0]!.rows;
    fetch.offline = true;
    await engine.setPinMode("anywhere");
    expect(await opensWith(engine, PIN)).toBe(true);
    fetch.offline = false;
    await engine.sync();
    const after = [...server.halves.values()][0]!.rows;
    expect(after).toHaveLength(2);
    expect(after.map((row) => row.half)).not.toContain(before[0]!.half);
  });
});

describe.each(["anywhere", "signal"] as const)(
  "the power cut while the PIN changes (%s)",
  (mode) => {
    const PUT = "PUT /device-key";

    test.each(["before the server took it", "after the server took it"])(
      "%s: a PIN of hers opens, and it settles",
      async (when) => {
        const { engine, fetch, name, server } = await withSignal();
        await engine.setPinMode(mode);
        if (when.startsWith("before")) {
          const kept = new Map(server.halves);
          fetch.lose = (path) => path.startsWith(PUT);
          await engine.setPinMode("signal").catch(() => undefined);
          await engine.changePin(OTHER).catch(() => undefined);
          server.halves = kept;
        } else {
          fetch.lose = (path) => path.startsWith(PUT);
          await engine.changePin(OTHER).catch(() => undefined);
        }
        fetch.lose = () => false;
        const again = await engineOn(fetch, name);
        const opened = [await again.unlock(OTHER), await again.unlock(PIN)];
        expect(opened.some((one) => one.ok)).toBe(true);
        await again.sync();
        expect((await again.pins()).unsettled).toBe(false);
        expect(await opensWith(again, OTHER)).toBe(true);
        expect(await opensWith(again, PIN)).toBe(false);
        expect((await lockRow(name)).pins).toHaveLength(1);
      },
    );

    test("offline: told, kept, and settled with the next sync", async () => {
      const { engine, fetch } = await withSignal();
      await engine.setPinMode(mode);
      await engine.sync();
      fetch.offline = true;
      const change = engine.changePin(OTHER);
      if (mode === "anywhere") await change;
      else {
        await expect(change).rejects.toMatchObject({ trouble: "offline" });
        expect((await engine.pins()).unsettled).toBe(true);
      }
      fetch.offline = false;
      await engine.sync();
      expect(await opensWith(engine, OTHER)).toBe(true);
      expect(await opensWith(engine, PIN)).toBe(false);
    });
  },
);

describe.each(["anywhere", "signal"] as const)("a second PIN (%s)", (mode) => {
  const made = async () => {
    const all = await withSignal();
    await all.engine.setPinMode(mode);
    return all;
  };

  test("shows the ordinary page and keeps the PIN as it is", async () => {
    const { engine } = await made();
    await engine.setSecondPin(OTHER, false);
    expect((await engine.pins()).second).toBe("front");
    await engine.lock();
    expect(await engine.unlock(OTHER)).toEqual({ ok: false, why: "front" });
    expect((await engine.status()).phase).toBe("locked");
    expect(await engine.unlock(PIN)).toEqual({ ok: true });
    await engine.endSecondPin();
    await engine.lock();
    expect(await engine.unlock(OTHER)).toMatchObject({
      ok: false,
      why: "wrong",
    });
  });

  test("cannot be the PIN, nor the PIN the second one", async () => {
    const { engine } = await made();
    await expect(engine.setSecondPin(PIN, false)).rejects.toMatchObject({
      trouble: "taken",
    });
    await engine.setSecondPin(OTHER, false);
    await expect(engine.changePin(OTHER)).rejects.toMatchObject({
      trouble: "taken",
    });
  });

  test("survives a change of the PIN and of how it opens", async () => {
    const { engine } = await made();
    await engine.setSecondPin(OTHER, false);
    await engine.changePin("8642");
    await engine.setPinMode(mode === "signal" ? "anywhere" : "signal");
    await engine.lock();
    expect(await engine.unlock(OTHER)).toEqual({ ok: false, why: "front" });
    expect(await opensWith(engine, "8642")).toBe(true);
  });

  test("that drops the keys leaves nothing that opens here; the words bring back even what was unsent", async () => {
    const { engine, fetch } = await made();
    const words = await engine.words();
    await engine.setSecondPin(OTHER, true);
    const real = fetch.offline;
    fetch.lose = (path) => path.endsWith("/sync");
    await engine.save(null, goal("Run"));
    await engine.lock();
    fetch.lose = () => real;
    expect(await engine.unlock(OTHER)).toEqual({ ok: false, why: "front" });
    expect(await engine.unlock(PIN)).toMatchObject({ ok: false });
    expect(await engine.unlockWithPassphrase(words.passphrase)).toEqual({
      ok: false,
      why: "wrong",
    });
    expect(await engine.openWithWords(words, PIN)).toEqual({ ok: true });
    expect(
      (await engine.items()).map((item) => item.plain.title).sort(),
    ).toEqual(["Run", "Swim"]);
  });

  test("a notification shows no details until the daybook is opened again", async () => {
    const { engine, name } = await made();
    await engine.setNoticeDetails(true);
    await engine.setCover("Water the plants");
    await engine.setSecondPin(OTHER, false);
    const told = async () => (await (await findStore(name))!.told())!;
    expect((await told()).key).not.toBeNull();
    await engine.lock();
    await engine.unlock(OTHER);
    expect(await told()).toMatchObject({
      key: null,
      owner: "",
      expected: [],
      cover: "Water the plants",
    });
    await engine.unlock(PIN);
    expect((await told()).key).not.toBeNull();
  });
});

test("dropping the keys is refused until a way back was tried", async () => {
  const { engine } = await kept();
  await expect(engine.setSecondPin(OTHER, true)).rejects.toMatchObject({
    trouble: "wrong",
  });
  await engine.setSecondPin(OTHER, false);
});

test("whether there is a second PIN is not to be seen on the phone or at the server", async () => {
  const sizes = (row: any) =>
    JSON.stringify(
      row.pins.map((one: any) =>
        [one.salt, one.half, ...one.sealed].map((bytes) => bytes.length),
      ),
    );
  for (const mode of ["anywhere", "signal"] as const) {
    const { engine, name, server } = await withSignal();
    await engine.setPinMode(mode);
    const [row, halves] = [
      sizes(await lockRow(name)),
      [...server.halves.values()][0]?.rows.length,
    ];
    await engine.setSecondPin(OTHER, false);
    expect(sizes(await lockRow(name))).toBe(row);
    expect([...server.halves.values()][0]?.rows.length).toBe(halves);
  }
});

test("a wrong PIN, a second PIN and the PIN take alike: one Argon2id each", async () => {
  const { engine } = await kept();
  await engine.setSecondPin(OTHER, false);
  const times: Record<string, number> = {};
  for (const pin of [WRONG, OTHER, PIN, WRONG, OTHER, PIN]) {
    await engine.lock();
    const began = performance.now();
    await engine.unlock(pin);
    times[pin] = performance.now() - began;
  }
  console.info("ms:", times);
  expect(times[OTHER]! / times[WRONG]!).toBeLessThan(2);
  expect(times[WRONG]! / times[OTHER]!).toBeLessThan(2);
});
