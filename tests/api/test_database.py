"""The database: migrations, and transactions that are whole, durable and in nobody's way."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.exceptions import IntegrityError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.recorder import MigrationRecorder

from api.services.server import open_server
from api.settings import read_settings
from api.storage import migrating, pooled
from api.storage.away import is_away
from api.storage.database import APPS, Database, lock_account, numbered, open_database
from api.storage.models import Deployment
from running import House, Open

CHECKOUT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted(path.stem for path in (CHECKOUT / "api/storage/migrations").glob("0*.py"))


@pytest.fixture
async def empty(postgres: Any, tmp_path: Path) -> str:
    """The URL of a database without a table."""
    return f"sqlite://{tmp_path / 'new' / 'handrail.sqlite3'}" if postgres is None else await postgres.new()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def test_a_new_database_is_migrated_once_and_a_second_time_changes_nothing(empty: str):
    for applied in (MIGRATIONS, [], []):
        async with opened(empty) as database:
            assert await database.migrate() == applied


async def test_the_models_and_the_migrations_agree(empty: str):
    async with opened(empty) as database:
        await database.migrate()
        found = await MigrationAutodetector(database._context.apps, APPS).changes()
        operations = [vars(operation) for one in found for operation in one.operations]
    # Tortoise reads the key of Subscription back under the name of the relation: that is no change of a table.
    assert [one for one in operations if one.get("options", {}).get("pk_attr") != "session_id"] == []


async def test_a_power_cut_during_the_first_migration_leaves_nothing_that_stops_the_next_start(
    empty: str, monkeypatch: pytest.MonkeyPatch
):
    async def cut(*_: object) -> None:
        raise ConnectionResetError

    async with opened(empty) as database:
        with monkeypatch.context() as power:
            power.setattr(MigrationRecorder, "record_applied", cut)
            with pytest.raises(ConnectionResetError):
                await database.migrate()
    async with opened(empty) as database:
        assert await database.migrate() == MIGRATIONS


async def test_processes_that_start_at_once_migrate_once(empty: str, tmp_path: Path):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    environ |= {"HANDRAIL_DATA_DIR": str(tmp_path / "new"), "HANDRAIL_RATE_LIMITS": "off", "PYTHONPATH": str(CHECKOUT)}
    if empty.startswith("postgres"):
        environ["HANDRAIL_DATABASE_URL"] = empty
    command = [sys.executable, "-m", "api", "invite", "add"]
    started = [
        await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT, env=environ, stdout=PIPE, stderr=STDOUT)
        for _ in range(3)
    ]
    told = [(await process.communicate())[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told
    async with opened(empty) as database:
        assert await database.migrate() == []
        assert len(await database.fetch("SELECT code_hash FROM invitation")) == 3
        assert len(await database.fetch("SELECT * FROM deployment WHERE name = 'era'")) == 1


async def put(house: House, name: str, *, fail: bool = False, wait: float = 0) -> None:
    async with house.server.database.write_transaction():
        await Deployment.create(name=name, value="x")
        await asyncio.sleep(wait)
        if fail:
            raise LookupError(name)


async def names(house: House) -> set[str]:
    rows = await house.rows("SELECT name FROM deployment")
    return {row["name"] for row in rows} - {"rp", "era", "secrets", "keys"}


async def test_a_transaction_that_fails_leaves_nothing_and_takes_nobody_with_it(house: House):
    work = [put(house, f"w{n}", fail=n % 3 == 0) for n in range(12)]
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert [type(one) for one in ended] == [LookupError if n % 3 == 0 else type(None) for n in range(12)]
    assert await names(house) == {f"w{n}" for n in range(12) if n % 3}


async def test_a_row_that_is_refused_takes_back_only_its_own_transaction(house: House):
    ended = await asyncio.gather(*(put(house, f"w{n // 2}") for n in range(8)), return_exceptions=True)
    assert sum(isinstance(one, IntegrityError) for one in ended) == 4
    assert await names(house) == {"w0", "w1", "w2", "w3"}


async def test_a_caller_that_goes_away_in_the_middle_leaves_nothing_and_nobody_waits_for_it(house: House):
    for point in (0.0, 0.001, 0.02):
        gone = asyncio.create_task(put(house, "gone", wait=0.5))
        queued = asyncio.create_task(put(house, "queued", wait=0.5))
        after = asyncio.create_task(put(house, f"after{point}"))
        await asyncio.sleep(point)
        gone.cancel()
        queued.cancel()
        async with asyncio.timeout(30):
            await after
    assert await names(house) == {"after0.0", "after0.001", "after0.02"}


async def test_what_is_read_outside_a_transaction_is_only_what_is_committed(house: House):
    async with house.server.database.write_transaction() as transaction:
        await Deployment.create(name="new", value="x")
        assert await transaction.fetch("SELECT value FROM deployment WHERE name = ?", "new") == [{"value": "x"}]
        assert await names(house) == set()
    assert await names(house) == {"new"}


async def test_a_transaction_that_has_ended_is_there_after_the_database_was_opened_again(environ: dict[str, str]):
    settings = read_settings(environ)
    async with open_server(settings) as server, server.database.write_transaction():
        await Deployment.create(name="kept", value="x")
    async with open_server(settings) as server:
        assert await server.database.fetch("SELECT value FROM deployment WHERE name = 'kept'") == [{"value": "x"}]


async def test_the_files_of_sqlite_are_its_owners_alone_and_overwrite_what_is_deleted(house: House):
    if house.server.database.postgres:
        return
    file = house.server.settings.data_dir / "new" / "handrail.sqlite3"
    assert (await house.rows("PRAGMA secure_delete"))[0]["secure_delete"] == 1
    assert (await house.rows("PRAGMA journal_mode"))[0]["journal_mode"] == "wal"
    assert (await house.rows("PRAGMA query_only"))[0]["query_only"] == 1
    os.close(os.open(house.server.settings.data_dir, os.O_RDONLY))
    assert not file.exists()


def test_values_are_marked_as_each_engine_wants_them():
    assert numbered("SELECT ? WHERE a = ? AND b IN (?, ?)") == "SELECT $1 WHERE a = $2 AND b IN ($3, $4)"
    assert numbered("SELECT 1") == "SELECT 1"


async def error_of(work: Coroutine[Any, Any, Any]) -> Exception | None:
    """What a piece of work failed with. It runs in this very task, as the dispatcher's do."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  of the driver, the ORM or the system
        return error
    return None


