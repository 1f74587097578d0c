"""The database: opening, closing, migrating, reading, and transactions that write. SQLite or PostgreSQL.

Reads outside a transaction see only what is committed: on SQLite they have a connection of their own, which cannot
write. Writers on SQLite take turns on one connection and share commits (`api/storage/shared_commits.py`).

Inside `write_transaction`, Tortoise's models use the transaction by themselves. Never start Tortoise's own
transactions: on SQLite they are deferred and fail under load.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.context import TortoiseContext

from api.storage.migrating import alone_in, alone_on_postgres, apply
from api.storage.pooled import begin, pool
from api.storage.shared_commits import SharedCommits
from api.storage.wal import Checkpointer

#: A row of an answer: column → value.
Row = dict[str, Any]
T = TypeVar("T")
#: What hand-written SQL may carry.
Value = str | bytes | int | bool | None

APPS = {
    "handrail": {
        "models": ["api.storage.models"],
        "default_connection": "default",
        "migrations": "api.storage.migrations",
    }
}
_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an acknowledged write survives the power
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what is deleted is overwritten
    "busy_timeout": 5000,  # the command line may write beside the server
    "temp_store": "MEMORY",
}


@lru_cache(maxsize=512)
def numbered(sql: str) -> str:
    """Gives PostgreSQL's `$1, $2 …` for SQLite's `?`. No literal in hand-written SQL may hold a question mark."""
    parts = sql.split("?")
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))


class Transaction:
    """One transaction that writes. Hand-written SQL has `?` for values on both engines."""

    def __init__(self, client: BaseDBAsyncClient, *, postgres: bool) -> None:
        """Takes Tortoise's client; made by `Database.write_transaction` only."""
        self.client = client
        self.postgres = postgres

    @property
    def sqlite(self) -> SqliteClient:
        """The client, where it is SQLite's."""
        return cast("SqliteClient", self.client)

    async def fetch(self, sql: str, *values: Value) -> list[Row]:
        """Runs one statement and gives its rows; for `SELECT` and anything with `RETURNING`."""
        return await self.client.execute_query_dict(numbered(sql) if self.postgres else sql, list(values))

    async def execute(self, sql: str, *values: Value) -> int:
        """Runs one statement and gives the number of rows it changed; for statements without `RETURNING`."""
        return (await self.client.execute_query(numbered(sql) if self.postgres else sql, list(values)))[0]


class Database:
    """An open database. One at a time in a process: Tortoise's models belong to it while it is open."""

    def __init__(self, context: TortoiseContext, folder: Path | None) -> None:
        """Made by `open_database`; `folder` is SQLite's, None stands for PostgreSQL."""
        self._context = context
        self._folder = folder
        self._client = context.connections.get("default")
        self._writer: SharedCommits | None = None
        self.postgres = folder is None

    async def fetch(self, sql: str, *values: Value) -> list[Row]:
        """Reads what is committed. `sql` has `?` for values and writes nothing."""
        return await self._client.execute_query_dict(numbered(sql) if self.postgres else sql, list(values))

    @asynccontextmanager
    async def write_transaction(self) -> AsyncIterator[Transaction]:
        """Opens a transaction: all or nothing, and on disk when the block has ended without an exception.

        On SQLite nobody else writes meanwhile, so keep it short and await nothing but the database in it. On
        PostgreSQL it is READ COMMITTED: lock the account's row first (`lock_account`). Do not nest.
        """
        if self._writer is None:
            async with AsyncExitStack() as stack:
                yield Transaction(await begin(self._context, stack), postgres=True)
        else:
            async with self._writer.transaction(self._context) as client:
                yield Transaction(client, postgres=False)

    async def write_alone(self, sql: str, *values: Value) -> list[Row]:
        """Runs one statement that writes and is a transaction by itself, and gives its rows. PostgreSQL only."""
        assert self.postgres  # noqa: S101 - a caller's mistake
        return await self.fetch(sql, *values)

    async def write_at_once(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Runs a function in a transaction, all in one trip to SQLite's thread. SQLite only; never inside a block.

        It awaits nothing and keeps nothing of the connection. What it raises is raised here, and nothing is written.
        """
        assert self._writer is not None  # noqa: S101 - a caller's mistake
        return cast("T", await self._writer.at_once(job))

    async def checkpoint(self) -> None:
        """Empties SQLite's WAL, so that deleted bytes are in no file; waits for readers.

        PostgreSQL: nothing to do here, VACUUM and the recycling of its WAL free such bytes in their own time.
        """
        if self._writer is not None:
            while not await self._writer.checkpoint():  # noqa: ASYNC110  no event tells when a reader has ended
                await asyncio.sleep(0.02)

    async def migrate(self, last: str = "__latest__") -> list[str]:
        """Applies migrations that are not yet; gives their names. Several processes may start at once.

        `last`: the migration to stop at, for rows of an older Handrail.

        Raises:
            NewerDatabaseError: a later Handrail changed this database.
        """
        client = self._client if self.postgres else self._context.connections.get("writer")
        async with alone_on_postgres(client) if self._folder is None else alone_in(self._folder):
            return await apply(client, APPS, last)

    async def close(self) -> None:
        """Ends every connection, after what is being written is on disk."""
        if self._writer is not None:
            await self._writer.close()
        await self._context.close_connections()


async def lock_account(transaction: Transaction, account: str) -> bool:
    """Locks an account's row until the transaction ends; False if there is no such account.

    SQLite has one writer anyway; PostgreSQL locks the row.
    """
    ending = " FOR UPDATE" if transaction.postgres else ""
    # The table's name and the ending are fixed text.
    return bool(await transaction.fetch(f"SELECT id FROM account WHERE id = ?{ending}", account))  # noqa: S608


async def open_database(url: str) -> Database:
    """Opens `sqlite:///path` or `postgres://…`. Makes the SQLite file (mode 0600) if there is none.

    Raises:
        OSError: if the file or its folder cannot be made.
        Exception: what the engine raises if it cannot be reached.
    """
    postgres = url.startswith("postgres://")
    context = TortoiseContext()
    path = Path(url.removeprefix("sqlite://"))
    connections = {"default": pool(url)} if postgres else _sqlite(path)
    with context:  # while it reads the models; afterwards it is the process's
        await context.init({"connections": connections, "apps": APPS}, _enable_global_fallback=True)
    try:
        database = Database(context, None if postgres else path.parent)
        await database.fetch("SELECT 1 AS one")
        if not postgres:
            client = context.connections.get("writer")
            assert isinstance(client, SqliteClient)  # noqa: S101 - for the type checker: we configured it above
            async with client.acquire_connection() as connection:
                wal = await Checkpointer.open(path, connection)
                database._writer = SharedCommits(client, connection, wal)  # noqa: SLF001 - of this module
    except BaseException:
        await context.close_connections()
        raise
    return database


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    writer = {"file_path": str(path), **_PRAGMAS}
    backend = "tortoise.backends.sqlite"
    return {
        # `default` is what models use outside a transaction: it can only read. `writer` comes first: it turns WAL on.
        "writer": {"engine": backend, "credentials": writer},
        "default": {"engine": backend, "credentials": {**writer, "query_only": "ON"}},
    }
