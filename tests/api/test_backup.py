"""Backup and restore through the real commands, beside an open server."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tortoise import Tortoise

from api.services.secrets import load_secrets
from api.storage.dump import TABLES, read_snapshot
from api.upkeep.backup import DAY, list_backups, prune
from api.upkeep.sealing import BackupError, Sealer, open_pieces
from asking import new_credentials, new_write, reader_key
from places import Place
from running import House, Phone
from test_deletion import a_life, key_of
from test_lives import GOAL, device_of, unopened

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def place(environ: dict[str, str], tmp_path: Path) -> Place:
    return Place(environ, tmp_path / "elsewhere" / "private.key")


@pytest.fixture
async def new_place(environ: dict[str, str], tmp_path: Path, postgres: Any) -> Place:
    """Another machine: an empty data directory and an empty database."""
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
    return Place(environ | {"HANDRAIL_DATA_DIR": str(tmp_path / "new")} | database)


def journal_of(place: Place) -> tuple[str, ...]:
    path = place.settings.journal_file
    return ("--journal", str(path)) if path.exists() else ("--no-journal",)


async def a_house_full(house: House) -> tuple[Phone, Phone, str]:
    """A survivor with records, connected with a case manager; both share; an organisation, a subscription."""
    survivor, worker = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, worker)
    await survivor.written(new_write(readers=[reader_key(link)]), new_write(size=65536), new_write())
    await worker.written(new_write(readers=[reader_key(link)]))
    await survivor.written(new_write(reminders=[{"at": int(time.time()) + 7200, "notice": None}]))
    return survivor, worker, link


async def test_what_was_restored_is_what_was_backed_up_but_for_the_era(place: Place, new_place: Place):
    async with place.opened() as house:
        await a_house_full(house)
        file = await asyncio.to_thread(place.backup, "--verify", str(place.key))
    new_place.restore(file, place.key, *journal_of(place))
    before, after = await place.rows(), await new_place.rows()
    eras = [{row for row in found.pop("deployment") if "'era'" in row} for found in (before, after)]
    assert eras[0].isdisjoint(eras[1])
    assert all(before[table] for table in ("account", "record", "key", "reminder", "event", "link", "organisation"))
    assert before == after
    assert new_place.settings.secret_file.read_bytes() == place.settings.secret_file.read_bytes()
    assert new_place.settings.secret_file.stat().st_mode & 0o777 == 0o600


async def test_a_backup_of_one_engine_goes_into_the_other(place: Place, new_place: Place, tmp_path: Path):
    async with place.opened() as house:
        await a_house_full(house)
        await house.execute("UPDATE account SET disabled = ? WHERE role = 'case-manager'", True)
    file = place.backup()
    if not place.settings.postgres:
        return  # the other way round runs where there is a PostgreSQL
    without = {name: value for name, value in place.environ.items() if name != "HANDRAIL_DATABASE_URL"}
    where = {"HANDRAIL_DATA_DIR": str(tmp_path / "lite"), "HANDRAIL_BACKUP_KEY": str(place.settings.backup_key)}
    lite = Place(without | where, place.key)
    lite.restore(file, place.key, "--no-journal")
    new_place.restore(lite.backup(), place.key, "--no-journal")
    before, between, after = await place.rows(), await lite.rows(), await new_place.rows()
    for found in (before, between, after):
        found.pop("deployment")
    assert before == between == after


async def test_a_backup_beside_a_writing_server_holds_all_that_was_acknowledged_before(place: Place, new_place: Place):
    async with place.opened() as house:
        phones = [await house.sign_up() for _ in range(4)]
        await asyncio.to_thread(place.backup)
        before: set[str] = set()
        stop = asyncio.Event()

        async def write(phone: Phone) -> None:
            while not stop.is_set():
                sent = new_write(size=16384)
                await phone.written(sent)
                written.add(sent["id"])

        written: set[str] = set()
        writing = [asyncio.create_task(write(phone)) for phone in phones]
        await asyncio.sleep(0.5)
        before = set(written)
        file = await asyncio.to_thread(place.backup)
        stop.set()
        await asyncio.gather(*writing)
    assert len(written) > len(before) > 0
    new_place.restore(file, place.key, "--no-journal")
    async with new_place.opened() as house:
        found = {row["name"][32:] for row in await house.rows("SELECT name FROM record")}
        keys = {row["record"][32:] for row in await house.rows('SELECT record FROM "key"')}
        clocks = await house.rows(
            'SELECT a.clock, (SELECT MAX(seq) FROM "key" k WHERE k.account = a.id) AS seq FROM account a'
        )
    assert before <= found
    assert found == keys
    assert all(row["clock"] == row["seq"] for row in clocks)


async def test_what_is_written_while_it_is_read_is_not_seen(place: Place):
    async with place.opened() as house:
        phone = await house.sign_up()
        await phone.written(new_write())
        async with read_snapshot(place.settings.database_url) as snapshot:
            first = [rows async for rows in snapshot.rows("account")]
            await phone.written(new_write(), new_write())
            again = [rows async for rows in snapshot.rows("account")]
            records = [row async for rows in snapshot.rows("record") for row in rows]
        assert first == again
        assert len(records) == 1
        assert len(await house.rows("SELECT name FROM record")) == 3


async def test_after_a_restore_the_next_night_has_a_backup_without_a_further_step(place: Place, new_place: Place):
    async with place.opened() as house:
        await house.sign_up()
    file = place.backup()
    new_place.restore(file, place.key, "--no-journal")
    made = new_place.done("backup").split(": ")[0]
    assert "Whole" in new_place.done("backup", "verify", made, "--key", str(place.key))


async def test_phones_put_back_what_they_hold_after_a_restore(place: Place, new_place: Place):
    vault_key = b"v" * 32
    async with place.opened() as house:
        phone = await house.sign_up()
        mine, other = device_of(house, phone, vault_key), device_of(house, await house.sign_in(phone), vault_key)
        record = mine.save(GOAL)
        await mine.sync()
        await other.sync()
        file = await asyncio.to_thread(place.backup)
        mine.save({**GOAL, "title": "Learn to swim"}, record)
        later = mine.save({**GOAL, "title": "Made after the backup"})
        await mine.sync()
    new_place.restore(file, place.key, "--no-journal")
    async with new_place.opened() as house:
        for device in (mine, other):
            moved = unopened(house).service.http
            moved.cookies = device.service.http.cookies
            device.service.http = moved
        for device in (mine, other, mine, other):
            await device.sync()
        assert mine.shown() == other.shown()
        assert {mine.shown()[each]["title"] for each in (record, later)} == {"Learn to swim", "Made after the backup"}
        assert mine.book.refused == other.book.refused == []


async def test_23_a_backup_put_back_opens_no_link_that_ended_since(place: Place, new_place: Place):
    async with place.opened() as house:
        survivor, _, link = await a_house_full(house)
        shut = await house.case_manager("Organisation Two")
        other = await house.link(survivor, shut)
        await survivor.written(new_write(readers=[reader_key(other)]))
        abusive = await house.sign_up()
        file = await asyncio.to_thread(place.backup)
        assert (await survivor.call("DELETE", f"/links/{link}")).status_code == 204
    place.done("staff", "disable", shut.account[:12])
    place.done("account", "disable", abusive.account[:12])
    new_place.restore(file, place.key, *journal_of(place))
    async with new_place.opened() as house:
        rows = await house.rows("SELECT id, state, ended_by FROM link ORDER BY id")
        assert rows == sorted(
            [
                {"id": link, "state": "ended", "ended_by": None},
                {"id": other, "state": "ended", "ended_by": "organisation"},
            ],
            key=lambda row: row["id"],
        )
        assert await house.rows('SELECT name FROM "key" WHERE link IS NOT NULL AND gone_at = 0') == []
        assert await house.rows('SELECT name FROM "key" WHERE link IS NOT NULL AND sealed IS NOT NULL') == []
        for account in (shut, abusive):
            state = await house.rows("SELECT disabled FROM account WHERE id = ?", account.account)
            assert [bool(row["disabled"]) for row in state] == [True]
            assert await house.rows("SELECT id FROM session WHERE account_id = ?", account.account) == []
        await house.sign_in(survivor)
    # The new place knows it for ever: an older backup put back there once more reopens nothing either.
    assert link in new_place.settings.journal_file.read_text()


async def test_a_phone_that_she_signed_out_since_the_backup_stays_out(place: Place, new_place: Place):
    async with place.opened() as house:
        mine = await house.sign_up()
        stolen, left, older = [await house.sign_in(mine) for _ in range(3)]
        file = await asyncio.to_thread(place.backup)
        devices = {one["id"] for one in (await mine.get("/sessions"))["sessions"]}
        now = next(one["id"] for one in (await mine.get("/sessions"))["sessions"] if one["current"])
        stolen_id = next(one["id"] for one in (await stolen.get("/sessions"))["sessions"] if one["current"])
        assert (await mine.call("DELETE", f"/sessions/{stolen_id}")).status_code == 204
        assert (await left.call("DELETE", "/session")).status_code == 204
        changed = await mine.call("PUT", "/account/credentials", new_credentials(mine.words["sign_in_key"]))
        assert changed.status_code == 204
        assert older.account == mine.account
    assert len(devices) == 4
    new_place.restore(file, place.key, *journal_of(place))
    async with new_place.opened() as house:
        assert [row["id"] for row in await house.rows("SELECT id FROM session")] == [now]


async def test_26_a_deleted_account_is_not_in_the_next_restore_nor_the_next_backup(
    place: Place, new_place: Place, push: Any
):
    place.environ["HANDRAIL_PUSH_ORIGINS"] = push.origin
    async with place.opened() as house:
        phone, stays = await house.sign_up(), await house.sign_up()
        secret = await a_life(house, phone, push)
        file = await asyncio.to_thread(place.backup)
        assert (await phone.call("DELETE", "/account", key_of(phone))).status_code == 204
        after = await asyncio.to_thread(place.backup)
        assert (await stays.call("POST", "/sync", {})).status_code == 200
    new_place.restore(file, place.key, *journal_of(place))
    async with new_place.opened() as house:
        assert [row["id"] for row in await house.rows("SELECT id FROM account")] == [stays.account]
    rows = str(await new_place.rows())
    assert phone.account not in rows
    private = X25519PrivateKey.from_private_bytes(_raw(place.key))
    written = b"".join(open_pieces(after, private))
    journal = place.settings.journal_file.read_bytes()
    assert written.count(phone.account.encode()) == journal.count(phone.account.encode()) == 1  # the journal's line
    assert [one for one in secret if one in written and one != phone.account.encode()] == []
    if not place.settings.postgres:
        folder = new_place.settings.data_dir
        files = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file() and "journal" not in one.name)
        assert [one for one in secret if one in files] == []


def _raw(key: Path) -> bytes:
    from base64 import b64decode

    return b64decode(key.read_text().split()[-1])


async def test_a_backup_tells_nothing_to_whoever_finds_it(place: Place):
    async with place.opened() as house:
        survivor, _, link = await a_house_full(house)
        file = await asyncio.to_thread(place.backup)
    content = file.read_bytes()
    secrets = json.loads(place.settings.secret_file.read_text())
    for told in (
        survivor.account,
        link,
        "account",
        "Organisation One",
        *(value for value in secrets.values() if value != 1),
    ):
        assert told.encode() not in content
    assert file.stat().st_mode & 0o777 == 0o600
    assert place.key.stat().st_mode & 0o777 == 0o600


async def test_what_cannot_be_restored_is_told_in_one_line_and_leaves_no_trace(
    place: Place, new_place: Place, tmp_path: Path
):
    async with place.opened() as house:
        await a_house_full(house)
    file = place.backup()
    other_key, cut, changed = tmp_path / "other.key", tmp_path / "cut.backup", tmp_path / "changed.backup"
    Place(place.environ | {"HANDRAIL_BACKUP_KEY": str(tmp_path / "other.pub")}).done("backup", "key", str(other_key))
    content = file.read_bytes()
    cut.write_bytes(content[:-300])
    changed.write_bytes(content[:-300] + bytes([content[-300] ^ 1]) + content[-299:])
    other_rp = Place(new_place.environ | {"HANDRAIL_RP": "other.example"})
    for where, words, said in (
        (place, (file, place.key), "is in use"),
        (new_place, (file, other_key), "another key"),
        (new_place, (cut, place.key), "damaged or cut off"),
        (new_place, (changed, place.key), "damaged or cut off"),
        (new_place, (tmp_path / "none.backup", place.key), "cannot be read"),
        (new_place, (place.key, place.key), "is no backup"),
        (new_place, (file, file), "is not a key"),
        (other_rp, (file, place.key), "HANDRAIL_RP=localhost"),
    ):
        status, out, err = where.run("restore", str(words[0]), "--key", str(words[1]), "--no-journal")
        assert (status, out) == (1, ""), said
        assert said in err.splitlines()[-1], err
        assert "Traceback" not in err
        assert not new_place.settings.secret_file.exists()
        assert not (new_place.settings.data_dir / "handrail.sqlite3").exists()
    status, _, err = new_place.run("restore", str(file), "--key", str(place.key))
    assert (status, len(err.splitlines())) == (2, 1)
    assert "--no-journal" in err
    load_secrets(new_place.settings.secret_file)  # makes new ones
    status, _, err = new_place.run("restore", str(file), "--key", str(place.key), "--no-journal")
    assert status == 1
    assert "of another deployment" in err


async def test_a_backup_without_a_key_or_a_deployment_is_told_in_one_line(place: Place, new_place: Place):
    async with place.opened():
        pass
    for where, said in ((place, "handrail backup key"), (new_place, "backup.pub")):
        status, out, err = where.run("backup")
        assert (status, out, len(err.splitlines())) == (1, "", 1)
        assert said in err
    new_place.done("backup", "key", str(place.key))
    status, _, err = new_place.run("backup")
    assert (status, "never started" in err) == (1, True)
    status, _, err = new_place.run("backup", "key", str(place.key.with_name("again")))
    assert (status, "move it away first" in err) == (1, True)


def test_a_sealed_file_opens_whole_or_not_at_all(tmp_path: Path):
    private, path = X25519PrivateKey.generate(), tmp_path / "x.backup"
    for size in (0, 1, 65535, 65536, 65537, 3 * 65536):
        plain = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        with path.open("wb") as file:
            sealer = Sealer(file, private.public_key(), 1)
            sealer.write(plain)
            sealer.close()
        assert b"".join(open_pieces(path, private)) == plain
        whole = path.read_bytes()
        for cut in (len(whole) - 1, len(whole) - 65552, 100, 20, 0):
            if cut >= 0:
                path.write_bytes(whole[:cut])
                with pytest.raises(BackupError):
                    list(open_pieces(path, private))
        for at in range(0, len(whole), 1 if size < 2 else 997):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(BackupError):
                list(open_pieces(path, private))
        path.write_bytes(whole + b"more")
        with pytest.raises(BackupError):
            list(open_pieces(path, private))


def test_only_whole_backups_that_are_too_old_are_deleted(tmp_path: Path):
    public, now = X25519PrivateKey.generate().public_key(), int(time.time())
    for name, made in (("old", now - 15 * DAY), ("young", now - 13 * DAY), ("new", now)):
        with (tmp_path / f"{name}.backup").open("wb") as file:
            Sealer(file, public, made).close()
    (tmp_path / "half.backup.unfinished").write_bytes(b"half")
    (tmp_path / "notes.backup").write_text("no backup")
    found = list_backups(tmp_path)
    assert [one.path.stem for one in found] == ["new", "young", "old"]
    assert [path.stem for path in prune(tmp_path, 14, found[0])] == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("half.backup.unfinished", "new.backup", "notes.backup", "young.backup"),
    ]


async def test_every_table_is_backed_up(house: House):
    tables = {model._meta.db_table for models in Tortoise.apps.values() for model in models.values()}
    assert tables == set(TABLES)
