import { describe, expect, test } from "vitest";
import goals from "../../site/locales/en/milestones.json";
import words from "../../site/locales/en/templates.json";
import { PATHS, pathOf } from "../../site/core/paths.ts";
import { TEMPLATES, templateOf } from "../../site/core/templates.ts";
import { AREAS, TRACKS } from "../../site/core/tracks.ts";

const texts: Record<string, string> = { ...goals, ...words };

describe.each(TEMPLATES)("goal template $number", ({ number, area, steps }) => {
  test("has a title, three to seven steps, each with a text, and an area", () => {
    expect(AREAS).toContain(area);
    expect(steps).toBeGreaterThanOrEqual(3);
    expect(steps).toBeLessThanOrEqual(7);
    const keys = [
      `template.${number}`,
      ...Array.from({ length: steps }, (_, n) => `template.${number}.${n + 1}`),
    ];
    for (const key of keys) expect(texts[key], key).toBeTruthy();
    expect(texts[`template.${number}.${steps + 1}`]).toBeUndefined();
    expect(templateOf(number)?.number).toBe(number);
  });
});

test("no text stands there for a template that is none", () => {
  const numbers = Object.keys(words).flatMap(
    (key) => /^template\.(\d+)/.exec(key)?.[1] ?? [],
  );
  expect([...new Set(numbers.map(Number))].sort((a, b) => a - b)).toEqual(
    TEMPLATES.map((one) => one.number),
  );
  for (const none of [0, -1, 1.5, 99, 9999, NaN])
    expect(templateOf(none)).toBeNull();
});

test("each path has a title and a text for every stage, on a track that records know", () => {
  expect(PATHS.length).toBeGreaterThanOrEqual(8);
  for (const { name, track, stages } of PATHS) {
    expect(TRACKS).toContain(track);
    expect(texts[`path.${name}`]).toBeTruthy();
    expect(
      Object.keys(goals).filter((key) => key.startsWith(`stage.${name}.`))
        .length,
    ).toBe(stages.length);
    for (const stage of stages)
      expect(texts[`stage.${name}.${stage}`], stage).toBeTruthy();
  }
});

test("a milestone of an older client follows the first path of its track, one of none follows none", () => {
  expect(pathOf({ template: "training", track: "work" })?.name).toBe(
    "training",
  );
  expect(pathOf({ template: null, track: "papers" })?.name).toBe("papers");
  expect(pathOf({ template: "made later", track: "money" })?.name).toBe(
    "account",
  );
  expect(pathOf({ template: null, track: "other" })).toBeNull();
});

test("no text hurries, begs or cheers", () => {
  for (const [key, text] of Object.entries(texts))
    expect(text, key).not.toMatch(/!|please|\boops\b|victim|streak/i);
});
