/** The sealed file of an export (protocol, "An export"): a head that the code opens, then pieces in their order. */
import { concat, ctx, lp, random, text, utf8, type Bytes } from "./bytes.ts";
import { LARGEST_PADDED, paddedSize, unpadRecord } from "./envelope.ts";
import { hkdf, openOnce, openSmall, padTo, sealOnce, sealSmall, Unopened } from "./seal.ts";

const VERSION = 1;
const HEAD = 1 + 92;
const NONCE = 32;
/** What nonce, commitment and tag add to a padded piece. */
const ADDED = NONCE + 32 + 16;
const LINE_END = 10;
/** The most bytes of text in a piece. */
export const FULL_PIECE = LARGEST_PADDED - 1;

/** `0x01` and the export key, sealed under the code's own key for this: 93 bytes. */
export async function sealHead(code: Bytes, key: Bytes): Promise<Bytes> {
  return concat(Uint8Array.of(VERSION), await sealSmall(await codeKey(code), "handrail/1/export-key", [], key));
}

/** The export key of a head. Raises Unopened: another code, another version, or damaged. */
export async function openHead(code: Bytes, head: Bytes): Promise<Bytes> {
  if (head.length !== HEAD || head[0] !== VERSION) throw new Unopened();
  return openSmall(await codeKey(code), "handrail/1/export-key", [], head.slice(1));
}

/** Piece `n`, with its length before it. `plain`: at most FULL_PIECE bytes. */
export async function sealPiece(key: Bytes, n: number, last: boolean, plain: Bytes): Promise<Bytes> {
  const nonce = random(NONCE);
  const padded = padTo(plain, paddedSize(plain.length));
  return lp(concat(nonce, await sealOnce(key, nonce, contextOf(n, last), padded)));
}

/** What is in piece `n`, given without its length. Raises Unopened. */
export async function openPiece(key: Bytes, n: number, last: boolean, piece: Bytes): Promise<Bytes> {
  const sealed = piece.subarray(NONCE) as Bytes;
  return unpadRecord(await openOnce(key, piece.slice(0, NONCE), contextOf(n, last), sealed));
}

/** A whole file of lines. Of it, only a piece and a line lie in memory at a time; the rest is the browser's to put away. */
export async function sealLines(code: Bytes, lines: AsyncIterable<string>): Promise<Blob> {
  const key = random(32);
  const parts: Blob[] = [new Blob([await sealHead(code, key)])];
  const add = async (plain: Bytes, last: boolean) => {
    parts.push(new Blob([await sealPiece(key, parts.length - 1, last, plain)]));
  };
  let kept = new Uint8Array(0) as Bytes;
  for await (const line of lines) {
    kept = concat(kept, utf8(`${line}\n`));
    for (; kept.length > FULL_PIECE; kept = kept.slice(FULL_PIECE)) await add(kept.slice(0, FULL_PIECE), false);
  }
  await add(kept, true);
  return new Blob(parts, { type: "application/octet-stream" });
}

/** The export key of a file. Raises Unopened. */
export const keyOfFile = async (code: Bytes, file: Blob): Promise<Bytes> =>
  openHead(code, await bytesOf(file, 0, HEAD));

/** The lines of a file; `read` hears after each piece how many bytes are behind. Raises Unopened, also at its very end. */
export async function* linesOf(key: Bytes, file: Blob, read: (bytes: number) => void): AsyncGenerator<string> {
  let kept = new Uint8Array(0) as Bytes;
  let at = HEAD;
  for (let n = 0; n === 0 || at < file.size; n++) {
    const length = lengthOf(await bytesOf(file, at, 4));
    const end = at + 4 + length;
    const plain = await openPiece(key, n, end === file.size, await bytesOf(file, at + 4, length));
    kept = concat(kept, plain);
    for (let stop = kept.indexOf(LINE_END); stop >= 0; stop = kept.indexOf(LINE_END)) {
      yield lineOf(kept.subarray(0, stop));
      kept = kept.subarray(stop + 1) as Bytes;
    }
    kept = kept.slice();
    at = end;
    read(at);
  }
  if (kept.length > 0) throw new Unopened();
}

const codeKey = (code: Bytes): Promise<Bytes> => hkdf(code, "handrail/1/export", 32);

const contextOf = (n: number, last: boolean): Bytes => ctx("handrail/1/export-piece", n, last ? 1 : 0);

async function bytesOf(file: Blob, at: number, length: number): Promise<Bytes> {
  const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
  if (bytes.length !== length) throw new Unopened();
  return bytes;
}

function lengthOf(written: Bytes): number {
  const length = new DataView(written.buffer).getUint32(0);
  if (length > LARGEST_PADDED + ADDED) throw new Unopened();
  return length;
}

function lineOf(bytes: Uint8Array): string {
  try {
    return text(bytes);
  } catch {
    throw new Unopened();
  }
}
