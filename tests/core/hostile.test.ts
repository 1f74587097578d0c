/** A hostile server against the client. The numbers are those of the list of attacks in the threat model. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { ARGON2, checkFloor } from "../../site/core/argon2.ts";
import type { SyncRow } from "../../site/core/api.ts";
import type { Engine } from "../../site/core/engine.ts";
import { newGoal } from "../../site/core/records.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const goal = (title: string) => newGoal("2026-05-01", { title });
const titles = async (engine: Engine): Promise<unknown[]> =>
  (await engine.items()).map((item) => item.plain.title).sort();

async function twoDevices(...written: string[]) {
  const server = new Double();
  const first = await engineOn(server.device(), phone());
  await first.keep(PIN);
  const ids: string[] = [];
  for (const title of written) ids.push(await first.save(null, goal(title)));
  await first.sync();
  const other = async (): Promise<Engine> => {
    const engine = await engineOn(server.device(), phone());
    expect(await engine.openWithWords(await first.words(), PIN)).toEqual({ ok: true });
    return engine;
  };
  return { server, first, ids, other };
}

const change = async (engine: Engine, id: string, title: string): Promise<void> => {
  const item = (await engine.items()).find((one) => one.id === id)!;
  await engine.save(id, { ...item.plain, title });
  await engine.sync();
};

test("1: parameters, salts and algorithms in an answer change nothing", async () => {
  const server = new Double();
  server.extra = { salt: "AAAA", kdf: "none", memory: 8, iterations: 1, argon2: { m: 8, t: 1 }, cipher: "none" };
  const first = await engineOn(server.device(), phone());
  await first.keep(PIN);
  await first.save(null, goal("Swim"));
  await first.sync();
  const signUp = server.requests.find((one) => one.path === "/accounts")!.body;
  server.extra = {};
  const other = await engineOn(server.device(), phone());
  expect(await other.openWithWords(await first.words(), PIN)).toEqual({ ok: true });
  expect(await titles(other)).toEqual(["Swim"]);
  const signIn = server.requests.findLast((one) => one.path === "/session")!.body;
  expect(signIn.sign_in_key).toBe(signUp.sign_in_key);
});

test("1: another name of the deployment, told later, is not taken", async () => {
  const { server, first } = await twoDevices("Swim");
  const words = await first.words();
  server.rp = "evil.example";
  expect(await first.openWithWords(words, PIN)).toEqual({ ok: true });
});

test("2: Argon2id below the floor is refused", () => {
  expect(ARGON2).toMatchObject({ memorySize: 65_536, iterations: 3, parallelism: 1, hashLength: 32 });
  for (const less of [{ memorySize: 65_535 }, { iterations: 2 }, { hashLength: 31 }])
    expect(() => checkFloor({ ...ARGON2, ...less })).toThrow(RangeError);
});

test("3: the bodies of two records swapped: both are shown as damaged, nothing of them is rendered", async () => {
  const { server, ids, other } = await twoDevices("Swim", "Run");
  const swap = (rows: SyncRow[]): SyncRow[] => {
    const body = rows.map((row) => row.body);
    return rows.map((row, n) => ({ ...row, body: body[rows.length - 1 - n]! }));
  };
  server.tamper = swap;
  const second = await other();
  expect(await second.items()).toEqual([]);
  expect((await second.damaged()).map((one) => one.id).sort()).toEqual([...ids].sort());
  server.tamper = (rows) => swap(rows).map((row) => ({ ...row, key: rows.find((one) => one.id !== row.id)!.key }));
  const third = await other();
  expect(await third.items()).toEqual([]);
  expect((await third.status()).damaged).toBe(2);
});

test("3: a swapped body does not take away what a device had, and a good row heals it", async () => {
  const { server, first, ids, other } = await twoDevices("Swim", "Run");
  const second = await other();
  await change(first, ids[0]!, "Swim far");
  const honest = server.tamper;
  server.tamper = (rows) => rows.map((row) => (row.body ? { ...row, body: row.body.replace(/^..../, "AAAA") } : row));
  await second.sync();
  expect(await titles(second)).toEqual(["Run", "Swim"]);
  expect(await second.damaged()).toEqual([{ id: ids[0] }]);
  server.tamper = honest;
  await change(first, ids[0]!, "Swim farther");
  await second.sync();
  expect(await titles(second)).toEqual(["Run", "Swim farther"]);
  expect(await second.damaged()).toEqual([]);
});

test("4: an older revision, or another body at the same one, is refused", async () => {
  const { server, first, ids, other } = await twoDevices("Swim");
  const old = structuredClone(server.account().records.get(ids[0]!)!);
  const second = await other();
  await change(first, ids[0]!, "Swim far");
  await second.sync();
  const present = structuredClone(server.account().records.get(ids[0]!)!);
  for (const replayed of [old, { ...present, body: old.body, revision: present.revision }]) {
    server.account().records.set(ids[0]!, { ...replayed, seq: ++server.account().clock });
    await second.sync();
    expect(await titles(second)).toEqual(["Swim far"]);
    expect(await second.damaged()).toEqual([{ id: ids[0] }]);
  }
});

test("4: the epoch before a deletion cannot bring a record back", async () => {
  const { server, first, ids, other } = await twoDevices("Swim");
  const old = structuredClone(server.account().records.get(ids[0]!)!);
  const second = await other();
  await first.remove(ids[0]!);
  await first.sync();
  await second.sync();
  expect(await second.items()).toEqual([]);
  server.account().records.set(ids[0]!, { ...old, revision: 9, seq: ++server.account().clock });
  await second.sync();
  expect(await second.items()).toEqual([]);
});

test("5: a whole account rolled back: a device that knows better offers it back", async () => {
  const { server, first, ids } = await twoDevices("Swim");
  const backup = structuredClone([...server.account().records]);
  await change(first, ids[0]!, "Swim far");
  server.account().records = new Map(backup);
  server.era++;
  await first.sync();
  expect(await titles(first)).toEqual(["Swim far"]);
  expect(server.account().records.get(ids[0]!)!.revision).toBe(3);
});

test("6: a forged deletion, or a body held back, deletes nothing and is noticed", async () => {
  const { server, ids, other } = await twoDevices("Swim");
  const second = await other();
  for (const lie of [{ gone: true, body: null, key: null }, { body: null, key: null }, { owner: "0".repeat(32) }]) {
    server.tamper = (rows) => rows.map((row) => ({ ...row, ...lie }));
    server.account().records.get(ids[0]!)!.seq = ++server.account().clock;
    await second.sync();
    expect(await titles(second)).toEqual(["Swim"]);
    expect(await second.damaged()).toEqual([{ id: ids[0] }]);
  }
});

test("6: a record dropped by a start-over is offered back", async () => {
  const { server, first, ids } = await twoDevices("Swim", "Run");
  server.account().records.delete(ids[0]!);
  server.era++;
  await first.sync();
  expect(await titles(first)).toEqual(["Run", "Swim"]);
  expect(server.account().records.has(ids[0]!)).toBe(true);
});

test("a slot that another key sealed opens nothing, and says no more than wrong words do", async () => {
  const { server, first } = await twoDevices("Swim");
  const words = await first.words();
  server.account().body.slots = server.account().body.slots.map(() => btoa("x".repeat(92)));
  const second = await engineOn(server.device(), phone());
  expect(await second.openWithWords(words, PIN)).toEqual({ ok: false, why: "wrong" });
});

test("a page of a captive portal is no answer: what is unsent stays", async () => {
  const { server, first } = await twoDevices();
  await first.save(null, goal("Swim"));
  const portal = await engineOn(async () => new Response("<h1>Welcome</h1>", { status: 200 }), phone());
  await expect(portal.keep(PIN)).rejects.toMatchObject({ trouble: "offline" });
  server.tamper = () => ({}) as SyncRow[];
  await first.sync();
  expect((await first.status()).unsent).toBe(1);
});
