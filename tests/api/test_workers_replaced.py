"""Processes that die at the wrong moment: while the machine is slow, or while the database is away. Long form only."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from asking import API, new_account
from live_server import CHECKOUT, LiveServer
from test_full_disk import Cluster
from test_workers import children

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
    pytest.mark.skipif("HANDRAIL_TEST_ALL" not in os.environ, reason="in the long form only: HANDRAIL_TEST_ALL=1"),
]
SLOW = "import sys, time; 'spawn_main' in ' '.join(sys.orig_argv) and time.sleep(7)"


@pytest.fixture
async def url(postgres: Any) -> str:
    if postgres is None:
        pytest.skip("several processes need PostgreSQL")
    return await postgres.new()


def two(url: str, **settings: str) -> LiveServer:
    settings = {"HANDRAIL_DATABASE_URL": url, "HANDRAIL_RATE_LIMITS": "off", **settings}
    return LiveServer("http://localhost:9", options=("--workers", "2"), **settings)


async def both_answer(live: LiveServer, within: float) -> None:
    """Waits until there are two processes and each of many new connections is answered."""
    end = time.monotonic() + within
    good = 0
    while len(children(live.pid)) < 2 or good < 20:
        assert time.monotonic() < end, "it does not come back by itself"
        try:
            async with httpx.AsyncClient(base_url=live.origin, timeout=3) as http:
                good = good + 1 if (await http.get("/readyz")).status_code == 200 else 0
        except httpx.TransportError:
            good = 0
        await asyncio.sleep(0.05)


async def test_on_a_machine_so_slow_that_a_start_takes_seconds_a_process_that_died_is_replaced(
    url: str, tmp_path: Path
):
    (tmp_path / "sitecustomize.py").write_text(SLOW)
    live = await asyncio.to_thread(lambda: two(url, PYTHONPATH=f"{tmp_path}:{CHECKOUT}"))
    try:
        for one in children(live.pid):  # both at once
            os.kill(one, signal.SIGKILL)
        await asyncio.sleep(4)
        starting = set(children(live.pid))
        assert len(starting) == 2
        await both_answer(live, 60)
        assert set(children(live.pid)) == starting  # none was killed while it started
    finally:
        live.remove()


async def test_a_process_that_dies_while_the_database_is_away_takes_nobody_with_it(url: str, tmp_path_factory: Any):
    assert url
    folder = tmp_path_factory.mktemp("pg")
    cluster = Cluster(folder / "cluster")
    live = await asyncio.to_thread(lambda: two(cluster.url("postgres")))
    try:
        await both_answer(live, 30)
        cluster.stop()
        os.kill(children(live.pid)[0], signal.SIGKILL)
        await asyncio.sleep(15)  # its replacement has tried to start, and could not
        assert len(children(live.pid)) >= 1
        cluster.start()
        await both_answer(live, 60)
        async with httpx.AsyncClient(base_url=live.origin, timeout=30) as http:
            assert (await http.post(f"{API}/accounts", json=new_account())).status_code == 201
    finally:
        live.remove()
        cluster.server.cleanup()
