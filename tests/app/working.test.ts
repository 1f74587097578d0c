import { describe, expect, test } from "vitest";
import { judge, testedBy, type Found } from "../../site/app/more/working.ts";
import working from "../../site/locales/en/reminding.json";

const now = 1_780_000_000;
const well: Found = {
  phone: "on",
  reach: "online",
  unsent: 0,
  pausedUntil: 0,
  quiet: null,
  time: "14:00",
  clockAhead: 3,
  onlyDates: false,
  next: now + 3600,
  now,
};
const lines = (given: Partial<Found> = {}) => judge({ ...well, ...given });
const line = (given: Partial<Found>, name: string) => lines(given).find((one) => one.name === name);

test("where all is well every line says so", () => {
  expect(lines().map((one) => [one.name, one.tone])).toEqual([
    ["on", "good"],
    ["online", "good"],
    ["clock-good", "good"],
    ["next", "good"],
  ]);
});

describe("what keeps a reminder from coming is named first, with a way on", () => {
  test.each([
    [{ phone: "in-app" }, "in-app", undefined],
    [{ phone: "install" }, "install", "install"],
    [{ phone: "none" }, "none", undefined],
    [{ phone: "blocked" }, "blocked", "unblock"],
    [{ phone: "ask" }, "ask", "turn-on"],
    [{ phone: "off" }, "off", "turn-on"],
  ] as [Partial<Found>, string, string | undefined][])("%j: %s", (given, name, way) => {
    expect(lines(given)[0]).toEqual({ name, tone: "look", ...(way ? { way } : {}) });
  });

  test.each([
    [{ reach: "offline" }, "no-network", undefined],
    [{ reach: "busy" }, "silent", undefined],
    [{ reach: "unknown" }, "silent", undefined],
    [{ reach: "signed-out" }, "signed-out", "sign-in"],
    [{ reach: "old-client" }, "old", "reload"],
  ] as [Partial<Found>, string, string | undefined][])("%j: %s", (given, name, way) => {
    expect(line(given, name)).toEqual({ name, tone: "look", ...(way ? { way } : {}) });
    expect(line(given, "online")).toBeUndefined();
  });

  test("what is not sent can be sent where there is a network", () => {
    expect(line({ unsent: 2 }, "unsent")).toMatchObject({ tone: "look", values: { n: 2 }, way: "send" });
    expect(line({ unsent: 2, reach: "offline" }, "unsent")?.way).toBeUndefined();
  });
});

describe("what she set herself is said, so that it is not taken for a fault", () => {
  test("a pause can be ended here, and one that is over is not told", () => {
    expect(line({ pausedUntil: now + 86_400 }, "paused")).toMatchObject({ way: "end-pause" });
    expect(line({ pausedUntil: now + 365 * 86_400 }, "paused-long")).toMatchObject({ way: "end-pause" });
    expect(lines({ pausedUntil: now - 1 })).toHaveLength(4);
  });

  test.each([
    ["22:00", "07:00", "23:30", "quiet-now"],
    ["22:00", "07:00", "06:59", "quiet-now"],
    ["22:00", "07:00", "07:00", "quiet"],
    ["13:00", "15:00", "14:00", "quiet-now"],
    ["13:00", "15:00", "15:00", "quiet"],
  ])("quiet hours from %s to %s at %s: %s", (from, to, time, name) => {
    expect(line({ quiet: { from, to }, time }, name)).toMatchObject({ tone: "note", values: { from, to } });
  });

  test("and so is that only dates ring, and that no date ahead has a reminder", () => {
    expect(line({ onlyDates: true }, "only-dates")?.tone).toBe("note");
    expect(line({ next: null }, "few")?.tone).toBe("note");
  });
});

test("when the next one comes is not said where it would not come", () => {
  expect(line({ phone: "off" }, "next")).toBeUndefined();
  expect(line({ pausedUntil: now + 7200 }, "next")).toBeUndefined();
  expect(line({ pausedUntil: now + 1800 }, "next")?.tone).toBe("good");
});

test("a clock that is minutes wrong is told, before or behind", () => {
  expect(line({ clockAhead: 300 }, "clock")?.values).toEqual({ n: 5 });
  expect(line({ clockAhead: -7200 }, "clock")?.values).toEqual({ n: 120 });
  expect(line({ clockAhead: 60 }, "clock")).toBeUndefined();
});

test.each([
  [201, "delivered", "sent"],
  [null, "off", "server-off"],
  [null, "no-subscription", "again"],
  [410, "gone", "again"],
  [503, "retry", "no-answer"],
  [null, "unreachable", "no-answer"],
  [403, "refused", "refused"],
  [null, "a reason of a newer server", "no-answer"],
  [null, "constructor", "no-answer"],
])("a test answered %j, %s is %s", (status, reason, said) => {
  expect(testedBy({ status, reason })).toBe(said);
});

test("every line has its text", () => {
  const texts: Record<string, string> = working;
  const all = (["in-app", "install", "none", "blocked", "ask", "off", "on"] as const).flatMap((phone) =>
    (["online", "offline", "signed-out", "old-client", "busy"] as const).flatMap((reach) =>
      lines({ phone, reach, unsent: 1, pausedUntil: now + 1, quiet: { from: "13:00", to: "15:00" }, onlyDates: true, next: null, clockAhead: 999 }),
    ),
  );
  for (const { name } of all) expect(texts[`working.${name}`] ?? texts[`working.${name}.one`]).toBeTruthy();
});
