import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import {
  newAppointment,
  newGoal,
  type Plain,
} from "../../site/core/records.ts";
import type { Item } from "../../site/core/keeper.ts";
import type { Engine } from "../../site/core/engine.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const goal = (title: string): Plain => newGoal("2026-05-01", { title });
const titles = async (engine: Engine): Promise<unknown[]> =>
  (await engine.items()).map((item) => item.plain.title).sort();
const only = async (engine: Engine): Promise<Item> =>
  (await engine.items())[0]!;

async function kept(server = new Double(), name = phone()) {
  const fetch = server.device();
  const engine = await engineOn(fetch, name);
  await engine.keep(PIN);
  return { server, fetch, name, engine };
}

async function second(server: Double, first: Engine) {
  const words = await first.words();
  const fetch = server.device();
  const name = phone();
  const engine = await engineOn(fetch, name);
  expect(await engine.openWithWords(words, "1357")).toEqual({ ok: true });
  return { engine, fetch, name };
}

test("looking stores nothing, not even an empty database", async () => {
  const name = phone();
  const engine = await engineOn(new Double().device(), name);
  await engine.save(null, goal("Swim"));
  expect((await engine.status()).phase).toBe("looking");
  expect(await titles(engine)).toEqual(["Swim"]);
  expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(
    name,
  );
});

test("what was written while looking is kept, sealed, under the PIN", async () => {
  const server = new Double();
  const fetch = server.device();
  const name = phone();
  const engine = await engineOn(fetch, name);
  await engine.save(null, goal("Swim"));
  await engine.keep(PIN);
  expect((await engine.status()).phase).toBe("open");
  expect(await titles(engine)).toEqual(["Swim"]);
  await engine.sync();
  expect(server.account().records.size).toBe(1);
  expect(await engine.status()).toMatchObject({ unsent: 0, reach: "online" });
});

test("a new engine on the same phone is locked, and the PIN opens it without a network", async () => {
  const { fetch, name, engine } = await kept();
  await engine.save(null, goal("Swim"));
  fetch.offline = true;
  const again = await engineOn(fetch, name);
  expect((await again.status()).phase).toBe("locked");
  expect(await again.items()).toEqual([]);
  expect(await again.unlock("0000")).toEqual({ ok: false, why: "wrong" });
  expect(await again.unlock(PIN)).toEqual({ ok: true });
  expect(await titles(again)).toEqual(["Swim"]);
  expect((await again.status()).unsent).toBe(1);
});

test("the passphrase opens the daybook on this phone without a network", async () => {
  const { fetch, name, engine } = await kept();
  await engine.save(null, goal("Swim"));
  const { passphrase } = await engine.words();
  fetch.offline = true;
  const again = await engineOn(fetch, name);
  expect(
    await again.unlockWithPassphrase("one two three four five six"),
  ).toEqual({ ok: false, why: "wrong" });
  expect(await again.unlockWithPassphrase(passphrase)).toEqual({ ok: true });
  expect(await titles(again)).toEqual(["Swim"]);
});

test("locking drops what was open", async () => {
  const { engine } = await kept();
  await engine.save(null, goal("Swim"));
  await engine.lock();
  expect((await engine.status()).phase).toBe("locked");
  expect(await engine.items()).toEqual([]);
  await expect(engine.save(null, goal("Run"))).rejects.toMatchObject({
    trouble: "locked",
  });
});

test("a second device opens by words and sees what the first wrote, and both hear of changes", async () => {
  const { server, engine } = await kept();
  const id = await engine.save(null, goal("Swim"));
  await engine.sync();
  const { engine: other } = await second(server, engine);
  expect(await titles(other)).toEqual(["Swim"]);
  await other.save(id, { ...(await only(other)).plain, title: "Swim far" });
  await other.sync();
  await engine.sync();
  expect(await titles(engine)).toEqual(["Swim far"]);
  await engine.remove(id);
  await engine.sync();
  await other.sync();
  expect(await other.items()).toEqual([]);
});

