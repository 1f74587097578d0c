import { describe, expect, test } from "vitest";
import {
  atEnd,
  between,
  byOrder,
  moved,
  spaced,
  type Ordered,
} from "../../site/core/order.ts";

const things = (...orders: string[]): Ordered[] =>
  orders.map((order, n) => ({ id: String(n).padStart(32, "0"), order }));
const ids = (all: Ordered[]) =>
  [...all].sort(byOrder).map((one) => Number(one.id));

describe("a key between two others", () => {
  test.each([
    [null, null],
    [null, "1"],
    [null, "01"],
    ["z", null],
    ["zz", null],
    ["V", "W"],
    ["V", "V1"],
    ["V", "V01"],
    ["1", "2"],
    ["1z", "2"],
  ])("sorts between %s and %s and does not end in 0", (before, after) => {
    const key = between(before, after);
    if (before !== null) expect(key > before).toBe(true);
    if (after !== null) expect(key < after).toBe(true);
    expect(key.endsWith("0")).toBe(false);
  });

  test.each([
    ["V", "V"],
    ["W", "V"],
    ["V0", "W"],
    ["", "W"],
    ["ä", "W"],
  ])("is refused between %s and %s", (before, after) => {
    expect(() => between(before, after)).toThrow(RangeError);
  });

  test("always finds room: five hundred insertions at one place stay in order", () => {
    let [low, high] = ["V", "W"];
    for (let n = 0; n < 500; n++) {
      const key = between(low, high);
      expect(key > low && key < high).toBe(true);
      if (n % 2) low = key;
      else high = key;
    }
  });

  test("takes one character for some thirty things added at the end or the start", () => {
    let [last, first] = [between(null, null), between(null, null)];
    for (let n = 0; n < 1000; n++) {
      last = between(last, null);
      first = between(null, first);
    }
    expect(last.length).toBeLessThan(40);
    expect(first.length).toBeLessThan(40);
  });
});

describe("moving a thing", () => {
  test("puts it at the place and gives no other a new key", () => {
    const all = things(...spaced(5));
    for (let from = 0; from < 5; from++)
      for (let to = 0; to < 5; to++) {
        const next = moved(all, all[from]!.id, to);
        expect(ids(next).indexOf(from)).toBe(to);
        expect(
          next.filter(
            (one) => one.order !== all.find((old) => old.id === one.id)!.order,
          ).length,
        ).toBeLessThan(2);
      }
  });

  test("between neighbours that two devices gave one key spaces all anew", () => {
    expect(
      ids(moved(things("V", "V", "W"), things("V", "V", "W")[2]!.id, 1)),
    ).toEqual([0, 2, 1]);
  });

  test("with keys from a client that writes others spaces all anew", () => {
    expect(
      ids(moved(things("", "ß", "0"), things("", "", "")[0]!.id, 2)).at(-1),
    ).toBe(0);
  });

  test("past either end stops there, and an unknown id moves nothing", () => {
    const all = things(...spaced(3));
    expect(ids(moved(all, all[0]!.id, 99))).toEqual([1, 2, 0]);
    expect(ids(moved(all, all[2]!.id, -1))).toEqual([2, 0, 1]);
    expect(moved(all, "nobody", 0)).toEqual(all);
  });
});

test("one more thing comes last", () => {
  expect(atEnd([])).toBe(between(null, null));
  expect(atEnd(things("V", "X", "W")) > "X").toBe(true);
});
