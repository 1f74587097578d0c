"""A durable write of one record by 16 writers at once: python tests/bench/writes.py [writes].

Two levels, each told apart in the rows:

- *stored*: `api/storage` and the statements and rules of a write, without HTTP. SQLite: our shared commits against the
  same statements, one by one in a transaction of Tortoise's own for each writer, with the same pragmas
  (`synchronous=FULL`) on the same disk. PostgreSQL: our statements against the same work through Tortoise's models, in
  one transaction each.
- *over HTTP*: the finished server, with sign-in, JSON, checks and the answer.

Beside them stands the floor of this disk: appending and `fsync`, one after another.
"""

import asyncio
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from load import BODY_BYTES, CLIENTS, cpu_seconds, handrail, new_write, postgres, sessions, sign_up
from rows import measured
from tortoise.transactions import in_transaction

from api import ids
from api.services import sync
from api.services.batch import Party
from api.services.writes import NewKey, Write
from api.services.writing import store_writes, under_locks
from api.storage import trips
from api.storage.database import Database, Transaction, open_database
from api.storage.models import Account, Key, Record
from api.storage.sync_sql import fetch_all, run_all

WRITES = int(sys.argv[1]) if len(sys.argv) > 1 else 1600
ROUNDS = 5
Writer = Callable[[Database, str, Write], Awaitable[None]]


def one_record() -> Write:
    body = b"\x01" + secrets.token_bytes(BODY_BYTES - 1)
    return Write(secrets.token_hex(16), 0, 1, body, [NewKey(secrets.token_bytes(92))], [])


async def ours(database: Database, account: str, write: Write) -> None:
    """As the finished server writes; on PostgreSQL with the numbers of the account that one statement is held to."""
    owner = Party(account, "survivor", 0, 0, 0, 0)
    if database.postgres:
        row = (await sync._account(database, account))[0]
        owner = Party.of(row)
    done = await store_writes(database, owner, [write], [], int(time.time()))
    assert done.written[0].error is None


async def alone(database: Database, account: str, write: Write) -> None:
    """The same statements and rules: each statement by itself, a transaction and a commit for this writer alone."""
    async with in_transaction("writer") as client:
        transaction = Transaction(client, postgres=False)
        asked, decide = under_locks(database, account, [write], [], int(time.time()))
        done, work = decide(await fetch_all(transaction, *asked))
        await run_all(transaction, *work)
        assert done.written[0].error is None


@contextmanager
def one_by_one() -> Iterator[None]:
    """SQLite's statements go through Tortoise one after another, not several in one trip to its thread."""

    async def ask(client: Any, asked: Any) -> Any:
        return [await client.execute_query_dict(text, list(values)) for text, values in asked]

    async def run(client: Any, work: Any) -> None:
        for text, rows in work:
            await client.execute_many(text, [list(row) for row in rows])

    kept = trips.ask, trips.run
    trips.ask, trips.run = ask, run
    try:
        yield
    finally:
        trips.ask, trips.run = kept


async def by_models(database: Database, account: str, write: Write) -> None:
    """What a write reads, checks and stores, through the models."""
    name = ids.record_name(account, write.id)
    async with in_transaction("default"):
        owner = await Account.select_for_update().get(id=account)
        assert await Record.get_or_none(name=name) is None
        assert not await Key.filter(record=name, gone_at=0)
        owner.clock, owner.records, owner.stored = owner.clock + 1, owner.records + 1, owner.stored + len(write.body)
        row: dict[str, Any] = {"name": name, "epoch": 1, "revision": 1, "body": write.body, "size": len(write.body)}
        await Record.create(**row, body_hash=write.body_hash)
        whole = ids.key_name(account, write.id, account)
        held: dict[str, Any] = {"name": whole, "account": account, "record": name, "sealed": write.own_key, "epoch": 1}
        await Key.create(**held, seq=owner.clock)
        await owner.save(update_fields=["clock", "records", "stored"])


async def new_accounts() -> list[str]:
    """So many accounts as there are writers, each with a row of its own."""
    accounts = [secrets.token_hex(16) for _ in range(CLIENTS)]
    for account in accounts:
        named = {name: secrets.token_hex(32) for name in ("lookup", "recovery_lookup")}
        sealed = dict.fromkeys(("public_key", "private_key", "slots", "vault_chain"), b"sealed")
        kept = {"sign_in_hash": "none", "recovery_hash": "none", "recovery_wait": 0}
        await Account.create(id=account, role="survivor", **named, **sealed, **kept)
    return accounts


