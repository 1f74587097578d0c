import { expect, test } from "vitest";
import { addWords, t } from "../../site/app/words.ts";

test("a text has its values filled in, and a missing text shows its key", () => {
  addWords({
    "x.greet": "Hello {name}",
    "x.count.one": "{n} step",
    "x.count.other": "{n} steps",
    "x.count.zero": "No steps",
  });
  expect(t("x.greet", { name: "you" })).toBe("Hello you");
  expect(t("x.count", { n: 0 })).toBe("No steps");
  expect(t("x.count", { n: 1 })).toBe("1 step");
  expect(t("x.count", { n: 2 })).toBe("2 steps");
  expect(t("x.none")).toBe("x.none");
});
