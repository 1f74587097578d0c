/** All records of an opening sealed as one piece: opening it costs one key instead of two for each record. */
import type { Bytes } from "./bytes.ts";
import type { Plain } from "./keeper.ts";
import { Unopened } from "./seal.ts";
import { openHere, sealHere } from "./state.ts";

/** A record's plaintext, and the place of the row that it was opened from. */
export interface Kept {
  id: string;
  epoch: number;
  revision: number;
  plain: Plain;
}

export const sealSnapshot = (local: Bytes, kept: Kept[]): Promise<Bytes> => sealHere(local, "snapshot", kept);

/** By record id; empty where there is none, or where it does not open: then each record is opened by itself. */
export async function readSnapshot(local: Bytes, sealed: Bytes | null): Promise<Map<string, Kept>> {
  if (sealed === null) return new Map();
  try {
    const kept = await openHere<Kept[]>(local, "snapshot", sealed);
    return new Map(kept.map((one) => [one.id, one]));
  } catch (error) {
    if (error instanceof Unopened) return new Map();
    throw error;
  }
}
