"""Many reminders due at once, push services of every kind: each comes once, and bad services hold up no good one.

`tests/bench/quarter_hour.py` does the same with a hundred thousand.
"""

import asyncio
import time
from collections import Counter

import pytest

from api.services import lanes, sender
from api.services import push as pushes
from api.services.push import Verdict
from asking import new_write
from push_service import PushService
from running import Clock, House, Open, Phone

RECORDS = 7
ANSWER_SECONDS = 7.0
SLOW_SECONDS = 5.0
#: Phones at each service. `refused`: it is not there.
PHONES = {"good-1": 12, "good-2": 12, "slow": 3, "stalls": 4, "busy": 3, "erring": 3, "gone": 3, "refused": 2}
REACHABLE = ("good-1", "good-2", "slow", "busy", "erring")


def behave(services: dict[str, PushService]) -> None:
    services["slow"].respond_with(201, delay=SLOW_SECONDS)
    services["stalls"].respond_with(201, delay=float("inf"))
    services["busy"].respond_with(429, {"Retry-After": "2"}, times=PHONES["busy"] * RECORDS)
    services["erring"].respond_with(503, times=lanes.BREAKER_FAILURES + 2)
    services["gone"].respond_with(410)


async def topics_due(house: House, phones: list[Phone]) -> set[str]:
    """Gives each phone a record with a reminder that is due, as often as `RECORDS` says; what their pushes carry."""
    key, topics = house.server.secrets.topic_key, set()
    for phone in phones:
        write = new_write(reminders=[{"at": int(time.time()), "notice": None}])
        await phone.written(write)
        topics.add(pushes.topic(key, phone.account, write["id"]))
    return topics


async def test_bad_push_services_hold_up_no_good_one_and_every_reminder_comes_once(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sender, "ANSWER_SECONDS", ANSWER_SECONDS)
    monkeypatch.setattr(lanes, "ANSWER_SECONDS", ANSWER_SECONDS)
    monkeypatch.setattr(lanes, "BREAKER_BASE", 1.0)
    monkeypatch.setattr("api.worker.BATCH", 50)
    monkeypatch.setattr("api.worker.MOST_IN_FLIGHT", 100)
    services = {way: await PushService().start() for way in PHONES}
    house = await open_house(HANDRAIL_PUSH_ORIGINS=",".join(one.origin for one in services.values()))
    behave(services)
    ways: list[tuple[str, Phone]] = []
    for way, count in PHONES.items():
        for _ in range(count):
            phone = await house.sign_up()
            answer = await phone.call("PUT", "/push/subscription", services[way].new_subscription())
            assert answer.status_code == 201
            ways.append((way, phone))
    due: dict[str, set[str]] = {way: set() for way in PHONES}
    for _ in range(RECORDS):  # in turn, so that every batch has some of each
        for way, phone in ways:
            due[way] |= await topics_due(house, [phone])
    await services["refused"].stop()

    stop, dispatcher, began = asyncio.Event(), house.dispatcher(), time.time()
    running = asyncio.create_task(dispatcher.run(stop))
    taken: dict[str, Counter[str | None]] = {}
    while time.time() < began + 40:
        answered = {way: [one for one in services[way].messages if one.status == 201] for way in REACHABLE}
        taken = {way: Counter(one.topic for one in found) for way, found in answered.items()}
        if all(set(taken[way]) == due[way] for way in REACHABLE) and dispatcher.held <= len(due["stalls"]):
            break
        await asyncio.sleep(0.1)
    for service in services.values():
        await service.stop()
    stop.set()
    await running

    missed = sum(len(due[way] - set(taken[way])) for way in REACHABLE)
    doubled = sum(sum(count.values()) - len(count) for count in taken.values())
    last = max(one.at for way in ("good-1", "good-2") for one in services[way].messages) - began
    print(
        f"\ndue {sum(map(len, due.values()))}, delivered {sum(map(len, taken.values()))}, missed {missed},"
        f" doubled {doubled}; the last at a good service after {last:.1f} s"
    )
    assert (missed, doubled) == (0, 0)
    assert all(set(taken[way]) <= due[way] for way in REACHABLE)
    assert last < SLOW_SECONDS
    left = {row["account"] for row in await house.rows("SELECT account FROM subscription")}
    assert left == {phone.account for way, phone in ways if way != "gone"}
    waiting = {row["account"] for row in await house.rows("SELECT account FROM reminder WHERE attempt >= 0")}
    assert waiting == {phone.account for way, phone in ways if way in {"stalls", "refused"}}


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)


@pytest.fixture
async def phone(house: House, push: PushService) -> Phone:
    phone = await house.sign_up()
    assert (await phone.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    return phone


async def test_many_that_fail_at_once_make_the_first_pause_no_longer(house: House, phone: Phone, push: PushService):
    push.respond_with(503, delay=0.2)
    await topics_due(house, [phone] * 40)
    await house.dispatch()
    assert len(push.messages) == 40
    lane = next(iter(house.server.sender._lanes.known.values()))
    assert 0 < lane.closed_until - time.monotonic() <= lanes.BREAKER_BASE


async def test_while_a_service_is_tried_after_a_pause_the_others_wait_for_what_it_finds(
    house: House, phone: Phone, push: PushService
):
    push.respond_with(503, times=5)
    await topics_due(house, [phone] * 5)
    await house.dispatch()
    lane = next(iter(house.server.sender._lanes.known.values()))
    lane.closed_until = 0.0
    push.respond_with(201, delay=0.5)
    began = int(time.time())
    await topics_due(house, [phone] * 3)
    await house.dispatch()
    assert len(push.messages) == 6
    rows = await house.rows("SELECT next_at, attempt FROM reminder WHERE attempt >= 0 ORDER BY next_at DESC LIMIT 2")
    assert [row["attempt"] for row in rows] == [1, 1]
    assert all(row["next_at"] >= began + sender.ANSWER_SECONDS - 1 for row in rows)


async def test_waiting_for_a_service_that_is_away_counts_no_try(
    house: House, phone: Phone, push: PushService, clock: Clock
):
    clock.stop()
    await topics_due(house, [phone])
    push.respond_with(503, {"Retry-After": "1"})
    for _ in range(2):
        await house.dispatch()
        clock.forward(3)
    lane = house.server.sender._lanes.known[push.origin]
    lane.failures, lane.closed_until = lanes.BREAKER_FAILURES, time.monotonic() + 60
    for _ in range(5):
        assert await house.dispatch() == 1
        clock.forward(70)
    assert len(push.messages) == 2
    assert await house.rows("SELECT attempt FROM reminder") == [{"attempt": 2}]


async def test_what_would_wait_too_long_for_a_slow_service_is_put_off_at_once(house: House, push: PushService):
    lane = house.server.sender._lanes.known[push.origin] = lanes.Lane(pace=8.0, queued=2 * lanes.AT_ONCE_PER_ORIGIN)
    subscription = push.new_subscription()
    target = sender.Target("s", subscription["endpoint"], **subscription["keys"], lang="en")
    began = time.monotonic()
    outcome = await house.server.sender.send(target, content=b"x", topic="t", ttl=1, start_by=time.time() + 15)
    assert time.monotonic() - began < 1
    assert (outcome.verdict, outcome.tried, push.messages) == (Verdict.RETRY, False, [])
    assert outcome.wait == pytest.approx(16)
    lane.queued = lanes.AT_ONCE_PER_ORIGIN
    outcome = await house.server.sender.send(target, content=b"x", topic="t", ttl=1, start_by=time.time() + 15)
    assert outcome.tried
