/** A readable copy as data: JSON that carries its own schema. */
import type { Item } from "../../core/keeper.ts";
import type { Photo, Plain } from "../../core/records.ts";

/** Opens one picture with its bytes. */
export type Photos = (id: string) => Promise<Photo | null>;

/** What belongs to one account alone, or says nothing: links with others hold secrets. */
const STAYS = ["link", "deleted"];

/** Her records, each with its id, pictures with their bytes; links with others are left out. */
export async function* wholeOf(items: Item[], photos: Photos): AsyncGenerator<{ id: string; record: Plain }> {
  for (const { id, plain } of items) {
    if (STAYS.includes(plain.type)) continue;
    const photo = plain.type === "photo" ? await photos(id) : null;
    yield { id, record: photo ? { ...plain, bytes: photo.bytes } : plain };
  }
}

/** The text of the JSON, in parts. */
export async function* dataOf(items: Item[], photos: Photos, made: string): AsyncGenerator<string> {
  const { default: schema } = await import("virtual:schemas");
  yield `{"format":"daybook","version":1,"made":${JSON.stringify(made)},\n"schema":${JSON.stringify(schema)},\n"records":[`;
  let before = "\n";
  for await (const one of wholeOf(items, photos)) {
    yield before + JSON.stringify(one);
    before = ",\n";
  }
  yield "\n]}\n";
}
