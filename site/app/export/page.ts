/** A readable copy as one page that needs nothing else: no script, no address, pictures inside. */
import type { Item } from "../../core/keeper.ts";
import { isConflict, isObject, photoOf, type Plain } from "../../core/records.ts";
import { dayInWords } from "../account/when.ts";
import { directionOf, language, t } from "../words.ts";
import { wholeOf, type Photos } from "./data.ts";

/** The types in the order in which they stand; any other comes last. Settings are no text of hers. */
const TYPES = ["appointment", "deadline", "goal", "milestone", "photo", "note", "plan", "contact", "card", "mood"];
const LEFT_OUT = ["settings", "suggestion"];
/** Members that tell a reader nothing: for programs, or said elsewhere. */
const SILENT = new Set(
  "type v created by id order title template from media_type bytes certificate about lead_times lead_days track role"
    .concat(" repeat language plan_today dropped zone")
    .split(" "),
);
/** Where the words for a member's values stand. */
const VALUES: Record<string, string> = { area: "area.", kind: "kind.", value: "mood.", state: "export.state-" };
const STYLE =
  "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1rem}" +
  "article{border-block-start:1px solid #999;padding-block:.5rem;break-inside:avoid}" +
  "dt{color:#555}dd{margin:0 0 .5rem;white-space:pre-wrap}img{max-width:100%}";

/** The text of the page, in parts. */
export async function* pageOf(items: Item[], photos: Photos, made: string): AsyncGenerator<string> {
  yield `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}" translate="no"><head><meta charset="utf-8"><meta name="google" content="notranslate">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${safe(t("front.ways"))}</title><style>${STYLE}</style></head><body><h1>${safe(dayInWords(made))}</h1>
`;
  const shown = items.filter(({ plain }) => !LEFT_OUT.includes(plain.type));
  const types = [...new Set([...TYPES, ...shown.map(({ plain }) => plain.type)])];
  for (const type of types) {
    const group = shown.filter(({ plain }) => plain.type === type).sort(byDay);
    let opened = false;
    for await (const { id, record } of wholeOf(group, photos)) {
      if (!opened) yield `<section><h2>${safe(named(`export.type-${type}`, t("export.type-other")))}</h2>\n`;
      opened = true;
      yield articleOf(titleOf(id, record, items), record);
    }
    if (opened) yield "</section>\n";
  }
  yield "</body></html>\n";
}

function byDay(a: Item, b: Item): number {
  const day = ({ plain }: Item) => String((isObject(plain.start) ? plain.start.date : plain.day) ?? plain.created);
  return day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0;
}

/** A record's own title; a picture has that of the thing it belongs to, a note that of what it is about. */
function titleOf(id: string, { title, about }: Plain, items: Item[]): string {
  const own = valueText("title", title);
  if (own) return own;
  const parent = items.find((item) => item.plain.certificate === id || item.id === about);
  return valueText("title", parent?.plain.title);
}

function articleOf(title: string, record: Plain): string {
  const rows = Object.entries(record).flatMap(([member, value]) => {
    const text = SILENT.has(member) ? "" : valueText(member, value);
    return text === ""
      ? []
      : [`<dt>${safe(named(`export.member-${member}`, member))}</dt><dd dir="auto">${safe(text)}</dd>`];
  });
  const { media_type, bytes } = photoOf(record);
  const picture = record.type === "photo" && /^[A-Za-z0-9+/=]+$/.test(bytes);
  const image = picture ? `<img alt="" src="data:${media_type};base64,${bytes}">` : "";
  return `<article>${title && `<h3 dir="auto">${safe(title)}</h3>`}${image}<dl>${rows.join("")}</dl></article>\n`;
}

/** Any value as text; "" where there is nothing to say. */
function valueText(member: string, value: unknown): string {
  if (isConflict(value)) {
    const [one, ...others] = value.conflict.map((side) => valueText(member, side));
    return others.reduce((text, other) => t("export.both", { one: text, other }), one ?? "");
  }
  if (value === null || value === undefined || value === false || value === 0 || value === "") return "";
  if (Array.isArray(value))
    return value
      .map((one) => valueText(member, one))
      .filter(Boolean)
      .join("\n");
  if (isObject(value)) return thingText(value);
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return dayInWords(text);
  return VALUES[member] ? named(VALUES[member] + text, text) : text;
}

/** A step, a need, a number: what it says, then what is known about it, on one line. */
function thingText(thing: Record<string, unknown>): string {
  const kind = thing.kind === undefined ? "" : named(`need.${String(thing.kind)}`, String(thing.kind));
  const rest = Object.entries(thing).filter(([member]) => !SILENT.has(member) && member !== "kind");
  return [kind, ...rest.map(([member, value]) => valueText(member, value))].filter(Boolean).join(" · ");
}

/** The text for a key, or what stands in for one that there is no text for. */
function named(key: string, otherwise: string): string {
  const text = t(key);
  return text === key ? otherwise : text;
}

const CODES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Her words as text, whatever they hold. */
const safe = (text: string): string => text.replace(/[&<>"']/g, (sign) => CODES[sign]!);
