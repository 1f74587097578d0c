/** What this phone notices about her account: a code at work, a strange phone, a log that is not as it was. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import { newGoal } from "../../site/core/records.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const goal = (title: string) => newGoal("2026-05-01", { title });

async function kept() {
  const server = new Double();
  const clock = { now: Date.now() };
  const on = () => engineOn(server.device(), phone(), { now: () => clock.now });
  const engine = await on();
  await engine.keep(PIN);
  await engine.sync();
  /** Syncs once more, later than the next look at the log. */
  const later = async (one: Engine = engine) => {
    clock.now += 301_000;
    await one.sync();
  };
  const open = async () => {
    const other = await on();
    expect(await other.openWithWords(await engine.words(), PIN)).toEqual({
      ok: true,
    });
    return other;
  };
  return { server, engine, later, open, on, clock };
}

const kinds = async (engine: Engine) =>
  (await engine.notices()).map((one) => one.kind);

test("a recovery that waits is told until it is stopped or said to be hers", async () => {
  const { server, engine, later, on } = await kept();
  const code = await engine.makeRecoveryCode();
  await engine.confirmRecoveryCode(code);
  await later();
  server.recoveryOpens = 1_900_000_000;
  const stranger = await on();
  await stranger.openWithCode(code, PIN);
  await later();
  const [notice] = await engine.notices();
  expect(notice).toMatchObject({ kind: "recovery" });
  expect((await engine.status()).notices).toBe(1);
  await engine.answer(notice!, false);
  expect(server.account().events.at(-1)!.kind).toBe("recovery-stopped");
  await later();
  expect(await kinds(engine)).toEqual([]);
  await stranger.openWithCode(code, PIN);
  await later();
  await engine.answer((await engine.notices())[0]!, true);
  await later();
  expect(await kinds(engine)).toEqual([]);
  await engine.lock();
  await engine.unlock(PIN);
  expect(await kinds(engine)).toEqual([]);
});

test("a new phone is told to every other until it is hers or signed out; the new one is told of none", async () => {
  const { engine, later, open, server } = await kept();
  const other = await open();
  await other.nameDevice("🌲");
  await later(other);
  expect(await kinds(other)).toEqual([]);
  await later();
  const [notice] = await engine.notices();
  expect(notice).toMatchObject({ kind: "device", label: "🌲" });
  await engine.answer(notice!, true);
  await later();
  expect(await kinds(engine)).toEqual([]);
  await open();
  await later();
  const before = server.sessions.size;
  await engine.answer((await engine.notices())[0]!, false);
  expect(server.sessions.size).toBe(before - 1);
  expect(await kinds(engine)).toEqual([]);
});

test("labels are sealed, and longer ones than four bytes are refused", async () => {
  const { engine, server } = await kept();
  await engine.nameDevice("abcd");
  const [session] = [...server.sessions.values()];
  expect(atob(session!.label!).length).toBe(64);
  expect(atob(session!.label!)).not.toContain("abcd");
  expect((await engine.devices())[0]).toMatchObject({
    label: "abcd",
    current: true,
  });
  await expect(engine.nameDevice("abcde")).rejects.toMatchObject({
    trouble: "wrong",
  });
  session!.label = btoa("x".repeat(64));
  expect((await engine.devices())[0]!.label).toBe("");
});

test.each([
  ["an entry is taken out", "missing", (events: any[]) => events.splice(1, 1)],
  [
    "an entry is changed",
    "changed",
    (events: any[]) => (events[1]!.kind = "signed-in"),
  ],
  ["the end is taken off", "missing", (events: any[]) => events.pop()],
  [
    "numbers are left out",
    "missing",
    (events: any[]) =>
      events.push({ n: 9, at: 1_900_000_000, kind: "signed-in" }),
  ],
] as const)("the log: %s, and it is said", async (_, what, tamper) => {
  const { server, engine, later } = await kept();
  server.log(server.account(), "link-made");
  server.log(server.account(), "link-ended");
  await later();
  expect((await engine.log()).map((one) => one.wrong)).toEqual([
    null,
    null,
    null,
  ]);
  tamper(server.account().events as any[]);
  await later();
  expect(await kinds(engine)).toEqual(["log"]);
  expect((await engine.log()).some((one) => one.wrong === what)).toBe(true);
  await engine.answer((await engine.notices())[0]!, true);
  await later();
  expect(await kinds(engine)).toEqual([]);
  expect((await engine.log()).some((one) => one.wrong === what)).toBe(true);
});

test("entries that lapse after their 90 days are not missed", async () => {
  const { server, engine, later, clock } = await kept();
  server.log(server.account(), "link-made");
  await later();
  clock.now += 91 * 86_400_000;
  server.account().events.splice(0);
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    override toUTCString(): string {
      return new RealDate(clock.now).toUTCString();
    }
  } as DateConstructor;
  try {
    await later();
    await later();
    expect((await engine.log()).filter((one) => one.wrong !== null)).toEqual(
      [],
    );
  } finally {
    globalThis.Date = RealDate;
  }
});

test("what was seen of the log lies sealed on the phone", async () => {
  const { engine, server, later } = await kept();
  server.log(server.account(), "legal-request");
  await later();
  const names = await indexedDB.databases();
  const { findStore } = await import("../../site/core/store.ts");
  const news = await (await findStore(names.at(-1)!.name!))!.news();
  expect(news!.length).toBeGreaterThan(60);
  expect(new TextDecoder("latin1").decode(news!)).not.toContain("legal");
  expect((await engine.log())[0]!.kind).toBe("legal-request");
});

test("the day after it was begun she is asked once whether anyone helped", async () => {
  const { engine, clock } = await kept();
  expect(await kinds(engine)).toEqual([]);
  clock.now += 86_400_000;
  await engine.lock();
  await engine.unlock(PIN);
  expect(await kinds(engine)).toEqual(["helped"]);
  await engine.answer({ kind: "helped" }, true);
  clock.now += 86_400_000;
  await engine.lock();
  await engine.unlock(PIN);
  expect(await kinds(engine)).toEqual([]);
});

test("after a restore she is told how much was put back", async () => {
  const { engine, server, later } = await kept();
  const backup = structuredClone([...server.account().records]);
  await engine.save(null, goal("Swim"));
  await engine.save(null, goal("Run"));
  await engine.sync();
  server.account().records = new Map(backup);
  server.era++;
  await later();
  expect(await engine.notices()).toEqual([{ kind: "put-back", count: 2 }]);
  await engine.answer({ kind: "put-back", count: 2 }, true);
  expect(await kinds(engine)).toEqual([]);
});

test("5: check groups are the same on two devices of one state, and differ when one was rolled back", async () => {
  const { engine, server, open } = await kept();
  await engine.save(null, goal("Swim"));
  await engine.sync();
  const other = await open();
  const groups = await engine.checkGroups();
  expect(groups).toHaveLength(6);
  expect(groups.every((group) => /^\d{5}$/.test(group))).toBe(true);
  expect(await other.checkGroups()).toEqual(groups);
  const backup = structuredClone([...server.account().records]);
  const [item] = await engine.items();
  await engine.save(item!.id, { ...item!.plain, title: "Swim far" });
  await engine.sync();
  server.account().records = new Map(backup);
  const third = await open();
  expect(await third.checkGroups()).not.toEqual(await engine.checkGroups());
});
