"""The clocks change where the server stands: it counts seconds since 1970, so each reminder goes out once and in time.

A real server in that zone lives through the change, then its clock is moved over the hours that exist twice or never.
"""

import asyncio
import os
import time
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from asking import API, new_account, new_write
from live_server import LiveServer
from push_service import PushService
from running import Clock

QUARTER = 900
ALL = "HANDRAIL_TEST_ALL" in os.environ
CHANGES = [("America/New_York", datetime(2027, 11, 7, 6, tzinfo=UTC))]  # 02:00 becomes 01:00
if ALL:
    CHANGES += [
        ("America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC)),  # 02:00 becomes 03:00
        ("Europe/London", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 10, 31, 1, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(("zone", "at"), CHANGES, ids=lambda one: one if isinstance(one, str) else f"{one:%B}")
async def test_over_the_change_to_summer_time_and_back_each_reminder_goes_out_once_and_in_its_quarter(
    postgres: Any, push: PushService, clock: Clock, zone: str, at: datetime
):
    change = int(at.timestamp())
    ahead = change - 7200 - time.time()
    clock.forward(ahead)  # of the push service, which refuses the tokens of another day
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
    live = await asyncio.to_thread(
        lambda: LiveServer(push.origin, clock_ahead=ahead, TZ=zone, HANDRAIL_RATE_LIMITS="off", **database)
    )

    def move(to: float) -> None:
        step = to - time.time()
        clock.forward(step)
        live.set_clock(live.clock_ahead + step)

    http = httpx.AsyncClient(base_url=live.origin, timeout=30)
    due = [change + quarter * QUARTER for quarter in range(-3, 6 if ALL else 2)]
    try:
        account = (await http.post(f"{API}/accounts", json=new_account())).json()["account"]
        subscribed = await http.put(f"{API}/push/subscription", json=push.new_subscription())
        assert subscribed.status_code == 201
        writes = [new_write(reminders=[{"at": one, "notice": None}]) for one in due]
        written = (await http.post(f"{API}/sync", json={"write": writes})).json()["written"]
        assert [one["error"] for one in written] == [None] * len(due)
        topics = [live.tags([(account, one["id"])]).pop() for one in writes]
        move(change - 5)
        await push.wait_for(3, timeout=30)
        for number, one in enumerate(due[3:], start=4):
            if one > change:  # the change itself is waited for, the hour after it is stepped over
                move(one + 1)
            await push.wait_for(number, timeout=30)
            await asyncio.sleep(1.5)  # longer than the dispatcher rests: nothing comes before its quarter
            sent = [message.topic for message in push.messages]
            assert (set(sent[:3]), sent[3:]) == (set(topics[:3]), topics[3:number])
        print(
            f"\n{zone}, {at:%B}: reminders due {len(due)}, missed {len(set(topics) - set(sent))}, doubled"
            f" {len(sent) - len(set(sent))}"
        )
        crossed = next(message.at for message in push.messages if message.topic == topics[3])
        assert 0 <= crossed - change < 10
    finally:
        await http.aclose()
        live.remove()