test("changes of two devices to different members both win; to one member they ask, and settling ends it", async () => {
  const { server, engine } = await kept();
  const id = await engine.save(null, goal("Swim"));
  await engine.sync();
  const { engine: other } = await second(server, engine);
  await engine.save(id, {
    ...(await only(engine)).plain,
    title: "Swim far",
    area: "health",
  });
  await other.save(id, {
    ...(await only(other)).plain,
    title: "Swim fast",
    state: "paused",
  });
  await engine.sync();
  await other.sync();
  await engine.sync();
  for (const one of [engine, other]) {
    const item = await only(one);
    expect(item.conflict).toEqual(["title"]);
    expect(item.plain).toMatchObject({ area: "health", state: "paused" });
    expect(await one.status()).toMatchObject({ unsent: 0, conflicts: 1 });
  }
  await engine.settle(id, "title", "Swim far and fast");
  await engine.sync();
  await other.sync();
  expect(await titles(other)).toEqual(["Swim far and fast"]);
  expect((await other.status()).conflicts).toBe(0);
});

test("a write whose answer was lost is repeated in the same bytes and written once", async () => {
  const { server, fetch, engine } = await kept();
  const id = await engine.save(null, goal("Swim"));
  let lost = 0;
  fetch.lose = (path) => path === "POST /sync" && lost++ === 0;
  await engine.sync();
  expect(await engine.status()).toMatchObject({ unsent: 1, reach: "offline" });
  await engine.save(id, { ...(await only(engine)).plain, title: "Swim far" });
  await engine.sync();
  const bodies = server.requests
    .filter((one) => one.path === "/sync")
    .map((one) => one.body.write?.[0]?.body);
  expect(bodies[1]).toBe(bodies[0]);
  expect(server.account().records.get(id)!.revision).toBe(2);
  expect((await only(engine)).conflict).toEqual([]);
  expect(await engine.status()).toMatchObject({ unsent: 0, reach: "online" });
});

test("a lost answer that another device wrote on top of asks nothing of her", async () => {
  const { server, fetch, engine } = await kept();
  const id = await engine.save(null, goal("Swim"));
  await engine.sync();
  const { engine: other } = await second(server, engine);
  await engine.save(id, { ...(await only(engine)).plain, title: "Swim far" });
  fetch.lose = (path) => path === "POST /sync";
  await engine.sync();
  fetch.lose = () => false;
  for (const title of ["Swim fast", "Swim faster"]) {
    await other.sync();
    await other.save(id, { ...(await only(other)).plain, title });
    await other.sync();
  }
  await engine.sync();
  expect(await titles(engine)).toEqual(["Swim faster"]);
  expect((await only(engine)).conflict).toEqual([]);
  expect((await engine.status()).unsent).toBe(0);
});

test("power cut after a write was marked as sent: the next engine sends the same bytes", async () => {
  const { server, fetch, name, engine } = await kept();
  await engine.save(null, goal("Swim"));
  fetch.lose = (path) => path === "POST /sync";
  await engine.sync();
  fetch.lose = () => false;
  const again = await engineOn(fetch, name);
  await again.unlock(PIN);
  await again.sync();
  const bodies = server.requests
    .filter((one) => one.path === "/sync")
    .map((one) => one.body.write?.[0]?.body);
  expect(bodies[1]).toBe(bodies[0]);
  expect(server.account().records.size).toBe(1);
});

test("sign-up whose answer was lost: the account is found again, and only one is made", async () => {
  const server = new Double();
  const fetch = server.device();
  const engine = await engineOn(fetch, phone());
  let lost = 0;
  fetch.lose = (path) => path === "POST /accounts" && lost++ === 0;
  await expect(engine.keep(PIN)).rejects.toMatchObject({ trouble: "offline" });
  expect((await engine.status()).phase).toBe("looking");
  await engine.keep(PIN);
  expect(server.accounts.length).toBe(1);
  await engine.save(null, goal("Swim"));
  await engine.sync();
  expect(server.account().records.size).toBe(1);
});

