/** A client of HTTP API version 1 over a given fetch. Bytes go in and come out as `Bytes`, base64 in between. */
import { base64, isId, unbase64, type Bytes } from "./bytes.ts";
import { Failure } from "./failure.ts";
import type { Trouble } from "./keeper.ts";
import type { Halves } from "./state.ts";

/** The version of this client: a server that names a higher `least_client` is newer than this app. */
export const CLIENT = 1;
const PATIENCE = 30_000; // milliseconds until an unanswered request counts as no network

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** `GET /api/v1`. */
export interface Service {
  version: unknown;
  least_client: number;
  rp: string;
  sign_up: string;
  /** After how many days what was deleted is gone from backups; null where the server does not say. */
  backup_days: number | null;
}

/** What a sign-in gives. Every part of it is judged by whether it opens; nothing in it sets a parameter. */
export interface Session {
  account: string;
  /** `survivor` or `case-manager`; taken for what to show, never for what is allowed. */
  role: string;
  slots: Bytes[];
  chain: Bytes[];
  publicKey: Bytes;
  privateKey: Bytes;
}

/** A write as it is queued and sent. `revision` is named only where it is not base + 1 (after a start-over). */
export interface Write {
  id: string;
  base: number;
  revision?: number;
  epoch: number;
  body: string;
  keys: { link: string | null; key: string; until: number }[];
  reminders: { at: number; notice: string }[];
}

export interface SyncRequest {
  since: string | null;
  limit: number;
  write?: Write[];
  rekey?: { id: string; epoch: number; key: string }[];
}

export interface SyncRow {
  id: string;
  owner: string;
  link: string | null;
  revision: number;
  epoch: number;
  body: string | null;
  key: string | null;
  until: number;
  readers: { link: string; until: number }[];
  gone: boolean;
}

export interface SyncAnswer {
  cursor: string;
  more: boolean;
  records: SyncRow[];
  written: { id: string; revision: number; error: string | null }[];
  links: { id: string; state: string }[];
}

/** Speaks to one server. Every failure is a `Failure`: `offline` where no answer came. */
export class Api {
  /** Whole seconds by which this device's clock is ahead of the server's, by the last answer. */
  clockAhead = 0;

  constructor(
    private readonly fetch: Fetch,
    private readonly origin: string,
    private readonly now: () => number,
  ) {}

  /** One request. Gives the decoded JSON, or null for an empty answer. Raises Failure. */
  async call(method: string, path: string, body?: unknown): Promise<{ status: number; value: unknown }> {
    const init: RequestInit = { method, cache: "no-store", credentials: "same-origin", redirect: "error" };
    if (body !== undefined) {
      init.headers = { "Content-Type": "application/json" };
      init.body = JSON.stringify(body);
    }
    let response: Response;
    let read: string;
    try {
      response = await this.fetch(`${this.origin}/api/v1${path}`, { ...init, signal: AbortSignal.timeout(PATIENCE) });
      read = await response.text();
    } catch {
      throw new Failure("offline");
    }
    const told = Date.parse(response.headers.get("Date") ?? "");
    if (told) this.clockAhead = Math.round((this.now() - told) / 1000);
    let value: unknown = null;
    try {
      value = read === "" ? null : JSON.parse(read);
    } catch {
      // A page of a captive portal or of a proxy is no answer of the server's.
      throw new Failure("offline", response.status);
    }
    if (!response.ok) throw failureOf(response, value);
    return { status: response.status, value };
  }

  async service(): Promise<Service> {
    const { value } = await this.call("GET", "");
    const given = value as Partial<Service> | null;
    if (typeof given?.rp !== "string" || given.rp === "") throw new Failure("unknown");
    const least = Number(given.least_client);
    const days = given.backup_days;
    const backup_days = Number.isInteger(days) && Number(days) > 0 ? Number(days) : null;
    return { version: given.version, least_client: least, rp: given.rp, sign_up: String(given.sign_up), backup_days };
  }

  async signUp(account: {
    lookup: Bytes;
    signIn: Bytes;
    recoveryLookup: Bytes;
    recoveryKey: Bytes;
    publicKey: Bytes;
    privateKey: Bytes;
    slots: Bytes[];
    invite: string | null;
    /** The one-time code that makes a case manager of the account. */
    staffCode?: string | null;
  }): Promise<string> {
    const { value } = await this.call("POST", "/accounts", {
      lookup: base64(account.lookup),
      sign_in_key: base64(account.signIn),
      recovery_lookup: base64(account.recoveryLookup),
      recovery_key: base64(account.recoveryKey),
      public_key: base64(account.publicKey),
      private_key: base64(account.privateKey),
      slots: account.slots.map(base64),
      vault_chain: [],
      ...(account.invite === null ? {} : { invite: account.invite }),
      ...(account.staffCode ? { staff_code: account.staffCode } : {}),
    });
    return idOf((value as { account?: unknown } | null)?.account);
  }

