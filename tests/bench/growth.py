"""What 10,000, 100,000 and 1,000,000 sealed records do to one write and one sync: python tests/bench/growth.py.

A server for each size, asked in turn by one client, round after round, so that each ratio to the smallest size is of
one round. The largest size is left out unless `full` is given or HANDRAIL_BENCH_FULL is set; `full` also measures what
an operator wants to know of it (disk, memory, backup) and writes all to docs/pictures/growth.json, of which `curves.py`
draws the picture. Words `SQLite` or `PostgreSQL` pick one engine, numbers other sizes.
"""

import asyncio
import base64
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from load import BODY_BYTES, new_write, postgres, sessions, sign_up
from population import RECORDS_EACH, fill_postgres, fill_sqlite
from rows import measured, row

from live_server import CHECKOUT, LiveServer

NUMBERS = [int(word.replace(",", "")) for word in sys.argv[1:] if word[0].isdigit()]
FULL = "full" in sys.argv or "HANDRAIL_BENCH_FULL" in os.environ
SIZES = NUMBERS or [10_000, 100_000, 1_000_000][: 3 if FULL else 2]
ENGINES = [word for word in sys.argv[1:] if word in ("SQLite", "PostgreSQL")] or ["SQLite", "PostgreSQL"]
ROUNDS, REQUESTS = (7, 500) if FULL else (5, 200)
BARS = {"write": {"SQLite": 1.3, "PostgreSQL": 1.3}, "warm sync": {"SQLite": 1.7, "PostgreSQL": 1.2}}
TAIL_BAR = 2.0
KEPT = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "growth.json"
Times = dict[str, dict[int, list[float]]]


