"""Hashing of sign-in keys and recovery keys with Argon2id, off the event loop and bounded.

The client has already stretched the passphrase (64 MiB); this hash guards against a stolen database. 19 MiB, t = 2,
p = 1: OWASP's floor, RFC 9106 for the algorithm. One hash at a time for each core, at most four, a short queue behind
them, then 429: so that a flood of sign-ins costs a process at most 4 × 19 MiB, however large the machine.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import TooMany

T = TypeVar("T")

#: Callers that may wait for a core. At 20 ms each, the last waits about a second on two cores.
QUEUE = 64
#: Hashes at once of one process: what its memory is bounded by.
MOST_AT_ONCE = 4


class Hasher:
    """Hashes and verifies keys of 32 bytes that were keyed with the pepper."""

    def __init__(self, *, cores: int | None = None, queue: int = QUEUE) -> None:
        """Makes the pool: `cores` hashes at once (default: the machine's, at most four), `queue` more may wait."""
        self._argon2 = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        self._cores = cores or min(os.cpu_count() or 1, MOST_AT_ONCE)
        self._pool = ThreadPoolExecutor(self._cores, thread_name_prefix="argon2")
        self._most = self._cores + queue
        self._busy = 0
        self._decoy = self._argon2.hash(os.urandom(32))
        #: Argon2 runs since the start: a known and an unknown handle must cost the same.
        self.runs = 0

    async def hash(self, key: bytes) -> str:
        """Gives the encoded hash with a random salt.

        Raises:
            TooMany: if the queue is full.
        """
        return await self._run(lambda: self._argon2.hash(key))

    async def verify(self, encoded: str | None, key: bytes) -> bool:
        """Tells whether `key` is the hashed one. None stands for nobody: the same work, then False.

        Raises:
            TooMany: if the queue is full.
        """
        matches = await self._run(lambda: self._matches(encoded or self._decoy, key))
        return matches and encoded is not None

    def _matches(self, encoded: str, key: bytes) -> bool:
        try:
            return self._argon2.verify(encoded, key)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._busy >= self._most:
            raise TooMany(retry_after=2)
        self._busy += 1
        self.runs += 1
        running = asyncio.get_running_loop().run_in_executor(self._pool, work)
        running.add_done_callback(lambda _: self._free())
        return await asyncio.shield(running)  # a caller that went away still holds its place until the work is done

    def _free(self) -> None:
        self._busy -= 1

    def close(self) -> None:
        """Ends the pool; what is being hashed ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
