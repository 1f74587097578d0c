/** The same scenes against the double and against the real server: so that the other tests' double is no fiction. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import {
  newAppointment,
  newGoal,
  type Plain,
} from "../../site/core/records.ts";
import { Double, engineOn, phone } from "./double.ts";
import { Live, type Served } from "./live.ts";

const PIN = "2580";
const goal = (title: string): Plain => newGoal("2026-05-01", { title });
const titles = async (engine: Engine): Promise<unknown[]> =>
  (await engine.items()).map((item) => item.plain.title).sort();

let live: Live;
beforeAll(async () => {
  live = await Live.start();
});
afterAll(() => live.stop());

describe.each([
  ["the double", (): Served => new Double()],
  ["the real server", (): Served => live],
])("against %s", (_, served) => {
  async function kept(server = served()) {
    const fetch = server.device();
    const engine = await engineOn(fetch, phone());
    await engine.keep(PIN);
    return { server, fetch, engine };
  }

  async function second(server: Served, first: Engine) {
    const fetch = server.device();
    const engine = await engineOn(fetch, phone());
    expect(await engine.openWithWords(await first.words(), PIN)).toEqual({
      ok: true,
    });
    return { engine, fetch };
  }

  test("what one device writes, another reads, changes and deletes", async () => {
    const { server, engine } = await kept();
    const id = await engine.save(null, goal("Swim"));
    const start = { date: "2099-05-01", time: "14:00", zone: "Europe/Paris" };
    const members = { title: "Dentist", start, lead_times: [60] };
    await engine.save(null, newAppointment("2026-05-01", members));
    await engine.sync();
    expect(await engine.status()).toMatchObject({ unsent: 0, reach: "online" });
    const { engine: other } = await second(server, engine);
    expect(await titles(other)).toEqual(["Dentist", "Swim"]);
    const swim = (await other.items()).find((item) => item.id === id)!;
    await other.save(id, { ...swim.plain, title: "Swim far" });
    await other.sync();
    await engine.sync();
    expect(await titles(engine)).toEqual(["Dentist", "Swim far"]);
    await engine.remove(id);
    await engine.sync();
    await other.sync();
    expect(await titles(other)).toEqual(["Dentist"]);
  });

  test("two changes of one title meet as a question, and settling it ends it on both", async () => {
    const { server, engine } = await kept();
    const id = await engine.save(null, goal("Swim"));
    await engine.sync();
    const { engine: other } = await second(server, engine);
    for (const [one, title] of [
      [engine, "Swim on Mondays"],
      [other, "Swim on Fridays"],
    ] as const) {
      const [item] = await one.items();
      await one.save(id, { ...item!.plain, title });
    }
    await engine.sync();
    await other.sync();
    expect((await other.status()).conflicts).toBe(1);
    await other.settle(id, "title", "Swim on Mondays");
    await other.sync();
    await engine.sync();
    for (const one of [engine, other]) {
      expect(await titles(one)).toEqual(["Swim on Mondays"]);
      expect((await one.status()).conflicts).toBe(0);
    }
  });

  test("a write whose answer was lost is written once", async () => {
    const { fetch, engine } = await kept();
    await engine.save(null, goal("Swim"));
    fetch.lose = (path) => path === "POST /sync";
    await engine.sync();
    expect(await engine.status()).toMatchObject({
      unsent: 1,
      reach: "offline",
    });
    fetch.lose = () => false;
    await engine.sync();
    expect(await engine.status()).toMatchObject({ unsent: 0, conflicts: 0 });
    expect(await titles(engine)).toEqual(["Swim"]);
  });

  test("new words end the other session, and the new words go on", async () => {
    const { server, engine } = await kept();
    await engine.save(null, goal("Swim"));
    await engine.sync();
    const { engine: other } = await second(server, engine);
    const words = { handle: "one-two-three", passphrase: "a b c d e f g h" };
    words.handle += `-${Math.random().toString(36).slice(2, 8)}`;
    await engine.changePassphrase(words);
    await other.sync();
    expect((await other.status()).reach).toBe("signed-out");
    const third = await engineOn(server.device(), phone());
    expect(await third.openWithWords(words, PIN)).toEqual({ ok: true });
    expect(await titles(third)).toEqual(["Swim"]);
  });

  test("what is deleted cannot be opened any more", async () => {
    const { server, engine } = await kept();
    const words = await engine.words();
    await engine.deleteEverything();
    expect((await engine.status()).phase).toBe("looking");
    const again = await engineOn(server.device(), phone());
    expect(await again.openWithWords(words, PIN)).toEqual({
      ok: false,
      why: "wrong",
    });
  });

  test("without a session nothing is told but that there is none", async () => {
    const answer = await served().device()("http://localhost/api/v1/sync", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: "/problems/no-session" });
  });
});

test("the real server makes a code wait a day where a phone of hers was used", async () => {
  const fetch = live.device();
  const engine = await engineOn(fetch, phone());
  await engine.keep(PIN);
  const code = await engine.makeRecoveryCode();
  expect(await engine.confirmRecoveryCode(code)).toBe(true);
  const other = await engineOn(live.device(), phone());
  const opening = await other.openWithCode(code, PIN);
  expect(opening).toMatchObject({ ok: false, why: "wait" });
  const wait = (opening as { opens: number }).opens - Date.now() / 1000;
  expect(wait).toBeGreaterThan(86_000);
  expect(wait).toBeLessThan(86_500);
});