async def rate(database: Database, accounts: list[str], write: Writer, count: int) -> float:
    """Writes a second, by all writers at once."""
    work = [[one_record() for _ in range(count // CLIENTS)] for _ in accounts]

    async def writer(account: str, records: list[Write]) -> None:
        for record in records:
            await write(database, account, record)

    began = time.perf_counter()
    await asyncio.gather(*(writer(*pair) for pair in zip(accounts, work, strict=True)))
    return count / (time.perf_counter() - began)


async def stored(url: str, other: Writer, name: str, bar: float) -> None:
    """Our writes against the others, round by round in turn."""
    engine = "PostgreSQL" if url.startswith("postgres:") else "SQLite"
    database = await open_database(url)
    await database.migrate()
    async with database.write_transaction() as transaction:
        await transaction.execute("INSERT INTO deployment (name, value) VALUES ('era', 'one')")
    try:
        if engine == "SQLite":
            async with database.write_transaction():  # models write inside a transaction only
                accounts = await new_accounts()
        else:
            accounts = await new_accounts()
        found: dict[str, list[float]] = {"ours": [], "other": []}
        for turn in range(ROUNDS + 1):
            count = WRITES if turn else WRITES // 4  # the first round fills caches
            mine = await rate(database, accounts, ours, count)
            with one_by_one():
                its = await rate(database, accounts, other, count)
            if turn:
                found["ours"].append(mine)
                found["other"].append(its)
    finally:
        await database.close()
    measured(f"{engine}: one record stored, durable, {CLIENTS} writers, ours", found["ours"], "1/s")
    measured(f"{engine}: the same, {name}", found["other"], "1/s")
    ratios = [mine / its for mine, its in zip(found["ours"], found["other"], strict=True)]
    measured(f"{engine}: ours against {name}", ratios, "×", at_least=bar)


async def over_http(engine: str) -> None:
    """The finished server's writes a second and its CPU for each; the client takes its share of the same cores."""
    with handrail(engine) as server:
        async with sessions() as clients:
            cursors = {client: await sign_up(client, server.origin) for client in clients}

            async def one(client: Any, bodies: list[dict[str, Any]]) -> None:
                for body in bodies:
                    asked = {"since": cursors[client], "write": [body]}  # as the app does: nothing else is new
                    async with client.post(f"{server.origin}/api/v1/sync", json=asked) as answer:
                        assert answer.status == 200
                        told = await answer.json()
                        assert told["written"][0]["error"] is None
                        cursors[client] = told["cursor"]

            rates, spent = [], []
            for turn in range(ROUNDS + 1):
                work = [[new_write() for _ in range(WRITES // CLIENTS)] for _ in clients]
                before, began = cpu_seconds(server.pid), time.perf_counter()
                await asyncio.gather(*(one(*pair) for pair in zip(clients, work, strict=True)))
                if turn:
                    rates.append(WRITES / (time.perf_counter() - began))
                    spent.append((cpu_seconds(server.pid) - before) / WRITES * 1e6)
    measured(f"{engine}: one record over HTTP, durable, {CLIENTS} clients", rates, "1/s")
    measured(f"{engine}: one record over HTTP, the server's CPU", spent, "µs")


def disk(folder: Path) -> None:
    """The floor: how often this disk takes 4 KiB for good, one after another."""
    rates = []
    with (folder / "floor").open("ab", buffering=0) as file:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            for _ in range(200):
                file.write(bytes(4096))
                os.fsync(file.fileno())
            rates.append(200 / (time.perf_counter() - began))
    measured("This disk: 4 KiB appended and synced, one after another", rates, "1/s")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        disk(Path(folder))
        url = f"sqlite://{folder}/data/handrail.sqlite3"
        asyncio.run(stored(url, alone, "a transaction of Tortoise's for each writer", 4))
    with postgres() as url:
        asyncio.run(stored(url, by_models, "Tortoise's models", 2))
    for engine in ("SQLite", "PostgreSQL"):
        asyncio.run(over_http(engine))


if __name__ == "__main__":
    main()
