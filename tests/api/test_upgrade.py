"""From one version to the next and back: what an older Handrail left is found, and nothing runs on a newer one's."""

import asyncio
import itertools
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from api.storage.database import open_database
from api.storage.dump import applied_migrations
from api.storage.migrating import known_migrations
from asking import new_id, new_write, noise, reader_key
from older import columns_of, make_older, rows_of
from places import Place
from push_service import PushService
from running import House, Phone
from test_lives import GOAL, device_of, unopened

pytestmark = pytest.mark.usefixtures("cheap_hashes")
OLDER = known_migrations()[:-1]
ALL = "HANDRAIL_TEST_ALL" in os.environ  # each command is a process of its own
LATER = "9999_of_a_later_version"


@pytest.fixture
def place(environ: dict[str, str], tmp_path: Path, push: PushService) -> Place:
    return Place(environ | {"HANDRAIL_PUSH_ORIGINS": push.origin}, tmp_path / "elsewhere" / "private.key")


NewPlace = Callable[[], Awaitable[Place]]


@pytest.fixture
def new_place(place: Place, tmp_path: Path, postgres: Any) -> NewPlace:
    """Makes a place with an empty data directory and an empty database."""
    numbers = itertools.count(1)

    async def make() -> Place:
        database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
        return Place(place.environ | {"HANDRAIL_DATA_DIR": str(tmp_path / f"new{next(numbers)}")} | database, place.key)

    return make


async def moved(house: House, phone: Phone) -> Phone:
    """The same phone, with the cookies that it had, at another server."""
    http = house.client()
    http.cookies = phone.http.cookies
    return Phone(http, phone.account, phone.words)


async def read(phone: Phone) -> dict[str, Any]:
    """Everything that a phone gets that holds nothing yet."""
    found, cursor, more = {}, None, True
    while more:
        told = await phone.sync(since=cursor)
        found |= {row["id"]: row for row in told["records"]}
        cursor, more = told["cursor"], told["more"]
    return {"records": found, "links": told["links"]}


