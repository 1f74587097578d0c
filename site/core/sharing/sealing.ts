/** To whom a write is sealed: the readers that the server has and her ledger names, those she adds, and no others. */
import type { Book } from "../book.ts";
import { unbase64, type Bytes } from "../bytes.ts";
import { openIdentity } from "../identity.ts";
import { firstOpened } from "../pin.ts";
import { sealReaderKey } from "../reader.ts";
import type { Reader } from "../kept.ts";
import type { Footing, Sealing, Wish } from "../writing.ts";
import { isGood, isLive, linkOf, type Link } from "./links.ts";

const opened = new WeakMap<Book, { sealed: string; key: Promise<Bytes> }>();

/** This account's raw private key, opened once for each daybook. Raises Unopened. */
export function privateKeyOf(book: Book): Promise<Bytes> {
  const { privateKey, publicKey } = book.state;
  const kept = opened.get(book);
  if (kept?.sealed === privateKey) return kept.key;
  const [sealed, open] = [unbase64(privateKey), unbase64(publicKey)];
  const key = firstOpened(book.keys.vault, (vault) => openIdentity(vault, sealed, open));
  opened.set(book, { sealed: privateKey, key });
  return key;
}

/** The link records of this daybook, by record id; those that may not be acted on are left out. */
export function linksOf(book: Book): Map<string, Link> {
  const found = new Map<string, Link>();
  for (const [id, plain] of book.plains) {
    const link = linkOf(plain);
    if (link) found.set(id, link);
  }
  return found;
}

/** How the write of `id` that goes on from `on` is sealed, at `now` (seconds by the server's clock). */
export async function sealing(book: Book, id: string, on: Footing, wish: Wish, now: number): Promise<Sealing> {
  const links = [...linksOf(book).values()];
  const readers = new Map<string, Reader & { account: string; public_key: string; secret: string }>();
  const take = (link: string, until: (of: Link) => number | null) => {
    const found = links.find((one) => one.link === link) ?? null;
    if (!isGood(found) || wish.drop?.includes(link)) return;
    const at = until(found);
    if (at === null) return;
    readers.set(link, {
      link,
      until: at,
      account: found.account,
      public_key: found.public_key,
      secret: found.secret,
    });
  };
  // `until` comes from her ledger, never from the server.
  const byLedger = (of: Link) => of.shared.find((one) => one.record === id && isLive(one, now))?.until ?? null;
  for (const { link } of on.readers) take(link, byLedger);
  const { add } = wish;
  if (add) take(add.link, () => add.until);
  // Who drops out is to read nothing new, and who comes in nothing that was there before.
  const had = new Set(on.had.map(({ link }) => link));
  const others = readers.size !== had.size || [...had].some((link) => !readers.has(link));
  const turn = (wish.turn ?? false) || on.turn || others;
  return {
    turn,
    seal: async (epoch, recordKey) => {
      const sealed = [];
      for (const { link, until, account, public_key, secret } of readers.values()) {
        const share = { owner: book.keys.owner, reader: account, id, epoch, until, link };
        const mine = await privateKeyOf(book);
        const key = await sealReaderKey(share, unbase64(secret), mine, unbase64(public_key), recordKey);
        sealed.push({ link, until, key });
      }
      return sealed;
    },
  };
}
