"""Tells a database that cannot be reached from everything else that goes wrong in it."""

import asyncpg  # type: ignore[import-untyped]  # the package ships no types
from tortoise.exceptions import DBConnectionError

_AWAY = (
    OSError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it stops, or just starts
    asyncpg.TooManyConnectionsError,
    asyncpg.LockNotAvailableError,  # somebody holds a row for longer than anybody should
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # how it takes a goodbye of the server that came just before a statement
)


def is_away(error: BaseException) -> bool:
    """Tells whether an error, or one that it was raised for, says that the database cannot be reached now."""
    causes: BaseException | None = error
    while causes is not None:
        if isinstance(causes, _AWAY):
            return True
        causes = causes.__cause__ or causes.__context__
    return False
