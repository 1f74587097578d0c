"""All rows of a database as of one moment, table by table, and back into an empty one. The same on both engines.

Rows and not pages: so a backup holds nothing that was deleted, one of an older Handrail can be put back by a newer one,
and one of SQLite into PostgreSQL. Reading is one transaction (SQLite's WAL gives a reader its own moment, PostgreSQL's
REPEATABLE READ does), so the server goes on writing beside it.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]  # the package ships no types

from api.storage.migrating import LOCK, known_migrations

#: Every table, those that others refer to first. A test holds the list against the models.
TABLES = (
    *("organisation", "account", "invitation", "link", "session", "totp_key", "passkey", "record", "key", "reminder"),
    *("subscription", "event", "device_key", "deployment"),
)
#: Bytes of values that are held in memory at once, about.
PORTION = 1024 * 1024
_MOST_ROWS = 1000
#: Rows of a table with bodies that PostgreSQL hands over at once: 8 MiB at most.
_MOST_BODIES = 16
_POOL = {"minsize", "maxsize", "max_queries", "max_inactive_connection_lifetime"}  # Tortoise's, not PostgreSQL's

#: Values of one row, in the order of the columns.
Values = list[Any]


class Snapshot(Protocol):
    """A database as it is at one moment."""

    #: Names of the migrations that made it what it is, in order.
    applied: list[str]

    async def tables(self) -> list[str]:
        """Gives the tables of `TABLES`; of a database that is not yet migrated to the last, those that it has."""

    async def columns(self, table: str) -> list[str]:
        """Gives the names of a table's columns."""

    def rows(self, table: str) -> AsyncIterator[list[Values]]:
        """Gives the rows of a table in portions of about a MiB."""


class Target(Protocol):
    """An empty database that is being filled."""

    async def insert(self, table: str, columns: list[str], rows: list[Values]) -> None:
        """Inserts rows."""

    async def count(self, table: str) -> int:
        """Gives how many rows a table has now."""

    async def begin_era(self, era: str) -> None:
        """Names the era: from now on this is another life of the database."""


@asynccontextmanager
async def read_snapshot(url: str) -> AsyncIterator[Snapshot]:
    """Opens a database for reading as of now.

    Raises:
        OSError: it cannot be reached, or there is none.
        Exception: what the engine raises if it cannot be read.
    """
    if url.startswith("postgres://"):
        connection = await asyncpg.connect(_plain(url))
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                yield _PostgresSnapshot(connection, await _applied(connection))
        finally:
            await connection.close()
        return
    path = Path(url.removeprefix("sqlite://"))
    if not path.is_file():  # noqa: ASYNC240  once, before all else
        raise FileNotFoundError(2, "there is no database", str(path))
    lite = _connect(path)
    try:
        lite.execute("PRAGMA query_only = ON")
        lite.execute("BEGIN")
        known = lite.execute("SELECT name FROM sqlite_master WHERE name = 'tortoise_migrations'").fetchall()
        names = lite.execute("SELECT name FROM tortoise_migrations ORDER BY id") if known else ()
        yield _SqliteSnapshot(lite, [name for (name,) in names])
    finally:
        lite.close()


class _SqliteSnapshot:
    def __init__(self, connection: sqlite3.Connection, applied: list[str]) -> None:
        self._connection = connection
        self.applied = applied

    async def tables(self) -> list[str]:
        rows = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return _expected(self.applied, {name for (name,) in rows})

    async def columns(self, table: str) -> list[str]:
        return [one[0] for one in self._connection.execute(f'SELECT * FROM "{table}" LIMIT 0').description]  # noqa: S608  as below

    async def rows(self, table: str) -> AsyncIterator[list[Values]]:
        cursor = self._connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name of the list above
        while rows := await asyncio.to_thread(_portion, cursor):
            yield rows


def _portion(cursor: sqlite3.Cursor) -> list[Values]:
    rows: list[Values] = []
    size = 0
    while size < PORTION and len(rows) < _MOST_ROWS and (row := cursor.fetchone()) is not None:
        rows.append(list(row))
        size += sum(len(value) for value in row if isinstance(value, bytes))
    return rows


class _PostgresSnapshot:
    def __init__(self, connection: Any, applied: list[str]) -> None:
        self._connection = connection
        self.applied = applied

    async def tables(self) -> list[str]:
        rows = await self._connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return _expected(self.applied, {row["tablename"] for row in rows})

    async def columns(self, table: str) -> list[str]:
        prepared = await self._connection.prepare(f'SELECT * FROM "{table}"')  # noqa: S608  as above
        return [one.name for one in prepared.get_attributes()]

    async def rows(self, table: str) -> AsyncIterator[list[Values]]:
        cursor = await self._connection.cursor(f'SELECT * FROM "{table}"')  # noqa: S608  as above
        most = _MOST_BODIES if table == "record" else _MOST_ROWS
        while rows := await cursor.fetch(most):
            yield [list(row.values()) for row in rows]


