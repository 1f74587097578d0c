/** Two daybooks and a link between them: connecting, sharing, stopping, ending, against a server that may lie. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import type {
  LinkView,
  LedgerLine,
  Looked,
  ReceivedView,
} from "../../site/core/sharing/index.ts";
import { newReply, newSuggestion } from "../../site/core/sharing/messages.ts";
import {
  newGoal,
  newNote,
  newSettings,
  type Plain,
} from "../../site/core/records.ts";
import { base64, newId, unbase64 } from "../../site/core/bytes.ts";
import { readCode } from "../../site/core/code.ts";
import { linkKeys, linkProof, sealCard } from "../../site/core/link.ts";
import { sealing } from "../../site/core/sharing/sealing.ts";
import { footing } from "../../site/core/writing.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const TODAY = "2026-05-01";
const goal = (title: string): Plain => newGoal(TODAY, { title });
const DAY = 86_400;

const links = (engine: Engine) =>
  engine.sharing("links") as Promise<LinkView[]>;
const received = (engine: Engine) =>
  engine.sharing("received") as Promise<ReceivedView[]>;
const ledger = (engine: Engine) =>
  engine.sharing("ledger") as Promise<LedgerLine[]>;
const titles = async (engine: Engine) =>
  (await received(engine)).map((one) => one.plain?.title);

async function two(server = new Double()) {
  const desk = await engineOn(server.device(), phone());
  await desk.keep(PIN);
  const hers = await engineOn(server.device(), phone());
  await hers.keep(PIN);
  return { server, desk, hers };
}

async function invited(desk: Engine) {
  const who = { name: "A. Example", organisation: "House of Tests" };
  return desk.sharing("invite", who) as Promise<{ id: string; code: string }>;
}

/** Both have said *Same words*. */
async function linked(server = new Double()) {
  const both = await two(server);
  const { desk, hers } = both;
  const { id: theirs, code } = await invited(desk);
  const mine = (await hers.sharing("accept", code)) as string;
  expect(await desk.sharing("meet", theirs)).toBe("yes");
  expect(await hers.sharing("words", mine)).toEqual(
    await desk.sharing("words", theirs),
  );
  await hers.sharing("sameWords", mine, true);
  await desk.sharing("sameWords", theirs, true);
  return { ...both, mine, theirs, code };
}

async function shared(server = new Double(), until = 0) {
  const all = await linked(server);
  const record = await all.hers.save(null, goal("Swim"));
  await all.hers.sharing("share", all.mine, [record], until);
  await all.hers.sync();
  await all.desk.sync();
  return { ...all, record };
}

const stored = (server: Double, record: string) =>
  server.accounts
    .map((one) => one.records.get(record))
    .find((one) => one !== undefined)!;

test("a code shows who made it and what they must report, and both screens show the same four words", async () => {
  const { server, desk, hers } = await two();
  server.duties = "We must report danger to a child.";
  const { id, code } = await invited(desk);
  const looked = (await hers.sharing(
    "look",
    ` ${code.toLowerCase()} `,
  )) as Looked;
  expect(looked).toMatchObject({
    ok: true,
    invitation: {
      name: "A. Example",
      organisation: "House of Tests",
      duties: "We must report danger to a child.",
    },
  });
  expect(await desk.sharing("meet", id)).toBe("waits");
  const mine = (await hers.sharing("accept", code)) as string;
  expect(await hers.sharing("accept", code)).toBe(mine);
  expect(await desk.sharing("meet", id)).toBe("yes");
  const words = (await hers.sharing("words", mine)) as string[];
  expect(words).toHaveLength(4);
  expect(await desk.sharing("words", id)).toEqual(words);
});

test("what is typed and is no code is told at once, and sends nothing", async () => {
  const { server, hers } = await two();
  const before = server.requests.length;
  await expect(hers.sharing("look", "ABC")).rejects.toMatchObject({
    trouble: "wrong",
  });
  expect(server.requests.length).toBe(before);
});

