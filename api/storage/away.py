"""Tells a database that cannot be reached, or has no room, from everything else that goes wrong in it."""

import sqlite3

import asyncpg  # type: ignore[import-untyped]  # the package ships no types
from tortoise.exceptions import DBConnectionError

_AWAY = (
    OSError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it stops, or just starts
    asyncpg.InsufficientResourcesError,  # its disk is full, it has no memory, or too many connections
    asyncpg.LockNotAvailableError,  # somebody holds a row for longer than anybody should
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # how it takes a goodbye of the server that came just before a statement
)


def is_away(error: BaseException) -> bool:
    """Tells whether an error, or one that it was raised for, says that the database cannot be used for now."""
    causes: BaseException | None = error
    while causes is not None:
        if isinstance(causes, _AWAY) or getattr(causes, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        causes = causes.__cause__ or causes.__context__
    return False
