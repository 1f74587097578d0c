"""Two servers of a new version start while an old one writes and phones ask: one migrates, nothing is lost.

The old one is played by this process: it writes rows as they were before the migration, through its own connection.
"""

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import ids
from api.storage import sync_sql as sql
from api.storage.away import is_away
from api.storage.database import Database, open_database
from api.storage.dump import applied_migrations
from api.storage.migrating import known_migrations
from asking import API, new_id, new_write
from live_server import LiveServer
from older import make_older
from places import Place
from running import Phone

pytestmark = pytest.mark.usefixtures("cheap_hashes")
OLDEST = known_migrations()[0]
BODY, SEALED = bytes(337), bytes(92)


class OldServer:
    """Writes records of an account on and on, as a server before the migration did."""

    def __init__(self, database: Database, account: str) -> None:
        self.database, self.account = database, account
        self.acknowledged: set[str] = set()
        self.refused = 0

    async def write(self) -> None:
        """One record, with its key row and the account's next number: all or nothing."""
        record = new_id()
        name = ids.record_name(self.account, record)
        async with self.database.write_transaction() as transaction:
            count = "UPDATE account SET clock = clock + 1, records = records + 1 WHERE id = ? RETURNING clock"
            [row] = await transaction.fetch(count, self.account)
            values = (name, 1, 1, BODY, record, None, None, None, len(BODY))
            await transaction.execute(sql.STORE_RECORD.on(transaction), *values)
            key = (
                ids.key_name(self.account, record, self.account),
                self.account,
                name,
                None,
                SEALED,
                1,
                0,
                row["clock"],
            )
            await transaction.execute(sql.STORE_KEY.on(transaction), *key)
        self.acknowledged.add(record)

    async def work(self, stop: asyncio.Event) -> None:
        """Until told to stop; a database that is busy with its tables is asked again."""
        while not stop.is_set():
            try:
                await self.write()
            except Exception as error:
                if not is_away(error) and "locked" not in str(error):
                    raise
                self.refused += 1
            await asyncio.sleep(0.01)


async def ask(origin: str, phone: Phone, written: set[str], statuses: Counter[int], stop: asyncio.Event) -> None:
    """A phone that writes to one of the new servers from before it listens, on and on."""
    async with httpx.AsyncClient(base_url=origin, timeout=30, cookies=phone.http.cookies) as http:
        while not stop.is_set():
            write = new_write()
            try:
                answer = await http.post(f"{API}/sync", json={"write": [write]})
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            statuses[answer.status_code] += 1
            if answer.status_code == 200:
                written.add(write["id"])


def server(place: Place) -> LiveServer:
    """A new server on the deployment; not started before it is told to."""
    return LiveServer(
        "http://localhost:9",
        started=False,
        **{
            "HANDRAIL_DATA_DIR": str(place.settings.data_dir),
            "HANDRAIL_SECRET_FILE": str(place.settings.secret_file),
            "HANDRAIL_RP": place.settings.rp,
            "HANDRAIL_RATE_LIMITS": "off",
        }
        | {name: value for name, value in place.environ.items() if name == "HANDRAIL_DATABASE_URL"},
    )


async def test_while_two_new_servers_start_and_an_old_one_writes_one_migrates_and_nothing_is_lost(
    environ: dict[str, str], tmp_path: Path, postgres: Any
):
    now = Place(environ)
    async with now.opened() as house:
        phone = await house.sign_up()
        await phone.written(*(new_write() for _ in range(20)))
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
    place = Place(environ | {"HANDRAIL_DATA_DIR": str(tmp_path / "old")} | database)
    await make_older(now, place, OLDEST)
    # SQLite has one server; what starts beside it is a command.
    new = [server(place) for _ in range(1 if postgres is None else 2)]
    opened = await open_database(place.settings.database_url)
    old, stop, written, statuses = OldServer(opened, phone.account), asyncio.Event(), set(), Counter[int]()
    for _ in range(5):
        await old.write()
    working = [asyncio.create_task(old.work(stop))]
    working += [asyncio.create_task(ask(one.origin, phone, written, statuses, stop)) for one in new]
    try:
        async with opened.write_transaction() as transaction:  # somebody reads and writes on: the tables must wait
            await transaction.execute("UPDATE account SET paused_until = 0 WHERE id = ?", phone.account)
            starting = [asyncio.create_task(asyncio.to_thread(one.start)) for one in new]
            starting.append(asyncio.create_task(asyncio.to_thread(place.done, "invite", "add")))
            await asyncio.sleep(3)
            assert not any(one.done() for one in starting)
            if postgres is not None:  # a reader of SQLite would not see what is not committed
                assert await applied_migrations(place.settings.database_url) == [OLDEST]
            assert not statuses
        await asyncio.gather(*starting)
        end = time.monotonic() + 30
        while len(written) < 20:
            assert time.monotonic() < end
            await asyncio.sleep(0.1)
        stop.set()
        await asyncio.gather(*working)
        assert await applied_migrations(place.settings.database_url) == known_migrations()
        assert set(statuses) == {200}
        expected = old.acknowledged | written
        for one in new:
            async with httpx.AsyncClient(base_url=one.origin, cookies=phone.http.cookies, timeout=30) as http:
                found, cursor, more = set(), None, True
                while more:
                    told = (await http.post(f"{API}/sync", json={"since": cursor, "limit": 500})).json()
                    found |= {row["id"] for row in told["records"]}
                    cursor, more = told["cursor"], told["more"]
            lost = len(expected - found)
            print(
                f"\nmigrated under traffic: written by the old one {len(old.acknowledged)} (refused {old.refused}),"
                f" by the new {len(written)}, lost {lost}"
            )
            assert lost == 0
            assert len(found) == len(expected) + 20
    finally:
        stop.set()
        await opened.close()
        for one in new:
            one.remove()