test("a key that the server swapped makes no link (attack 7)", async () => {
  const { server, desk, hers } = await two();
  const { code } = await invited(desk);
  const other = server.accounts[1]!.body.public_key;
  server.tellLink = (told) => ({ ...told, case_manager_key: other });
  expect(await hers.sharing("look", code)).toEqual({
    ok: false,
    why: "swapped",
  });
  await expect(hers.sharing("accept", code)).rejects.toMatchObject({
    trouble: "wrong",
  });
  expect(await links(hers)).toEqual([]);
  expect(
    server.requests.some(
      ({ method, path }) => method === "PUT" && path.startsWith("/links"),
    ),
  ).toBe(false);
});

test("a survivor's key that the server swapped is not pinned (attack 7)", async () => {
  const { server, desk, hers } = await two();
  const { id, code } = await invited(desk);
  await hers.sharing("accept", code);
  const other = server.accounts[0]!.body.public_key;
  server.tellLink = (told) => ({ ...told, survivor_key: other });
  expect(await desk.sharing("meet", id)).toBe("forged");
  expect((await links(desk))[0]).toMatchObject({ account: null, good: false });
});

test("a key of low order is refused on both sides, though the card and the server agree on it (attack 10)", async () => {
  const { server, desk, hers } = await two();
  const { id, code } = await invited(desk);
  const zero = "A".repeat(43) + "=";
  const { link, secret } = await linkKeys(await readCode(code));
  const [account, mine] = server.accounts;
  account!.body.public_key = zero;
  const card = {
    account: account!.id,
    name: "A. Example",
    organisation: "House of Tests",
    public_key: zero,
  };
  server.links.get(link)!.card = base64(
    await sealCard(secret, link, JSON.stringify(card)),
  );
  expect(await hers.sharing("look", code)).toEqual({
    ok: false,
    why: "swapped",
  });
  const proof = base64(await linkProof(secret, link, mine!.id, unbase64(zero)));
  server.tellLink = (told) => ({
    ...told,
    state: "accepted",
    survivor: mine!.id,
    survivor_key: zero,
    proof,
  });
  expect(await desk.sharing("meet", id)).toBe("forged");
});

test("no write is sealed to a reader whom the server names and the ledger does not", async () => {
  const { hers, record, mine } = await shared();
  const { book } = (
    hers as unknown as { phone: { book: Parameters<typeof sealing>[0] } }
  ).phone;
  const row = (await book.store.row(record))!;
  expect(row.readers).toHaveLength(1);
  const sealedTo = async () => {
    const made = await sealing(book, record, footing(row, []), {}, book.now());
    return {
      turn: made.turn,
      to: (await made.seal(1, new Uint8Array(32))).length,
    };
  };
  expect(await sealedTo()).toEqual({ turn: false, to: 1 });
  await hers.sharing("stop", mine, [record]);
  expect(await sealedTo()).toEqual({ turn: true, to: 0 });
});

test("nothing crosses before the words were said to be the same", async () => {
  const { server, desk, hers } = await two();
  const { id, code } = await invited(desk);
  const mine = (await hers.sharing("accept", code)) as string;
  await desk.sharing("meet", id);
  const record = await hers.save(null, goal("Swim"));
  await expect(hers.sharing("share", mine, [record], 0)).rejects.toMatchObject({
    trouble: "wrong",
  });
  await expect(
    desk.sharing(
      "send",
      id,
      newSuggestion(TODAY, { proposal: { title: "Walk" } }),
    ),
  ).rejects.toMatchObject({ trouble: "wrong" });
  await desk.sharing("sameWords", id, true);
  await desk.sharing(
    "send",
    id,
    newSuggestion(TODAY, { proposal: { title: "Walk" } }),
  );
  await desk.sync();
  await hers.sync();
  expect(await received(hers)).toEqual([]);
  await hers.sharing("sameWords", mine, true);
  expect((await received(hers)).map((one) => one.plain?.proposal)).toEqual([
    { title: "Walk" },
  ]);
  expect(server.accounts[1]!.records.get(record)?.keys).toEqual([]);
});