test("sign-up by invitation only says so", async () => {
  const server = new Double();
  server.signUp = "invited";
  const engine = await engineOn(server.device(), phone());
  await expect(engine.keep(PIN)).rejects.toMatchObject({ trouble: "closed" });
});

test("an ended session is renewed by the words inside, without asking her", async () => {
  const { server, engine } = await kept();
  await engine.save(null, goal("Swim"));
  server.sessions.clear();
  await engine.sync();
  expect(await engine.status()).toMatchObject({ unsent: 0, reach: "online" });
});

test("words changed on another device: signed out with the queue kept, and the new words go on", async () => {
  const { server, engine } = await kept();
  await engine.save(null, goal("Swim"));
  await engine.sync();
  const {
    engine: other,
    fetch: otherFetch,
    name: otherName,
  } = await second(server, engine);
  const words = {
    handle: "amber-kettle-fern",
    passphrase: "wisdom turbine oval crate lilac dune",
  };
  await engine.changePassphrase(words);
  await other.save(null, goal("Run"));
  await other.sync();
  expect(await other.status()).toMatchObject({
    unsent: 1,
    reach: "signed-out",
  });
  const again = await engineOn(otherFetch, otherName);
  expect(await again.openWithWords(words, "1357")).toEqual({ ok: true });
  expect(await again.status()).toMatchObject({ unsent: 0, reach: "online" });
  await engine.sync();
  expect(await titles(engine)).toEqual(["Run", "Swim"]);
});

test("a change of words whose answer was lost: either opens until the server says which", async () => {
  const { server, fetch, name, engine } = await kept();
  const old = await engine.words();
  const words = {
    handle: "amber-kettle-fern",
    passphrase: "wisdom turbine oval crate lilac dune",
  };
  fetch.lose = (path) => path === "PUT /account/credentials";
  await expect(engine.changePassphrase(words)).rejects.toMatchObject({
    trouble: "offline",
  });
  fetch.lose = () => false;
  fetch.offline = true;
  for (const { passphrase } of [old, words]) {
    const again = await engineOn(fetch, name);
    expect(await again.unlockWithPassphrase(passphrase)).toEqual({ ok: true });
  }
  fetch.offline = false;
  const again = await engineOn(fetch, name);
  await again.unlock(PIN);
  server.sessions.clear();
  await again.save(null, goal("Swim"));
  await again.sync();
  expect(await again.status()).toMatchObject({ unsent: 0, reach: "online" });
  expect(await again.words()).toEqual(words);
  await again.lock();
  expect(await again.unlockWithPassphrase(old.passphrase)).toEqual({
    ok: false,
    why: "wrong",
  });
});

test("a change of words that never reached the server leaves the old ones", async () => {
  const { server, fetch, engine } = await kept();
  const old = await engine.words();
  fetch.offline = true;
  await expect(
    engine.changePassphrase({
      handle: "amber-kettle-fern",
      passphrase: "wisdom turbine oval crate lilac dune",
    }),
  ).rejects.toMatchObject({ trouble: "offline" });
  fetch.offline = false;
  server.sessions.clear();
  await engine.sync();
  expect(await engine.words()).toEqual(old);
});

