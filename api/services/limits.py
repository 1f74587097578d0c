"""How often something may be tried, and how much may be under way at once.

Counts are kept under keyed hashes: no address, no handle.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string

from api.errors import TooMany, Unavailable
from api.services.deployment import DeploymentError

#: How long a store that several processes share may take.
_PATIENCE = {"socket_timeout": 3, "socket_connect_timeout": 3}
#: What is limited: by client address (a whole shelter may share one), and by what is tried.
RULES: dict[str, RateLimitItem] = {
    "sign-up": parse("60/hour"),
    "sign-in": parse("30/minute"),
    "sign-in-handle": parse("30/hour"),
    "recovery": parse("30/minute"),
    "recovery-code": parse("30/hour"),
    "passphrase": parse("10/minute"),
    "second-step": parse("20/hour"),
    "invitation": parse("60/hour"),
    "push-test": parse("6/minute"),
}


#: Large requests (a sync: up to 4 MiB in, 6 MiB out) that are worked on at once: of one account, and of all.
AT_ONCE_OF_ACCOUNT, AT_ONCE = 4, 24
#: Seconds that one more of them waits for its turn.
TURN_SECONDS = 20.0


class Places:
    """Turns at what takes much memory, so that a flood of it is bounded; those of one account wait for each other."""

    def __init__(self) -> None:
        """Makes the places of one process."""
        self._all = asyncio.Semaphore(AT_ONCE)
        self._accounts: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def take(self, account: str) -> AsyncIterator[None]:
        """Holds a place of the account while the block runs.

        Raises:
            TooMany: none came free in time.
        """
        own, users = self._accounts.get(account, (asyncio.Semaphore(AT_ONCE_OF_ACCOUNT), 0))
        self._accounts[account] = own, users + 1
        held: list[asyncio.Semaphore] = []
        try:
            try:
                async with asyncio.timeout(TURN_SECONDS):
                    for semaphore in (own, self._all):  # its own first: who waits for himself holds nobody up
                        await semaphore.acquire()
                        held.append(semaphore)
            except TimeoutError:
                raise TooMany(retry_after=5) from None
            yield
        finally:
            for semaphore in held:
                semaphore.release()
            own, users = self._accounts.pop(account)
            if users > 1:
                self._accounts[account] = own, users - 1


class Limits:
    """Counts tries, in memory or in a store that several nodes share."""

    def __init__(self, store: str, *, enabled: bool) -> None:
        """Takes `memory://` or `redis://…`, and whether anything is limited at all (off only for load tests).

        Raises:
            DeploymentError: the store needs a client that is not installed.
        """
        shared = not store.startswith("memory:")
        options: dict[str, Any] = {"implementation": "valkey", **_PATIENCE} if shared else {}
        try:
            storage = storage_from_string(f"async+{store}", wrap_exceptions=True, **options)
        except ConfigurationError:
            raise DeploymentError("HANDRAIL_RATE_LIMIT_STORE: install its client here: pip install valkey") from None
        assert isinstance(storage, Storage)  # noqa: S101 - for the type checker: "async+" gives these
        self._strategy = SlidingWindowCounterRateLimiter(storage)
        self._enabled = enabled
        self._places = Places()

    @asynccontextmanager
    async def place(self, account: str) -> AsyncIterator[None]:
        """Holds one of the places for large requests while the block runs.

        Raises:
            TooMany: none came free in time.
        """
        if not self._enabled:
            yield
            return
        async with self._places.take(account):
            yield

    async def count(self, rule: str, name: str) -> None:
        """Counts one try of `rule` by or of `name` (a keyed hash or a random id).

        Raises:
            TooMany: with the seconds until the next may be made.
            Unavailable: the store is away. What cannot be counted is not tried: guessing must not be free.
        """
        try:
            if not self._enabled or await self._strategy.hit(RULES[rule], name):
                return
            window = await self._strategy.get_window_stats(RULES[rule], name)
        except StorageError:
            raise Unavailable from None
        raise TooMany(retry_after=int(window.reset_time - time.time()) + 1)
