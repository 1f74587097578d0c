/** One side of a question, and what it is about, in plain words. */
import { valueAt } from "../../core/merge.ts";
import { goalOf, isConflict, isObject, type Plain, type Repeat, type Start } from "../../core/records.ts";
import { fullDay, startWords } from "../../core/when.ts";
import { named } from "../daybook/hers.ts";
import { areaName } from "../goals/areas.ts";
import { items, now } from "../state.ts";
import { language, t } from "../words.ts";
import "../milestones/milestone-texts.ts";

/** The sides at `path`, this phone's first; none where the question has ended. */
export function sidesAt(plain: Plain, path: string): unknown[] {
  const value = valueAt(plain, path);
  return isConflict(value) ? value.conflict : [];
}

/** What a record is called. */
export function titleOf(plain: Plain): string {
  return goalOf(plain).title || t(`type.${plain.type}`);
}

/** What the member at `path` is called. */
export function memberWords(path: string): string {
  const name = path.split("/").at(-1)!;
  if (path.startsWith("numbers/") && name === "value") return t("reference.value");
  const text = t(`member.${name}`);
  return text === `member.${name}` ? t("member.other") : text;
}

/** A value as she would read it. */
export function sideWords(plain: Plain, path: string, value: unknown): string {
  const name = path.split("/").at(-1)!;
  if (name === "start" && isObject(value) && typeof value.date === "string") {
    return value.date === "" ? t("dates.no-day") : startWords(value as unknown as Start, now(), language);
  }
  if (name === "repeat" && isObject(value)) return t(`repeat.${(value as unknown as Repeat).every}`);
  if (name === "value" && plain.type === "mood") return t(`mood.${String(value)}`);
  if (name === "minutes" && typeof value === "number") return t("dates.minutes", { n: value });
  if (name === "area") return areaName(String(value));
  if (name === "kind" || name === "track") {
    return path.includes("/") ? named("need", String(value)) : named(name, String(value));
  }
  if (name === "certificate" && typeof value === "string") return pictureWords(value);
  if (name === "state") return stateWords(plain, path, String(value));
  if (typeof value === "boolean") return t(value ? "questions.yes" : "questions.no");
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return fullDay(value, language, true);
  if (value === null || value === "") return t("questions.nothing");
  if (typeof value === "string" || typeof value === "number") return String(value);
  return JSON.stringify(value);
}

/** A picture by the day it was made: two phones may have put another one. */
function pictureWords(id: string): string {
  const found = items.get().find((item) => item.id === id);
  return found ? t("photo.of", { day: fullDay(found.plain.created, language, true) }) : t("photo.gone");
}

function stateWords(plain: Plain, path: string, state: string): string {
  if (path.includes("/")) return named("need.is", state).replace(/^need\.is\./, "");
  const prefix = plain.type === "goal" ? "goals.is-" : "dates.is-";
  const text = t(prefix + state);
  return text === prefix + state ? state : text;
}