test("a recovery code counts once it was given back right, and opens another phone with fresh words", async () => {
  const { server, engine } = await kept();
  await engine.save(null, goal("Swim"));
  await engine.sync();
  const code = await engine.makeRecoveryCode();
  expect(await engine.confirmRecoveryCode("000000000000000000000000001")).toBe(
    false,
  );
  expect(await engine.confirmRecoveryCode(code.toLowerCase())).toBe(true);
  expect((await engine.status()).wayBack).toBe("tried");
  const papers = await engine.splitRecoveryCode(code);
  const old = await engine.words();
  const other = await engineOn(server.device(), phone());
  expect(
    await other.openWithCode("000000000000000000000000001", "1357"),
  ).toEqual({ ok: false, why: "wrong" });
  expect(await other.openWithCode(papers.join(" "), "1357")).toEqual({
    ok: true,
  });
  expect(await titles(other)).toEqual(["Swim"]);
  const fresh = await other.words();
  expect(fresh).not.toEqual(old);
  const third = await engineOn(server.device(), phone());
  expect(await third.openWithCode(code, "1357")).toEqual({
    ok: false,
    why: "wrong",
  });
  expect(await third.openWithWords(old, "1357")).toEqual({
    ok: false,
    why: "wrong",
  });
  expect(await third.openWithWords(fresh, "1357")).toEqual({ ok: true });
  expect(await titles(third)).toEqual(["Swim"]);
  await engine.sync();
  expect((await engine.status()).reach).toBe("signed-out");
  expect(await engine.openWithWords(fresh, PIN)).toEqual({ ok: true });
  await engine.save(null, goal("Run"));
  await engine.sync();
  await third.sync();
  expect(await titles(third)).toEqual(["Run", "Swim"]);
});

test("after a recovery every key row is sealed under the new vault key, bit by bit", async () => {
  const { server, engine } = await kept();
  for (let n = 0; n < 130; n++) await engine.save(null, goal(`Goal ${n}`));
  await engine.sync();
  const code = await engine.makeRecoveryCode();
  await engine.confirmRecoveryCode(code);
  const before = new Set(
    [...server.account().records.values()].map((row) => row.key),
  );
  const other = await engineOn(server.device(), phone());
  await other.openWithCode(code, "1357");
  await other.sync();
  const rekeyed = server.requests.flatMap((one) => one.body?.rekey ?? []);
  expect(rekeyed.length).toBe(130);
  expect(
    [...server.account().records.values()].some((row) => before.has(row.key)),
  ).toBe(false);
  expect((await other.items()).length).toBe(130);
}, 120_000);

test("the first sync does not come between a code and its PUT", async () => {
  const { server, engine } = await kept();
  await engine.save(null, goal("Swim"));
  await engine.sync();
  const code = await engine.makeRecoveryCode();
  await engine.confirmRecoveryCode(code);
  const device = server.device();
  const slow: typeof device = Object.assign(
    async (...given: Parameters<typeof device>) => {
      if (given[1]?.method === "PUT")
        await new Promise((go) => setTimeout(go, 300));
      return device(...given);
    },
    device,
  );
  const other = await engineOn(slow, phone(), { automatic: true });
  expect(await other.openWithCode(code, "1357")).toEqual({ ok: true });
  expect((await other.status()).reach).toBe("online");
  expect(await titles(other)).toEqual(["Swim"]);
  const posted = server.requests.filter(
    ({ method, path }) => method === "POST" && path.endsWith("/recovery"),
  );
  expect(posted).toHaveLength(1);
  other.close();
});

test("a sync that a close cuts off ends without an error", async () => {
  const { server, engine } = await kept();
  const device = server.device();
  let reached = () => {};
  let go = () => {};
  const asked = new Promise<void>((done) => (reached = done));
  const held = new Promise<void>((done) => (go = done));
  const slow: typeof device = Object.assign(
    async (...given: Parameters<typeof device>) => {
      if (String(given[0]).includes("/events")) {
        reached();
        await held;
      }
      return device(...given);
    },
    device,
  );
  const other = await engineOn(slow, phone());
  const opening = other.openWithWords(await engine.words(), "1357");
  await asked;
  other.close();
  go();
  await expect(opening).resolves.toBeDefined();
});