@dataclass
class Size:
    """A server with so many records."""

    records: int
    server: LiveServer
    url: str | None = None
    seconds: float = 0.0

    def fill(self) -> None:
        """Makes them, past the server."""
        self.server.stop()
        began = time.monotonic()
        if self.url:
            fill_postgres(self.url, self.records)
        else:
            fill_sqlite(self.server.data / "handrail.sqlite3", self.records)
        self.seconds = time.monotonic() - began
        self.server.start()

    def memory(self, what: str) -> float:
        """MiB of the server: `VmRSS` now, `VmHWM` at most so far."""
        lines = Path(f"/proc/{self.server.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024

    def disk(self) -> int:
        """Bytes of the database with its indexes, without its log."""
        if self.url is None:
            return (self.server.data / "handrail.sqlite3").stat().st_size

        async def told() -> int:
            connection = await asyncpg.connect(self.url)
            try:
                return int(await connection.fetchval("SELECT pg_database_size(current_database())"))
            finally:
                await connection.close()

        return asyncio.run(told())

    def back_up(self) -> tuple[float, int]:
        """Makes a backup beside the server; gives seconds (with reading it back) and bytes."""
        folder = self.server.directory / "backups"
        self.server.command("backup", "key", str(self.server.directory / "backup.key"))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        began = time.monotonic()
        command = [sys.executable, "-m", "api", "backup", "--to", str(folder)]
        env = kept | {"PYTHONPATH": str(CHECKOUT)} | self.server.settings
        subprocess.run(command, cwd=CHECKOUT, env=env, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began, sum(path.stat().st_size for path in folder.iterdir())


async def asked(session: aiohttp.ClientSession, origin: str, requests: int) -> dict[str, list[float]]:
    """Milliseconds of single requests of one new account: writes of one record, and syncs with nothing new."""
    cursor = await sign_up(session, origin, RECORDS_EACH)
    record = new_write()
    took: dict[str, list[float]] = {"write": [], "warm sync": []}
    for base in range(requests):
        body = base64.b64encode(b"\x01" + secrets.token_bytes(BODY_BYTES - 1)).decode()
        write = record | {"base": base, "body": body}
        for what, more in (("write", {"write": [write]}), ("warm sync", {})):
            began = time.perf_counter()
            async with session.post(f"{origin}/api/v1/sync", json={"since": cursor, **more}) as answer:
                told: dict[str, Any] = await answer.json()
                took[what].append((time.perf_counter() - began) * 1000)
                assert answer.status == 200, told
            if more:
                assert told["written"][0]["error"] is None, told
            cursor = told["cursor"]
    return took


async def rounds(sizes: list[Size]) -> tuple[Times, Times]:
    """Medians and 99th percentiles of each round, by what was asked and size."""
    middle: Times = {what: {size.records: [] for size in sizes} for what in BARS}
    tail: Times = {what: {size.records: [] for size in sizes} for what in BARS}
    for number in range(ROUNDS + 1):
        for size in sizes if number % 2 else reversed(sizes):
            async with sessions(1) as [session]:
                took = await asked(session, size.server.origin, REQUESTS if number else REQUESTS // 4)
            for what, times in took.items():
                if number:  # the first is to warm up
                    middle[what][size.records].append(statistics.median(times))
                    tail[what][size.records].append(statistics.quantiles(times, n=100)[98])
    return middle, tail


def against(times: dict[int, list[float]], size: int) -> list[float]:
    """The ratio to the smallest size, round by round."""
    return [mine / first for mine, first in zip(times[size], times[min(times)], strict=True)]


def engine(name: str, start: Callable[[int], Size]) -> dict[str, Any]:
    """Measures one engine, prints rows and gives the figures to keep."""
    sizes: list[Size] = []
    try:
        for records in SIZES:
            sizes.append(start(records))
            sizes[-1].fill()
            print(f"  {name}: {records:,} records made in {sizes[-1].seconds:.0f} s", flush=True)
        idle = {size.records: size.memory("VmRSS") for size in sizes}
        middle, tail = asyncio.run(rounds(sizes))
        for what, bars in BARS.items():
            for records in SIZES:
                row(f"{name}, {records:,} records: {what}", "", *spread(middle[what][records]), "ms", None)
                row(f"{name}, {records:,} records: {what}, p99", "", *spread(tail[what][records]), "ms", None)
            for records in SIZES[1:]:
                title = f"{name}, {records:,} records against {SIZES[0]:,}: {what}"
                measured(title, against(middle[what], records), "×", at_most=bars[name])
                measured(f"{title}, p99", against(tail[what], records), "×", at_most=TAIL_BAR)
        kept: dict[str, Any] = {"rounds": ROUNDS, "requests": REQUESTS, "p50": middle, "p99": tail, "sizes": {}}
        for size in sizes:
            facts = {"made": size.seconds, "disk": size.disk(), "idle": idle[size.records]}
            kept["sizes"][size.records] = facts | {"most": size.memory("VmHWM")}
        if FULL:
            seconds, stored = sizes[-1].back_up()
            kept["backup"] = {"records": sizes[-1].records, "seconds": seconds, "bytes": stored}
        print(f"  {name}: {json.dumps(kept['sizes'])} {json.dumps(kept.get('backup'))}", flush=True)
        return kept
    finally:
        for size in sizes:
            size.server.remove()


def spread(values: list[float]) -> tuple[float, float, float]:
    return statistics.median(values), min(values), max(values)


def keep(name: str, found: dict[str, Any]) -> None:
    """Puts an engine's figures into the file that the picture is drawn from."""
    told = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.write_text(json.dumps(told | {name: found}, indent=1, sort_keys=True) + "\n")


def on_sqlite(records: int) -> Size:
    return Size(records, LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off"))


def on_postgres(url: str) -> Callable[[int], Size]:
    """Makes a database for each size in one PostgreSQL."""

    async def new(name: str) -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()

    def start(records: int) -> Size:
        name = f"of_{records}"
        asyncio.run(new(name))
        own = url.replace("/postgres?", f"/{name}?")
        assert own != url
        return Size(
            records, LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off", HANDRAIL_DATABASE_URL=own), own
        )

    return start


def main() -> None:
    for name in ENGINES:
        if name == "SQLite":
            found = engine(name, on_sqlite)
        else:
            with postgres() as url:
                found = engine(name, on_postgres(url))
        if FULL:
            keep(name, found)


if __name__ == "__main__":
    main()
