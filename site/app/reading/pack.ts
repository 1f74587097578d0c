/** The public pages as one file of texts: fetched when she wants to read, kept on this phone only where she says so. */
import { language } from "../words.ts";

/** A piece of a block: text, or text that leads to another page of the pack (or nowhere, where `to` is null). */
export type Part = string | { t: string; to: string | null };
export type Block = [kind: "h2" | "h3" | "p" | "li" | "step" | "dt" | "dd", ...parts: Part[]];

export interface Page {
  page: string;
  language: string;
  heading: string;
  summary: string;
  reviewed: string;
  read_by: string | null;
  goal: number | null;
  blocks: Block[];
}

export interface Line {
  name: string;
  phone: string | null;
}

export interface Pack {
  version: number;
  direction: "ltr" | "rtl";
  words: Record<string, string>;
  numbers: { name: string; emergency: string | null; lines: Line[] }[];
  pages: Page[];
}

const KEPT = "pages";
const address = (): string => `${import.meta.env.BASE_URL}packs/${language}.json`;

/** What she may need first stands first; within a part the pages keep their order. */
const ORDER = ["get-help-now/", "rights/", "recover/", "rescue/", "countries/", "use-this-site-safely/", "prevent/"];

function placeOf({ page }: Page): number {
  const place = ORDER.findIndex((part) => page.startsWith(part));
  return place < 0 ? ORDER.length : place;
}

/** Whether the pages lie on this phone. */
export const arePagesKept = (): Promise<boolean> => caches.has(KEPT);

/** The pages: those on this phone, else fetched, without leaving them in the browser's cache. Throws without either. */
export async function loadPack(): Promise<Pack> {
  const kept = (await arePagesKept()) ? await (await caches.open(KEPT)).match(address()) : undefined;
  // Kept in another language: those of this one take their place.
  if (!kept && (await arePagesKept())) await keepPages();
  const answer = kept ?? (await fetch(address(), { cache: "no-store" }));
  if (!answer.ok) throw new Error("the pages are not there");
  const pack = (await answer.json()) as Pack;
  if (pack.version !== 1) throw new Error("pages of another version");
  return { ...pack, pages: [...pack.pages].sort((one, other) => placeOf(one) - placeOf(other)) };
}

/** Keeps the pages on this phone for reading without a network. */
export async function keepPages(): Promise<void> {
  const answer = await fetch(address(), { cache: "no-store" });
  if (!answer.ok) throw new Error("the pages are not there");
  await (await caches.open(KEPT)).put(address(), answer);
}

/** Takes the pages off this phone. */
export async function dropPages(): Promise<void> {
  await caches.delete(KEPT);
}

export const textOf = (part: Part): string => (typeof part === "string" ? part : part.t);

/** Pages in which every word of `wanted` stands, those with one in their heading first. */
export function search(pages: Page[], wanted: string): Page[] {
  const words = wanted.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  if (words.length === 0) return pages;
  const has = (text: string) => words.every((word) => text.toLocaleLowerCase(language).includes(word));
  const inHeading = (page: Page) => words.some((word) => page.heading.toLocaleLowerCase(language).includes(word));
  const found = pages.filter((page) => {
    const blocks = page.blocks.map(([, ...parts]) => parts.map(textOf).join(""));
    return has([page.heading, page.summary, ...blocks].join(" "));
  });
  return [...found.filter(inHeading), ...found.filter((page) => !inHeading(page))];
}
