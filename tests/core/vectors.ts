/**
 * The frozen vectors of `tests/vectors/` against `site/core/`: what each `op` means in TypeScript.
 *
 * Knows neither Node nor a browser: files come from the loader that it is given.
 */

import { concat, ctx, hex, unhex, utf8, type Bytes } from "../../site/core/bytes.ts";
import {
  joinPapers,
  readCode,
  recoveryKeys,
  splitCode,
  writeCode,
} from "../../site/core/code.ts";
import {
  openBody,
  openOwnKey,
  paddedSize,
  sealBody,
  sealOwnKey,
  unpadRecord,
} from "../../site/core/envelope.ts";
import {
  keyOfFile,
  linesOf,
  sealHead,
  sealPiece,
} from "../../site/core/export-file.ts";
import {
  openIdentity,
  publicOf,
  sealIdentity,
} from "../../site/core/identity.ts";
import { lookupOf, rootOf, rootSalt, splitRoot } from "../../site/core/keys.ts";
import {
  linkKeys,
  linkNumbers,
  linkProof,
  openCard,
  sealCard,
  wordsOf,
} from "../../site/core/link.ts";
import { normalHandle, normalPassphrase } from "../../site/core/names.ts";
import { noticeKeyOf, openNotice, sealNotice } from "../../site/core/notice.ts";
import { openReaderKey, sealReaderKey } from "../../site/core/reader.ts";
import { openSmall, padTo, sealSmall, Unopened } from "../../site/core/seal.ts";
import {
  openChain,
  openSlot,
  sealChain,
  sealSlot,
} from "../../site/core/vault.ts";

/** One vector, as `tests/vectors/README.md` describes it. */
export interface Vector {
  name: string;
  op: string;
  input: Record<string, any>;
  output?: Record<string, unknown>;
  refused?: string;
}

/** What the vector of a file is called, and how to hold this client to it; `run` rejects where it fails. */
export interface Case {
  name: string;
  run(): Promise<void>;
}

export const FILES = [
  "names",
  "argon2",
  "keys",
  "recovery-code",
  "seal",
  "slots",
  "chain",
  "envelope",
  "own-key",
  "notices",
  "links",
  "reader-key",
  "export",
];

/** Left to the server, so that a client has no such operation. */
export const SERVER_ONLY = new Set(["reminder_tag"]);

const b = unhex;
const many = (list: string[]): Bytes[] => list.map(unhex);
const parts = (given: Record<string, any>[]): (string | number | Bytes)[] =>
  given.map((one) =>
    "bytes" in one ? b(one.bytes) : "integer" in one ? one.integer : one.text,
  );
const share = (i: Record<string, any>) => ({
  owner: i.owner as string,
  reader: i.reader as string,
  id: i.id as string,
  epoch: i.epoch as number,
  until: i.until as number,
  link: i.link as string,
});
const place = (i: Record<string, any>) => ({
  owner: i.owner as string,
  id: i.id as string,
  epoch: i.epoch as number,
  revision: i.revision as number,
});

type Operation = (i: Record<string, any>) => Promise<Record<string, unknown>>;