  async signIn(lookup: Bytes, signIn: Bytes): Promise<Session> {
    const { value } = await this.call("POST", "/session", { lookup: base64(lookup), sign_in_key: base64(signIn) });
    return sessionOf(value);
  }

  /** Either a session good only for `putCredentials`, or the second from which the code opens. */
  async recover(lookup: Bytes, key: Bytes): Promise<Session | { opens: number }> {
    const { status, value } = await this.call("POST", "/recovery", {
      recovery_lookup: base64(lookup),
      recovery_key: base64(key),
    });
    if (status === 202) return { opens: Number((value as { opens?: unknown } | null)?.opens) };
    return sessionOf(value);
  }

  async putCredentials(given: {
    current?: Bytes;
    lookup: Bytes;
    signIn: Bytes;
    slots: Bytes[];
    chain: Bytes[];
    recovery?: { lookup: Bytes; key: Bytes };
    identity?: { publicKey: Bytes; privateKey: Bytes };
  }): Promise<void> {
    const { current, recovery, identity } = given;
    await this.call("PUT", "/account/credentials", {
      ...(current ? { current: base64(current) } : {}),
      lookup: base64(given.lookup),
      sign_in_key: base64(given.signIn),
      slots: given.slots.map(base64),
      vault_chain: given.chain.map(base64),
      ...(recovery ? { recovery_lookup: base64(recovery.lookup), recovery_key: base64(recovery.key) } : {}),
      ...(identity ? { public_key: base64(identity.publicKey), private_key: base64(identity.privateKey) } : {}),
    });
  }

  /** Lays the server's halves of this phone's PINs down, in place of those that this session had. */
  async putHalves({ device, body }: Halves): Promise<void> {
    await this.call("PUT", `/device-key/${device}`, body);
  }

  /** The server's half for a proof. Raises Failure: `wrong-proof` with `left`, `gone`, 404 where it was never put. */
  async fetchHalf(device: string, proof: Bytes): Promise<Bytes> {
    const { value } = await this.call("POST", `/device-key/${device}`, { proof: base64(proof) });
    try {
      return unbase64((value as { half: string }).half);
    } catch {
      throw new Failure("unknown");
    }
  }

  async sync(request: SyncRequest): Promise<SyncAnswer> {
    const { value } = await this.call("POST", "/sync", request);
    const answer = value as Partial<SyncAnswer> | null;
    if (typeof answer?.cursor !== "string" || !Array.isArray(answer.records) || !Array.isArray(answer.written))
      throw new Failure("unknown");
    const links = Array.isArray(answer.links) ? answer.links : [];
    return { ...answer, links, more: answer.more === true } as SyncAnswer;
  }
}

function failureOf(response: Response, value: unknown): Failure {
  const problem = String((value as { type?: unknown } | null)?.type ?? "").replace(/^.*\//, "");
  const byStatus: Record<number, Trouble> = { 401: "signed-out", 403: "wrong", 413: "full", 429: "too-many" };
  const after = Number(response.headers.get("Retry-After")) || 0;
  const left = Number((value as { left?: unknown } | null)?.left) || 0;
  if (response.status === 409 && problem === "taken") return new Failure("taken", 409, problem, after);
  const busy: Trouble = response.status >= 500 ? "offline" : "unknown";
  return new Failure(byStatus[response.status] ?? busy, response.status, problem, after, left);
}

function idOf(value: unknown): string {
  if (!isId(value)) throw new Failure("unknown");
  return value;
}

function sessionOf(value: unknown): Session {
  const given = (value ?? {}) as Record<string, unknown>;
  try {
    const many = (list: unknown): Bytes[] => (list as string[]).map(unbase64);
    return {
      account: idOf(given["account"]),
      role: String(given["role"]),
      slots: many(given["slots"]),
      chain: many(given["vault_chain"]),
      publicKey: unbase64(given["public_key"] as string),
      privateKey: unbase64(given["private_key"] as string),
    };
  } catch {
    throw new Failure("unknown");
  }
}
