"""Push services one by one: how many pushes are under way to each, how long it takes, and when it is left in peace."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

AT_ONCE_PER_ORIGIN = 64
ANSWER_SECONDS = 10
MOST_LANES = 1000  # names below a service's own are the client's to choose: idle lanes are forgotten
PACE_OVER = 16  # so many answers make the pace of a service
BREAKER_FAILURES = 5
BREAKER_BASE, BREAKER_LONGEST = 5.0, 300.0


@dataclass
class Lane:
    """One origin: how many pushes are under way, how long they take, and the breaker."""

    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE_PER_ORIGIN))
    queued: int = 0
    pace: float = 0.0  # seconds that an answer takes, of late
    begun: dict[object, float] = field(default_factory=dict)  # those under way, the oldest first
    failures: int = 0
    closed_until: float = 0.0
    probing: bool = False

    def backlog(self) -> float:
        """Seconds until one that queues up now would have its turn, as answers take now."""
        oldest = next(iter(self.begun.values()), None)
        slowest = self.pace if oldest is None else max(self.pace, time.monotonic() - oldest)
        return slowest * self.queued / AT_ONCE_PER_ORIGIN

    def is_used(self) -> bool:
        """Whether anything goes out here, waits, or is put off by a pause."""
        return bool(self.queued or self.begun) or time.monotonic() < self.closed_until

    def admits(self) -> bool:
        """Whether a push may go out now. After a pause a single one is let through to try."""
        if self.failures < BREAKER_FAILURES:
            return True
        if time.monotonic() < self.closed_until or self.probing:
            return False
        self.probing = True
        self.closed_until = time.monotonic() + ANSWER_SECONDS  # the others wait for what it finds
        return True

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Counts one that is sent in this block, and its time."""
        one, began = object(), time.monotonic()
        self.begun[one] = began
        try:
            yield
        finally:
            del self.begun[one]
            self.pace += (time.monotonic() - began - self.pace) / PACE_OVER

    def note(self, *, worked: bool, probe: bool) -> None:
        """Counts an answer. Each try after a pause that fails doubles the next pause, with jitter.

        Those that were under way when the pause began say nothing new: many that fail at once are one failure more.
        """
        if probe:
            self.probing = False
        if worked:
            self.failures = 0
        elif probe or self.failures < BREAKER_FAILURES:
            self.failures += 1
            if self.failures >= BREAKER_FAILURES:
                ceiling = min(BREAKER_LONGEST, BREAKER_BASE * 2.0 ** min(self.failures - BREAKER_FAILURES, 10))
                self.closed_until = time.monotonic() + ceiling * (0.5 + random.random() / 2)  # noqa: S311  spreads load


class Lanes:
    """The lanes of all origins that are in use."""

    def __init__(self) -> None:
        """Without any."""
        self.known: dict[str, Lane] = {}

    def of(self, origin: str) -> Lane:
        """Gives the lane of an origin, made where it is not known."""
        lane = self.known.get(origin)
        if lane is None:
            if len(self.known) >= MOST_LANES:
                self.known = {name: old for name, old in self.known.items() if old.is_used()}
            lane = self.known[origin] = Lane()
        return lane
