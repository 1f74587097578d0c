import { expect, test } from "vitest";
import { pushed } from "../../site/worker/pushed.ts";
import type { Told } from "../../site/core/kept.ts";

const told: Told = { cover: "", quiet: null, zone: "UTC", key: null, owner: "", expected: [], onlyDates: false };
const noon = new Date("2026-05-12T12:00:00Z");
const ofDate = { notification: { title: "A reminder", body: "x", tag: "t", data: { notice: "AAAA" } } };
const ofAccount = { notification: { ...ofDate.notification, data: { notice: null } } };
const options = async (payload: unknown, given: Partial<Told> | null = {}) =>
  (await pushed(() => payload, given && { ...told, ...given }, noon))[1];

test.each([
  ["a date", ofDate, false, false],
  ["a date, where only dates ring", ofDate, true, false],
  ["the account", ofAccount, false, false],
  ["the account, where only dates ring", ofAccount, true, true],
])("a push about %s rings as she chose", async (_, payload, onlyDates, silent) => {
  expect(await options(payload, { onlyDates })).toMatchObject({ silent, renotify: !silent });
});

test("nothing rings in quiet hours, a date neither", async () => {
  expect((await options(ofDate, { quiet: { from: "11:00", to: "13:00" } })).silent).toBe(true);
  expect((await options(ofDate, { quiet: { from: "13:00", to: "11:00" } })).silent).toBe(false);
});

test("what an older app left, or nothing at all, lets everything ring", async () => {
  const { onlyDates: _, ...older } = told;
  expect((await pushed(() => ofAccount, older, noon))[1].silent).toBe(false);
  expect((await options(ofAccount, null)).silent).toBe(false);
});

test("what shows silently never asks to ring again: browsers refuse that", async () => {
  for (const onlyDates of [true, false])
    for (const payload of [ofDate, ofAccount, "", null]) {
      const { silent, renotify } = await options(payload, { onlyDates });
      expect(silent && renotify).toBe(false);
    }
});
