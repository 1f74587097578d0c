/** What lies on the phone lies without names, and a daybook that an older app kept is laid down anew. */
import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { afterEach, expect, test } from "vitest";
import { createStore, findStore } from "../../site/core/store.ts";
import type { LockRow, Queued, Row, Told } from "../../site/core/kept.ts";

const NAME = "here";
const bytes = (...values: number[]) => Uint8Array.from(values);

const lock: LockRow = {
  rp: "localhost",
  salt: bytes(1),
  slots: [bytes(2), bytes(3)],
  next: {
    salt: bytes(4),
    slot: bytes(5),
    turned: { chain: [bytes(6)], local: bytes(7) },
  },
  chain: [bytes(8)],
  local: bytes(9),
  pins: [
    {
      salt: bytes(10),
      half: bytes(11),
      sealed: [bytes(12), bytes(13)],
      server: "ab",
    },
    {
      salt: bytes(14),
      half: bytes(15),
      sealed: [bytes(16), bytes(17)],
      server: null,
    },
  ],
};
const told: Told = {
  cover: "Water the plants",
  quiet: { from: "22:00", to: "07:00" },
  zone: "UTC",
  key: bytes(18),
  owner: "cd",
  expected: [["ef", 900]],
  onlyDates: true,
};
const rows: Row[] = [
  {
    id: "01",
    epoch: 1,
    revision: 2,
    body: bytes(19),
    key: bytes(20),
    era: 0,
    readers: [{ link: "77", until: 0 }],
  },
  { id: "02", epoch: 1, revision: 1, body: bytes(21), key: bytes(22), era: 1 },
];
const queue: Queued[] = [
  {
    n: 7,
    id: "01",
    base: 2,
    revision: 3,
    epoch: 1,
    body: bytes(23),
    key: bytes(24),
    reminders: [{ at: 900, notice: bytes(25) }],
    readers: [{ link: "77", until: 9, key: bytes(26) }],
    sent: true,
  },
  {
    n: 9,
    id: "02",
    base: 1,
    revision: 2,
    epoch: 1,
    body: bytes(27),
    key: bytes(28),
    reminders: [],
    sent: false,
  },
];
const received = [{ name: "xy", sealed: bytes(29) }];
const tries = { wrong: 3, at: 1_700_000_000_000 };
const sealed = {
  state: bytes(30),
  snapshot: bytes(31),
  inbox: bytes(32),
  news: bytes(33),
};

afterEach(() => deleteDB(NAME));

async function holdsAll(): Promise<void> {
  const store = (await findStore(NAME))!;
  expect(await store.lock()).toEqual(lock);
  expect(await store.told()).toEqual(told);
  expect(await store.tries()).toEqual(tries);
  expect(await store.rows()).toEqual(rows);
  expect(await store.row("02")).toEqual(rows[1]);
  expect(await store.queue()).toEqual(queue);
  expect(await store.received()).toEqual(received);
  for (const [name, value] of Object.entries(sealed))
    expect(await store[name as keyof typeof sealed]()).toEqual(value);
  store.close();
}

/** Every name of a member, at any depth, in all that the database holds. */
async function names(): Promise<string[]> {
  const db = await openDB(NAME);
  const found: string[] = [];
  const look = (value: unknown) => {
    if (value instanceof Uint8Array || typeof value !== "object" || !value)
      return;
    if (!Array.isArray(value)) found.push(...Object.keys(value));
    Object.values(value).forEach(look);
  };
  for (const name of db.objectStoreNames) look(await db.getAll(name));
  db.close();
  return found;
}

test("what was laid down is taken up as it was, and no name of a member lies there", async () => {
  const store = await createStore(NAME);
  await store.commit({ lock, told, tries, rows, queue, received, ...sealed });
  store.close();
  await holdsAll();
  expect(await names()).toEqual([]);
  const db = await openDB(NAME);
  expect([...db.objectStoreNames]).toEqual(["a", "b", "c", "d"]);
  db.close();
});

test("a write of the queue gets the next number", async () => {
  const store = await createStore(NAME);
  const { n: _, ...fresh } = queue[0]!;
  await store.commit({ queue: [fresh, fresh] });
  const [one, two] = await store.queue();
  expect(two!.n).toBe(one!.n! + 1);
  await store.commit({ dequeue: [one!.n!], queue: [{ ...two!, sent: false }] });
  expect(await store.queue()).toEqual([{ ...two!, sent: false }]);
  store.close();
});

test.each([1, 2])(
  "a daybook of an older app (%d) is laid down anew, with nothing lost",
  async (version) => {
    const old = await openDB(NAME, version, {
      upgrade(made) {
        made.createObjectStore("meta");
        made.createObjectStore("rows", { keyPath: "id" });
        made.createObjectStore("queue", { keyPath: "n", autoIncrement: true });
        if (version > 1)
          made.createObjectStore("received", { keyPath: "name" });
      },
    });
    for (const [name, value] of Object.entries({
      lock,
      told,
      tries,
      ...sealed,
    }))
      await old.put("meta", value, name);
    for (const row of rows) await old.put("rows", row);
    for (const one of queue) await old.put("queue", one);
    if (version > 1) await old.put("received", received[0]);
    old.close();
    const store = (await findStore(NAME))!;
    if (version === 1) await store.commit({ received });
    store.close();
    await holdsAll();
    expect(await names()).toEqual([]);
  },
);

test("an older app that was leaving goes on leaving", async () => {
  const old = await openDB(NAME, 2, {
    upgrade(made) {
      for (const name of ["meta", "rows", "queue", "received"])
        made.createObjectStore(name);
    },
  });
  await old.put("meta", { leaving: true }, "lock");
  old.close();
  const store = (await findStore(NAME))!;
  expect(await store.lock()).toEqual({ leaving: true });
  store.close();
});
