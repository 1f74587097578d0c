/** Two desks and one daybook: what one link's end does to the other, and what a desk keeps that is shut out. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { DeskEngine } from "../../site/core/desk/desk-engine.ts";
import type { Engine } from "../../site/core/engine.ts";
import { newGoal } from "../../site/core/records.ts";
import type { Inbox } from "../../site/core/sharing/inbox.ts";
import type { ReceivedView } from "../../site/core/sharing/index.ts";
import { Double, engineOn, phone } from "./double.ts";

const PIN = "2580";
const swim = newGoal("2026-05-01", { title: "Swim" });

const titles = async (engine: Engine) => {
  await engine.sync();
  const views = (await engine.sharing("received")) as ReceivedView[];
  return views.map((one) => one.plain?.title);
};

/** A case manager's laptop. */
const laptop = (server: Double, fetch = server.device(), database = phone()) =>
  DeskEngine.begin({
    ...{ fetch, database, origin: "http://localhost" },
    ...{ automatic: false, channel: null },
  });

/** A desk with a good link to her; the link's record on each side. */
async function linkedDesk(
  server: Double,
  hers: Engine,
  on: Promise<Engine> = engineOn(server.device(), phone()),
) {
  const desk = await on;
  await desk.keep(PIN);
  const who = { name: "A. Example", organisation: "House of Tests" };
  const { id: theirs, code } = (await desk.sharing("invite", who)) as {
    id: string;
    code: string;
  };
  const mine = (await hers.sharing("accept", code)) as string;
  expect(await desk.sharing("meet", theirs)).toBe("yes");
  await hers.sharing("sameWords", mine, true);
  await desk.sharing("sameWords", theirs, true);
  return { desk, mine, theirs };
}

async function handing() {
  const server = new Double();
  const hers = await engineOn(server.device(), phone());
  await hers.keep(PIN);
  const [first, second] = [
    await linkedDesk(server, hers),
    await linkedDesk(server, hers),
  ];
  const record = await hers.save(null, swim);
  await hers.sharing("share", first.mine, [record], 0);
  await hers.sync();
  expect(await titles(first.desk)).toEqual(["Swim"]);
  return { server, hers, first, second, record };
}

test("a share that waits to be sent arrives, though another link of the same thing was ended meanwhile", async () => {
  const { hers, first, second, record } = await handing();
  await hers.sharing("share", second.mine, [record], 0);
  await hers.sharing("end", first.mine); // before the share went
  for (let n = 0; n < 3; n++) await hers.sync();
  expect(await titles(second.desk)).toEqual(["Swim"]);
  expect(await titles(first.desk)).toEqual([]);
});

test("who ends a link while a change of hers waits takes no other reader along", async () => {
  const { hers, first, second, record } = await handing();
  await hers.sharing("share", second.mine, [record], 0);
  await hers.sync();
  expect(await titles(second.desk)).toEqual(["Swim"]);
  await hers.save(record, { ...swim, title: "Swim well" });
  await first.desk.sharing("end", first.theirs);
  for (let n = 0; n < 3; n++) await hers.sync();
  expect(await titles(second.desk)).toEqual(["Swim well"]);
  expect(await titles(first.desk)).toEqual([]);
});

test("what a desk had to forget comes again where it may, and is on its disk no more meanwhile", async () => {
  const { first, hers, record } = await handing();
  const { book } = (
    first.desk as unknown as { phone: { book: { inbox(): Promise<Inbox> } } }
  ).phone;
  await (await book.inbox()).forget();
  const views = (await first.desk.sharing("received")) as ReceivedView[];
  expect(views).toEqual([]);
  expect(await titles(first.desk)).toEqual(["Swim"]);
  await hers.save(record, { ...swim, title: "Swim well" });
  await hers.sync();
  expect(await titles(first.desk)).toEqual(["Swim well"]);
});

test("a laptop whose words were changed elsewhere drops what was shared, from its disk too", async () => {
  const server = new Double();
  const hers = await engineOn(server.device(), phone());
  await hers.keep(PIN);
  const [fetch, database] = [server.device(), phone()];
  const { desk, mine } = await linkedDesk(
    server,
    hers,
    laptop(server, fetch, database),
  );
  const record = await hers.save(null, swim);
  await hers.sharing("share", mine, [record], 0);
  await hers.sync();
  expect(await titles(desk)).toEqual(["Swim"]);

  const other = await laptop(server);
  const opened = await other.openWithWords(await desk.words(), "1357");
  expect(opened).toEqual({ ok: true });
  await other.changePassphrase({
    handle: "amber-kettle-fern",
    passphrase: "wisdom turbine oval crate lilac dune",
  });
  await desk.sync();
  expect((await desk.status()).reach).toBe("signed-out");
  const held = async (engine: Engine) =>
    (await engine.sharing("received")) as ReceivedView[];
  await expect.poll(() => held(desk)).toEqual([]);
  const again = await laptop(server, fetch, database);
  expect(await again.unlock(PIN)).toMatchObject({ ok: true });
  expect(await held(again)).toEqual([]);
  expect(await titles(other)).toEqual(["Swim"]);
});