test.each(["before", "after"])(
  "a recovery cut off %s its PUT is finished by the next engine",
  async (when) => {
    const { server, engine } = await kept();
    await engine.save(null, goal("Swim"));
    await engine.sync();
    const code = await engine.makeRecoveryCode();
    await engine.confirmRecoveryCode(code);
    const fetch = server.device();
    const name = phone();
    const other = await engineOn(fetch, name);
    const put = "PUT /account/credentials";
    fetch.lose = (path) => {
      if (path !== put) return false;
      fetch.offline = true;
      return true;
    };
    if (when === "before") {
      const record = server.account().body;
      const before = { ...record };
      expect(await other.openWithCode(code, "1357")).toEqual({ ok: true });
      server.account().body = before;
    } else expect(await other.openWithCode(code, "1357")).toEqual({ ok: true });
    fetch.lose = () => false;
    fetch.offline = false;
    server.sessions.clear();
    const again = await engineOn(fetch, name);
    expect(await again.unlock("1357")).toEqual({ ok: true });
    await again.sync();
    expect(await again.status()).toMatchObject({ reach: "online" });
    expect(await titles(again)).toEqual(["Swim"]);
    const third = await engineOn(server.device(), phone());
    expect(await third.openWithWords(await again.words(), "1357")).toEqual({
      ok: true,
    });
  },
);

test("a recovery that must wait says until when, and leaves nothing on the phone", async () => {
  const { server, engine } = await kept();
  const code = await engine.makeRecoveryCode();
  await engine.confirmRecoveryCode(code);
  server.recoveryOpens = 1_900_000_000;
  const name = phone();
  const other = await engineOn(server.device(), name);
  expect(await other.openWithCode(code, "1357")).toEqual({
    ok: false,
    why: "wait",
    opens: 1_900_000_000,
  });
  expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(
    name,
  );
});

test("signing out offline leaves nothing of hers, and ends the session when there is a network", async () => {
  const { server, fetch, name, engine } = await kept();
  await engine.save(null, goal("Swim"));
  fetch.offline = true;
  await engine.signOut();
  expect((await engine.status()).phase).toBe("looking");
  fetch.offline = false;
  expect(server.sessions.size).toBe(1);
  const again = await engineOn(fetch, name);
  expect((await again.status()).phase).toBe("looking");
  await expect.poll(() => server.sessions.size).toBe(0);
  await expect
    .poll(async () => (await indexedDB.databases()).map((one) => one.name))
    .not.toContain(name);
});

test("how long backups keep what was deleted is told as the server says it, or not at all", async () => {
  const { server, fetch, engine } = await kept();
  expect(await engine.backupDays()).toBe(14);
  for (const wrong of [0, -3, 1.5, "14", null, undefined]) {
    server.backupDays = wrong;
    expect(await engine.backupDays()).toBe(null);
  }
  fetch.offline = true;
  expect(await engine.backupDays()).toBe(null);
});

test("deleting everything ends the account and the daybook here", async () => {
  const { server, name, engine } = await kept();
  await engine.deleteEverything();
  expect(server.accounts).toEqual([]);
  expect((await engine.status()).phase).toBe("looking");
  expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(
    name,
  );
});

test("a server that asks for a newer app gets nothing, and the queue is kept", async () => {
  const { server, engine } = await kept();
  await engine.save(null, goal("Swim"));
  server.leastClient = 2;
  await engine.sync();
  expect(await engine.status()).toMatchObject({
    unsent: 1,
    reach: "old-client",
  });
});

test("start-over after a restore: what is newer here is offered back, and nothing is lost", async () => {
  const { server, engine } = await kept();
  const early = await engine.save(null, goal("Early"));
  await engine.sync();
  const backup = structuredClone([...server.account().records]);
  await engine.save(early, {
    ...(await only(engine)).plain,
    title: "Early, changed",
  });
  await engine.sync();
  await engine.save(null, goal("Late"));
  await engine.sync();
  server.account().records = new Map(backup);
  server.account().clock = 50;
  server.era++;
  await engine.save(null, goal("Unsent"));
  await engine.sync();
  expect(await titles(engine)).toEqual(["Early, changed", "Late", "Unsent"]);
  expect(await engine.status()).toMatchObject({
    unsent: 0,
    reach: "online",
    damaged: 0,
    conflicts: 0,
  });
  expect(server.account().records.get(early)!.revision).toBe(3);
  const { engine: other } = await second(server, engine);
  expect(await titles(other)).toEqual(["Early, changed", "Late", "Unsent"]);
});

