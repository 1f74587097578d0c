import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  everyCountry,
  guessCountry,
  lookedUnder,
} from "../../site/app/numbers/country.ts";
import {
  bareOf,
  linesIn,
  readNumbers,
  saidOf,
} from "../../site/vite/numbers.ts";

const file = readFileSync(
  new URL("../../content/helplines.yml", import.meta.url),
  "utf8",
);
const today = "2026-12-01";

const entry = (members: string) => `
countries: {XA: Somewhere, XB: Elsewhere}
emergency:
  - {country: XA, phone: "123", languages: null, sources: [S1], status: official, seen: 2026-11-24, confirmed_by_call: null}
  - {country: XB, phone: "456", languages: null, sources: [S1], status: secondary, seen: 2026-11-24, confirmed_by_call: null}
helplines:
  - {id: xa, country: XA, name: A line, phone: "1", text: null, who: charity, for: survivor, helps: Anyone., hours: null,
     languages: null, cost: null, note: null, sources: [S1], status: official, seen: 2026-11-24, confirmed_by_call: null${members}}
`;

describe("the numbers to call", () => {
  test("of the police and of immigration are never among the lines for her", () => {
    const { lines } = readNumbers(file, today);
    const all = Object.values(lines).flat();
    expect(all.length).toBeGreaterThan(5);
    expect(
      all.filter(
        ({ who }) => !["charity", "government", "other"].includes(who),
      ),
    ).toEqual([]);
    expect(JSON.stringify(all)).not.toMatch(/HSI|Federal Police/);
    expect(() =>
      readNumbers(entry(", who: police").replace("who: charity, ", ""), today),
    ).toThrow("police");
  });

  test("before the lock are emergency numbers with an official source, and no word that tells", () => {
    const { emergency } = readNumbers(entry(""), today);
    expect(emergency.map(({ code, phone }) => [code, phone])).toEqual([
      ["XA", "123"],
      ["XB", null],
    ]);
    expect(() =>
      readNumbers(entry("").replace("Somewhere", "Safety"), today),
    ).toThrow("Safety");
  });

  test("come without their texts, and say which of them there are", () => {
    const { lines } = readNumbers(file, today);
    const bare = bareOf(lines);
    for (const [country, all] of Object.entries(lines))
      for (const [n, line] of all.entries()) {
        const one = bare[country]![n]!;
        expect(one.said).toContain("helps");
        expect(one.said.includes("cost")).toBe(line.cost !== null);
        expect(JSON.stringify(one)).not.toContain(line.helps);
      }
  });

  test("stop the build when they were not seen for a year", () => {
    expect(() => readNumbers(entry(""), "2027-11-24")).not.toThrow();
    expect(() => readNumbers(entry(""), "2027-11-25")).toThrow("look again");
  });
});

describe("what is said of a line", () => {
  const folder = (path: string) =>
    new URL(`../../${path}`, import.meta.url).pathname;
  const { lines } = readNumbers(file, today);
  const english = saidOf(lines);

  test.each(["es", "fr", "ar"])(
    "is there in %s, with the figures of the English",
    (language) => {
      const own = linesIn(
        language,
        folder("content/helplines.yml"),
        folder("site/theme/words"),
      );
      expect(Object.keys(own)).toEqual(Object.keys(english));
      expect(Object.keys(own).length).toBeGreaterThan(50);
      const figures = (text: string) => text.match(/\d+/g) ?? [];
      for (const [key, text] of Object.entries(own)) {
        expect(text).not.toBe(english[key]);
        expect(figures(text)).toEqual(figures(english[key]!));
      }
    },
  );

  test("is named by the line and the field, and left out where it is not known", () => {
    expect(english["line.us-national.hours"]).toBe("Day and night");
    expect(english["line.us-domestic-violence.hours"]).toBeUndefined();
    expect(
      Object.keys(english).filter((key) => key.startsWith("line.us-hsi")),
    ).toEqual([]);
  });

  test("stops the build when it has no translation", () => {
    expect(() => saidOf(lines, { Free: "Gratis" })).toThrow(
      "is not translated",
    );
  });
});

describe("the country", () => {
  const codes = ["US", "CA", "EU", "IT", "GB"];

  test.each([
    ["Europe/Rome", "IT"],
    ["Europe/Berlin", "DE"],
    ["America/Toronto", "CA"],
    ["America/Chicago", "US"],
    ["Asia/Tokyo", ""],
    ["UTC", ""],
  ])("is guessed from the clock of %s as %s", (zone, code) => {
    expect(guessCountry(codes, zone)).toBe(code);
  });

  test.each(["en", "es", "fr", "ar"])(
    "is chosen among all countries, by name, in %s: a short list would tell",
    (locale) => {
      const all = everyCountry(locale);
      const codes = all.map(([code]) => code);
      expect(all.length).toBeGreaterThan(190);
      expect(new Set(codes).size).toBe(all.length);
      expect(codes).toEqual(expect.arrayContaining(["JP", "NG", "DE", "XK"]));
      expect(codes).not.toContain("EU");
      expect(codes).not.toContain("ZZ");
      const names = all.map(([, name]) => name);
      expect(names).toEqual(
        [...names].sort((a, b) => a.localeCompare(b, locale)),
      );
    },
  );

  test("falls back on the Union's number where it belongs to it", () => {
    expect(lookedUnder("IT")).toEqual(["IT", "EU"]);
    expect(lookedUnder("GB")).toEqual(["GB"]);
  });
});
