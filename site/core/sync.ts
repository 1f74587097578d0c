/** One door for every write: sends the queue in order, takes in what is new, and recovers from all that can go wrong. */
import { CLIENT, type Api, type SyncRequest, type Write } from "./api.ts";
import { Arrival, type Arrived } from "./arrival.ts";
import { base64, type Bytes } from "./bytes.ts";
import type { Book } from "./book.ts";
import { Failure } from "./failure.ts";
import type { Reach, Trouble } from "./keeper.ts";
import { openOwnKey, sealOwnKey } from "./envelope.ts";
import { Unopened } from "./seal.ts";
import type { Queued, Row } from "./kept.ts";

const PAGE = 100;
const MOST_WRITES = 100;
const MOST_BYTES = 3_000_000; // of JSON; the server takes 4 MiB
const ASK_AGAIN = 3_600_000; // milliseconds after which the least client is asked for again

/** What a failure says about the server; all others say nothing. */
const REACH: Partial<Record<Trouble, Reach>> = { offline: "offline", "signed-out": "signed-out", "too-many": "busy" };

export class Sync {
  reach: Reach = "unknown";
  sending = false;
  onChange: () => void = () => undefined;
  /** Seconds that the server asked to wait after the last run, else 0. */
  wait = 0;

  private running: Promise<void> | null = null;
  private again = false;
  private asked = -Infinity;

  constructor(
    private readonly book: Book,
    private readonly api: Api,
    /** Signs in with the words sealed inside, finishing what was half done. Raises Failure. */
    private readonly signIn: () => Promise<void>,
  ) {}

  /** Runs until nothing is left to send or fetch. A call during a run makes it go round once more. Never throws. */
  run(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.rounds().finally(() => (this.running = null));
    return this.running;
  }

  private async rounds(): Promise<void> {
    this.tell(true);
    try {
      do {
        this.again = false;
        await this.book.env.locks.request(`${this.book.env.database}-sync`, () => this.whole());
      } while (this.again);
      this.reach = this.reach === "old-client" ? "old-client" : "online";
      this.wait = 0;
    } catch (error) {
      const failure = error instanceof Failure ? error : null;
      this.wait = failure?.after ?? 0;
      const told = failure?.problem === "second-step" ? "second-step" : REACH[failure?.trouble ?? "unknown"];
      this.reach = told ?? "unknown";
    }
    this.tell(false);
  }

  private async whole(): Promise<void> {
    if (await this.tooOld()) return;
    if (this.book.state.recovering || this.book.state.next) await this.signIn();
    const held = new Set<string>();
    let startOvers = 0;
    for (let signedIn = false; ;) {
      try {
        const { more, arrived } = await this.round(held);
        this.book.fullThere = arrived.full;
        for (const id of arrived.held) held.add(id);
        if (!more) return;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.problem === "start-over" && startOvers++ < 2) await this.startOver();
        else if (error.trouble === "signed-out" && !signedIn) {
          await this.signIn();
          signedIn = true;
        } else throw error;
      }
    }
  }

  /** One request and its answer. `more`: there is more to fetch or to send. */
  private async round(held: Set<string>): Promise<{ more: boolean; arrived: Arrived }> {
    const batch = await this.batch(held);
    const rekey = await this.rekeys();
    const request: SyncRequest = { since: this.book.state.cursor, limit: PAGE };
    if (batch.length > 0) request.write = batch.map(asWrite);
    if (rekey.length > 0) request.rekey = rekey.map((row) => ({ id: row.id, epoch: row.epoch, key: base64(row.key) }));
    const answer = await this.api.sync(request);
    const arrived = await this.book.change(async (ground) => {
      const taken = await new Arrival(this.book, ground, this.api.clockAhead).take(answer, batch);
      const rekeyed = rekey.filter((row) => !taken.change.rows!.some((other) => other.id === row.id));
      taken.change.rows!.push(...rekeyed);
      if (rekey.length === 0 && !answer.more && ground.queue.length === 0) ground.state.rekey = false;
      return taken;
    });
    const queue = await this.book.store.queue();
    const waits = queue.some((queued) => !held.has(queued.id) && !arrived.held.includes(queued.id));
    return { more: answer.more || waits || rekey.length > 0, arrived };
  }

  /** The oldest queued write of each record, as many as one request takes, marked as sent before they are. */
  private async batch(held: Set<string>): Promise<Queued[]> {
    return this.book.change(async ({ queue }) => {
      const batch = new Map<string, Queued>();
      let bytes = 0;
      for (const queued of queue) {
        if (batch.has(queued.id) || held.has(queued.id)) continue;
        bytes += (queued.body.length * 4) / 3 + (queued.reminders.length + (queued.readers?.length ?? 0)) * 500 + 500;
        if (batch.size > 0 && (bytes > MOST_BYTES || batch.size >= MOST_WRITES)) break;
        batch.set(queued.id, { ...queued, sent: true });
      }
      const change = { queue: [...batch.values()].filter((one) => !queue.find((old) => old.n === one.n)!.sent) };
      return { change, shown: new Map(), result: [...batch.values()] };
    });
  }

  /** Up to a page of rows whose own key still lies under a former vault key, sealed anew. */
  private async rekeys(): Promise<Row[]> {
    const { state, keys, store } = this.book;
    if (!state.rekey || keys.vault.length < 2) return [];
    const waiting = new Set((await store.queue()).map((queued) => queued.id));
    const found: Row[] = [];
    for (const row of await store.rows()) {
      if (waiting.has(row.id)) continue; // its key row goes with the write
      const key = await this.former(row);
      if (key !== null)
        found.push({ ...row, key: await sealOwnKey(keys.vault[0]!, keys.owner, row.id, row.epoch, key) });
      if (found.length === PAGE) break;
    }
    return found;
  }

  private async former(row: Row): Promise<Bytes | null> {
    try {
      const { key, current } = await openOwnKey(this.book.keys.vault, this.book.keys.owner, row.id, row.epoch, row.key);
      return current ? null : key;
    } catch (error) {
      if (error instanceof Unopened) return null;
      throw error;
    }
  }

  private startOver(): Promise<void> {
    return this.book.remember((state) => {
      state.cursor = null;
      state.era++;
      state.startingOver = true;
    });
  }

  private async tooOld(): Promise<boolean> {
    if (this.book.env.now() - this.asked < ASK_AGAIN) return this.reach === "old-client";
    const { least_client: least } = await this.api.service();
    this.asked = this.book.env.now();
    this.reach = least > CLIENT ? "old-client" : this.reach === "old-client" ? "unknown" : this.reach;
    return this.reach === "old-client";
  }

  private tell(sending: boolean): void {
    this.sending = sending;
    this.onChange();
  }
}

function asWrite(queued: Queued): Write {
  const { id, base, epoch, revision } = queued;
  return {
    id,
    base,
    ...(revision === base + 1 ? {} : { revision }),
    epoch,
    body: base64(queued.body),
    keys: [{ link: null, key: queued.key, until: 0 }, ...(queued.readers ?? [])].map(({ link, key, until }) => ({
      link,
      key: base64(key),
      until,
    })),
    reminders: queued.reminders.map(({ at, notice }) => ({ at, notice: base64(notice) })),
  };
}
