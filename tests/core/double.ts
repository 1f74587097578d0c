/**
 * A small server double that speaks HTTP API version 1 in memory, and can be told to misbehave.
 *
 * The honest part is held to the real server by running the same scenes against both (`live.test.ts`); the tampering
 * part is what a real server will not do.
 */
import { Engine } from "../../site/core/engine.ts";
import { newId } from "../../site/core/bytes.ts";
import type { Env } from "../../site/core/env.ts";
import type { SyncRow } from "../../site/core/api.ts";
import type { KeeperEvents } from "../../site/core/keeper.ts";

interface Stored extends SyncRow {
  seq: number;
  keys: { link: string; key: string; until: number }[];
  hash: string;
  previous: string;
  reminders: { at: number; notice: string }[];
}

interface Account {
  id: string;
  body: Record<string, any>;
  records: Map<string, Stored>;
  /** What others shared with it, by owner and id. */
  received: Map<string, SyncRow & { seq: number }>;
  clock: number;
  events: Event[];
}

interface Event {
  n: number;
  at: number;
  kind: string;
  link: string | null;
  record: string | null;
  revision: number | null;
}

interface Link {
  id: string;
  card: string;
  state: "invited" | "accepted" | "ended";
  expires: number;
  maker: Account;
  survivor: Account | null;
  proof: string | null;
  endedBy: "organisation" | null;
}

export const WORDS = {
  language: "en",
  appointment: "{title}, {when}",
  deadline: "{title}, {when}",
  untitled: "-",
};

export class Double {
  accounts: Account[] = [];
  sessions = new Map<
    string,
    { account: Account; recovery: boolean; id?: string; label?: string }
  >();
  /** The halves of each session, and the tries that are left. */
  halves = new Map<
    string,
    {
      account: Account;
      left: number;
      rows: { device: string; proof: string; half: string }[];
    }
  >();
  links = new Map<string, Link>();
  /** What the organisation says that a case manager must report. */
  duties = "";
  /** Whom its people may call. */
  contact = "";
  /** Changes what `GET /links/{id}` answers, on its way out. */
  tellLink: (told: any) => any = (told) => told;
  /** Seconds by which its clock is ahead of this machine's. */
  ahead = 0;
  era = 1;
  leastClient = 1;
  signUp = "open";
  backupDays: unknown = 14;
  rp = "daybook.example";
  /** Seconds until a recovery opens; 0 at once. */
  recoveryOpens = 0;
  requests: { method: string; path: string; body: any }[] = [];
  /** Changes the rows of a sync answer on their way out. */
  tamper: (rows: SyncRow[]) => SyncRow[] = (rows) => rows;
  /** Added to every answer that is an object. */
  extra: Record<string, unknown> = {};

