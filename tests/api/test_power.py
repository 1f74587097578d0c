"""The power goes, again and again, while phones write: what was acknowledged is there, and every reminder goes out."""

import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from asking import API, new_account, new_write
from live_server import LiveServer
from push_service import PushService

CUTS = 60 if "HANDRAIL_TEST_ALL" in os.environ else 4
PHONES = 3
#: What a dispatcher may have sent and not yet written down when the power goes: a tenth of a second of these phones.
IN_FLIGHT = 100


@dataclass
class Writer:
    """A phone that writes without a pause and remembers what was acknowledged."""

    http: httpx.AsyncClient
    account: str = ""
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)  # id → the last write that was answered
    reminded: set[str] = field(default_factory=set)
    answered: int = 0

    async def sign_up(self, push: PushService) -> None:
        answer = await self.http.post(f"{API}/accounts", json=new_account())
        self.account = answer.json()["account"]
        answer = await self.http.put(f"{API}/push/subscription", json=push.new_subscription())
        assert answer.status_code == 201

    async def write(self) -> None:
        """Makes a record with a reminder that is due, and changes one, until the server is away."""
        while True:
            at = int(time.time())
            made = new_write(reminders=[{"at": at, "notice": None}])
            writes = [made]
            if self.acknowledged:
                last = self.acknowledged[random.choice(list(self.acknowledged))]
                reminders = last["reminders"]
                writes.append(new_write(last["id"], last["base"] + 1, reminders=reminders))
            try:
                answer = await self.http.post(f"{API}/sync", json={"write": writes})
            except httpx.TransportError:
                return
            assert answer.status_code == 200
            for write, told in zip(writes, answer.json()["written"], strict=True):
                if told["error"] is None:
                    self.acknowledged[write["id"]] = write
                    self.reminded.add(write["id"])
                    self.answered += 1
                else:  # written before the power went, and never answered
                    assert told["error"] == "conflict"
                    self.acknowledged[write["id"]] |= {"base": told["revision"] - 1, "body": None}

    async def check(self) -> None:
        """Everything that was acknowledged is there: this body, or a later one that was never answered."""
        found, cursor, more = {}, None, True
        while more:
            answer = await self.http.post(f"{API}/sync", json={"since": cursor, "limit": 500})
            assert answer.status_code == 200
            told = answer.json()
            found |= {row["id"]: row for row in told["records"]}
            cursor, more = told["cursor"], told["more"]
        for record, write in self.acknowledged.items():
            row = found[record]
            assert row["revision"] >= write["base"] + 1
            assert row["body"] == write["body"] or write["body"] is None or row["revision"] > write["base"] + 1


@pytest.fixture
async def live(postgres: Any, push: PushService) -> AsyncIterator[LiveServer]:
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
    server = await asyncio.to_thread(LiveServer, push.origin, HANDRAIL_RATE_LIMITS="off", **database)
    yield server
    server.remove()


def tags(live: LiveServer, writers: list[Writer]) -> set[str]:
    """The topic of every record with a reminder that was acknowledged."""
    return live.tags((writer.account, record) for writer in writers for record in writer.reminded)


async def test_whenever_the_power_goes_nothing_acknowledged_is_lost_and_every_reminder_goes_out(
    live: LiveServer, push: PushService
):
    random.seed(5)
    writers = [Writer(httpx.AsyncClient(base_url=live.origin, timeout=30)) for _ in range(PHONES)]
    for writer in writers:
        await writer.sign_up(push)
    for _ in range(CUTS):
        writing = [asyncio.create_task(writer.write()) for writer in writers]
        await asyncio.sleep(random.uniform(0.2, 0.7))
        await asyncio.to_thread(live.kill)
        await asyncio.gather(*writing)
        live.clock_ahead += 40  # past the lease of what was claimed when the power went
        await asyncio.to_thread(live.start)
        for writer in writers:
            await writer.check()
    assert sum(len(writer.acknowledged) for writer in writers) > 20
    expected = tags(live, writers)
    end = time.monotonic() + 60
    while not expected <= {message.topic for message in push.messages} and time.monotonic() < end:  # noqa: ASYNC110  another process sends
        await asyncio.sleep(0.1)
    topics = [message.topic for message in push.messages if message.status == 201]
    acknowledged = sum(writer.answered for writer in writers)
    missed, doubled = len(expected - set(topics)), len(topics) - len(set(topics))
    print(
        f"\n{CUTS} cuts: writes acknowledged {acknowledged}, lost 0; reminders due {len(expected)}, missed {missed},"
        f" doubled {doubled} (each with one Topic and tag)"
    )
    assert missed == 0
    assert doubled <= CUTS * IN_FLIGHT
    for writer in writers:
        await writer.http.aclose()


async def test_what_a_real_server_logs_is_one_json_object_a_line_and_it_stops_in_order(
    live: LiveServer, push: PushService
):
    writer = Writer(httpx.AsyncClient(base_url=live.origin, timeout=30))
    await writer.sign_up(push)
    await writer.http.aclose()
    await asyncio.to_thread(live.stop)
    first, second, *lines = live.log.read_text().splitlines()
    assert first.startswith("Handrail runs. The app: ")
    assert second == "Ctrl-C ends it."
    logged = [json.loads(line) for line in lines]
    assert [(one["event"], one["route"], one["status"]) for one in logged] == [
        ("request", "/accounts", 201),
        ("request", "/push/subscription", 201),
    ]
    assert writer.account not in live.log.read_text()
