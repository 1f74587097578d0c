"""The door of a running server: how many connections, from whom, and how long they may take. Below Starlette.

uvicorn bounds idle connections; here stands what it leaves open. A head that is too long is refused. A connection that
does not finish its head, that goes on sending after it was answered, or that does not take its answer, is closed. An
address that opens too many loses its own idle ones, never somebody else's.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import h11
from h11 import SEND_BODY
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Bytes of a request's line and headers at most, with the empty line at their end.
MOST_HEAD = 32 * 1024

#: Connections of one process. Each holds at most 64 KiB that came in and was not read yet.
MOST_CONNECTIONS = 1000
#: Of one address. A whole shelter may share one; a trusted proxy is not counted.
MOST_OF_ADDRESS = 200
#: Seconds for a request's head, from the connection's or the head's first byte on.
HEAD_SECONDS = 15.0
#: Seconds in which what was already answered may still be sent.
LINGER_SECONDS = 5.0
#: Seconds in which a client must have taken some 64 KiB of an answer: about 1 KB/s, less than the slowest phone.
STALL_SECONDS = 60.0
#: What comes in at most after the answer, and is thrown away.
MOST_LATE_BYTES = 16 * 1024 * 1024


class Door:
    """Counts the open connections of one process; shared by all of them."""

    def __init__(self, is_proxy: Callable[[str], bool], *, per_address: bool) -> None:
        """Takes what tells a trusted proxy, and whether addresses are counted at all (not in load tests)."""
        self._is_proxy = is_proxy
        self._per_address = per_address
        self._open: dict[Guarded, str] = {}  # in the order in which they came

    def enter(self, connection: "Guarded", address: str) -> bool:
        """Lets a connection in; for one that is too many an idle one goes. False: none was idle, this one goes."""
        self._open[connection] = address
        counted = self._per_address and not self._is_proxy(address)
        if counted and sum(1 for other in self._open.values() if other == address) > MOST_OF_ADDRESS:
            return self._close_one(connection, address)
        if len(self._open) > MOST_CONNECTIONS:
            return self._close_one(connection, None)
        return True

    def leave(self, connection: "Guarded") -> None:
        """Takes note that a connection has ended."""
        self._open.pop(connection, None)

    def _close_one(self, new: "Guarded", address: str | None) -> bool:
        """Closes the oldest idle connection of an address, or of the address that has most of them."""
        if address is None:
            counts: dict[str, int] = {}
            for one in self._open.values():
                counts[one] = counts.get(one, 0) + 1
            address = max(counts, key=lambda one: counts[one])
        for other, its in self._open.items():
            if its == address and other is not new and other.idle:
                self.leave(other)
                other.transport.abort()
                return True
        return False


class Parser(h11.Connection):
    """Refuses a head above `MOST_HEAD`, however its bytes arrive.

    h11 itself measures only a head that is not whole yet: one that comes in one piece, or waits whole behind another
    request, was parsed up to the 256 KiB that asyncio reads at once.
    """

    _END = re.compile(rb"\n\r?\n")

    def __init__(self) -> None:
        """Begins on the server's side."""
        super().__init__(h11.SERVER, MOST_HEAD)

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Gives what h11 makes of the bytes that are there.

        Raises:
            h11.RemoteProtocolError: they are no request, or its head is too long.
        """
        if self.their_state is h11.IDLE:
            waiting, _ = self.trailing_data
            if len(waiting) > MOST_HEAD and not self._END.search(waiting, 0, MOST_HEAD):
                raise h11.RemoteProtocolError("The head is too long.", error_status_hint=431)
        return super().next_event()


class Guarded(H11Protocol):
    """One connection, with its limits."""

    door: Door  # of this process: uvicorn makes connections by class, and hands nothing on

    def __init__(self, *args: Any, **named: Any) -> None:
        """Takes what uvicorn gives."""
        super().__init__(*args, **named)
        self.conn = Parser()
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._late = 0

    @property
    def idle(self) -> bool:
        """Whether no request of it is being answered, and nothing of an answer is still to be taken."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.transport.get_write_buffer_size()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Counts it, and begins the time for its first head."""
        super().connection_made(transport)
        if self.door.enter(self, self.client[0] if self.client else ""):
            self._arm(HEAD_SECONDS)
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Lets go of everything."""
        self.door.leave(self)
        self._arm(None)
        self.resume_writing()
        super().connection_lost(exc)
        if self.cycle is not None:
            self.cycle.body = bytearray()

    def data_received(self, data: bytes) -> None:
        """Takes what came, and keeps the time of heads and of what comes too late."""
        before = self.cycle
        late = before is not None and before.response_complete and before.more_body
        if late:
            self._late += len(data)
            if self._late > MOST_LATE_BYTES:
                self.transport.abort()
                return
        elif self._timer is None and (before is None or before.response_complete):
            self._arm(HEAD_SECONDS)  # the first bytes of the next head
        super().data_received(data)
        if self.cycle is not before and not self.cycle.response_complete:
            self._arm(None)  # the head is whole
        elif late and self.cycle is before and self.conn.their_state is not SEND_BODY:
            before.more_body = False  # it did come to its end: the connection may be used again
            self._arm(None)

    def on_response_complete(self) -> None:
        """The answer is out: what the request still sends has little time."""
        super().on_response_complete()
        if self.cycle is not None and self.cycle.response_complete and self.cycle.more_body:
            self._late = 0
            self._arm(LINGER_SECONDS)

    def pause_writing(self) -> None:
        """The client takes its answer slowly."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It took some."""
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def _arm(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)
