"""The dispatcher: claims due reminders, sends them, retries, and sweeps what has ended by itself.

Any number of them may run side by side, in the server's process or beside it. Each due reminder goes out at least once;
it goes out twice only if a dispatcher dies between the push service's answer and the next tenth of a second.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

import structlog

from api import ids, metrics
from api.services import push
from api.services.idle import note_idle
from api.services.purging import forget
from api.services.push import Verdict
from api.services.reminders import REMEMBERED_SECONDS
from api.services.sender import Outcome, Sender, Target, as_target
from api.services.server import Server
from api.services.shares import end_expired_shares
from api.storage import queue_sql as queue
from api.storage.database import Database, Row

log = structlog.get_logger(__name__)

BATCH = 500
MOST_IN_FLIGHT = 4 * BATCH
LEASE_SECONDS = 30
START_WITHIN = 15  # no push starts later in its lease: with its own time limit it ends inside it
IDLE_SECONDS = 1.0
SETTLE_SECONDS = 0.1
SWEEP_SECONDS = 20.0
FORGET_SECONDS = 600.0
IDLE_LOOK_SECONDS = 86400.0
STOP_SECONDS = 10.0
#: A clock that goes back by more than this was set.
SET_BACK_SECONDS = 60.0
#: Looked up once, not for each push.
_COUNTS = {verdict: metrics.PUSHES.labels(verdict.value) for verdict in Verdict}
#: Seconds for which what seems to be hours too late is kept, unsent: the clock may be wrong.
DOUBT_SECONDS = 3600


@dataclass
class _Results:
    """What became of claimed reminders, not yet written down; the arguments of `queue.settle`."""

    finished: list[tuple[int, str, int]] = field(default_factory=list)
    retried: list[tuple[int, str | None, str, int]] = field(default_factory=list)
    put_off: list[tuple[int, str | None, str, int]] = field(default_factory=list)
    deleted: list[tuple[str, int]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str]] = field(default_factory=list)

    def take(self) -> dict[str, Any]:
        """Gives what is there and begins anew."""
        taken = {name: list(rows) for name, rows in vars(self).items() if rows}
        for rows in vars(self).values():
            rows.clear()
        return taken


class Dispatcher:
    """Sends due reminders of one database."""

    def __init__(self, database: Database, sender: Sender | None, *, topic_key: bytes, navigate: str) -> None:
        """Takes what it works with.

        Args:
            database: the open database.
            sender: an open sender; None where reminders are off: what falls due is then dropped.
            topic_key: the server's key for tags and topics.
            navigate: the address that a notification opens.
        """
        self._database = database
        self._sender = sender
        self._topic_key = topic_key
        self._navigate = navigate
        self._under_way: set[asyncio.Task[None]] = set()
        self._begun = 0  # claimed, and not yet looked at
        self._sending: set[asyncio.Task[None]] = set()
        self._clocks: float | None = None  # how far the two clocks were apart; None: the queue was not looked over yet

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set, then lets what is under way end."""
        while not stop.is_set():
            pause = IDLE_SECONDS
            try:
                await self.watch_clock()
                if self.held >= MOST_IN_FLIGHT:
                    pause = SETTLE_SECONDS
                elif await self.claim() == BATCH:
                    pause = 0
            except Exception as error:  # noqa: BLE001  a database that is away comes back
                log.error("claim-failed", kind=type(error).__name__)  # noqa: TRY400  a trace may quote rows
            await _pause(stop, pause)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=STOP_SECONDS)
            for task in self._under_way:
                task.cancel()

    @property
    def held(self) -> int:
        """How many reminders are claimed and not yet sent: a slow service holds up no others of a batch."""
        return self._begun + len(self._sending)

    async def watch_clock(self) -> None:
        """At the start and when the clock was set back, mends what a clock that was ahead did to the queue."""
        apart = time.time() - time.monotonic()
        if self._clocks is None or apart < self._clocks - SET_BACK_SECONDS:
            mended = await queue.mend(self._database, int(time.time()), LEASE_SECONDS)
            if mended:
                log.warning("clock-was-ahead", reminders=mended)
        self._clocks = apart

    async def claim(self) -> int:
        """Claims a batch of due reminders and begins to send it; gives its size."""
        now = int(time.time())
        lease_end = now + LEASE_SECONDS
        rows = await queue.claim(self._database, now, lease_end, BATCH)
        if rows:
            metrics.CLAIMED.inc(len(rows))
            self._begun += len(rows)
            task = asyncio.create_task(self._deliver(rows, now, lease_end))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(rows)

    async def finish(self) -> None:
        """Waits until all that was claimed is sent and written down."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def _deliver(self, rows: list[Row], now: int, lease_end: int) -> None:
        try:
            results = _Results()
            try:
                begun = await self._begin(rows, now, lease_end, results)
            finally:
                self._begun -= len(rows)
            sending = asyncio.gather(*begun, return_exceptions=True)
            while not sending.done():  # one future to wait for: to look at each push ten times a second costs
                await asyncio.wait((sending,), timeout=SETTLE_SECONDS)
                await self._settle(results)
            await self._settle(results)
            for error in filter(None, sending.result()):
                log.error("push-failed", kind=type(error).__name__)
        except Exception as error:  # noqa: BLE001  the lease ends by itself: the next claim tries again
            log.error("dispatch-failed", kind=type(error).__name__)  # noqa: TRY400  a trace may quote rows

    async def _begin(self, rows: list[Row], now: int, lease_end: int, results: _Results) -> set[asyncio.Task[None]]:
        """Starts to send the batch; what needs no push goes to `results` at once."""
        live = [row for row in rows if row["attempt"] > 0 and row["expires"] > now]
        alive = {row["name"] for row in live}
        for row in rows:
            if row["attempt"] == 1 and row["expires"] <= now:
                results.retried.append((now + DOUBT_SECONDS, row["devices"], row["name"], lease_end))
            elif row["name"] not in alive:
                results.deleted.append((row["name"], lease_end))
        accounts: dict[str, list[Row]] = {}
        if live and self._sender is not None:
            for target in await queue.targets(self._database, {row["account"] for row in live}):
                accounts.setdefault(target["id"], []).append(target)
        sending = set()
        for row in live:
            targets = _targets(row, accounts.get(row["account"], []))
            if targets:
                task = asyncio.create_task(self._send(row, targets, lease_end, results))
                sending.add(task)
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)
            else:
                results.finished.append(_finished(row, lease_end))
        return sending

    async def _send(self, row: Row, targets: list[Target], lease_end: int, results: _Results) -> None:
        """Sends one reminder to each of its devices and notes what is left to do."""
        if len(targets) == 1:  # as nearly always: no task of its own
            outcomes = [await self._push(row, targets[0], lease_end)]
        else:
            outcomes = await asyncio.gather(*(self._push(row, target, lease_end) for target in targets))
        left: list[str] = []
        waits: list[float] = []
        tried = False
        for target, outcome in zip(targets, outcomes, strict=True):
            _COUNTS[outcome.verdict].inc()
            tried |= outcome.tried
            if outcome.verdict is Verdict.RETRY:
                left.append(target.id)
                waits.append(push.backoff(row["attempt"]) if outcome.wait is None else outcome.wait)
            elif outcome.verdict is Verdict.GONE:
                results.ended.append((target.id, target.endpoint))
            elif outcome.verdict is Verdict.REFUSED:
                results.failed.append((target.id,))
        again = int(time.time() + max(waits, default=0)) + 1
        if left and again < row["expires"]:
            again_rows = results.retried if tried else results.put_off
            again_rows.append((again, " ".join(left), row["name"], lease_end))
        else:
            results.finished.append(_finished(row, lease_end))

    async def _push(self, row: Row, target: Target, lease_end: int) -> Outcome:
        assert self._sender is not None  # noqa: S101  for the type checker: without one nothing is sent
        notice = row["notice"]
        tag = push.topic(self._topic_key, row["record"][: ids.ID_LENGTH], row["record"][ids.ID_LENGTH :])
        content = push.payload(
            tag=tag, lang=target.lang, navigate=self._navigate, notice=None if notice is None else bytes(notice)
        )
        ttl = int(row["expires"] - time.time())
        start_by = lease_end - LEASE_SECONDS + START_WITHIN
        return await self._sender.send(target, content=content, topic=tag, ttl=ttl, start_by=start_by)

    async def _settle(self, results: _Results) -> None:
        taken = results.take()
        if taken:
            await queue.settle(self._database, **taken)


def _targets(row: Row, subscriptions: list[Row]) -> list[Target]:
    """The devices to push a reminder to: none while paused, and only those that are left of an earlier try."""
    wanted = None if row["devices"] is None else set(row["devices"].split())
    return [
        as_target(found)
        for found in subscriptions
        if found["session"] is not None
        and not found["disabled"]
        and row["at"] >= found["paused_until"]
        and (wanted is None or found["session"] in wanted)
    ]


def _finished(row: Row, lease_end: int) -> tuple[int, str, int]:
    return (row["at"] + REMEMBERED_SECONDS, row["name"], lease_end)


async def sweep(database: Database, stop: asyncio.Event) -> None:
    """Ends shares whose time has passed, within a minute of it, and forgets what is too old, until `stop` is set."""
    forget_at = look_at = 0.0
    while not stop.is_set():
        now = int(time.time())
        try:
            await end_expired_shares(database, now)
            if time.monotonic() >= forget_at:
                await forget(database, now)
                forget_at = time.monotonic() + FORGET_SECONDS
            if time.monotonic() >= look_at:
                await note_idle(database, now)
                look_at = time.monotonic() + IDLE_LOOK_SECONDS
        except Exception as error:  # noqa: BLE001  one sweep that fails must not end all others
            log.error("sweep-failed", kind=type(error).__name__)  # noqa: TRY400  a trace may quote rows
        await _pause(stop, SWEEP_SECONDS)


async def run_dispatcher(server: Server, stop: asyncio.Event) -> None:
    """Dispatches reminders and sweeps until `stop` is set; raises neither for a push service nor a lost database."""
    navigate = f"{server.settings.origin}/app/"
    topic_key = server.secrets.topic_key
    dispatcher = Dispatcher(server.database, server.sender, topic_key=topic_key, navigate=navigate)
    await asyncio.gather(dispatcher.run(stop), sweep(server.database, stop))


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
