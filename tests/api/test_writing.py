"""The short ways of a write: one trip on SQLite, one statement on PostgreSQL, and a page that is not read again."""

import asyncio
import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from api.services import sync as syncing
from api.services import writing
from api.services.batch import Party
from api.services.feed import read_page
from api.storage import own_sql
from api.storage.database import Database
from asking import new_id, new_write, reader_key
from running import House, Phone

ADD = "INSERT INTO deployment (name, value) VALUES (?, 'x')"


async def short(database: Database, number: int) -> int:
    """Adds a row at once; every third fails after it, every fifth breaks a rule of the table."""

    def job(connection: sqlite3.Connection) -> int:
        connection.execute(ADD, [f"short{number}"])
        if number % 3 == 0:
            raise LookupError(number)
        if number % 5 == 0:
            connection.execute(ADD, [f"short{number}"])
        return number

    return await database.write_at_once(job)


async def long(database: Database, number: int) -> None:
    """Adds a row in a block; every third fails after it."""
    async with database.write_transaction() as transaction:
        await transaction.execute(ADD, f"long{number}")
        await asyncio.sleep(0)
        if number % 3 == 0:
            raise LookupError(number)


async def names(database: Database) -> set[str]:
    rows = await database.fetch("SELECT name FROM deployment")
    return {row["name"] for row in rows if row["name"].startswith(("short", "long"))}


async def test_on_sqlite_what_comes_at_once_and_blocks_share_commits_and_each_fails_alone(house: House):
    database = house.server.database
    if database.postgres:
        pytest.skip("SQLite's")
    work: list[Any] = []
    for number in range(30):
        work += [short(database, number), long(database, number)]
    ended = await asyncio.gather(*work, return_exceptions=True)
    expected: list[Any] = []
    for number in range(30):
        failed = LookupError if number % 3 == 0 else IntegrityError if number % 5 == 0 else int
        expected += [failed, LookupError if number % 3 == 0 else type(None)]
    assert [type(one) for one in ended] == expected
    kept = {f"short{n}" for n in range(30) if n % 3 and n % 5} | {f"long{n}" for n in range(30) if n % 3}
    assert await names(database) == kept


async def test_on_sqlite_a_caller_that_goes_away_before_its_turn_leaves_nothing(house: House):
    database = house.server.database
    if database.postgres:
        pytest.skip("SQLite's")
    async with database.write_transaction() as transaction:
        await transaction.execute(ADD, "long1")
        gone = asyncio.create_task(short(database, 1))
        stays = asyncio.create_task(short(database, 2))
        await asyncio.sleep(0.05)
        assert not gone.done()
        gone.cancel()
    assert await stays == 2
    assert await names(database) == {"long1", "short2"}


async def test_on_sqlite_a_transaction_that_breaks_tells_everybody_in_it(house: House, monkeypatch: pytest.MonkeyPatch):
    database = house.server.database
    if database.postgres:
        pytest.skip("SQLite's")

    def gives_up(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")  # as SQLite itself does when the disk is full
        raise sqlite3.OperationalError("database or disk is full")

    work = [short(database, 1), database.write_at_once(gives_up), short(database, 2)]
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert all(isinstance(one, Exception) and "full" in str(one) for one in ended), ended
    assert await names(database) == set()
    assert await short(database, 4) == 4  # and it goes on


async def owner_of(database: Database, phone: Phone) -> Party:
    return Party.of((await syncing._account(database, phone.account))[0])


async def test_on_postgres_nothing_is_stored_unless_every_number_of_hers_is_as_it_was(house: House):
    database = house.server.database
    if not database.postgres:
        pytest.skip("PostgreSQL's")
    phone = await house.sign_up()
    await phone.written(new_write())
    owner = await owner_of(database, phone)
    name = phone.account + new_id()
    row = (name, 1, 1, b"x", "h", None, None, None, 1)
    held = (name + phone.account, phone.account, name, None, b"k", 1, 0, owner.clock + 1)
    due = (name + "0" * 16, phone.account, name, 900, None, 900, 9999)
    now = (owner.clock, owner.events, owner.records, owner.stored)
    after = (owner.clock + 1, owner.records + 1, owner.stored + 1)
    outcome = own_sql.Outcome(phone.account, now, after, [row], [held], [], [], [due])
    for which in range(4):
        stale = [number + (which == place) for place, number in enumerate(now)]
        assert not await own_sql.store_own(database, replace(outcome, before=tuple(stale)))  # type: ignore[arg-type]
    assert await owner_of(database, phone) == owner
    for table in ("record", "key", "reminder"):
        assert await house.rows(f'SELECT name FROM "{table}" WHERE name LIKE ?', name + "%") == []
    assert await own_sql.store_own(database, outcome)
    assert (await owner_of(database, phone)).clock == owner.clock + 1
    for table in ("record", "key", "reminder"):
        assert len(await house.rows(f'SELECT name FROM "{table}" WHERE name LIKE ?', name + "%")) == 1


async def test_a_write_that_another_came_before_is_held_against_what_is_there_then(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    """Between reading and storing, another device writes the same record."""
    one = await house.sign_up()
    other = await house.sign_in(one)
    first = new_write()
    await one.written(first)
    kept, met = own_sql.store_own, []

    async def late(database: Database, outcome: own_sql.Outcome) -> bool:
        monkeypatch.setattr(writing, "store_own", kept)
        await other.written(new_write(first["id"], 1))
        met.append(await kept(database, outcome))
        return met[0]

    monkeypatch.setattr(writing, "store_own", late)
    if not house.server.database.postgres:
        await other.written(new_write(first["id"], 1))
    told = (await one.sync(new_write(first["id"], 1)))["written"]
    assert told == [{"id": first["id"], "revision": 2, "error": "conflict"}]
    assert met == ([False] if house.server.database.postgres else [])


async def test_a_record_that_somebody_reads_is_written_under_locks(survivor: Phone, reader: Phone, house: House):
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    cursor = await reader.cursor()
    dropped = new_write(write["id"], 1)  # without the reader: it must turn the key
    assert (await survivor.sync(dropped))["written"][0]["error"] == "epoch"
    await survivor.written(new_write(write["id"], 1, epoch=2))
    assert [row["gone"] for row in (await reader.sync(since=cursor))["records"]] == [True]


def without_bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "body": None, "key": None} for row in rows]