const operations: Record<string, Operation> = {
  ctx: async (i) => ({ bytes: hex(ctx(i.tag, ...parts(i.parts))) }),
  handle: async (i) => ({ handle: normalHandle(i.text) }),
  passphrase: async (i) => ({ passphrase: normalPassphrase(i.text) }),
  root: async (i) => {
    const salt = await rootSalt(i.rp, i.handle);
    return { salt: hex(salt), root: hex(await rootOf(i.passphrase, salt)) };
  },
  lookup: async (i) => ({ lookup: hex(await lookupOf(i.rp, i.handle)) }),
  split_root: async (i) => {
    const { signIn, slot } = await splitRoot(b(i.root));
    return { sign_in_key: hex(signIn), slot_key: hex(slot) };
  },
  notice_key: async (i) => ({
    notice_key: hex(await noticeKeyOf(b(i.vault_key))),
  }),
  seal_small: async (i) => ({
    sealed: hex(await sealSmall(b(i.key), i.tag, parts(i.ids), b(i.plain))),
  }),
  open_small: async (i) => ({
    plain: hex(await openSmall(b(i.key), i.tag, parts(i.ids), b(i.sealed))),
  }),
  seal_slot: async (i) => ({
    sealed: hex(await sealSlot(b(i.key), i.slot, b(i.vault_key))),
  }),
  open_slot: async (i) => ({
    vault_key: hex(await openSlot(b(i.key), i.slot, many(i.slots))),
  }),
  seal_chain: async (i) => ({
    vault_chain: (await sealChain(b(i.vault_key), many(i.former))).map(hex),
  }),
  open_chain: async (i) => ({
    former: (await openChain(b(i.vault_key), many(i.vault_chain))).map(hex),
  }),
  seal_identity: async (i) => ({
    public: hex(await publicOf(b(i.private))),
    sealed: hex(await sealIdentity(b(i.vault_key), b(i.private))),
  }),
  open_identity: async (i) => ({
    private: hex(await openIdentity(b(i.vault_key), b(i.sealed), b(i.public))),
  }),
  show_code: async (i) => ({ shown: await writeCode(b(i.code)) }),
  read_code: async (i) => ({ code: hex(await readCode(i.text)) }),
  recovery_keys: async (i) => {
    const { lookup, signIn, slot } = await recoveryKeys(b(i.code));
    return {
      lookup: hex(lookup),
      sign_in_key: hex(signIn),
      slot_key: hex(slot),
    };
  },
  two_papers: async (i) => ({
    papers: await Promise.all(splitCode(b(i.code)).map(writeCode)),
  }),
  join_papers: async (i) => {
    const [one, other] = await Promise.all(
      (i.papers as string[]).map(readCode),
    );
    return { code: hex(joinPapers(one!, other!)) };
  },
  padded_length: async (i) => ({ padded: paddedSize(i.length) }),
  pad: async (i) => ({
    padded: hex(padTo(b(i.plain), paddedSize(i.plain.length / 2))),
  }),
  unpad: async (i) => ({ plain: hex(unpadRecord(b(i.padded))) }),
  seal_body: async (i) => ({
    body: hex(await sealBody(b(i.record_key), place(i), i.text)),
  }),
  open_body: async (i) => ({
    text: await openBody(b(i.record_key), place(i), b(i.body)),
  }),
  seal_own_key: async (i) => ({
    key: hex(
      await sealOwnKey(b(i.vault_key), i.owner, i.id, i.epoch, b(i.record_key)),
    ),
  }),
  open_own_key: async (i) => {
    const keys = many([i.vault_key, ...i.former]);
    return {
      record_key: hex(
        (await openOwnKey(keys, i.owner, i.id, i.epoch, b(i.key))).key,
      ),
    };
  },
  seal_reader_key: async (i) => {
    const keys = [
      b(i.secret),
      b(i.sender_private),
      b(i.reader_public),
      b(i.record_key),
    ] as const;
    return { key: hex(await sealReaderKey(share(i), ...keys)) };
  },
  open_reader_key: async (i) => {
    const keys = [
      b(i.secret),
      b(i.reader_private),
      b(i.sender_public),
      b(i.key),
    ] as const;
    return { record_key: hex(await openReaderKey(share(i), ...keys)) };
  },
  link_keys: async (i) => {
    const { link, secret } = await linkKeys(b(i.code));
    return { link, secret: hex(secret) };
  },
  seal_card: async (i) => ({
    card: hex(await sealCard(b(i.secret), i.link, i.text)),
  }),
  open_card: async (i) => ({
    text: await openCard(b(i.secret), i.link, b(i.card)),
  }),
  link_proof: async (i) => ({
    proof: hex(
      await linkProof(b(i.secret), i.link, i.survivor, b(i.survivor_key)),
    ),
  }),
  link_words: async (i) => {
    const numbers = await linkNumbers(
      i.link,
      b(i.secret),
      b(i.case_manager_key),
      b(i.survivor_key),
    );
    return { numbers, words: await wordsOf(numbers) };
  },
  seal_notice: async (i) => ({
    notice: hex(await sealNotice(b(i.notice_key), i.owner, i.id, i.at, i.text)),
  }),
  open_notice: async (i) => ({
    text: await openNotice(b(i.notice_key), i.owner, i.id, i.at, b(i.notice)),
  }),
  seal_export: async (i) => {
    const key = b(i.export_key);
    const parts: Bytes[] = [await sealHead(b(i.code), key)];
    for (const [n, piece] of i.pieces.entries())
      parts.push(
        await sealPiece(key, n, n === i.pieces.length - 1, utf8(piece)),
      );
    return { file: hex(concat(...parts)) };
  },
  open_export: async (i) => {
    const file = new Blob([b(i.file)]);
    const lines: string[] = [];
    const key = await keyOfFile(b(i.code), file);
    for await (const line of linesOf(key, file, () => undefined))
      lines.push(`${line}\n`);
    return { text: lines.join("") };
  },
  quarter_hour: async (i) => ({ at: quarterHour(i.at) }),
};

