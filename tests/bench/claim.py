"""Taking due reminders out of a long queue: python tests/bench/claim.py [records] [SQLite] [PostgreSQL].

By default 200,000 reminders wait and 50,000 of them are due; with `full` or HANDRAIL_BENCH_FULL a million and 250,000.
Dispatchers (one on SQLite, two at once on PostgreSQL) take them in batches of 500. Counted are rows a second, rows
taken twice (there may be none), and how long SQLite's one write lock is held: somebody else tries for it every 0.2 ms.
"""

import asyncio
import contextlib
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from load import postgres
from population import fill_postgres, fill_sqlite
from rows import row

from api.storage.database import open_database
from api.storage.queue_sql import claim

FULL = "full" in sys.argv or "HANDRAIL_BENCH_FULL" in os.environ
NUMBERS = [int(word.replace(",", "")) for word in sys.argv[1:] if word[0].isdigit()]
RECORDS = NUMBERS[0] if NUMBERS else 1_000_000 if FULL else 200_000
ENGINES = [word for word in sys.argv[1:] if word in ("SQLite", "PostgreSQL")] or ["SQLite", "PostgreSQL"]
DUE = RECORDS // 4
BATCH = 500
LEASE = 600
LOOK_SECONDS = 0.0002


async def migrated(url: str) -> None:
    database = await open_database(url)
    await database.migrate()
    await database.close()


@contextlib.contextmanager
def locked_out(path: Path) -> Iterator[list[float]]:
    """Tries for the write lock all the while; the list holds how many milliseconds it was not to be had each time."""
    waits: list[float] = []
    stop = threading.Event()

    def look() -> None:
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            since = None
            while not stop.is_set():
                began = time.perf_counter()
                try:
                    other.execute("BEGIN IMMEDIATE")
                    other.execute("ROLLBACK")
                except sqlite3.OperationalError:
                    since = since or began
                else:
                    if since is not None:
                        waits.append((began - since) * 1000)
                    since = None
                time.sleep(LOOK_SECONDS)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()


async def drained(url: str, dispatchers: int) -> tuple[list[str], float, list[float]]:
    """Names of all that was taken, seconds it took, and milliseconds of each batch."""
    database = await open_database(url)
    names: list[str] = []
    took: list[float] = []
    now = int(time.time())

    async def dispatch() -> None:
        while True:
            began = time.perf_counter()
            found = await claim(database, now, now + LEASE, BATCH)
            if not found:
                return
            took.append((time.perf_counter() - began) * 1000)
            names.extend(one["name"] for one in found)

    began = time.perf_counter()
    await asyncio.gather(*(dispatch() for _ in range(dispatchers)))
    total = time.perf_counter() - began
    await database.close()
    return names, total, took


def told(name: str, names: list[str], seconds: float, took: list[float]) -> None:
    """Prints the rows of one engine, and fails where one was missed or taken twice."""
    what = f"{name}: claim out of {RECORDS:,}, {DUE:,} due"
    rate, doubled = len(names) / seconds, len(names) - len(set(names))
    bar = "≥ 50,000 1/s" if name == "PostgreSQL" else ""
    row(what, bar, rate, None, None, "1/s", rate >= 50_000 if bar else None)
    row(f"{what}: taken twice", "0", doubled, None, None, "", doubled == 0)
    row(f"{what}: a batch of {BATCH}", "", statistics.median(took), min(took), max(took), "ms", None)
    assert len(set(names)) == DUE, "one that was due was not taken"
    assert doubled == 0, "one was taken twice"


def on_sqlite(folder: Path) -> None:
    path = folder / "handrail.sqlite3"
    asyncio.run(migrated(f"sqlite://{path}"))
    fill_sqlite(path, RECORDS, due=DUE)
    with locked_out(path) as waits:
        found = asyncio.run(drained(f"sqlite://{path}", 1))
    told("SQLite", *found)
    held = statistics.median(waits)
    what = f"SQLite: write lock held, out of {RECORDS:,}"
    row(what, "< 10 ms", held, min(waits), max(waits), "ms", held < 10)
    cuts = statistics.quantiles(waits, n=100)
    long = sum(wait >= 10 for wait in waits)
    print(f"  99 of 100 within {cuts[98]:.1f} ms; {long} of {len(waits)} at 10 ms or longer", flush=True)


def main() -> None:
    if "SQLite" in ENGINES:
        with tempfile.TemporaryDirectory(prefix="handrail-claim-") as folder:
            on_sqlite(Path(folder))
    if "PostgreSQL" in ENGINES:
        with postgres() as url:
            asyncio.run(migrated(url))
            fill_postgres(url, RECORDS, due=DUE)
            told("PostgreSQL", *asyncio.run(drained(url, 2)))


if __name__ == "__main__":
    main()
