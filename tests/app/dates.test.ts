import { describe, expect, test } from "vitest";
import { directionOf, languageName } from "../../site/app/dates/languages.ts";
import { longestWord, sizeOf } from "../../site/app/dates/size.ts";
import { ASK, BRING, forKind } from "../../site/core/meetings.ts";
import { KINDS } from "../../site/core/tracks.ts";
import meeting from "../../site/locales/en/meeting.json";
import daybook from "../../site/locales/en/daybook.json";
import ready from "../../site/locales/show.json";

const texts: Record<string, string> = { ...meeting, ...daybook };

describe("every kind of meeting", () => {
  test.each(KINDS)("%s has a name, things to bring and questions, each with its text", (kind) => {
    expect(texts[`kind.${kind}`]).toBeTruthy();
    for (const name of forKind(BRING, kind)) expect(texts[`bring.${name}`]).toBeTruthy();
    for (const name of ASK[kind] ?? []) expect(texts[`ask.${kind}.${name}`]).toMatch(/\?$/);
    expect(forKind(ASK, kind).length).toBeGreaterThan(2);
    expect(forKind(BRING, kind).length).toBeGreaterThan(1);
  });

  test("that is not known, or is called like a member of every object, has the usual list", () => {
    for (const kind of ["dream", "constructor", "__proto__"]) expect(forKind(ASK, kind)).toEqual(ASK.other);
  });

  test("asks each question once", () => {
    for (const [kind, names] of Object.entries(ASK)) {
      const asked = names.map((name) => texts[`ask.${kind}.${name}`]);
      expect(new Set(asked).size).toBe(names.length);
    }
  });
});

describe("ready cards", () => {
  test("say the same three things in every language, and only English counts as looked at", () => {
    const { languages } = ready;
    for (const texts of Object.values(languages)) {
      expect(Object.keys(texts).sort()).toEqual(["interpreter", "read", "reviewed", "write"]);
      for (const text of [texts.interpreter, texts.read, texts.write]) expect(text.trim()).not.toBe("");
    }
    expect(Object.entries(languages).filter(([, one]) => one.reviewed).map(([tag]) => tag)).toEqual(["en"]);
  });
});

describe("the direction of a card", () => {
  test.each([
    ["ar", "أحتاج إلى مترجم", "rtl"],
    ["fa", "سلام", "rtl"],
    ["he", "12 רחוב", "rtl"],
    ["ar-EG", "Miller بيت", "rtl"],
    ["ar", "Long Lane 4", "auto"],
    ["en", "Long Lane 4", "auto"],
    ["", "شارع", "auto"],
  ])("in %j of %j is %s", (language, text, direction) => {
    expect(directionOf(language, text)).toBe(direction);
  });
});

test("a language is called as it calls itself, and what is none by its tag", () => {
  expect(languageName("fr")).toBe("Français");
  expect(languageName("ar")).toBe("العربية");
  expect(languageName("not a language")).toBe("not a language");
});

test("short cards are shown larger, and the longest word is what has to fit", () => {
  expect([10, 50, 120, 400].map((n) => sizeOf("x".repeat(n)))).toEqual([0, 1, 2, 3]);
  expect(longestWord("I need an interpreter")).toBe(11);
  expect(longestWord("")).toBe(1);
});
