import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  conflictsOf,
  merge,
  sameContent,
  settled,
  valueAt,
} from "../../site/core/merge.ts";
import { between } from "../../site/core/order.ts";
import type { Plain, Step } from "../../site/core/records.ts";
import { isConflict } from "../../site/core/records.ts";

interface Case {
  name: string;
  base: Plain | null;
  mine: Plain;
  theirs: Plain;
  merged: Plain;
}

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/merge.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
};

describe("the frozen cases", () => {
  test.each(vectors.cases)("$name", ({ base, mine, theirs, merged }) => {
    expect(merge(base, mine, theirs)).toEqual(merged);
  });
});

// Properties, over goals that two devices changed at random. The seed is fixed so that a failure comes back.

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const hex = (n: number) => n.toString(16).padStart(32, "0");

function goal(pick: (below: number) => number): Plain {
  const steps: Step[] = [];
  for (let n = pick(5); n > 0; n--) {
    steps.push({
      id: hex(n),
      text: `step ${n}`,
      done_on: null,
      dropped: false,
      order: between(steps.at(-1)?.order ?? null, null),
    });
  }
  const signs = ["a", "b", "c"].slice(0, pick(4));
  return {
    type: "goal",
    v: 1,
    created: "2026-05-01",
    by: { d: 1 },
    title: "t",
    state: "active",
    steps,
    signs,
  };
}

/** One to six changes that this device makes; `who` keeps its ids and texts apart from the other's. */
function changed(
  from: Plain,
  who: number,
  pick: (below: number) => number,
): Plain {
  const next = structuredClone(from) as Plain & {
    steps: Step[];
    signs: string[];
  };
  for (let n = 1 + pick(6); n > 0; n--) {
    const step = next.steps[pick(Math.max(1, next.steps.length))];
    const action = pick(8);
    if (action === 0) next.title = `title ${pick(3)}`;
    else if (action === 1) next.state = ["active", "paused", "done"][pick(3)];
    else if (action === 2)
      next.steps.push({
        id: hex(who * 1000 + pick(900)),
        text: `new ${who}`,
        done_on: null,
        dropped: false,
        order: `W${who}`,
      });
    else if (action === 3 && step) step.text = `text ${pick(3)}`;
    else if (action === 4 && step) step.done_on = `2026-05-0${1 + pick(9)}`;
    else if (action === 5 && step)
      next.steps = next.steps.filter((one) => one !== step);
    else if (action === 6)
      next.signs = [...new Set([...next.signs, `s${pick(5)}`])];
    else if (action === 7) next.signs = next.signs.slice(1);
  }
  const ids = new Set<string>();
  next.steps = next.steps
    .filter((one) => !ids.has(one.id) && ids.add(one.id))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  next.by = { ...next.by, [`device${who}`]: 1 };
  return next;
}

/** The same record with the sides of each question in one order. */
function sidesSorted(value: unknown): unknown {
  if (isConflict(value))
    return {
      conflict: value.conflict.map((side) => JSON.stringify(side)).sort(),
    };
  if (Array.isArray(value)) return value.map(sidesSorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, sidesSorted(inner)]),
  );
}

describe.each(Array.from({ length: 300 }, (_, seed) => seed))(
  "two random changes (seed %i)",
  (seed) => {
    const pick = random(seed * 7919 + 1);
    const base = goal(pick);
    const mine = changed(base, 1, pick);
    const theirs = changed(base, 2, pick);
    const merged = merge(base, mine, theirs);
    const stepsOf = (plain: Plain) => plain.steps as Step[];

    test("merge alike on both devices, but for the order of the sides", () => {
      expect(sidesSorted(merge(base, theirs, mine))).toEqual(
        sidesSorted(merged),
      );
    });

    test("merging the outcome again changes nothing", () => {
      expect(merge(theirs, merged, theirs)).toEqual(merged);
      expect(merge(base, merged, merged)).toEqual(merged);
      expect(sameContent(merge(mine, mine, merged), merged)).toBe(true);
    });

    test("lose no step that either side added or changed", () => {
      for (const side of [mine, theirs]) {
        for (const step of stepsOf(side)) {
          const before = stepsOf(base).find((one) => one.id === step.id);
          if (JSON.stringify(before) === JSON.stringify(step)) continue;
          expect(stepsOf(merged).some((one) => one.id === step.id)).toBe(true);
        }
      }
    });

    test("lose no text that either side wrote", () => {
      const words = JSON.stringify(merged);
      for (const side of [mine, theirs]) {
        if (side.title !== base.title)
          expect(words).toContain(JSON.stringify(side.title));
        for (const step of stepsOf(side)) {
          const before = stepsOf(base).find((one) => one.id === step.id);
          if (before?.text !== step.text)
            expect(words).toContain(JSON.stringify(step.text));
        }
      }
    });

    test("bring back no step that one side deleted and the other left alone", () => {
      for (const step of stepsOf(base)) {
        const [m, t] = [mine, theirs].map((side) =>
          stepsOf(side).find((one) => one.id === step.id),
        );
        const alone = (one?: Step) =>
          one === undefined || JSON.stringify(one) === JSON.stringify(step);
        if ((m === undefined || t === undefined) && alone(m) && alone(t))
          expect(stepsOf(merged).some((one) => one.id === step.id)).toBe(false);
      }
    });
  },
);

describe("questions", () => {
  const steps = [{ id: hex(1), text: { conflict: ["x", "y"] }, order: "V" }];
  const open: Plain = {
    type: "goal",
    v: 1,
    created: "2026-05-01",
    by: {},
    title: { conflict: ["a", "b"] },
    steps,
  };

  test("are found in members and in the things of lists", () => {
    expect(conflictsOf(open)).toEqual(["title", `steps/${hex(1)}/text`]);
    expect(valueAt(open, `steps/${hex(1)}/text`)).toEqual({
      conflict: ["x", "y"],
    });
  });

  test("end one at a time, without touching the record they came from", () => {
    const one = settled(open, `steps/${hex(1)}/text`, "y");
    expect(conflictsOf(one)).toEqual(["title"]);
    expect(conflictsOf(settled(one, "title", "a"))).toEqual([]);
    expect(conflictsOf(open)).toHaveLength(2);
  });

  test("at a path that is not there change nothing", () => {
    expect(settled(open, "nothing", "x")).toBe(open);
    expect(settled(open, "title/1/2", "x")).toBe(open);
  });
});

test("records of two types are refused", () => {
  const head = { v: 1, created: "2026-05-01", by: {} };
  expect(() =>
    merge(null, { type: "goal", ...head }, { type: "note", ...head }),
  ).toThrow(RangeError);
});

test("a member named like one of every object's own is a member like any other", () => {
  const from = (json: string) =>
    JSON.parse(
      `{"type":"goal","v":1,"created":"2026-05-01","by":{}${json}}`,
    ) as Plain;
  const merged = merge(
    from(""),
    from(',"__proto__":{"a":1}'),
    from(',"constructor":2'),
  );
  expect(JSON.stringify(merged)).toContain('"__proto__":{"a":1}');
  expect(merged.constructor).toBe(2);
  expect(({} as { a?: number }).a).toBeUndefined();
});