async def test_the_page_of_a_write_is_what_reading_gives(
    survivor: Phone, reader: Phone, house: House, monkeypatch: pytest.MonkeyPatch
):
    link = await house.link(survivor, reader)
    plain, shared, gone = new_write(), new_write(readers=[reader_key(link)]), new_write(readers=[reader_key(link)])
    requests = [
        [plain, shared, gone],
        [new_write(plain["id"], 1), new_write(plain["id"], 2), new_write()],
        [new_write(gone["id"], 1, epoch=2), new_write(shared["id"], 1, readers=[reader_key(link)])],
        [new_write(gone["id"], 1, epoch=2)],  # a conflict: what is new has to be read
        [new_write() for _ in range(4)],
    ]
    read = []

    async def reading(*args: Any, **named: Any) -> Any:
        read.append(named["cursor"])
        return await read_page(*args, **named)

    monkeypatch.setattr(syncing, "read_page", reading)
    cursor = await survivor.cursor()
    for number, writes in enumerate(requests):
        read.clear()
        told = await survivor.sync(*writes, since=cursor)
        assert bool(read) == (number == 3), number
        again = await survivor.sync(since=cursor)
        assert told["records"] == without_bodies(again["records"])
        assert (told["more"], told["cursor"], told["links"]) == (False, again["cursor"], again["links"])
        cursor = told["cursor"]


async def test_a_page_of_a_write_leaves_out_nothing_that_others_brought(house: House):
    """What another device wrote before is on the page with what this one wrote."""
    one = await house.sign_up()
    other = await house.sign_in(one)
    cursor = await one.cursor()
    theirs, mine = new_write(), new_write()
    await other.written(theirs)
    told = await one.sync(mine, since=cursor)
    assert [(row["id"], row["body"]) for row in told["records"]] == [(theirs["id"], theirs["body"]), (mine["id"], None)]
    few = await one.sync(*(new_write() for _ in range(3)), since=told["cursor"], limit=2)
    assert (len(few["records"]), few["more"]) == (2, True)


async def test_a_share_that_begins_while_a_page_is_read_shows_on_it(
    survivor: Phone, reader: Phone, house: House, monkeypatch: pytest.MonkeyPatch
):
    """Between the look at the account, which has no link yet, and the look at its page."""
    write = new_write()
    await survivor.written(write)
    kept = syncing._account

    async def late(database: Database, account: str) -> Any:
        rows = await kept(database, account)
        monkeypatch.setattr(syncing, "_account", kept)
        link = await house.link(survivor, reader)
        await survivor.written(new_write(write["id"], 1, readers=[reader_key(link)]))
        return rows

    monkeypatch.setattr(syncing, "_account", late)
    told = await survivor.sync()
    assert [len(row["readers"]) for row in told["records"]] == [1]