async def use(house: House, push: PushService) -> tuple[Phone, Phone, dict[str, Any]]:
    """A survivor and a case manager who share, one share that ended, a reminder, a PIN, two devices, a deletion."""
    survivor, worker, gone = await house.sign_up(), await house.case_manager(), await house.sign_up()
    kept, ended = await house.link(survivor, worker), await house.link(survivor, await house.case_manager())
    reminders = [{"at": int(time.time()) - 60, "notice": noise(100)}]
    first = new_write(readers=[reader_key(kept), reader_key(ended)])
    await survivor.written(first, new_write(size=65536), new_write(reminders=reminders))
    await survivor.written(new_write(first["id"], 1, readers=[reader_key(kept), reader_key(ended)]))
    await worker.written(new_write(readers=[reader_key(kept)]))
    assert (await survivor.call("DELETE", f"/links/{ended}")).status_code == 204
    pin = {"device": new_id(), "proof": noise(32), "half": noise(32)}
    body = {name: pin[name] for name in ("proof", "half")}
    assert (await survivor.call("PUT", f"/device-key/{pin['device']}", body)).status_code == 201
    await house.sign_in(survivor)
    assert (await survivor.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    assert (await gone.call("DELETE", "/account", {"sign_in_key": gone.words["sign_in_key"]})).status_code == 204
    return survivor, worker, pin


@pytest.mark.parametrize("last", OLDER)
async def test_what_an_older_handrail_left_is_found_whole_by_this_one(
    place: Place, new_place: NewPlace, push: PushService, last: str
):
    older = await new_place()
    async with place.opened() as house:
        survivor, worker, pin = await use(house, push)
        cursor, before = await survivor.cursor(), await read(survivor)
        events = await survivor.get("/events")
    await make_older(place, older, last)
    columns = await columns_of(older)
    columns.pop("deployment")  # a later one notes more in it
    rows = await rows_of(older, columns)
    assert rows["key"]
    assert rows["record"]
    assert await applied_migrations(older.settings.database_url) == known_migrations()[: OLDER.index(last) + 1]
    async with older.opened() as house:
        assert await rows_of(older, columns) == rows
        mine = await moved(house, survivor)
        assert await read(mine) == before
        assert (await mine.sync(since=cursor))["records"] == []
        assert await mine.get("/events") == events
        told = await mine.call("POST", f"/device-key/{pin['device']}", {"proof": pin["proof"]})
        assert told.json()["half"] == pin["half"]
        assert await house.dispatch() == 1
        assert len(push.messages) == 1
        await house.sign_in(survivor)
        await mine.written(new_write())
        theirs = await read(await moved(house, worker)) if last >= "0002" else None  # second steps came with it
        assert theirs is None or {row["gone"] for row in theirs["records"].values()} == {False}
    assert await applied_migrations(older.settings.database_url) == known_migrations()


@pytest.mark.parametrize("last", OLDER if ALL else OLDER[-1:])
async def test_a_backup_of_an_older_handrails_database_made_by_this_one_is_whole_and_goes_back(
    place: Place, new_place: NewPlace, push: PushService, last: str
):
    """Who puts the new version in the place of the old one before the backup loses nothing by it."""
    older = await new_place()
    async with place.opened() as house:
        survivor, *_ = await use(house, push)
        before = await read(survivor)
    await make_older(place, older, last)
    file = older.backup("--verify", str(place.key))
    assert await applied_migrations(older.settings.database_url) == known_migrations()[: OLDER.index(last) + 1]
    empty = await new_place()
    empty.restore(file, place.key, "--journal", str(place.settings.journal_file))
    async with empty.opened() as house:
        assert await read(await moved(house, survivor)) == before


async def later(place: Place) -> None:
    """Does what the migration of a later Handrail does: a table, a column, and a line that says so."""
    database = await open_database(place.settings.database_url)
    async with database.write_transaction() as transaction:
        await transaction.execute("CREATE TABLE tomorrow (name VARCHAR(32) PRIMARY KEY)")
        await transaction.execute("ALTER TABLE account ADD COLUMN tomorrow INT")
        insert = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('handrail', ?, CURRENT_TIMESTAMP)"
        await transaction.execute(insert, LATER)
    await database.close()


async def test_a_database_of_a_later_handrail_is_refused_in_one_line_by_every_command(
    new_place: NewPlace, push: PushService
):
    place = await new_place()
    async with place.opened() as house:
        await use(house, push)
    place.backup()
    await later(place)
    rows, known = await place.rows(), sorted(path.name for path in place.settings.backup_dir.iterdir())
    commands = [("serve",), ("backup",)]
    if ALL:
        commands += [("check",), ("invite", "add"), ("purge",), ("secrets", "pepper")]
    if ALL and place.settings.postgres:
        place.environ["HANDRAIL_RATE_LIMITS"] = "off"
        commands.append(("serve", "--workers", "2"))
    place.environ["HANDRAIL_PORT"] = "0"
    secrets_before = place.settings.secret_file.read_bytes()
    for words in commands:
        status, out, err = await asyncio.to_thread(place.run, *words)
        assert (status, out) == (1, ""), words
        assert len(err.splitlines()) == 1, err
        assert LATER in err
        assert "later Handrail" in err
    assert await place.rows() == rows
    assert sorted(path.name for path in place.settings.backup_dir.iterdir()) == known
    assert place.settings.secret_file.read_bytes() == secrets_before


async def test_back_to_the_version_before_with_its_backup_the_journal_and_what_phones_hold(
    new_place: NewPlace,
):
    """The way of docs/operating.md, "Upgrade and roll back": nothing that a phone holds is lost, no end is undone."""
    place, empty = await new_place(), await new_place()
    vault_key = secrets.token_bytes(32)
    async with place.opened() as house:
        phone, worker = await house.sign_up(), await house.case_manager()
        mine, other = device_of(house, phone, vault_key), device_of(house, await house.sign_in(phone), vault_key)
        link, leaves = await house.link(phone, worker), await house.sign_up()
        await phone.written(shared := new_write(readers=[reader_key(link)]))
        record = mine.save(GOAL)
        await mine.sync()
        await other.sync()
        file = await asyncio.to_thread(place.backup)
    async with place.opened() as house:  # the new version runs; she writes on, and ends a link
        await at(house, mine)
        await at(house, other)
        mine.save({**GOAL, "title": "Learn to swim"}, record)
        new = mine.save({**GOAL, "title": "Made in the new version"})
        await mine.sync()
        other.save({**GOAL, "title": "Never sent to it"})
        assert (await (await moved(house, phone)).call("DELETE", f"/links/{link}")).status_code == 204
        going = await moved(house, leaves)
        gone = await going.call("DELETE", "/account", {"sign_in_key": leaves.words["sign_in_key"]})
        assert gone.status_code == 204
    await later(place)
    status, _, err = place.run("check")
    assert (status, LATER in err) == (1, True)
    empty.restore(file, place.key, "--journal", str(place.settings.journal_file))
    async with empty.opened() as house:
        for device in (mine, other):
            await at(house, device)
        for device in (mine, other, mine, other):
            await device.sync()
        assert mine.shown() == other.shown()
        titles = {one["title"] for one in mine.shown().values() if one["type"] == "goal"}
        assert titles == {"Learn to swim", "Made in the new version", "Never sent to it"}
        assert mine.shown()[new]["title"] == "Made in the new version"
        assert mine.book.refused == other.book.refused == []
        assert [row["state"] for row in await house.rows("SELECT state FROM link")] == ["ended"]
        assert await house.rows('SELECT name FROM "key" WHERE link IS NOT NULL AND sealed IS NOT NULL') == []
        assert await house.rows("SELECT id FROM account WHERE id = ?", leaves.account) == []
        assert shared["id"] in (await read(await moved(house, phone)))["records"]


async def at(house: House, device: Any) -> None:
    """The device speaks to this server from now on, with the session that it has."""
    http = unopened(house).service.http
    http.cookies = device.service.http.cookies
    device.service.http = http