def _expected(applied: list[str], there: set[str]) -> list[str]:
    """All tables, unless migrations are still to come: then those that are there. One that is lost must not pass."""
    return [one for one in TABLES if one in there or set(applied) >= set(known_migrations())]


async def _applied(connection: Any) -> list[str]:
    if await connection.fetchval("SELECT to_regclass('tortoise_migrations')") is None:
        return []
    return [row["name"] for row in await connection.fetch("SELECT name FROM tortoise_migrations ORDER BY id")]


async def applied_migrations(url: str) -> list[str]:
    """Gives the names of the migrations of a database; none where there is no database, or an empty one."""
    try:
        async with read_snapshot(url) as found:
            return found.applied
    except FileNotFoundError:
        return []


async def is_empty(url: str) -> bool:
    """Tells whether no table holds a row; also where there is no table yet."""
    try:
        async with read_snapshot(url) as found:
            if not found.applied:
                return True
            for table in TABLES:
                async for _ in found.rows(table):
                    return False
    except FileNotFoundError:
        return True
    except (sqlite3.OperationalError, asyncpg.UndefinedTableError):  # of an older migration: that table is not there
        return False
    return True


@asynccontextmanager
async def fill(url: str) -> AsyncIterator[Target]:
    """Opens a migrated, empty database to be filled: all that the block inserts is there at its end, or nothing.

    On PostgreSQL it is one transaction, and servers that start meanwhile wait. On SQLite the file must be nobody
    else's: after a power cut it is to be thrown away.
    """
    if url.startswith("postgres://"):
        connection = await asyncpg.connect(_plain(url))
        try:
            await connection.execute(f"SELECT pg_advisory_lock({LOCK})")
            async with connection.transaction():
                yield _PostgresTarget(connection)
        finally:
            await connection.close()
        return
    lite = _connect(Path(url.removeprefix("sqlite://")))
    try:
        lite.execute("PRAGMA journal_mode = DELETE")
        lite.execute("PRAGMA synchronous = FULL")
        lite.execute("PRAGMA foreign_keys = ON")
        lite.execute("BEGIN")
        yield _SqliteTarget(lite)
        lite.execute("COMMIT").close()
        problems = (
            lite.execute("PRAGMA integrity_check").fetchall(),
            lite.execute("PRAGMA foreign_key_check").fetchall(),
        )
        if problems != ([("ok",)], []):
            raise sqlite3.IntegrityError("what was filled in does not hold together")
    finally:
        lite.close()


class _SqliteTarget:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def insert(self, table: str, columns: list[str], rows: list[Values]) -> None:
        names, marks = ", ".join(f'"{one}"' for one in columns), ", ".join("?" * len(columns))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608  names of the opened backup
        await asyncio.to_thread(self._run, sql, rows)

    def _run(self, sql: str, rows: list[Values]) -> None:
        # The cursor must be gone before the next one begins: dropped later, in another thread, it would reset the
        # statement that the next one is running.
        self._connection.executemany(sql, rows).close()

    async def count(self, table: str) -> int:
        found: tuple[int] = self._connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()  # noqa: S608  as above
        return found[0]

    async def begin_era(self, era: str) -> None:
        self._connection.execute("UPDATE deployment SET value = ? WHERE name = 'era'", (era,))


class _PostgresTarget:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def insert(self, table: str, columns: list[str], rows: list[Values]) -> None:
        # SQLite has no booleans: what came from it says 0 and 1.
        find = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND data_type = 'boolean'"
        truths = {row["column_name"] for row in await self._connection.fetch(find, table)}
        places = [place for place, name in enumerate(columns) if name in truths]
        for row in rows:
            for place in places:
                row[place] = None if row[place] is None else bool(row[place])
        await self._connection.copy_records_to_table(table, records=rows, columns=columns)

    async def count(self, table: str) -> int:
        return int(await self._connection.fetchval(f'SELECT COUNT(*) FROM "{table}"'))  # noqa: S608  as above

    async def begin_era(self, era: str) -> None:
        await self._connection.execute("UPDATE deployment SET value = $1 WHERE name = 'era'", era)


def _connect(path: Path) -> sqlite3.Connection:
    """A connection without Python's own transactions; used by one thread at a time."""
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)


def _plain(url: str) -> str:
    """The URL without what only Tortoise's pool understands."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _POOL]
    return urlunsplit(parts._replace(query=urlencode(kept)))
