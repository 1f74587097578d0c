/** Other words, a new vault key with them, and the power cut at every step on the way. */
import "fake-indexeddb/auto";
import { afterEach, describe, expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import { newGoal } from "../../site/core/records.ts";
import { Store } from "../../site/core/store.ts";
import { strength, ENOUGH_BITS } from "../../site/core/strength.ts";
import { newWords } from "../../site/core/words.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const SECOND = "1470";
const WORDS = {
  handle: "amber-kettle-fern",
  passphrase: "wisdom turbine oval crate lilac dune",
};
const goal = (title: string) => newGoal("2026-05-01", { title });
const titles = async (engine: Engine): Promise<unknown[]> =>
  (await engine.items()).map((item) => item.plain.title).sort();

const commit = Store.prototype.commit;
afterEach(() => {
  Store.prototype.commit = commit;
});

async function kept() {
  const server = new Double();
  const fetch = server.device();
  const name = phone();
  const engine = await engineOn(fetch, name);
  await engine.keep(PIN);
  const ids = [
    await engine.save(null, goal("Swim")),
    await engine.save(null, goal("Run")),
  ];
  await engine.sync();
  const old = await engine.words();
  return { server, fetch, name, engine, old, ids };
}

const opensElsewhere = async (
  server: Double,
  words = WORDS,
): Promise<Engine | null> => {
  const other = await engineOn(server.device(), phone());
  return (await other.openWithWords(words, PIN)).ok ? other : null;
};

test("a new vault key: old words, old code and other phones are out; all is there; every key row is sealed anew", async () => {
  const { server, engine, old } = await kept();
  const code = await engine.makeRecoveryCode();
  await engine.confirmRecoveryCode(code);
  const other = (await opensElsewhere(server, old))!;
  const before = [...server.account().records.values()].map((row) => row.key);
  await engine.changePassphrase(WORDS, true);
  await engine.save(null, goal("Sing"));
  await engine.sync();
  expect(await titles(engine)).toEqual(["Run", "Sing", "Swim"]);
  const after = [...server.account().records.values()].map((row) => row.key);
  expect(after.filter((key) => before.includes(key))).toEqual([]);
  await other.sync();
  expect((await other.status()).reach).toBe("signed-out");
  expect(await opensElsewhere(server, old)).toBeNull();
  const third = await engineOn(server.device(), phone());
  expect(await third.openWithCode(code, PIN)).toEqual({
    ok: false,
    why: "wrong",
  });
  const fourth = (await opensElsewhere(server))!;
  expect(await titles(fourth)).toEqual(["Run", "Sing", "Swim"]);
  expect(await other.openWithWords(WORDS, PIN)).toEqual({ ok: true });
  expect(await titles(other)).toEqual(["Run", "Sing", "Swim"]);
});

test("the words alone: the code and the vault key stay", async () => {
  const { server, engine } = await kept();
  const code = await engine.makeRecoveryCode();
  await engine.confirmRecoveryCode(code);
  await engine.changePassphrase(WORDS);
  expect((await engine.status()).wayBack).toBe("tried");
  const third = await engineOn(server.device(), phone());
  expect(await third.openWithCode(code, PIN)).toEqual({ ok: true });
});

test.each(["anywhere", "signal"] as const)(
  "PIN and second PIN open as before (%s)",
  async (mode) => {
    const { engine } = await kept();
    await engine.confirmWords(await engine.words());
    await engine.setPinMode(mode);
    await engine.setSecondPin(SECOND, false);
    await engine.changePassphrase(WORDS, true);
    await engine.lock();
    expect(await engine.unlock(SECOND)).toEqual({ ok: false, why: "front" });
    expect(await engine.unlock(PIN)).toEqual({ ok: true });
    await engine.lock();
    expect(await engine.unlockWithPassphrase(WORDS.passphrase)).toEqual({
      ok: true,
    });
    await engine.changePin("8642");
    await engine.lock();
    expect(await engine.unlock("8642")).toEqual({ ok: true });
  },
);

test("reminders are sealed anew, so that they open after it", async () => {
  const { engine, server } = await kept();
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { newAppointment } = await import("../../site/core/records.ts");
  const start = { date: day, time: "12:00", zone: "UTC" };
  const id = await engine.save(
    null,
    newAppointment("2026-05-01", { title: "Doctor", start, lead_times: [60] }),
  );
  await engine.sync();
  const before = server.account().records.get(id)!.reminders[0]!.notice;
  await engine.changePassphrase(WORDS, true);
  await engine.sync();
  expect(server.account().records.get(id)!.reminders[0]!.notice).not.toBe(
    before,
  );
  const { revision } = server.account().records.get(id)!;
  await engine.sync();
  expect(server.account().records.get(id)!.revision).toBe(revision);
});

describe.each([false, true])(
  "the power cut while words change (with a new vault key: %s)",
  (turn) => {
    test.each([0, 1, 2, 3, 4, 5, 6])(
      "after %i writes to the phone",
      async (writes) => {
        const { server, fetch, name, engine, old } = await kept();
        let left = writes;
        Store.prototype.commit = async function (change) {
          if (left-- <= 0) throw new Error("the power is gone");
          return commit.call(this, change);
        };
        await engine.changePassphrase(WORDS, turn).catch(() => undefined);
        await engine.sync().catch(() => undefined);
        Store.prototype.commit = commit;
        const again = await engineOn(fetch, name);
        expect(await again.unlock(PIN)).toEqual({ ok: true });
        expect(await titles(again)).toEqual(["Run", "Swim"]);
        await again.save(null, goal("Sing"));
        await again.sync();
        await again.sync();
        expect(await again.status()).toMatchObject({
          reach: "online",
          unsent: 0,
          damaged: 0,
        });
        const now = await again.words();
        expect([old, WORDS]).toContainEqual(now);
        const other = (await opensElsewhere(server, now))!;
        expect(await titles(other)).toEqual(["Run", "Sing", "Swim"]);
        expect(
          await opensElsewhere(server, now.handle === old.handle ? WORDS : old),
        ).toBeNull();
      },
    );

    test.each(["never came", "was answered, and the answer was lost"])(
      "the PUT %s",
      async (how) => {
        const { server, fetch, name, engine, old } = await kept();
        const body = { ...server.account().body };
        const sessions = new Map(server.sessions);
        fetch.lose = (path) => path === "PUT /account/credentials";
        await expect(
          engine.changePassphrase(WORDS, turn),
        ).rejects.toMatchObject({ trouble: "offline" });
        if (how === "never came") {
          server.account().body = body;
          server.sessions = sessions;
        }
        fetch.lose = () => false;
        // Until it is known, both open on this phone, with no network, and what is written then is not lost.
        fetch.offline = true;
        for (const [n, { passphrase }] of [old, WORDS].entries()) {
          const again = await engineOn(fetch, name);
          expect(await again.unlockWithPassphrase(passphrase)).toEqual({
            ok: true,
          });
          await again.save(null, goal(`Written ${n}`));
          await again.lock();
        }
        fetch.offline = false;
        const again = await engineOn(fetch, name);
        await again.unlock(PIN);
        await again.sync();
        expect(await again.status()).toMatchObject({
          unsent: 0,
          reach: "online",
          damaged: 0,
        });
        const now = await again.words();
        expect(now).toEqual(how === "never came" ? old : WORDS);
        const all = ["Run", "Swim", "Written 0", "Written 1"];
        expect(await titles((await opensElsewhere(server, now))!)).toEqual(all);
        await again.lock();
        expect(await again.unlock(PIN)).toEqual({ ok: true });
        expect(await titles(again)).toEqual(all);
      },
    );
  },
);

test("after eight new keys the phone that missed them all still opens, and nothing is lost", async () => {
  const { server, engine, name, fetch } = await kept();
  for (let n = 0; n < 3; n++) {
    const words = {
      handle: `amber-kettle-${"abc"[n]}x`,
      passphrase: WORDS.passphrase,
    };
    await engine.changePassphrase(words, true);
    await engine.sync();
  }
  const again = await engineOn(fetch, name);
  expect(await again.unlock(PIN)).toEqual({ ok: true });
  expect(await titles(again)).toEqual(["Run", "Swim"]);
  const other = (await opensElsewhere(server, await again.words()))!;
  expect(await titles(other)).toEqual(["Run", "Swim"]);
}, 120_000);

describe("words of her own", () => {
  test.each([
    "password password password password password password",
    "i love you more than anything in the world",
    "123456789012345678901234567890",
    "qwertyuiop asdfghjkl zxcvbnm",
    "Maria 12.05.1998 Berlin",
    "summer2026",
    "aaaaaaaa bbbbbbbb cccccccc dddddddd",
    "amber kettle fern amber kettle fern",
  ])("not enough: %s", async (passphrase) => {
    expect(await strength("amber-kettle-fern", passphrase)).toBeLessThan(
      ENOUGH_BITS,
    );
  });

  test.each([
    "wisdom turbine oval crate lilac dune",
    "the neighbour paints seven crooked ladders behind an orange chapel",
    "kX9#vQ2!mZ7@pL4w",
    "nachbar malt sieben schiefe leitern hinter orangen kapellen",
  ])("enough: %s", async (passphrase) => {
    expect(
      await strength("blue-house-nine", passphrase),
    ).toBeGreaterThanOrEqual(ENOUGH_BITS);
  });

  test("words that the app makes are always enough, but for one that is common or stands in the handle", async () => {
    let plain = 0;
    for (let n = 0; n < 20; n++) {
      const { handle, passphrase } = await newWords();
      const words = passphrase.split(" ");
      const alone = await Promise.all(
        words.map((word) => strength(handle, word)),
      );
      // About one passphrase in fifty has a word that counts for little: it is thrown all the same, and never judged.
      if (new Set(words).size < 6 || alone.some((bits) => bits < 9)) continue;
      plain++;
      expect(await strength(handle, passphrase)).toBeGreaterThanOrEqual(
        ENOUGH_BITS - 1,
      );
    }
    expect(plain).toBeGreaterThan(10);
  });
});
