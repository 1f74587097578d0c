"""The one connection that writes to SQLite, and commits that its writers share.

Writers take turns. Everyone who queued before the commit did rides in the same transaction under a savepoint of their
own, and is told "written" only when it is on disk. That makes full durability cheap.

There are two ways in. `transaction` is a block in which a caller asks, thinks and stores, one trip to SQLite's thread
for each statement. `at_once` takes the whole of it as one function: all that wait go there and back in one trip, begin
and commit with them (docs/decisions/0005-what-a-write-costs.md).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

import aiosqlite
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper, translate_exceptions
from tortoise.context import TortoiseContext

from api.storage.wal import Checkpointer

#: How many functions share a trip at most: nobody else writes meanwhile.
MOST_TOGETHER = 64

T = TypeVar("T")
#: What is run on SQLite's thread inside a savepoint. It awaits nothing and keeps nothing of the connection.
Job = Callable[[sqlite3.Connection], Any]
_Outcome = tuple[Any, BaseException | None]


class _Group:
    """Writers that share one commit."""

    def __init__(self) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.broken: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        """Tells every member."""
        self.done.set_exception(error)
        self.done.exception()  # a group whose members all rolled back has nobody to fetch it


class SharedCommits:
    """The one connection that writes. See the module's docstring."""

    def __init__(self, client: SqliteClient, connection: aiosqlite.Connection, wal: Checkpointer) -> None:
        """Takes Tortoise's client, its connection, and what moves the log after a commit."""
        self._client = client
        self._connection = connection
        self._wal = wal
        self._turn = asyncio.Lock()  # fair: first come, first served
        self._group: _Group | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: list[tuple[Job, asyncio.Future[Any]]] = []
        self._driver: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def transaction(self, context: TortoiseContext) -> AsyncIterator[SqliteTransactionWrapper]:
        """Opens a block of its own under a savepoint, and gives the client to use in it."""
        entering = asyncio.ensure_future(self._enter())
        try:
            group = await asyncio.shield(entering)
        except asyncio.CancelledError:
            entering.add_done_callback(self._abandon)
            raise
        client = SqliteTransactionWrapper(self._client)
        token = context.connections.set("default", client)
        try:
            yield client
        except BaseException:
            await asyncio.shield(self._leave(group, keep=False))
            raise
        else:
            await asyncio.shield(self._leave(group, keep=True))
        finally:
            context.connections.reset(token)
        await asyncio.shield(group.done)

    @translate_exceptions
    async def at_once(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Runs a function on SQLite's thread under a savepoint, and gives what it gave when that is on disk.

        What it raises is raised here, and then it changed nothing. A caller who goes away before its turn is passed
        over; later the function is run all the same.
        """
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, done))
        if self._driver is None or self._driver.done():
            self._driver = self._start(self._drive())
        return cast("T", await done)

    async def _drive(self) -> None:
        while self._waiting:
            async with self._turn:
                together = self._waiting[:MOST_TOGETHER]
                del self._waiting[:MOST_TOGETHER]
                asked = [pair for pair in together if not pair[1].done()]
                if asked:
                    await self._together(asked)

    async def _together(self, asked: Sequence[tuple[Job, "asyncio.Future[Any]"]]) -> None:
        """Runs what waits, in the open transaction or a new one, and commits. Called in its turn; raises nothing."""
        group, self._group = self._group, None
        jobs = [job for job, _ in asked]
        connection: Any = self._connection
        written = False
        try:
            run = connection._execute(_run, connection._conn, jobs, group is None)  # noqa: SLF001  its only door
            outcomes: list[_Outcome] = await run
        except BaseException as error:  # noqa: BLE001 - everyone must be told
            outcomes = [(None, error)] * len(jobs)
            if group is not None:
                group.fail(error)
        else:
            written = True
            if group is not None:
                group.done.set_result(None)
        for (_, done), (answer, failure) in zip(asked, outcomes, strict=True):
            if done.done():
                continue
            if failure is None:
                done.set_result(answer)
            else:
                done.set_exception(failure)
        if written:
            await self._wal.committed(connection)  # they need not wait for that

    def _start(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _enter(self) -> _Group:
        await self._turn.acquire()
        try:
            if self._group is None:
                await self._run("BEGIN IMMEDIATE")
                self._group = _Group()
                self._start(self._commit(self._group))
            await self._run("SAVEPOINT one")
        except BaseException:
            self._turn.release()
            raise
        return self._group

    def _abandon(self, entering: "asyncio.Future[_Group]") -> None:
        if not entering.cancelled() and entering.exception() is None:
            self._start(self._leave(entering.result(), keep=False))

    async def _leave(self, group: _Group, *, keep: bool) -> None:
        try:
            if not keep:
                await self._run("ROLLBACK TO one")
            await self._run("RELEASE one")
        except BaseException as error:
            # SQLite gives up a whole transaction when the disk is full: nobody in the group may be told "written".
            group.broken = error
            if self._group is group:
                self._group = None
            if self._connection.in_transaction:
                await self._run("ROLLBACK")
            raise
        finally:
            self._turn.release()

    async def _commit(self, group: _Group) -> None:
        """Commits after all who were already waiting had their turn: this task queues behind them."""
        async with self._turn:
            if group.done.done():  # functions that came at once have committed it
                return
            try:
                if group.broken is not None:
                    raise group.broken  # noqa: TRY301  one way out for what failed before and what fails now
                await self._run("COMMIT")
            except BaseException as error:  # noqa: BLE001 - every member of the group must be told
                if self._group is group and self._connection.in_transaction:
                    await self._run("ROLLBACK")
                group.fail(error)
            else:
                group.done.set_result(None)
                await self._wal.committed(self._connection)
            finally:
                if self._group is group:
                    self._group = None

    async def _run(self, sql: str) -> None:
        await self._connection.execute_fetchall(sql)

    async def close(self) -> None:
        """Waits until everything begun is committed, and ends what is the writer's own."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._wal.close()

    async def checkpoint(self) -> bool:
        """Empties the WAL into the database; False if a reader was in the way."""
        async with self._turn:
            if self._group is not None:
                return False
            rows = list(await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)"))
            return not rows[0][0]


def _run(connection: sqlite3.Connection, jobs: Sequence[Job], begin: bool) -> list[_Outcome]:
    """One transaction of these functions, on SQLite's thread; each succeeds or fails by itself.

    Raises:
        sqlite3.Error: nothing of the transaction stays, what others did in it before neither.
    """
    outcomes: list[_Outcome] = []
    if begin:
        connection.execute("BEGIN IMMEDIATE")
    try:
        for job in jobs:
            connection.execute("SAVEPOINT one")
            try:
                outcomes.append((job(connection), None))
            except Exception as error:
                if not connection.in_transaction:  # a full disk: SQLite gave the whole transaction up
                    raise
                connection.execute("ROLLBACK TO one")
                outcomes.append((None, error))
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcomes
