/** The schema of a readable copy, made of the schemas of records while the app is built: `virtual:schemas`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const NAME = "virtual:schemas";
const ENDING = ".schema.json";
const LEFT_OUT = ["link", "deleted"];

/** One JSON Schema (2020-12) for the whole file, from those of the folder, one for each type of record. */
export function copySchema(folder: string): object {
  const types = readdirSync(folder)
    .filter((name) => name.endsWith(ENDING) && !LEFT_OUT.includes(name.slice(0, -ENDING.length)))
    .sort();
  const known = types.map((name) => {
    const { $schema: _, ...schema } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown>;
    return schema;
  });
  const names = known.map(({ title }) => title);
  // A type that is not known here may be anything with a `type`.
  const other = { type: "object", properties: { type: { type: "string", not: { enum: names } } }, required: ["type"] };
  const id = { type: "string", pattern: "^[0-9a-f]{32}$" };
  const one = { type: "object", properties: { id, record: { anyOf: [...known, other] } }, required: ["id", "record"] };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      format: { const: "daybook" },
      version: { const: 1 },
      made: { type: "string" },
      schema: { type: "object" },
      records: { type: "array", items: one },
    },
    required: ["format", "version", "made", "records"],
  };
}

export function schemas(folder: string): Plugin {
  return {
    name: "schemas",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) =>
      id === `\0${NAME}`
        ? `export default JSON.parse(${JSON.stringify(JSON.stringify(copySchema(folder)))});`
        : undefined,
  };
}
