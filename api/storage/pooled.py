"""Beginning a transaction on a pooled connection, so that a failure costs nothing but that transaction."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction


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
