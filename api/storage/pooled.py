"""PostgreSQL's connections: how many, how long each statement may take, and how a transaction begins on one."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

#: Connections of one process: enough for two cores' worth of short transactions, and ten processes fit a server of 100.
MOST_CONNECTIONS = 10
#: Seconds to reach the server.
CONNECT_SECONDS = 10
#: What the server itself ends: a statement that runs away, a wait for a row, a transaction that somebody left open.
#: Milliseconds. Migrations lift the first two (`api/storage/migrating.py`).
TIMEOUTS = {
    "statement_timeout": 30_000,
    "lock_timeout": 10_000,
    "idle_in_transaction_session_timeout": 60_000,
}
#: Every statement that is asked often has its index, but PostgreSQL's planner guesses badly how much a range of names
#: holds, and would read the whole table of keys for three records (144 ms instead of 0.1 at 500,000 keys).
PLANNER = {"enable_seqscan": "off", "random_page_cost": "1.1", "jit": "off"}


async def as_it_is(connection: Any) -> None:
    """Gives a connection back to the pool without a question to the server; asyncpg has rolled back what was open.

    By itself it would also ask the server, after each use, to drop locks, cursors and settings of the session: a second
    round trip for each first one. Nothing here leaves any: migrations take back what they set, by name
    (`api/storage/migrating.py`), and all other settings are those of the connection.
    """


def pool(url: str) -> dict[str, Any]:
    """Gives Tortoise's description of the pool for `postgres://…`; `maxsize=` in the URL's query sets its size."""
    described: dict[str, Any] = expand_db_url(url)
    settings = PLANNER | {name: str(value) for name, value in TIMEOUTS.items()}
    defaults = {"maxsize": MOST_CONNECTIONS, "timeout": CONNECT_SECONDS, "application_name": "handrail"}
    described["credentials"] = {**defaults, **described["credentials"], "server_settings": settings, "reset": as_it_is}
    return described


async def begin(context: TortoiseContext, stack: AsyncExitStack) -> BaseDBAsyncClient:
    """Begins a transaction that ends with `stack`.

    Where BEGIN fails (the database went away) or its caller goes away, Tortoise keeps the connection for ever and goes
    on using it in this task. Here it goes back to the pool, and the task's next transaction has another.
    """
    opening: Any = in_transaction("default")
    try:
        client: BaseDBAsyncClient = await stack.enter_async_context(opening)
    except BaseException:
        token = getattr(opening, "token", None)
        if token is not None:
            context.connections.reset(token)
        connection = getattr(opening.client, "_connection", None)
        if connection is not None:
            with suppress(Exception):  # one that is broken is thrown away by the pool, which says so
                await asyncio.shield(opening.client._parent._pool.release(connection))  # noqa: SLF001  no other door
        raise
    return client