test("a photographed code in other hands is noticed: she is told it was used, and no words of hers are shown", async () => {
  const { server, desk, hers } = await two();
  const { id, code } = await invited(desk);
  const thief = await engineOn(server.device(), phone());
  await thief.keep(PIN);
  await thief.sharing("accept", code);
  expect(await hers.sharing("look", code)).toEqual({ ok: false, why: "used" });
  expect(await desk.sharing("meet", id)).toBe("yes");
  expect((await links(desk))[0]).toMatchObject({ good: false });
  await desk.sharing("sameWords", id, false);
  expect((await links(desk))[0]).toMatchObject({ good: false, ended_by: "me" });
  await thief.sync();
  expect((await links(thief))[0]).toMatchObject({
    good: false,
    ended_by: "them",
  });
});

test("what she shares arrives, what she changes follows, and what she does not share never leaves sealed to another", async () => {
  const { server, desk, hers, record } = await shared();
  const other = await hers.save(null, goal("Mine alone"));
  expect(await titles(desk)).toEqual(["Swim"]);
  const swim = (await hers.items()).find((item) => item.id === record)!;
  await hers.save(record, { ...swim.plain, title: "Swim far" });
  await hers.sync();
  await desk.sync();
  expect(await titles(desk)).toEqual(["Swim far"]);
  expect(stored(server, record).epoch).toBe(1);
  expect(stored(server, other).keys).toEqual([]);
  await hers.sync();
});

test("the desk reads what was shared after it was locked and opened again", async () => {
  const { desk } = await shared();
  await desk.lock();
  expect(await desk.unlock(PIN)).toEqual({ ok: true });
  expect(await titles(desk)).toEqual(["Swim"]);
});

test("what she wrote before she shared it cannot be opened with the key that she shares", async () => {
  const { server, desk, hers, mine } = await linked();
  const record = await hers.save(null, goal("What nobody is to know"));
  await hers.sync();
  expect(stored(server, record).epoch).toBe(1);
  const [item] = (await hers.items()).filter((one) => one.id === record);
  await hers.save(record, { ...item!.plain, title: "Swim" });
  await hers.sharing("share", mine, [record], 0);
  await hers.sync();
  await desk.sync();
  expect(stored(server, record).epoch).toBe(2);
  expect(await titles(desk)).toEqual(["Swim"]);
});

test("the ledger says what reached their computer", async () => {
  const { hers, record } = await shared();
  await hers.sync();
  await hers.log();
  expect(await ledger(hers)).toMatchObject([
    { record, ended: null, live: true, delivered: [{ revision: 1 }] },
  ]);
});

test("stopping takes the next epoch at once, and a change after it goes to her alone", async () => {
  const { server, desk, hers, record, mine } = await shared();
  await hers.sharing("stop", mine, [record]);
  expect((await ledger(hers))[0]).toMatchObject({ live: false });
  const swim = (await hers.items()).find((item) => item.id === record)!;
  await hers.save(record, { ...swim.plain, title: "Secret" });
  await hers.sync();
  await desk.sync();
  expect(await received(desk)).toEqual([]);
  expect(stored(server, record)).toMatchObject({ epoch: 2, keys: [] });
});

test("sharing again after a stop takes the epoch that was turned, and arrives", async () => {
  const { desk, hers, record, mine, server } = await shared();
  await hers.sharing("stop", mine, [record]);
  await hers.sharing("share", mine, [record], 0);
  await hers.sync();
  await desk.sync();
  expect(await titles(desk)).toEqual(["Swim"]);
  expect(stored(server, record).epoch).toBe(2);
  expect((await ledger(hers)).map((line) => line.live).sort()).toEqual([
    false,
    true,
  ]);
});

test("a share ends by itself, and her next sync turns the key", async () => {
  const server = new Double();
  const { desk, hers, record } = await shared(server, server.now() + DAY);
  server.ahead = DAY;
  await desk.sync();
  expect(await received(desk)).toEqual([]);
  await hers.sync();
  expect(stored(server, record)).toMatchObject({ epoch: 2, keys: [] });
  const [line] = await ledger(hers);
  expect(line).toMatchObject({ live: false, ended: line!.until });
});