test("reminders go out sealed, at quarters of an hour, at most two earlier, and stay the same when rewritten", async () => {
  const { server, engine } = await kept();
  const at = new Date(Date.now() + 3 * 86_400_000);
  const start = {
    date: at.toISOString().slice(0, 10),
    time: "12:00",
    zone: "UTC",
  };
  const nominal = Date.parse(`${start.date}T12:00:00Z`) / 1000 - 3600;
  const id = await engine.save(
    null,
    newAppointment("2026-05-01", { title: "Doctor", start, lead_times: [60] }),
  );
  await engine.sync();
  const first = server.account().records.get(id)!.reminders;
  expect(first.length).toBe(1);
  expect(first[0]!.at % 900).toBe(0);
  expect(first[0]!.at).toBeLessThanOrEqual(nominal);
  expect(first[0]!.at).toBeGreaterThanOrEqual(nominal - 1800);
  expect(atob(first[0]!.notice).length).toBe(316);
  await engine.save(id, {
    ...(await only(engine)).plain,
    place: "Main street",
  });
  await engine.sync();
  expect(
    server
      .account()
      .records.get(id)!
      .reminders.map((one) => one.at),
  ).toEqual(first.map((one) => one.at));
  await engine.remove(id);
  await engine.sync();
  expect(server.account().records.get(id)!.reminders).toEqual([]);
});

test("a reminder that enters the sixty days is set by the next sync, once", async () => {
  let now = Date.now();
  const server = new Double();
  const engine = await engineOn(server.device(), phone(), { now: () => now });
  await engine.keep(PIN);
  const at = new Date(now + 70 * 86_400_000);
  const start = {
    date: at.toISOString().slice(0, 10),
    time: "12:00",
    zone: "UTC",
  };
  const id = await engine.save(
    null,
    newAppointment("2026-05-01", { title: "Court", start, lead_times: [1440] }),
  );
  await engine.sync();
  expect(server.account().records.get(id)!.reminders).toEqual([]);
  now += 20 * 86_400_000;
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    override toUTCString(): string {
      return new RealDate(now).toUTCString();
    }
  } as DateConstructor;
  try {
    await engine.sync();
    expect(server.account().records.get(id)!.reminders.length).toBe(1);
    const { revision } = server.account().records.get(id)!;
    await engine.sync();
    expect(server.account().records.get(id)!.revision).toBe(revision);
  } finally {
    globalThis.Date = RealDate;
  }
});

test("two engines on one phone see each other's writes and lose none", async () => {
  const server = new Double();
  const fetch = server.device();
  const name = phone();
  const one = await engineOn(fetch, name, {
    channel: new BroadcastChannel(name),
  });
  await one.keep(PIN);
  const other = await engineOn(fetch, name, {
    channel: new BroadcastChannel(name),
  });
  await other.unlock(PIN);
  const id = await one.save(null, goal("Swim"));
  await expect.poll(() => titles(other)).toEqual(["Swim"]);
  const [mine, theirs] = [(await only(one)).plain, (await only(other)).plain];
  await Promise.all([
    one.save(id, { ...mine, title: "Swim far" }),
    other.save(id, { ...theirs, area: "health" }),
  ]);
  await Promise.all([one.sync(), other.sync()]);
  await expect
    .poll(async () => (await only(one)).plain)
    .toMatchObject({ title: "Swim far", area: "health" });
  await expect
    .poll(async () => (await only(other)).plain)
    .toMatchObject({ title: "Swim far", area: "health" });
  expect(await one.status()).toMatchObject({ unsent: 0 });
  one.close();
  other.close();
});