async def test_a_database_that_goes_away_for_a_moment_costs_only_what_was_under_way(house: House, postgres: Any):
    """More often than the pool has connections: none may be kept, and the same task goes on."""
    if postgres is None:
        return
    for n in range(12):
        await postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()",
            postgres.shared,
        )
        for _ in range(3):
            error = await error_of(put(house, f"w{n}"))
            if error is None:
                break
            assert is_away(error), repr(error)
    assert await names(house) == {f"w{n}" for n in range(12)}


async def test_a_transaction_that_cannot_begin_keeps_no_connection(house: House, monkeypatch: pytest.MonkeyPatch):
    if not house.server.database.postgres:
        return

    async def refuse(_self: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as away:
        away.setattr(TransactionWrapper, "begin", refuse)
        for _ in range(12):  # each a task of its own, as requests are
            error = await asyncio.create_task(error_of(put(house, "no")))
            assert isinstance(error, ConnectionResetError)
    async with asyncio.timeout(30):
        await put(house, "yes")
    assert await names(house) == {"yes"}


async def test_callers_that_go_away_while_they_begin_keep_no_connection(house: House):
    for n in range(12):
        work = [asyncio.create_task(put(house, f"gone{n}", wait=0.5)) for _ in range(4)]
        await asyncio.sleep(n / 4000)
        for one in work:
            one.cancel()
        await asyncio.gather(*work, return_exceptions=True)
    async with asyncio.timeout(30):
        await asyncio.gather(*(put(house, f"w{n}") for n in range(12)))
    assert await names(house) == {f"w{n}" for n in range(12)}


async def test_postgres_itself_ends_what_runs_away_and_waits_that_nobody_should_wait(
    open_house: Open, postgres: Any, monkeypatch: pytest.MonkeyPatch
):
    if postgres is None:
        return
    assert min(pooled.TIMEOUTS.values()) >= 10_000
    monkeypatch.setitem(pooled.TIMEOUTS, "lock_timeout", 200)
    monkeypatch.setitem(pooled.TIMEOUTS, "statement_timeout", 600)
    house = await open_house()
    for name, milliseconds in pooled.TIMEOUTS.items():
        assert await house.rows("SELECT setting FROM pg_settings WHERE name = ?", name) == [
            {"setting": str(milliseconds)}
        ]
    phone = await house.sign_up()
    holder = await asyncpg.connect(postgres.shared)
    async with holder.transaction():
        await holder.execute("SELECT id FROM account FOR UPDATE")
        error = await error_of(_lock(house.server.database, phone.account))
        assert error is not None
        assert is_away(error), repr(error)  # it is told as 503, and asked again
    error = await error_of(house.rows("SELECT pg_sleep(5)"))
    assert error is not None
    assert is_away(error), repr(error)
    async with holder.transaction():  # a start waits for another's migrations, however long they take
        await holder.execute(f"SELECT pg_advisory_xact_lock({migrating.LOCK})")
        waiting = asyncio.create_task(house.server.database.migrate())
        await asyncio.sleep(1)
    assert await waiting == []
    await holder.close()
    assert await left_behind(house) == {(str(pooled.TIMEOUTS["statement_timeout"]), "off", "200", 0)}


async def left_behind(house: House) -> set[tuple[str, str, str, int]]:
    """What every connection of the pool now has: settings, and locks of its session. It is given back as it is."""
    asked = """SELECT (SELECT setting FROM pg_settings WHERE name = 'statement_timeout') AS statement,
        current_setting('enable_seqscan') AS scans,
        (SELECT setting FROM pg_settings WHERE name = 'lock_timeout') AS lock, (SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks FROM pg_sleep(0.1)"""
    told = await asyncio.gather(*(house.rows(asked) for _ in range(pooled.MOST_CONNECTIONS)))
    return {tuple(rows[0].values()) for rows in told}


async def _lock(database: Database, account: str) -> None:
    async with database.write_transaction() as transaction:
        await lock_account(transaction, account)


async def test_one_process_opens_no_more_connections_than_it_says(house: House, postgres: Any):
    if postgres is None:
        return
    await asyncio.gather(*(put(house, f"w{n}", wait=0.05) for n in range(40)))
    sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'handrail' AND datname = current_database()"
    assert (await postgres.run(sql, postgres.shared))[0][0] <= pooled.MOST_CONNECTIONS
