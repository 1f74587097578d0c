/**
 * Which language is spoken: the phone's own until she chooses; kept on this phone alone, with the ordinary page, once
 * something is kept here. A language tells nothing, so it lies there in clear: the page before the lock is in it.
 */
import { keptPart, readKept } from "./front/kept.ts";
import { keepLanguage } from "./installed.ts";
import { language, languages, speak, type Language } from "./words.ts";

/** How long the first screen waits for what is kept, in milliseconds. */
const PATIENCE = 500;

/** Kept with the ordinary page; "" where all of that was just deleted. */
const chosen = keptPart<Language | "">("language", "");

const isLanguage = (tag: unknown): tag is Language => languages.some(([one]) => one === tag);

/** The first of the phone's languages that is spoken here, else English. */
export function phoneLanguage(tags: readonly string[] = navigator.languages): Language {
  return tags.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "en";
}

/** Speaks the language of this phone before anything is drawn: what was kept, else the phone's own. Never throws. */
export async function startLanguage(): Promise<void> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
  const kept = await Promise.race([readKept("language"), late]).catch(() => undefined);
  const first = isLanguage(kept) ? kept : phoneLanguage();
  chosen.set(first);
  // What was read too late for the first screen counts all the same.
  chosen.watch((next) => {
    if (next === "") chosen.set(language);
    else if (next !== language) void speak(next).catch(() => undefined);
  });
  await speak(first).catch(() => undefined);
}

/** Speaks `next` and keeps it where something is kept. Throws, and changes nothing, where its texts cannot be had. */
export async function chooseLanguage(next: Language): Promise<void> {
  if (next === language) return;
  await speak(next);
  chosen.set(next);
  keepLanguage(next);
}