test("a desk whose clock or server holds the row back does not show it when its time is up", async () => {
  const server = new Double();
  const { desk } = await shared(server, server.now() + DAY);
  server.ahead = DAY;
  server.tamper = () => [];
  await desk.sync();
  expect(await received(desk)).toEqual([]);
});

test("a link that the other side ends takes all shares with it, and says who ended it", async () => {
  const { server, desk, hers, record, theirs } = await shared();
  await desk.sharing("end", theirs);
  await hers.sync();
  expect((await links(hers))[0]).toMatchObject({
    good: false,
    ended_by: "them",
  });
  expect((await ledger(hers))[0]).toMatchObject({ live: false });
  expect(stored(server, record)).toMatchObject({ epoch: 2, keys: [] });
});

test("a link that she ended without a network ends at the server with a later sync", async () => {
  const server = new Double();
  const { desk, mine } = await linked(server);
  const fetch = server.device();
  const hers = await engineOn(fetch, phone());
  void mine;
  await hers.keep(PIN);
  const { id, code } = await invited(desk);
  const link = (await hers.sharing("accept", code)) as string;
  await desk.sharing("meet", id);
  await hers.sharing("sameWords", link, true);
  await hers.sync();
  fetch.offline = true;
  await hers.sharing("end", link);
  fetch.offline = false;
  await hers.sync();
  expect([...server.links.values()].map((one) => one.state)).toEqual([
    "accepted",
    "ended",
  ]);
});

test("a server that brings a reader back gets nothing sealed to it", async () => {
  const { server, hers, record, mine } = await shared();
  const row = structuredClone(stored(server, record));
  await hers.sharing("stop", mine, [record]);
  await hers.sync();
  // It names the reader again, beside the very row that she wrote.
  server.tamper = (rows) =>
    rows.map((one) =>
      one.id === record
        ? { ...one, readers: row.keys.map(({ link }) => ({ link, until: 0 })) }
        : one,
    );
  stored(server, record).seq = ++server.accounts[1]!.clock;
  await hers.sync();
  const swim = (await hers.items()).find((item) => item.id === record)!;
  await hers.save(record, { ...swim.plain, title: "Secret" });
  await hers.sync();
  const writes = server.requests
    .flatMap(({ body }) => body?.write ?? [])
    .filter((one) => one.id === record);
  expect(writes.at(-1).keys.map((one: any) => one.link)).toEqual([null]);
});

test("private notes, settings and links never cross, and neither side takes a type that may not", async () => {
  const { desk, hers, mine, theirs } = await linked();
  for (const plain of [
    newNote(TODAY, { role: "why", text: "x" }),
    newNote(TODAY, { role: "questions", text: "x" }),
    newNote(TODAY, { role: "after", text: "x" }),
    newSettings(TODAY),
    newSuggestion(TODAY, {}),
  ])
    await expect(hers.sharing("send", mine, plain)).rejects.toMatchObject({
      trouble: "wrong",
    });
  await expect(
    desk.sharing("send", theirs, goal("Theirs")),
  ).rejects.toMatchObject({ trouble: "wrong" });
  // A page never gets a link record with its secret.
  expect(await hers.items()).toEqual([]);
  await expect(hers.sharing("share", mine, [mine], 0)).rejects.toMatchObject({
    trouble: "wrong",
  });
});

test("a case manager's program that sends what may not cross is not listened to", async () => {
  const { server, desk, hers } = await linked();
  const { book, syncing } = (
    desk as unknown as {
      phone: {
        book: Parameters<typeof sealing>[0];
        syncing: { run(): Promise<void> };
      };
    }
  ).phone;
  const [link] = [...server.links.keys()];
  for (const plain of [
    newSettings(TODAY, { cover: "theirs" }),
    goal("Theirs"),
    newNote(TODAY, { role: "free", text: "x" }),
  ])
    await book.change(async ({ state, queue }) => {
      const id = newId();
      const wish = { add: { link: link!, until: 0 } };
      const made = await book.compose(id, plain, state, queue, 0, null, wish);
      const shown = new Map([[id, made.plain]]);
      return { change: { queue: [made.write] }, shown, result: undefined };
    });
  // Its own engine would take them back at once: this one only sends.
  await syncing.run();
  await hers.sync();
  expect(await received(hers)).toHaveLength(3);
  for (const one of await received(hers))
    expect(one).toMatchObject({ plain: null, damaged: true });
  expect(await hers.items()).toEqual([]);
});

