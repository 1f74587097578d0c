"""SQLite's log is moved beside the writer: soon after a commit, and before it grows for ever."""

import asyncio
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from api.storage import wal
from api.storage.database import Database, open_database

PAGE = 4096


@pytest.fixture
async def database(postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if postgres is not None:
        pytest.skip("PostgreSQL moves its own log")
    monkeypatch.setattr(wal, "AFTER_SECONDS", 0.05)
    database = await open_database(f"sqlite://{tmp_path / 'own.sqlite3'}")
    async with database.write_transaction() as transaction:
        await transaction.execute("CREATE TABLE sample (id INTEGER PRIMARY KEY, body BLOB)")
    yield database
    await database.close()


async def write(database: Database, number: int) -> None:
    async with database.write_transaction() as transaction:
        await transaction.execute("INSERT OR REPLACE INTO sample VALUES (?, ?)", number, b"x" * 3 * PAGE)


def rows_without_the_log(path: Path) -> int:
    """How many rows stand in the database file by itself."""
    copy = path.with_name("copy.sqlite3")
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as opened:
        tables = opened.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sample'").fetchone()[0]
        return int(opened.execute("SELECT COUNT(*) FROM sample").fetchone()[0]) if tables else 0


async def test_what_is_committed_is_soon_in_the_database_file_itself(database: Database, tmp_path: Path):
    for number in range(5):
        await write(database, number)
    for _ in range(300):  # a busy machine takes its time
        if rows_without_the_log(tmp_path / "own.sqlite3") == 5:
            return
        await asyncio.sleep(0.1)
    pytest.fail("nothing was moved within 30 seconds")


async def test_a_commit_moves_nothing_by_itself(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    await asyncio.sleep(0.5)
    monkeypatch.setattr(wal, "AFTER_SECONDS", 3600)
    for number in range(600):  # SQLite by itself would move the log at 1,000 pages
        await write(database, number)
    assert (tmp_path / "own.sqlite3-wal").stat().st_size > 1500 * PAGE
    assert rows_without_the_log(tmp_path / "own.sqlite3") == 0


async def test_where_writes_never_stop_a_log_that_is_long_is_moved_while_the_writer_waits(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    await asyncio.sleep(0.5)
    monkeypatch.setattr(wal, "AFTER_SECONDS", 3600)
    monkeypatch.setattr(wal, "MOST_PAGES", 100)
    for number in range(40):
        await write(database, number)
    with monkeypatch.context() as now:
        now.setattr(wal, "AFTER_SECONDS", 0)
        await database._writer._wal._move()
    assert database._writer._wal._full
    await write(database, 41)  # the first to find it so: it, too, is in the file when it has its answer
    await asyncio.sleep(0.1)
    assert rows_without_the_log(tmp_path / "own.sqlite3") == 41


async def test_a_log_that_cannot_be_moved_fails_no_write(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wal, "_MOVE", "PRAGMA_of no engine")
    database._writer._wal._full = True
    for number in range(5):
        await write(database, number)
        await asyncio.sleep(0.1)
    assert len(await database.fetch("SELECT id FROM sample")) == 5
