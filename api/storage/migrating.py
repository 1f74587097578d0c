"""Applying migrations at the start: all of them or none, and one process at a time."""

import asyncio
import fcntl
import os
import pkgutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.transactions import in_transaction

from api.storage import migrations

#: What Tortoise calls our tables all together.
APP = "handrail"
#: A number that only Handrail's migrations use as PostgreSQL advisory lock.
LOCK = 0x48616E6472


class NewerDatabaseError(Exception):
    """The database was changed by a later Handrail; the text is one clear line."""


def known_migrations() -> list[str]:
    """Gives the names of all migrations of this Handrail, in order."""
    return sorted(module.name for module in pkgutil.iter_modules(migrations.__path__))


def refuse_newer(applied: Iterable[str]) -> None:
    """Stops whoever would work on a database of which this Handrail does not know what stands in it.

    Raises:
        NewerDatabaseError: one of the applied migrations is not known here.
    """
    unknown = sorted(set(applied) - set(known_migrations()))
    if unknown:
        raise NewerDatabaseError(
            f"the database is of a later Handrail ({unknown[-1]}): start that one, or restore a backup made before it"
        )


@asynccontextmanager
async def alone_on_postgres(client: BaseDBAsyncClient) -> AsyncIterator[None]:
    """Holds a lock of the database that other processes wait for; it ends with the connection."""
    async with client.acquire_connection() as connection:
        try:
            await connection.execute("SET statement_timeout = 0; SET lock_timeout = 0")  # another may take long
            await connection.execute(f"SELECT pg_advisory_lock({LOCK})")
            yield
        finally:
            await connection.execute(f"SELECT pg_advisory_unlock({LOCK})")
            await connection.execute("RESET statement_timeout; RESET lock_timeout")


@asynccontextmanager
async def alone_in(folder: Path) -> AsyncIterator[None]:
    """Holds a lock of the folder that other processes wait for; it ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


async def apply(client: BaseDBAsyncClient, apps: dict[str, Any], last: str = "__latest__") -> list[str]:
    """Applies what is not applied yet, up to and with `last`, and gives the names, in order.

    Tortoise notes a migration as applied only after its transaction: a power cut in between would leave tables that the
    next start tries to make again. So one transaction holds all of it.

    Raises:
        NewerDatabaseError: a later Handrail changed this database; nothing is changed then.
    """
    executor = MigrationExecutor(client, apps)
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))  # noqa: SLF001  it has no other door
    refuse_newer(one.name for one in await executor.recorder.applied_migrations() if one.app_label == APP)
    done: list[str] = []
    async with in_transaction(client.connection_name) as transaction:
        if transaction.capabilities.dialect == "postgres":
            # Building an index may take long; waiting for a table holds up everyone else behind it.
            await transaction.execute_script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'")
        else:
            # Tortoise's BEGIN of SQLite takes no lock: what others write between its first look and its first change
            # would fail the change at once. Writing nothing waits for them and keeps them out.
            await transaction.execute_query("UPDATE tortoise_migrations SET name = name WHERE 0")
        executor = MigrationExecutor(transaction, apps)
        executor.recorder.ensure_schema = _is_there  # type: ignore[assignment,method-assign]  # a script would commit on SQLite
        targets = [MigrationTarget(app_label=APP, name=last)]
        await executor.migrate(
            targets,
            direction="forward",
            progress=lambda what, _, name: done.append(name) if what == "apply_done" else None,
        )
    return done


async def _is_there(_editor: object) -> None:
    return None