test("an older version that the server replays is refused, and the newer one stays (attack 8)", async () => {
  const { server, desk, hers, record } = await shared();
  const reader = server.accounts[0]!;
  const owner = server.accounts[1]!;
  const old = structuredClone(reader.received.get(owner.id + record)!);
  const swim = (await hers.items()).find((item) => item.id === record)!;
  await hers.save(record, { ...swim.plain, title: "Swim far" });
  await hers.sync();
  await desk.sync();
  reader.received.set(owner.id + record, { ...old, seq: ++reader.clock });
  await desk.sync();
  const [one] = await received(desk);
  expect(one).toMatchObject({ damaged: true, plain: { title: "Swim far" } });
});

test("a share that had ended and is replayed stays gone (attack 8)", async () => {
  const { server, desk, hers, record, mine } = await shared();
  const reader = server.accounts[0]!;
  const owner = server.accounts[1]!;
  const old = structuredClone(reader.received.get(owner.id + record)!);
  await hers.sharing("stop", mine, [record]);
  await hers.sync();
  await desk.sync();
  reader.received.set(owner.id + record, { ...old, seq: ++reader.clock });
  await desk.sync();
  expect(await received(desk)).toEqual([]);
});

test("a forged suggestion, a changed byte and a stripped version are told as damaged, and nothing of them is shown (attacks 3, 9)", async () => {
  const { server, desk, hers, theirs } = await linked();
  await desk.sharing(
    "send",
    theirs,
    newSuggestion(TODAY, { proposal: { title: "Walk" } }),
  );
  await desk.sync();
  const thief = await engineOn(server.device(), phone());
  await thief.keep(PIN);
  const forge = (change: (row: any) => any) =>
    (server.tamper = (rows) =>
      rows.map((row) => (row.link ? change(row) : row)));
  const flip = (written: string) =>
    (written.startsWith("A") ? "B" : "A") + written.slice(1);
  for (const change of [
    (row: any) => ({ ...row, body: flip(row.body) }),
    (row: any) => ({ ...row, key: flip(row.key) }),
    (row: any) => ({ ...row, body: flip(row.body.slice(0)) }),
    (row: any) => ({ ...row, owner: server.accounts[2]!.id }),
    (row: any) => ({ ...row, until: row.until + 1e10 }),
    (row: any) => ({ ...row, epoch: row.epoch + 1 }),
    (row: any) => ({ ...row, revision: row.revision + 1 }),
    (row: any) => ({ ...row, body: null }),
  ]) {
    forge(change);
    const row = [...server.accounts[1]!.received.values()][0]!;
    row.seq = ++server.accounts[1]!.clock;
    await hers.sync();
    expect((await received(hers)).filter((one) => one.plain)).toEqual([]);
    expect((await received(hers)).every((one) => one.damaged)).toBe(true);
  }
  // Nobody pushed the marks ahead: the true one still opens.
  server.tamper = (rows) => rows;
  [...server.accounts[1]!.received.values()][0]!.seq = ++server.accounts[1]!
    .clock;
  await hers.sync();
  expect(
    (await received(hers)).filter((one) => one.plain && !one.damaged),
  ).toHaveLength(1);
});

test("markup in a suggestion is text (attack 12)", async () => {
  const { desk, hers, theirs } = await linked();
  const title = "<img src=x onerror=alert(1)>";
  await desk.sharing(
    "send",
    theirs,
    newSuggestion(TODAY, { proposal: { title }, why: "<b>x</b>" }),
  );
  await desk.sync();
  await hers.sync();
  expect((await received(hers))[0]!.plain).toMatchObject({
    proposal: { title },
    why: "<b>x</b>",
  });
});

