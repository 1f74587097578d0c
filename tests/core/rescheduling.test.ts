/** Every change sets the reminders of the sealed write anew, so that the server sends what she wants now and no more. */
import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../site/core/engine.ts";
import { newAppointment, newDeadline, newSettings, type Plain } from "../../site/core/records.ts";
import { addDays } from "../../site/core/when.ts";
import { Double, engineOn, phone } from "./double.ts";

const QUARTER = 900;
const today = new Date().toISOString().slice(0, 10);
const soon = addDays(today, 10);
const at = (date: string, time: string) => Date.parse(`${date}T${time}:00Z`) / 1000;
const start = (date: string, time = "14:00") => ({ date, time, zone: "UTC" });

async function daybook() {
  const server = new Double();
  const engine = await engineOn(server.device(), phone());
  await engine.keep("2580");
  const put = async (id: string | null, plain: Plain) => {
    const saved = await engine.save(id, plain);
    await engine.sync();
    return saved;
  };
  const told = (id: string) => server.account().records.get(id)!.reminders.map((one) => one.at);
  const revision = (id: string) => server.account().records.get(id)!.revision;
  return { server, engine, put, told, revision };
}

const plainOf = async (engine: Engine, id: string): Promise<Plain> =>
  (await engine.items()).find((item) => item.id === id)!.plain;

/** Each within the quarters by which it may go out earlier. */
function expectAbout(found: number[], wanted: number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [n, instant] of wanted.entries()) {
    expect(found[n]! % QUARTER).toBe(0);
    expect(found[n]).toBeLessThanOrEqual(instant);
    expect(found[n]).toBeGreaterThan(instant - 3 * QUARTER);
  }
}

describe("an appointment", () => {
  const made = () => newAppointment(today, { title: "x", start: start(soon), lead_times: [1440, 120] });
  const first = [at(addDays(soon, -1), "14:00"), at(soon, "12:00")];

  test("that is moved to another day is told for that day only", async () => {
    const { engine, put, told } = await daybook();
    const id = await put(null, made());
    expectAbout(told(id), first);
    await put(id, { ...(await plainOf(engine, id)), start: start(addDays(soon, 3), "09:00") });
    expectAbout(told(id), [at(addDays(soon, 2), "09:00"), at(addDays(soon, 3), "07:00")]);
  });

  test.each([
    ["moved with no new day yet", { state: "moved" }],
    ["off", { state: "off" }],
    ["without lead times", { lead_times: [] }],
    ["without a known time", { start: start(soon, "") }],
  ])("that is %s is told no more, and again once it is as before", async (_, members) => {
    const { engine, put, told } = await daybook();
    const id = await put(null, made());
    const before = await plainOf(engine, id);
    await put(id, { ...before, ...members });
    expect(told(id)).toEqual([]);
    const { state, lead_times, start: then } = before;
    await put(id, { ...(await plainOf(engine, id)), state, lead_times, start: then });
    expectAbout(told(id), first);
  });

  test("with other lead times is told at those", async () => {
    const { engine, put, told } = await daybook();
    const id = await put(null, made());
    await put(id, { ...(await plainOf(engine, id)), lead_times: [30, 10_080] });
    expectAbout(told(id), [at(addDays(soon, -7), "14:00"), at(soon, "13:30")]);
  });

  test("that is deleted is told no more", async () => {
    const { engine, put, told } = await daybook();
    const id = await put(null, made());
    await engine.remove(id);
    await engine.sync();
    expect(told(id)).toEqual([]);
  });

  test("of every week is not told for a day left out, and is again when that is taken back", async () => {
    const { engine, put, told } = await daybook();
    const id = await put(null, { ...made(), repeat: { every: "weekly", until: addDays(soon, 14) }, lead_times: [60] });
    const all = [0, 7, 14].map((days) => at(addDays(soon, days), "13:00"));
    expectAbout(told(id), all);
    await put(id, { ...(await plainOf(engine, id)), skips: [addDays(soon, 7)] });
    expectAbout(told(id), [all[0]!, all[2]!]);
    await put(id, { ...(await plainOf(engine, id)), skips: [] });
    expectAbout(told(id), all);
  });
});

test("a deadline is told as long before as she chose, and not once it is done", async () => {
  const { engine, put, told } = await daybook();
  const day = addDays(today, 50);
  const id = await put(null, newDeadline(today, { title: "x", day }));
  // Without settings it is meant in this phone's zone.
  const nine = (days: number) => Math.floor(new Date(`${addDays(day, -days)}T09:00:00`).getTime() / 1000);
  expectAbout(told(id), [30, 14, 3].map(nine));
  await put(id, { ...(await plainOf(engine, id)), lead_days: [3, 1] });
  expectAbout(told(id), [3, 1].map(nine));
  await put(id, { ...(await plainOf(engine, id)), state: "done" });
  expect(told(id)).toEqual([]);
});

test("quiet hours and another zone set anew what they move, and leave alone what they do not", async () => {
  const { engine, put, told, revision } = await daybook();
  const settings = await put(null, newSettings(today, { zone: "UTC" }));
  const early = await put(null, newAppointment(today, { title: "x", start: start(soon, "08:00"), lead_times: [120] }));
  const noon = await put(null, newAppointment(today, { title: "y", start: start(soon, "15:00"), lead_times: [120] }));
  expectAbout(told(early), [at(soon, "06:00")]);
  const before = revision(noon);
  await put(settings, { ...(await plainOf(engine, settings)), quiet: { from: "22:00", to: "07:00" } });
  expectAbout(told(early), [at(addDays(soon, -1), "21:59")]);
  expect(revision(noon)).toBe(before);
  await put(settings, { ...(await plainOf(engine, settings)), zone: "Asia/Tokyo" });
  // 22:00 to 7:00 in Tokyo is 13:00 to 22:00 in UTC: the early one is free of it, the other is not.
  expectAbout(told(early), [at(soon, "06:00")]);
  expectAbout(told(noon), [at(soon, "12:59")]);
  await put(settings, { ...(await plainOf(engine, settings)), quiet: null });
  expectAbout(told(noon), [at(soon, "13:00")]);
});

test("what has passed is never set again, so that nothing bursts after a long silence", async () => {
  let now = Date.now();
  const server = new Double();
  const engine = await engineOn(server.device(), phone(), { now: () => now });
  await engine.keep("2580");
  const id = await engine.save(
    null,
    newAppointment(today, {
      title: "x",
      start: start(today, "09:00"),
      repeat: { every: "weekly", until: null },
      lead_times: [60, 120, 1440],
    }),
  );
  now += 21 * 86_400_000;
  await engine.save(id, { ...(await plainOf(engine, id)), place: "y" });
  // The clock of the double is the real one: what counts here is the write that was queued last.
  await engine.sync();
  const { reminders } = server.account().records.get(id)!;
  expect(reminders.length).toBeGreaterThan(0);
  for (const one of reminders) expect(one.at).toBeGreaterThan(now / 1000 - 3 * QUARTER);
});
