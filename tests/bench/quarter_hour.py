"""A quarter hour with many reminders due at once and push services of every kind: python tests/bench/quarter_hour.py.

A million records of 100,000 accounts, each with a device, and one reminder of each account due now (a tenth of it
unless `full` is given or HANDRAIL_BENCH_FULL is set). `handrail serve` sends them over TLS to the services of
`push_load.py`, in a process of their own on the same machine. Counted is what they took, by Topic, against what was
due. SQLite has one dispatcher, PostgreSQL two (`--workers 2`). Words `SQLite` or `PostgreSQL` pick one engine.
"""

import asyncio
import contextlib
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from load import postgres
from population import fill_postgres, fill_sqlite
from push_services import SHARES, Machine, Services
from rows import row

from live_server import LiveServer

FULL = "full" in sys.argv or "HANDRAIL_BENCH_FULL" in os.environ
DUE = next((int(word) for word in sys.argv[1:] if word.isdigit()), 100_000 if FULL else 10_000)
#: What can be delivered; the rest is gone, or waits for services that never come back in these minutes.
REACHABLE = ("good-1", "good-2", "good-3", "slow", "busy", "erring")
GOOD = REACHABLE[:3]
MOST_SECONDS = 420
BAR_SECONDS = 300


@dataclass
class Run:
    """One run on one engine."""

    name: str
    services: Services
    server: LiveServer
    url: str | None
    due: dict[str, set[str]] = field(default_factory=dict)
    began: float = 0.0
    full: dict[str, float | None] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def asked(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query, past the server."""
        if self.url is None:
            with contextlib.closing(sqlite3.connect(self.server.data / "handrail.sqlite3")) as database:
                return database.execute(sql).fetchall()

        async def fetch() -> list[tuple[Any, ...]]:
            connection = await asyncpg.connect(self.url)
            try:
                return [tuple(found) for found in await connection.fetch(sql)]
            finally:
                await connection.close()

        return asyncio.run(fetch())

    def fill(self) -> None:
        """Makes the accounts."""
        wanted = {"due": DUE, "due_each": 1, "subscribe": self.services.subscribe}
        began = time.monotonic()
        if self.url:
            fill_postgres(self.url, DUE * 10, **wanted)
        else:
            fill_sqlite(self.server.data / "handrail.sqlite3", DUE * 10, **wanted)
        print(f"{self.name}: {DUE * 10:,} records made in {time.monotonic() - began:.0f} s", flush=True)
        found = self.asked(f"SELECT account, record FROM reminder WHERE next_at <= {int(time.time())}")
        for way in SHARES:
            names = [(account, record[32:]) for account, record in found if self.services.way_of[account] == way]
            self.due[way] = self.server.tags(names)
        assert sum(map(len, self.due.values())) == DUE

    def send(self, postmaster: int | None) -> None:
        """Lets the server send until each service has what it can have, and notes what that took."""
        parts = {"push services": Machine(self.services.process.pid)}
        if postmaster:
            parts["PostgreSQL"] = Machine(postmaster)
        before = {part: machine.cpu() for part, machine in parts.items()}
        began, self.began = time.monotonic(), time.time()
        self.server.start()
        parts["server"] = Machine(self.server.pid)
        self.full = dict.fromkeys(REACHABLE)
        while None in self.full.values() and time.monotonic() < began + MOST_SECONDS:
            time.sleep(0.25)
            counts = self.services.ask("count")
            for way in REACHABLE:
                if self.full[way] is None and counts[way] >= len(self.due[way]):
                    self.full[way] = time.monotonic() - began
        time.sleep(1)
        self.spent = {part: machine.cpu() - before.get(part, 0) for part, machine in parts.items()}
        self.memory = {part: machine.highest() for part, machine in parts.items()}
        self.server.stop()

    def told(self) -> tuple[int, int, int]:
        """Prints what became of each service's reminders; gives how many were delivered, missed, doubled."""
        file = self.server.directory / "pushes.json"
        self.services.ask(f"save {file}")
        told = json.loads(file.read_text())
        taken = missed = doubled = 0
        for way, topics in self.due.items():
            if way == "refused":
                print(f"  {way:8} {len(topics):>7,} due, nobody listens there")
                continue
            assert not told[way]["wrong"], told[way]["wrong"][:3]
            at = sorted(at - self.began for at, _, _, status in told[way]["answered"] if status == 201)
            times = Counter(topic for _, _, topic, status in told[way]["answered"] if status == 201)
            assert set(times) <= topics, f"{way} was sent what was not its own"
            line = f"  {way:8} {len(topics):>7,} due, {told[way]['tried']:,} pushes"
            if way in REACHABLE:
                missed += len(topics - set(times))
                doubled += len(at) - len(times)
                taken += len(times)
                cuts = statistics.quantiles(at, n=100)
                line += f", {len(times):,} delivered, half within {cuts[49]:.1f} s, 99 of 100 within {cuts[98]:.1f} s,"
                line += f" the last {at[-1]:.1f} s"
            print(line)
        return taken, missed, doubled

    def report(self) -> None:
        """Prints the counts and the rows of the table."""
        taken, missed, doubled = self.told()
        way_of = self.services.way_of
        left = Counter(way_of[account] for (account,) in self.asked("SELECT account FROM subscription"))
        rest = self.asked(f"SELECT account FROM reminder WHERE attempt > 0 AND at <= {int(self.began)}")
        kept = {way: Counter(way_of.values())[way] - left[way] for way in SHARES}
        print(
            f"  due {DUE:,}: delivered at least once {taken:,}, missed {missed}, doubled {doubled}; subscriptions"
            f" dropped {kept['gone']:,} of {len(self.due['gone']):,} gone, {sum(kept.values()) - kept['gone']} others;"
            f" still to be tried {dict(Counter(way_of[account] for (account,) in rest))}"
        )
        cpu = ", ".join(f"{part} {seconds:.0f} s" for part, seconds in self.spent.items())
        print(
            f"  CPU: {cpu}; most memory: " + ", ".join(f"{part} {most:.0f} MiB" for part, most in self.memory.items())
        )
        good = max((self.full[way] or MOST_SECONDS) for way in GOOD)
        whole = max((self.full[way] or MOST_SECONDS) for way in REACHABLE)
        what, bar = f"{self.name}, {DUE:,} due", f"≤ {BAR_SECONDS} s"
        row(f"{what}: all at good services", bar, good, None, None, "s", good <= BAR_SECONDS)
        row(f"{what}: all that can be delivered", bar, whole, None, None, "s", whole <= BAR_SECONDS)
        row(f"{what}: missed", "0", missed, None, None, "", missed == 0)
        row(f"{what}: doubled", "", doubled, None, None, "", None)
        row(f"{what}: delivered a CPU second of the server", "", taken / self.spent["server"], None, None, "1/s", None)
        row(f"{what}: most memory of a server process", "", self.memory["server"], None, None, "MiB", None)


def engine(name: str, folder: Path, url: str | None, postmaster: int | None) -> None:
    """Fills, sends and reports on one engine."""
    services = Services(folder)
    settings = {"HANDRAIL_RATE_LIMITS": "off", "SSL_CERT_FILE": str(services.certificate)}
    settings |= {"HANDRAIL_DATABASE_URL": url} if url else {}
    server = LiveServer(",".join(services.origins.values()), options=("--workers", "2") if url else (), **settings)
    try:
        server.stop()
        run = Run(name, services, server, url)
        run.fill()
        run.send(postmaster)
        run.report()
    finally:
        server.remove()
        services.process.kill()
        services.process.wait()


def engines() -> Iterator[str]:
    """The engines that are asked for."""
    names = [word for word in sys.argv[1:] if word in ("SQLite", "PostgreSQL")]
    yield from names or ["SQLite", "PostgreSQL"]


def main() -> None:
    for name in engines():
        with tempfile.TemporaryDirectory(prefix="handrail-quarter-") as folder:
            if name == "SQLite":
                engine(name, Path(folder), None, None)
                continue
            with postgres() as url:
                process = int(asyncio.run(_postmaster(url)))
                engine(name, Path(folder), url, process)


async def _postmaster(url: str) -> int:
    """The id of PostgreSQL's first process: the parent of the one that serves us."""
    connection = await asyncpg.connect(url)
    try:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
    finally:
        stat = Path(f"/proc/{backend}/stat").read_text()  # noqa: ASYNC240  nothing else runs yet
        await connection.close()
    return int(stat.rpartition(")")[2].split()[1])


if __name__ == "__main__":
    main()
