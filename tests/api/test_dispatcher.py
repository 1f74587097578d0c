"""The dispatcher: retries, devices that are gone, two side by side, one that died."""

import asyncio
import time
from email.utils import formatdate

import pytest

from api.app import create_app
from api.services.reminders import RETRY_SECONDS
from api.settings import read_settings
from api.storage import queue_sql
from api.worker import LEASE_SECONDS
from asking import new_write
from push_service import PushService
from running import Clock, House, Open, Phone, lifespan


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)


async def subscribed(phone: Phone, push: PushService) -> dict:
    subscription = push.new_subscription()
    assert (await phone.call("PUT", "/push/subscription", subscription)).status_code == 201
    return subscription


@pytest.fixture
async def phone(house: House, push: PushService) -> Phone:
    phone = await house.sign_up()
    await subscribed(phone, push)
    return phone


@pytest.fixture
def now(clock: Clock) -> int:
    """The clock stands at the begin of a quarter hour."""
    clock.forward(900 - clock.stop() % 900)
    return int(clock.time())


async def due(phone: Phone, count: int = 1) -> None:
    """So many reminders that are due now."""
    at = int(time.time())
    await phone.written(*(new_write(reminders=[{"at": at, "notice": None}]) for _ in range(count)))


async def next_at(house: House) -> list[int]:
    rows = await house.rows("SELECT next_at FROM reminder WHERE attempt >= 0")
    return [row["next_at"] for row in rows]


@pytest.mark.parametrize("as_date", [False, True])
async def test_a_push_service_that_asks_for_time_gets_it(
    house: House, phone: Phone, push: PushService, clock: Clock, as_date: bool
):
    began = int(clock.stop())
    push.respond_with(429, {"Retry-After": formatdate(began + 600, usegmt=True) if as_date else "600"}, times=1)
    await due(phone)
    await house.dispatch()
    clock.forward(599)
    assert await house.dispatch() == 0
    clock.forward(2)
    assert await house.dispatch() == 1
    assert [message.status for message in push.messages] == [429, 201]


