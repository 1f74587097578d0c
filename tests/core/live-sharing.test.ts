/** Links and shares against the double and against the real server: so that the double is no fiction here either. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import { newGoal } from "../../site/core/records.ts";
import type {
  LedgerLine,
  LinkView,
  Looked,
  ReceivedView,
} from "../../site/core/sharing/index.ts";
import { newSuggestion } from "../../site/core/sharing/messages.ts";
import { Double, engineOn, phone } from "./double.ts";
import { Live, type Served } from "./live.ts";

const PIN = "2580";
const TODAY = "2026-05-01";

let live: Live;
beforeAll(async () => {
  live = await Live.start();
});
afterAll(() => live.stop());

const received = async (engine: Engine) =>
  (await engine.sharing("received")) as ReceivedView[];
const titles = async (engine: Engine) =>
  (await received(engine)).map((one) => one.plain?.title);

describe.each([
  [
    "the double",
    (): Served =>
      Object.assign(new Double(), {
        duties: "We report danger to a child.",
        contact: "000 000",
      }),
  ],
  ["the real server", (): Served => live],
] as [string, () => Served][])("against %s", (_, served) => {
  async function linked() {
    const server = served();
    const { fetch, made } = await server.desk();
    const desk = await engineOn(fetch, phone());
    await desk.keep(PIN);
    await made();
    const hers = await engineOn(server.device(), phone());
    await hers.keep(PIN);
    const who = { name: "A. Example", organisation: "House of Tests" };
    const given = await desk.sharing("invite", who, 600);
    const { id: theirs, code } = given as { id: string; code: string };
    const looked = (await hers.sharing("look", code)) as Looked;
    expect(looked).toMatchObject({
      ok: true,
      invitation: {
        duties: "We report danger to a child.",
        contact: "000 000",
        listed: "House of Tests",
      },
    });
    const mine = (await hers.sharing("accept", code)) as string;
    expect(await hers.sharing("accept", code)).toBe(mine);
    expect(await desk.sharing("meet", theirs)).toBe("yes");
    expect(await hers.sharing("words", mine)).toEqual(
      await desk.sharing("words", theirs),
    );
    await hers.sharing("sameWords", mine, true);
    await desk.sharing("sameWords", theirs, true);
    const other = await engineOn(server.device(), phone());
    await other.keep(PIN);
    expect(await other.sharing("look", code)).toEqual({
      ok: false,
      why: "used",
    });
    return { server, desk, hers, mine, theirs };
  }

  test("a share arrives, follows, is told as delivered, stops and begins again", async () => {
    const { desk, hers, mine } = await linked();
    const id = await hers.save(null, newGoal(TODAY, { title: "Swim" }));
    await hers.sync();
    await hers.sharing("share", mine, [id], 0);
    await hers.sync();
    await desk.sync();
    expect(await titles(desk)).toEqual(["Swim"]);
    const swim = (await hers.items()).find((item) => item.id === id)!;
    await hers.save(id, { ...swim.plain, title: "Swim far" });
    await hers.sync();
    await desk.sync();
    expect(await titles(desk)).toEqual(["Swim far"]);
    await hers.log();
    const [line] = (await hers.sharing("ledger")) as LedgerLine[];
    expect(line!.delivered.map((one) => one.revision)).toEqual([2, 3]);
    await hers.sharing("stop", mine, [id]);
    await hers.sync();
    await desk.sync();
    expect(await received(desk)).toEqual([]);
    await hers.sharing("share", mine, [id], 0);
    await hers.sync();
    await desk.sync();
    expect(await titles(desk)).toEqual(["Swim far"]);
    expect((await hers.status()).unsent).toBe(0);
  });

  test("a suggestion comes the other way, and the end of the link takes both sides' things", async () => {
    const { desk, hers, mine, theirs } = await linked();
    const id = await hers.save(null, newGoal(TODAY, { title: "Swim" }));
    await hers.sharing("share", mine, [id], 0);
    const proposal = { title: "Walk" };
    await desk.sharing("send", theirs, newSuggestion(TODAY, { proposal }));
    for (const one of [desk, hers, desk]) await one.sync();
    expect((await received(hers)).map((one) => one.plain?.proposal)).toEqual([
      proposal,
    ]);
    expect(await titles(desk)).toEqual(["Swim"]);
    await desk.sharing("end", theirs);
    for (const one of [hers, desk]) await one.sync();
    expect(await received(desk)).toEqual([]);
    expect(await received(hers)).toEqual([]);
    const [link] = (await hers.sharing("links")) as LinkView[];
    expect(link).toMatchObject({ good: false, ended_by: "them" });
    expect((await hers.items()).map((item) => item.plain.title)).toEqual([
      "Swim",
    ]);
    expect((await hers.status()).unsent).toBe(0);
  });
});