/** Every case of the files that `load` gives by name. */
export async function cases(
  load: (name: string) => Promise<{ vectors: Vector[] }>,
): Promise<Case[]> {
  const all: Case[] = [];
  for (const file of FILES)
    for (const vector of (await load(file)).vectors)
      if (!SERVER_ONLY.has(vector.op))
        all.push({
          name: `${file}: ${vector.op}: ${vector.name}`,
          run: () => check(vector),
        });
  return all;
}

async function check(vector: Vector): Promise<void> {
  const { op, input, output } = vector;
  const operation = operations[op];
  if (!operation) throw new Error(`no operation ${op}`);
  if (output) {
    const given =
      op === "seal_reader_key"
        ? await sealedAndOpened(input)
        : await told(input, () => operation(input));
    const expected =
      op === "seal_reader_key" ? { record_key: input.record_key } : output;
    if (canonical(given) !== canonical(expected))
      throw new Error(
        `gave ${canonical(given)} in place of ${canonical(expected)}`,
      );
    return;
  }
  let gave: unknown;
  try {
    gave = await told(input, () => operation(input));
  } catch (error) {
    const sealed =
      op.startsWith("open_") || op === "unpad" || op === "seal_reader_key";
    if (sealed && !(error instanceof Unopened))
      throw new Error(`failed as ${String(error)}, not as Unopened`);
    return;
  }
  throw new Error(
    `gave ${canonical(gave)} where it must refuse: ${vector.refused}`,
  );
}

/** HPKE's ephemeral key is the platform's own: what was sealed is opened again by its reader instead. */
async function sealedAndOpened(
  input: Record<string, any>,
): Promise<Record<string, unknown>> {
  const { key } = await operations.seal_reader_key!(input);
  const reader = input.reader_private ?? READERS.get(input.reader_public);
  if (reader === undefined)
    throw new Error("the private key of this reader is not in the file");
  const sender_public = hex(await publicOf(b(input.sender_private)));
  return operations.open_reader_key!({
    ...input,
    reader_private: reader,
    sender_public,
    key,
  });
}

/** Private keys of the readers that are sealed to, by their public ones. */
export const READERS = new Map<string, string>();

/** Runs with the random bytes that the vector tells (`nonce`, `nonces`, `sheet`), in their order. */
async function told<T>(
  input: Record<string, any>,
  run: () => Promise<T>,
): Promise<T> {
  const given = [
    ...(input.nonce ? [input.nonce] : []),
    ...(input.nonces ?? []),
    ...(input.sheet ? [input.sheet] : []),
  ];
  if (given.length === 0) return run();
  const own = Object.getOwnPropertyDescriptor(crypto, "getRandomValues");
  const value = (into: Uint8Array): Uint8Array => {
    const next = given.shift() as string;
    if (next === undefined || next.length !== into.length * 2)
      throw new Error("other random bytes were asked for");
    into.set(unhex(next));
    return into;
  };
  Object.defineProperty(crypto, "getRandomValues", {
    value,
    configurable: true,
  });
  try {
    return await run();
  } finally {
    if (own) Object.defineProperty(crypto, "getRandomValues", own);
    else delete (crypto as { getRandomValues?: unknown }).getRandomValues;
  }
}

/** JSON with sorted members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)),
        )
      : inner,
  );
}

const quarterHour = (at: number): number => Math.floor(at / 900) * 900;