async def test_without_a_time_the_wait_is_random_under_a_doubling_ceiling(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    push.respond_with(429)
    await due(phone)
    waits = []
    for _ in range(6):
        began = int(clock.time())
        assert await house.dispatch() == 1
        waits.append((await next_at(house))[0] - began)
        clock.forward(waits[-1])
    for attempt, wait in enumerate(waits, 1):
        assert 1 <= wait <= min(900, 5 * 2**attempt) + 1


async def test_retries_end_six_hours_after_it_fell_due(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    push.respond_with(429, {"Retry-After": "3600"})
    await due(phone)
    for _ in range(20):
        await house.dispatch()
        clock.forward(1801)
    assert len(push.messages) == 6
    assert all(message.at < now + RETRY_SECONDS for message in push.messages)
    assert await house.rows("SELECT name FROM reminder") == []


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_dropped_and_the_other_devices_are_pushed_to(
    house: House, phone: Phone, push: PushService, now: int, status: int
):
    other = await subscribed(await house.sign_in(phone), push)
    gone = next(name for name in push.subscribers if name not in other["endpoint"])
    push.respond_with(status, name=gone)
    await due(phone)
    await house.dispatch()
    assert await house.rows("SELECT endpoint FROM subscription") == [{"endpoint": other["endpoint"]}]
    assert [message.status for message in push.messages_for(other)][-1] == 201
    assert await next_at(house) == []


@pytest.mark.parametrize("status", [400, 401, 403, 413, 301, 302, 307, 308])
async def test_a_refusal_is_not_tried_again_and_a_redirect_not_followed(
    house: House, phone: Phone, push: PushService, clock: Clock, status: int
):
    elsewhere = push.new_subscription()["endpoint"]
    push.respond_with(status, {"Location": elsewhere})
    await due(phone)
    for _ in range(3):
        await house.dispatch()
        clock.forward(1800)
    assert [message.status for message in push.messages] == [status]
    assert push.messages_for({"endpoint": elsewhere}) == []
    assert len(await house.rows("SELECT endpoint FROM subscription")) == 1


async def test_only_the_devices_that_are_left_are_tried_again(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    busy = await subscribed(await house.sign_in(phone), push)
    await house.dispatch()  # the first is told of the second
    push.messages.clear()
    push.respond_with(503, {"Retry-After": "60"}, times=1, name=busy["endpoint"].rsplit("/", 1)[1])
    await due(phone)
    await house.dispatch()
    clock.forward(62)
    await house.dispatch()
    assert sorted(message.status for message in push.messages) == [201, 201, 503]
    assert [message.status for message in push.messages_for(busy)] == [503, 201]


async def test_two_dispatchers_side_by_side_send_each_reminder_once(
    house: House, phone: Phone, push: PushService, now: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.worker.BATCH", 7)
    for _ in range(2):
        await due(phone, 70)
    dispatchers = [house.dispatcher() for _ in range(3)]

    async def work(dispatcher) -> int:
        claimed = 0
        while batch := await dispatcher.claim():
            claimed += batch
        await dispatcher.finish()
        return claimed

    claimed = await asyncio.gather(*(work(dispatcher) for dispatcher in dispatchers))
    assert sum(claimed) == 140
    assert len(push.messages) == 140
    assert len({message.topic for message in push.messages}) == 140
    assert await house.dispatch() == 0


async def test_what_a_dispatcher_had_claimed_that_died_goes_out_when_its_lease_ends(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await due(phone)
    assert len(await queue_sql.claim(house.server.database, now, now + LEASE_SECONDS, 10)) == 1
    assert await house.dispatch() == 0
    clock.forward(LEASE_SECONDS)
    assert await house.dispatch() == 1
    assert len(push.messages) == 1


async def test_a_dispatcher_whose_lease_ended_changes_nothing_that_another_holds(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await due(phone)
    row = (await queue_sql.claim(house.server.database, now, now + LEASE_SECONDS, 10))[0]
    clock.forward(LEASE_SECONDS)
    await queue_sql.claim(house.server.database, int(clock.time()), int(clock.time()) + LEASE_SECONDS, 10)
    held = await house.rows("SELECT * FROM reminder")
    late = (row["name"], now + LEASE_SECONDS)
    await queue_sql.settle(house.server.database, finished=[(0, *late)], retried=[(0, "", *late)], deleted=[late])
    assert await house.rows("SELECT * FROM reminder") == held


async def test_a_push_service_that_does_not_answer_is_tried_again(
    open_house: Open, push: PushService, clock: Clock, now: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.services.sender.ANSWER_SECONDS", 0.3)
    house = await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)
    phone = await house.sign_up()
    await subscribed(phone, push)
    push.respond_with(201, delay=float("inf"), times=1)
    await due(phone)
    await house.dispatch()
    clock.forward(20)
    await house.dispatch()
    assert len(push.messages) == 2
    assert await next_at(house) == []


async def test_after_five_failures_a_service_is_left_alone_for_a_while_and_then_tried_with_one(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    push.respond_with(503)
    await due(phone, 5)
    await house.dispatch()
    assert len(push.messages) == 5
    await due(phone, 5)
    await house.dispatch()
    assert len(push.messages) == 5
    lane = next(iter(house.server.sender._lanes.known.values()))
    lane.closed_until = 0.0
    clock.forward(900)
    push.respond_with(201)
    assert await house.dispatch() == 10
    sent = len(push.messages)
    assert sent >= 6
    clock.forward(900)
    await house.dispatch()
    assert len(push.messages) == 15


async def test_a_device_hears_of_a_sign_in_elsewhere_in_neutral_words(
    house: House, phone: Phone, push: PushService, now: int
):
    other = await house.sign_in(phone)
    await subscribed(other, push)
    await house.dispatch()
    assert len(push.messages) == 1
    notification = push.messages[0].json["notification"]
    assert notification["title"] == "A reminder"
    assert notification["data"] == {"notice": None}


async def test_a_shut_account_and_a_session_that_ended_get_no_push(
    house: House, phone: Phone, push: PushService, now: int
):
    other = await house.sign_in(phone)
    await subscribed(other, push)
    await house.dispatch()
    push.messages.clear()
    await other.call("DELETE", "/session")
    await due(phone)
    await house.dispatch()
    assert len(push.messages) == 1
    await due(phone)
    await house.execute("UPDATE account SET disabled = ?", True)
    await house.dispatch()
    assert len(push.messages) == 1


async def test_where_reminders_are_off_what_falls_due_is_dropped(open_house: Open, clock: Clock, now: int):
    house = await open_house(HANDRAIL_ORIGIN="https://daybook.example", HANDRAIL_SIGN_UP="open")
    assert house.server.sender is None
    phone = await house.sign_up()
    await due(phone)
    assert await house.dispatch() == 1
    assert await next_at(house) == []


async def test_the_running_application_sends_within_five_seconds_and_stops_in_order(
    environ: dict[str, str], push: PushService
):
    app = create_app(read_settings(environ | {"HANDRAIL_PUSH_ORIGINS": push.origin}))
    async with lifespan(app) as state:
        house = House(app, state["server"])
        phone = await house.sign_up()
        await subscribed(phone, push)
        await due(phone)
        began = time.monotonic()
        await push.wait_for(1, timeout=30)
        assert time.monotonic() - began < 5
    assert len(push.messages) == 1
