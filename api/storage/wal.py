"""SQLite's write-ahead log is moved into the database beside the writer, so that nobody waits for that.

By itself SQLite does it in the commit that makes the log 1,000 pages long: that writer, and all who queue behind it,
then wait for hundreds of pages to be written all over the file and for two syncs of the disk. What is on disk when a
write is acknowledged does not change: the log is.
"""

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Self

import aiosqlite

#: Seconds from a commit until the log is moved.
AFTER_SECONDS = 0.5
#: Pages (of 4 KiB) from which on the writer waits once for the log to be moved, so that it begins anew.
MOST_PAGES = 4096

_MOVE = "PRAGMA wal_checkpoint(PASSIVE)"  # never waits for others, and others not for it


class Checkpointer:
    """Moves the log of one database on a connection of its own."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        """Made by `open`."""
        self._connection = connection
        self._moving: asyncio.Task[None] | None = None
        self._full = False

    @classmethod
    async def open(cls, path: Path, writer: aiosqlite.Connection) -> Self:
        """Takes this over from the connection that writes."""
        await writer.execute_fetchall("PRAGMA wal_autocheckpoint = 0")
        return cls(await aiosqlite.connect(path))

    async def committed(self, writer: aiosqlite.Connection) -> None:
        """To be told of each commit, while nobody else writes. Raises nothing: what was committed is."""
        if self._full:  # little is left to move, and as nobody writes meanwhile, the log ends there
            self._full = False
            with contextlib.suppress(sqlite3.Error):
                await writer.execute_fetchall(_MOVE)
        if self._moving is None or self._moving.done():
            self._moving = asyncio.create_task(self._move())

    async def _move(self) -> None:
        await asyncio.sleep(AFTER_SECONDS)
        with contextlib.suppress(sqlite3.Error):  # a full disk, say: the log holds all, and the next commit tries again
            _busy, pages, _moved = next(iter(await self._connection.execute_fetchall(_MOVE)))
            self._full = pages >= MOST_PAGES

    async def close(self) -> None:
        """Ends the connection."""
        if self._moving is not None:
            self._moving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._moving
        await self._connection.close()
