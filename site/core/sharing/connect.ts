/** Making a link: an invitation on one side, its code typed or scanned on the other, and four words on both. */
import type { Api } from "../api.ts";
import type { Book } from "../book.ts";
import { base64, equal, isId, unbase64, type Bytes } from "../bytes.ts";
import { newCode, readCode, writeCode } from "../code.ts";
import { Failure } from "../failure.ts";
import { refuseLowOrder } from "../identity.ts";
import { linkKeys, linkNumbers, linkProof, openCard, sealCard, wordsOf } from "../link.ts";
import { isObject, text } from "../records/plain.ts";
import { bytesOf, Unopened } from "../seal.ts";
import { linkOf, newLink, type Ender, type Link } from "./links.ts";

/** Who made an invitation: account and key as the card and the server say alike, the names as on the card. */
export interface Invitation {
  link: string;
  account: string;
  publicKey: string;
  name: string;
  organisation: string;
  /** The organisation under which the server lists this person, and whose duties are told; "" where it names none. */
  listed: string;
  /** What this person must report by law, in the organisation's own text; "" where it gave none. */
  duties: string;
  /** Whom to call there; "" where it gave none. */
  contact: string;
}

/** `used`: another account took it, it ran out, or there is none. `swapped`: the server names another key than the card. */
export type Looked = { ok: true; invitation: Invitation } | { ok: false; why: "used" | "swapped" };

/** What the server says of a link; nothing in it is believed that the card or the proof does not bear out. */
interface Told {
  state: unknown;
  card: unknown;
  case_manager: unknown;
  case_manager_key: unknown;
  organisation: unknown;
  duties?: unknown;
  contact?: unknown;
  ended_by?: unknown;
  survivor: unknown;
  survivor_key: unknown;
  proof: unknown;
}

/** Opens an invitation by its code. Changes nothing. Raises NotAllowed for what is no code, Failure. */
export async function look(api: Api, typed: string): Promise<Looked> {
  const { link, secret } = await linkKeys(await readCode(typed));
  const told = await ask(api, link);
  if (told === null || told.state === "ended") return { ok: false, why: "used" };
  try {
    return { ok: true, invitation: await invitationOf(link, secret, told) };
  } catch (error) {
    if (error instanceof Unopened) return { ok: false, why: "swapped" };
    throw error;
  }
}

/**
 * Accepts an invitation with a proof that only a holder of its code can make, and pins who made it. Gives the id of
 * the link record; the same one when it is repeated. Raises NotAllowed, Failure; `wrong` where `look` says no.
 */
export async function accept(book: Book, api: Api, typed: string): Promise<string> {
  const looked = await look(api, typed);
  if (!looked.ok) throw new Failure("wrong");
  const { invitation } = looked;
  const { secret } = await linkKeys(await readCode(typed));
  const proof = await linkProof(secret, invitation.link, book.keys.owner, unbase64(book.state.publicKey));
  try {
    await api.call("PUT", `/links/${invitation.link}`, { proof: base64(proof) });
  } catch (error) {
    throw error instanceof Failure && error.status === 404 ? new Failure("wrong", 404) : error;
  }
  const before = recordOf(book, invitation.link);
  if (before !== null) return before;
  const now = book.now(api.clockAhead);
  const { link, account, publicKey, name, organisation, contact } = invitation;
  const plain = newLink(dayOf(now), {
    ...{ link, secret: base64(secret), account, public_key: publicKey, name, organisation, contact, since: now },
  });
  return book.save(null, plain, api.clockAhead);
}

/** A new invitation: its code's 27 characters, and the id of its link record. Kept here before the server hears of it. */
export async function invite(
  book: Book,
  api: Api,
  who: { name: string; organisation: string },
  seconds: number | null,
): Promise<{ id: string; code: string; link: string }> {
  const code = newCode();
  const { link, secret } = await linkKeys(code);
  const now = book.now(api.clockAhead);
  const card = { account: book.keys.owner, ...who, public_key: book.state.publicKey };
  const plain = newLink(dayOf(now), { link, secret: base64(secret), made: true, since: now });
  const id = await book.save(null, plain, api.clockAhead);
  try {
    await api.call("POST", "/invitations", {
      link,
      card: base64(await sealCard(secret, link, JSON.stringify(card))),
      ...(seconds === null ? {} : { expires: now + seconds }),
    });
  } catch (error) {
    await book.remove(id);
    throw error;
  }
  return { id, code: await writeCode(code), link };
}

/**
 * Whether somebody accepted an invitation of this account: `yes` pins account and key, once, when the proof is that of
 * a holder of the code. `forged`: it is not, or the key may not be used; nothing is pinned.
 */
export async function meet(book: Book, api: Api, id: string): Promise<"waits" | "yes" | "forged" | "ended"> {
  const link = linkOf(book.plains.get(id));
  if (!link?.made) throw new Failure("wrong");
  if (link.ended !== null) return "ended";
  if (link.account !== null) return "yes";
  const told = await ask(api, link.link);
  if (told === null || told.state === "ended") return "ended";
  if (told.state !== "accepted") return "waits";
  try {
    const [secret, key] = [unbase64(link.secret), bytesOf(told.survivor_key)];
    refuseLowOrder(key);
    const account = told.survivor;
    if (!isId(account) || account === book.keys.owner) throw new Unopened();
    if (!equal(await linkProof(secret, link.link, account, key), bytesOf(told.proof))) throw new Unopened();
    await change(book, api, id, { account, public_key: base64(key) });
    return "yes";
  } catch (error) {
    if (error instanceof Unopened) return "forged";
    throw error;
  }
}

/** The four words of a link, from what is pinned here alone. Raises Failure where nobody accepted it yet. */
export async function fourWords(book: Book, id: string): Promise<string[]> {
  const link = linkOf(book.plains.get(id));
  if (!link?.public_key) throw new Failure("wrong");
  const [mine, other] = [unbase64(book.state.publicKey), unbase64(link.public_key)];
  const keys: [Bytes, Bytes] = link.made ? [mine, other] : [other, mine];
  return wordsOf(await linkNumbers(link.link, unbase64(link.secret), ...keys));
}

/** Her or the case manager's answer: the words are the same, and the link is good; or they are not, and it ends. */
export async function sameWords(book: Book, api: Api, id: string, yes: boolean): Promise<void> {
  if (!yes) return endLink(book, api, id);
  const link = linkOf(book.plains.get(id));
  if (!link?.public_key || link.ended !== null) throw new Failure("wrong");
  if (link.same_words === null) await change(book, api, id, { same_words: book.now(api.clockAhead) });
  await (await book.inbox()).retry(book.now(api.clockAhead));
}

/** Ends a link here at once; the server hears of it now, or with a later sync (`settling.ts`). */
export async function endLink(book: Book, api: Api, id: string): Promise<void> {
  const link = linkOf(book.plains.get(id));
  if (!link) throw new Failure("wrong");
  if (link.ended === null) await change(book, api, id, { ended: book.now(api.clockAhead), ended_by: "me" });
  await tellEnd(api, link.link).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
  });
}

/** Ends a link at the server; one that it does not know any more has ended. Raises Failure. */
export async function tellEnd(api: Api, link: string): Promise<void> {
  await api.call("DELETE", `/links/${link}`).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.status !== 404) throw error;
  });
}

/** Writes members of a link record over what is there. */
export async function change(book: Book, api: Api, id: string, members: Partial<Link>): Promise<void> {
  const plain = book.plains.get(id);
  if (plain) await book.save(id, { ...plain, ...members }, api.clockAhead);
}

async function ask(api: Api, link: string): Promise<Told | null> {
  try {
    const { value } = await api.call("GET", `/links/${link}`);
    if (!isObject(value)) throw new Failure("unknown");
    return value as unknown as Told;
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return null;
    throw error;
  }
}

/** Raises Unopened where the card does not open, or says another account or key than the server does. */
async function invitationOf(link: string, secret: Bytes, told: Told): Promise<Invitation> {
  let card: unknown;
  try {
    card = JSON.parse(await openCard(secret, link, bytesOf(told.card)));
  } catch (error) {
    throw error instanceof SyntaxError ? new Unopened() : error;
  }
  if (!isObject(card)) throw new Unopened();
  const { account, name, organisation, public_key: written } = card;
  const key = bytesOf(written);
  refuseLowOrder(key);
  if (account !== told.case_manager || !equal(key, bytesOf(told.case_manager_key))) throw new Unopened();
  if (!isId(account)) throw new Unopened();
  if (typeof name !== "string" || typeof organisation !== "string") throw new Unopened();
  const [duties, contact, listed] = [text(told.duties), text(told.contact), text(told.organisation)];
  return { link, account, publicKey: base64(key), name, organisation, listed, duties, contact };
}

/** Who ended a link that the server says has ended: all it tells is whether the organisation shut the account. */
export async function enderOf(api: Api, link: string): Promise<Ender> {
  const told = await ask(api, link);
  return told?.ended_by === "organisation" ? "organisation" : "them";
}

function recordOf(book: Book, link: string): string | null {
  for (const [id, plain] of book.plains) if (plain.type === "link" && plain.link === link) return id;
  return null;
}

export const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