  /** A fetch with a cookie jar of its own: one device. */
  device(): Env["fetch"] & {
    offline: boolean;
    lose: (path: string) => boolean;
  } {
    let cookie = "";
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      const path = url.replace(/^.*\/api\/v1/, "");
      if (fetch.offline) throw new TypeError("no network");
      const body = init.body ? JSON.parse(init.body as string) : undefined;
      this.requests.push({ method: init.method!, path, body });
      const { status, value, session, after } = this.answer(
        init.method!,
        path,
        body,
        cookie,
      );
      if (fetch.lose(`${init.method} ${path}`))
        throw new TypeError("the answer was lost");
      if (session !== undefined) cookie = session;
      const headers = {
        Date: new Date(this.now() * 1000).toUTCString(),
        ...(after ? { "Retry-After": String(after) } : {}),
      };
      const given =
        value && typeof value === "object"
          ? { ...value, ...this.extra }
          : value;
      return new Response(given === null ? null : JSON.stringify(given), {
        status,
        headers,
      });
    };
    return Object.assign(fetch, { offline: false, lose: () => false });
  }

  /** As `Live.desk`: here any account may invite. */
  async desk() {
    return { fetch: this.device(), made: async () => undefined };
  }

  now = (): number => Math.floor(Date.now() / 1000) + this.ahead;

  log(
    account: Account,
    kind: string,
    about: { link?: string; record?: string; revision?: number } = {},
  ): void {
    const n = (account.events.at(-1)?.n ?? 0) + 1;
    const { link = null, record = null, revision = null } = about;
    account.events.push({ n, at: this.now(), kind, link, record, revision });
  }

  account(): Account {
    return this.accounts.at(-1)!;
  }

  private answer(
    method: string,
    path: string,
    body: any,
    cookie: string,
  ): { status: number; value: any; session?: string; after?: number } {
    const problem = (status: number, slug: string, after = 0) => ({
      status,
      value: { type: `/problems/${slug}`, title: slug, status },
      after,
    });
    const open = (account: Account, recovery = false, status = 200) => {
      const session = newId();
      this.sessions.set(session, { account, recovery, id: newId() });
      this.log(account, recovery ? "recovery-started" : "signed-in");
      const { slots, vault_chain, public_key, private_key } = account.body;
      return {
        status,
        value: {
          account: account.id,
          role: "survivor",
          slots,
          vault_chain,
          public_key,
          private_key,
        },
        session,
      };
    };
    switch (`${method} ${path}`) {
      case "GET ":
        return {
          status: 200,
          value: {
            version: "1",
            least_client: this.leastClient,
            rp: this.rp,
            sign_up: this.signUp,
            backup_days: this.backupDays,
          },
        };
      case "POST /accounts": {
        if (this.accounts.some((one) => one.body.lookup === body.lookup))
          return problem(409, "taken");
        const account = {
          id: newId(),
          body,
          records: new Map(),
          received: new Map(),
          clock: 0,
          events: [],
        };
        this.accounts.push(account);
        return open(account, false, 201);
      }
      case "POST /session": {
        const account = this.accounts.find(
          (one) =>
            one.body.lookup === body.lookup &&
            one.body.sign_in_key === body.sign_in_key,
        );
        return account ? open(account) : problem(401, "sign-in");
      }
      case "POST /recovery": {
        const account = this.accounts.find(
          (one) =>
            one.body.recovery_lookup === body.recovery_lookup &&
            one.body.recovery_key === body.recovery_key,
        );
        if (!account) return problem(401, "sign-in");
        if (this.recoveryOpens > 0) {
          this.log(account, "recovery-started");
          return { status: 202, value: { opens: this.recoveryOpens } };
        }
        return open(account, true);
      }
    }
    const session = this.sessions.get(cookie);
    if (!session) return problem(401, "no-session");
    const { account } = session;
    switch (`${method} ${path}`) {
      case "PUT /account/credentials": {
        if (!session.recovery && body.current !== account.body.sign_in_key)
          return problem(403, "wrong");
        const { current: _, ...given } = body;
        Object.assign(account.body, given);
        this.log(account, "credentials-changed");
        for (const [token, other] of this.sessions)
          if (
            other.account === account &&
            (token !== cookie || session.recovery)
          )
            this.sessions.delete(token);
        return { status: 204, value: null };
      }
      case "DELETE /session":
        this.sessions.delete(cookie);
        return { status: 204, value: null, session: "" };
      case "DELETE /account":
        if (body.sign_in_key !== account.body.sign_in_key)
          return problem(403, "wrong");
        this.accounts = this.accounts.filter((one) => one !== account);
        return { status: 204, value: null, session: "" };
      case "GET /sessions":
        return {
          status: 200,
          value: {
            sessions: [...this.sessions]
              .filter(([, one]) => one.account === account && !one.recovery)
              .map(([token, one]) => ({
                id: one.id,
                label: one.label ?? null,
                first_day: "2026-05-01",
                last_day: "2026-05-02",
                current: token === cookie,
              })),
          },
        };
      case "PUT /sessions/current":
        session.label = body.label;
        return { status: 204, value: null };
      case "DELETE /recovery":
        this.log(account, "recovery-stopped");
        return { status: 204, value: null };
      case "DELETE /device-keys":
        for (const one of this.halves.values())
          if (one.account === account) one.left = 0;
        return { status: 204, value: null };
      case "POST /sync":
        if (session.recovery) return problem(401, "no-session");
        return this.sync(account, body, problem);
    }
    const since = /^GET \/events\?since=(\d+)$/.exec(`${method} ${path}`)?.[1];
    if (since)
      return {
        status: 200,
        value: {
          events: account.events.filter((one) => one.n > Number(since)),
          more: false,
        },
      };
    const ended = /^DELETE \/sessions\/(\w+)$/.exec(`${method} ${path}`)?.[1];
    if (ended) {
      const token = [...this.sessions].find(([, one]) => one.id === ended)?.[0];
      if (!token) return problem(404, "not-found");
      this.sessions.delete(token);
      return { status: 204, value: null };
    }
    const link = /^\/links\/([0-9a-f]{32})$/.exec(path)?.[1];
    if (link || path === "/invitations")
      return this.linking(method, link ?? body.link, body, account, problem);
    const device = /^\/device-key\/([0-9a-f]{32})$/.exec(path)?.[1];
    if (device)
      return this.deviceKey(method, device, body, account, cookie, problem);
    return problem(404, "not-found");
  }

  private deviceKey(
    method: string,
    device: string,
    body: any,
    account: Account,
    cookie: string,
    problem: (status: number, slug: string) => any,
  ): any {
    for (const token of this.halves.keys())
      if (!this.sessions.has(token)) this.halves.delete(token);
    if (method === "PUT") {
      const { second, ...first } = body;
      const rows = [{ device, ...first }, ...(second ? [second] : [])];
      this.halves.set(cookie, { account, left: 5, rows });
      return { status: 201, value: null };
    }
    const found = [...this.halves.values()].find(
      (one) =>
        one.account === account &&
        one.rows.some((row) => row.device === device),
    );
    if (!found) return problem(404, "not-found");
    if (found.left === 0) return problem(410, "gone");
    const right = found.rows.find((row) => row.proof === body.proof);
    found.left = right ? 5 : found.left - 1;
    if (right) return { status: 200, value: { half: right.half } };
    if (found.left === 0) return problem(410, "gone");
    const { status, value } = problem(403, "wrong-proof");
    return { status, value: { ...value, left: found.left } };
  }

  private sync(
    account: Account,
    body: any,
    problem: (status: number, slug: string) => any,
  ): any {
    this.sweep();
    const [era, position] = body.since
      ? body.since.split(":").map(Number)
      : [this.era, 0];
    if (era !== this.era) return problem(409, "start-over");
    const written: { id: string; revision: number; error: string | null }[] =
      [];
    for (const write of body.write ?? []) {
      const stored = account.records.get(write.id);
      const revision = write.revision ?? write.base + 1;
      if (
        stored &&
        stored.epoch >= write.epoch &&
        (stored.hash === write.body || stored.previous === write.body)
      ) {
        written.push({ id: write.id, revision, error: null });
      } else if ((stored?.revision ?? 0) !== write.base) {
        written.push({
          id: write.id,
          revision: stored?.revision ?? 0,
          error: "conflict",
        });
      } else if (
        stored &&
        write.epoch !== stored.epoch &&
        write.epoch !== stored.epoch + 1
      ) {
        written.push({
          id: write.id,
          revision: stored.revision,
          error: "epoch",
        });
      } else {
        const keys = write.keys.filter((one: any) => one.link !== null);
        const dead = keys.some(
          (one: any) => !this.reaches(account, one.link, one.until),
        );
        const dropped = (stored?.keys ?? []).filter(
          (one) => !keys.some((other: any) => other.link === one.link),
        );
        const refused = dead
          ? "link"
          : dropped.length > 0 && write.epoch === stored?.epoch
            ? "epoch"
            : null;
        if (refused) {
          written.push({
            id: write.id,
            revision: stored?.revision ?? 0,
            error: refused,
          });
          continue;
        }
        const made: Stored = {
          id: write.id,
          owner: account.id,
          link: null,
          revision,
          epoch: write.epoch,
          body: write.body,
          key: write.keys.find((one: any) => one.link === null).key,
          until: 0,
          readers: [],
          gone: false,
          keys,
          seq: ++account.clock,
          hash: write.body,
          previous: stored?.hash ?? "",
          reminders: write.reminders ?? [],
        };
        account.records.set(write.id, made);
        for (const one of dropped) this.take(account, made, one, "share-ended");
        for (const one of keys) {
          this.hand(account, made, one);
          if (!stored?.keys.some((old) => old.link === one.link))
            this.log(account, "share-begun", {
              link: one.link,
              record: made.id,
              revision,
            });
        }
        written.push({ id: write.id, revision, error: null });
      }
    }
    for (const rekey of body.rekey ?? []) {
      const stored = account.records.get(rekey.id);
      if (stored && stored.epoch === rekey.epoch) stored.key = rekey.key;
    }
    const mine = new Set(
      written
        .filter((one) => one.error === null)
        .map((one) => `${one.id}:${one.revision}`),
    );
    const news = [...account.records.values(), ...account.received.values()]
      .filter((one) => one.seq > position)
      .sort((a, b) => a.seq - b.seq);
    const page = news.slice(0, body.limit ?? 100);
    const records = page.map((one) => {
      const { id, owner, link, revision, epoch, until, gone } = one;
      const readers = ((one as Stored).keys ?? []).map((key) => ({
        link: key.link,
        until: key.until,
      }));
      const echo = link === null && mine.has(`${id}:${revision}`);
      const [whole, key] = echo ? [null, null] : [one.body, one.key];
      if (link !== null && !gone) this.delivered(one);
      return {
        ...{ id, owner, link, revision, epoch, until, gone, readers },
        ...{ body: whole, key },
      };
    });
    const more = page.length < news.length;
    const cursor = `${this.era}:${page.at(-1)?.seq ?? Math.max(position, 0)}`;
    return {
      status: 200,
      value: {
        cursor,
        more,
        records: this.tamper(records),
        written,
        links: [...this.links.values()]
          .filter((one) => one.maker === account || one.survivor === account)
          .map(({ id, state }) => ({ id, state })),
      },
    };
  }

  /** The account at the other end of a link, as long as it is accepted and `until` has not passed. */
  private reaches(account: Account, id: string, until: number): Account | null {
    const link = this.links.get(id);
    if (link?.state !== "accepted" || (until !== 0 && until <= this.now()))
      return null;
    if (link.maker === account) return link.survivor;
    return link.survivor === account ? link.maker : null;
  }

  private hand(
    owner: Account,
    made: Stored,
    { link, key, until }: Stored["keys"][number],
  ): void {
    const reader = this.reaches(owner, link, until)!;
    const { id, revision, epoch, body } = made;
    reader.received.set(owner.id + id, {
      ...{ id, owner: owner.id, link, revision, epoch, body, key, until },
      ...{ readers: [], gone: false, seq: ++reader.clock },
    });
  }

  private take(
    owner: Account,
    record: Stored,
    { link }: { link: string },
    kind: string,
  ): void {
    const { maker, survivor } = this.links.get(link)!;
    const reader = maker === owner ? survivor! : maker;
    const row = reader.received.get(owner.id + record.id);
    if (row?.link === link)
      Object.assign(row, {
        ...{ gone: true, body: null, key: null },
        seq: ++reader.clock,
      });
    this.log(owner, kind, { link, record: record.id });
  }

  /** Takes the key rows that `over` names from their records. */
  private drop(over: (key: Stored["keys"][number]) => string | null): void {
    for (const owner of this.accounts)
      for (const record of owner.records.values()) {
        const ending = record.keys.filter((key) => over(key) !== null);
        if (ending.length === 0) continue;
        record.keys = record.keys.filter((key) => !ending.includes(key));
        record.seq = ++owner.clock;
        for (const key of ending) this.take(owner, record, key, over(key)!);
      }
  }

  private sweep(): void {
    this.drop(({ until }) =>
      until !== 0 && until <= this.now() ? "share-expired" : null,
    );
  }

  private delivered(row: SyncRow): void {
    const owner = this.accounts.find((one) => one.id === row.owner);
    const { link, id: record, revision } = row;
    const before = owner?.events.some(
      (one) =>
        one.kind === "delivered" &&
        one.link === link &&
        one.record === record &&
        one.revision === revision,
    );
    if (owner && !before)
      this.log(owner, "delivered", { link: link!, record, revision });
  }

  private linking(
    method: string,
    id: string,
    body: any,
    account: Account,
    problem: (status: number, slug: string) => any,
  ): any {
    if (method === "POST") {
      const expires = body.expires ?? this.now() + 900;
      this.links.set(id, {
        ...{ id, card: body.card, state: "invited", expires },
        ...{ maker: account, survivor: null, proof: null, endedBy: null },
      });
      return { status: 201, value: null };
    }
    const link = this.links.get(id);
    const side = link && (link.maker === account || link.survivor === account);
    if (!link || (link.survivor && !side)) return problem(404, "not-found");
    if (!side && link.expires <= this.now()) return problem(404, "not-found");
    switch (method) {
      case "GET":
        return {
          status: 200,
          value: this.tellLink({
            state: link.state,
            card: link.card,
            case_manager: link.maker.id,
            case_manager_key: link.maker.body.public_key,
            organisation: "House of Tests",
            duties: this.duties,
            contact: this.contact,
            ended_by: link.endedBy,
            survivor: link.survivor?.id ?? null,
            survivor_key: link.survivor?.body.public_key ?? null,
            proof: link.proof,
          }),
        };
      case "PUT":
        if (link.state === "ended" || link.maker === account)
          return problem(404, "not-found");
        if (link.survivor) return { status: 200, value: null };
        Object.assign(link, { survivor: account, state: "accepted" });
        link.proof = body.proof;
        for (const one of [account, link.maker])
          this.log(one, "link-made", { link: id });
        return { status: 201, value: null };
      default:
        if (!side) return problem(404, "not-found");
        link.state = "ended";
        this.drop((key) => (key.link === id ? "share-ended" : null));
        this.log(link.maker, "link-ended", { link: id });
        if (link.survivor) this.log(link.survivor, "link-ended", { link: id });
        return { status: 204, value: null };
    }
  }
}

let count = 0;

/** A name for a phone's database that no other has. */
export const phone = (): string => `phone-${++count}`;

/** An engine on a phone, syncing only when told. Every engine of one phone shares its database. */
export const engineOn = (
  fetch: Env["fetch"],
  database: string,
  given: Partial<Env> = {},
  events: Partial<KeeperEvents> = {},
): Promise<Engine> =>
  Engine.start(
    {
      fetch,
      origin: "http://localhost",
      database,
      automatic: false,
      channel: null,
      ...given,
    },
    WORDS,
    events,
  );
