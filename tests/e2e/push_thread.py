"""The push service in a thread, for tests without an event loop of their own."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

from push_service import Message, PushService


class PushServiceThread:
    """A `PushService` in a thread of its own, for tests that have no event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.service = PushService()
        asyncio.run_coroutine_threadsafe(self.service.start(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.service.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def wait_until(self, condition: Callable[[list[Message]], Any], timeout: float = 10) -> list[Message]:
        """The messages, as soon as `condition` holds for them."""
        end = time.monotonic() + timeout
        while not condition(self.service.messages):
            if time.monotonic() > end:
                raise TimeoutError(f"not within {timeout} s; {len(self.service.messages)} pushes came")
            time.sleep(0.01)
        return self.service.messages