test("a reply of hers arrives at the desk, and an answer to it is let go without a word", async () => {
  const { server, desk, hers, mine, theirs } = await linked();
  await hers.sharing(
    "send",
    mine,
    newReply(TODAY, { about: "a".repeat(32), answer: "late" }),
  );
  await hers.sync();
  await desk.sync();
  expect((await received(desk))[0]!.plain).toMatchObject({ answer: "late" });
  await desk.sharing(
    "send",
    theirs,
    newSuggestion(TODAY, { proposal: { title: "Walk" } }),
  );
  await desk.sync();
  await hers.sync();
  const [one] = await received(hers);
  const asked = server.requests.length;
  await hers.sharing("answered", mine, one!.id);
  expect((await received(hers))[0]!.answered).toBe(true);
  await hers.sync();
  // What the server sees of it is a write of a record of hers that nobody else reads.
  const writes = server.requests
    .slice(asked)
    .flatMap(({ body }) => body?.write ?? []);
  expect(writes.every((write) => write.keys.length === 1)).toBe(true);
});

test("two devices of hers: one stops while the other changes, and nothing is sealed to a reader who was stopped", async () => {
  const { server, desk, hers, record, mine } = await shared();
  const second = await engineOn(server.device(), phone());
  expect(await second.openWithWords(await hers.words(), PIN)).toEqual({
    ok: true,
  });
  await hers.sharing("stop", mine, [record]);
  const swim = (await second.items()).find((item) => item.id === record)!;
  await second.save(record, { ...swim.plain, title: "Swim far" });
  await second.sync();
  await hers.sync();
  await second.sync();
  await hers.sync();
  await desk.sync();
  expect(await received(desk)).toEqual([]);
  expect(stored(server, record)).toMatchObject({ keys: [] });
  expect(stored(server, record).epoch).toBeGreaterThan(1);
  for (const engine of [hers, second]) {
    await engine.sync();
    expect((await ledger(engine)).every((line) => !line.live)).toBe(true);
  }
});

test("a share that meets a change from another device is not lost", async () => {
  const { server, desk, hers, mine } = await linked();
  const record = await hers.save(null, goal("Swim"));
  await hers.sync();
  const second = await engineOn(server.device(), phone());
  expect(await second.openWithWords(await hers.words(), PIN)).toEqual({
    ok: true,
  });
  const swim = (await second.items()).find((item) => item.id === record)!;
  await second.save(record, { ...swim.plain, title: "Swim far" });
  await second.sync();
  await hers.sharing("share", mine, [record], 0);
  await hers.sync();
  await desk.sync();
  expect(await titles(desk)).toEqual(["Swim far"]);
  expect((await ledger(hers))[0]).toMatchObject({ live: true });
});

test("many that were shared are opened as one piece the next time, and only as they are kept now", async () => {
  const { desk, hers, mine } = await linked();
  const records: string[] = [];
  for (let n = 0; n < 60; n++)
    records.push(await hers.save(null, goal(`Goal ${n}`)));
  await hers.sharing("share", mine, records, 0);
  await hers.sync();
  await desk.sync();
  const before = (await titles(desk)).sort();
  expect(before).toHaveLength(60);

  let opened = 0;
  const { subtle } = crypto;
  const decrypt = subtle.decrypt.bind(subtle);
  subtle.decrypt = (...given: Parameters<typeof decrypt>) => {
    opened++;
    return decrypt(...given);
  };
  try {
    await desk.lock();
    await desk.unlock(PIN);
    expect((await titles(desk)).sort()).toEqual(before);
    expect(opened).toBeLessThan(30);
  } finally {
    subtle.decrypt = decrypt;
  }
  // What changed since the piece was sealed comes out of its own row.
  await hers.save(records[0]!, goal("Another name"));
  await hers.sync();
  await desk.sync();
  expect(await titles(desk)).toContain("Another name");
  await desk.lock();
  await desk.unlock(PIN);
  const after = await titles(desk);
  expect(after).toHaveLength(60);
  expect(after).toContain("Another name");
});
