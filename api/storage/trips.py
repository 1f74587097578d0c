"""Several statements in one trip to SQLite's thread.

A trip there and back costs the event loop more than a small statement costs SQLite
(docs/decisions/0005-what-a-write-costs.md).
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tortoise.backends.sqlite.client import SqliteClient, translate_exceptions

#: A statement, and the rows of values that it is run with, once for each.
Work = tuple[str, Sequence[Sequence[Any]]]


async def ask(client: SqliteClient, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[dict[str, Any]]]:
    """Runs statements in order and gives the rows of each."""
    answers: list[list[dict[str, Any]]] = await _trip(client, ask_here, asked)
    return answers


async def run(client: SqliteClient, work: Sequence[Work]) -> None:
    """Runs statements that give no rows, in order."""
    await _trip(client, run_here, work)


@translate_exceptions
async def _trip(client: SqliteClient, there: Any, what: Sequence[Any]) -> Any:
    async with client.acquire_connection() as connection:
        return await connection._execute(there, connection._conn, what)  # noqa: SLF001  its only door to the thread


def ask_here(connection: sqlite3.Connection, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[dict[str, Any]]]:
    """As `ask`, on SQLite's thread."""
    return [[dict(row) for row in connection.execute(sql, values)] for sql, values in asked]


def run_here(connection: sqlite3.Connection, work: Sequence[Work]) -> None:
    """As `run`, on SQLite's thread."""
    for sql, rows in work:
        connection.executemany(sql, rows)
