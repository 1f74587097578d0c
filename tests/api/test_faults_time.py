"""Clocks that jump and push services that go away: each due reminder goes out, once, and nothing that is too late.

The server's two clocks are the test's: a day passes in a moment.
"""

import time
from email.utils import formatdate
from types import SimpleNamespace

import pytest

from api.services import lanes, sender
from api.services.reminders import RETRY_SECONDS
from api.worker import DOUBT_SECONDS, LEASE_SECONDS, SET_BACK_SECONDS, Dispatcher
from asking import new_write
from push_service import PushService
from running import Clock, House, Open, Phone

HOUR, DAY = 3600, 86400


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)


@pytest.fixture
async def phone(house: House, push: PushService) -> Phone:
    phone = await house.sign_up()
    assert (await phone.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    return phone


@pytest.fixture
def now(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> int:
    """The clock stands at the begin of a quarter hour. The breaker's runs with it, but does not jump."""
    clock.forward(900 - clock.stop() % 900)
    forward, steady = clock.forward, [0.0]

    def pass_(seconds: float) -> None:
        steady[0] += seconds if 0 < seconds <= HOUR + 1 else 0
        forward(seconds)

    monkeypatch.setattr(clock, "forward", pass_)
    clocks = SimpleNamespace(time=time.time, monotonic=lambda: steady[0])
    monkeypatch.setattr(sender, "time", clocks)
    monkeypatch.setattr(lanes, "time", clocks)
    return int(clock.time())


async def remind(phone: Phone, *times: int) -> None:
    await phone.written(*(new_write(reminders=[{"at": at, "notice": None}]) for at in times))


async def work(dispatcher: Dispatcher) -> None:
    """What the dispatcher does in a moment."""
    await dispatcher.watch_clock()
    while await dispatcher.claim():
        await dispatcher.finish()


def topics(push: PushService, status: int = 201) -> list[str | None]:
    return [message.topic for message in push.messages if message.status == status]


async def test_a_clock_that_goes_back_an_hour_sends_nothing_twice_and_nothing_too_early(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    dispatcher = house.dispatcher()
    await remind(phone, now, now + HOUR)
    await work(dispatcher)
    assert len(topics(push)) == 1
    clock.forward(-HOUR)
    for _ in range(4):
        await work(dispatcher)
        clock.forward(HOUR // 4)
    await work(dispatcher)
    assert len(topics(push)) == 1
    clock.forward(HOUR)
    await work(dispatcher)
    assert len(topics(push)) == len(set(topics(push))) == 2


async def test_what_a_dispatcher_that_died_had_claimed_before_the_clock_went_back_still_goes_out(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await remind(phone, now)
    dead = house.dispatcher()
    dead._deliver = lambda *_: _nothing()  # it claims, and is no more
    assert await dead.claim() == 1
    clock.forward(-HOUR)
    dispatcher = house.dispatcher()  # started again: by this clock nothing of that can have been tried
    await work(dispatcher)
    assert topics(push) == []
    clock.forward(HOUR)
    await work(dispatcher)
    assert len(topics(push)) == 1


async def _nothing() -> None:
    return None


async def test_a_clock_that_was_a_day_ahead_for_a_while_loses_no_reminder_of_that_day(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    """As a push service does, ours refuses the tokens of another day."""
    dispatcher = house.dispatcher()
    due = [now + hour * HOUR for hour in range(1, 25)]
    await remind(phone, *due)
    await work(dispatcher)
    push.respond_with(403, {"Date": formatdate(clock.time(), usegmt=True)})
    clock.forward(DAY)
    for _ in range(5):
        await work(dispatcher)
        clock.forward(300)
    assert topics(push) == []
    clock.forward(-DAY - 1500)
    push.respond_with(201)
    for _ in range(25 * 4):
        await work(dispatcher)
        clock.forward(900)
    assert len(topics(push)) == len(set(topics(push))) == 24
    sent = sorted(message.at for message in push.messages if message.status == 201)
    assert all(0 <= at - wanted <= 1800 for at, wanted in zip(sent, due, strict=True))


async def test_a_server_that_was_off_for_a_day_sends_only_what_is_still_useful(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    due = [now + hour * HOUR for hour in range(1, 25)]
    await remind(phone, *due)
    clock.forward(DAY + 60)
    dispatcher = house.dispatcher()
    for _ in range(3):
        await work(dispatcher)
        clock.forward(DOUBT_SECONDS + 1)
    assert len(topics(push)) == len(set(topics(push))) == RETRY_SECONDS // HOUR
    left = await house.rows("SELECT at FROM reminder WHERE attempt >= 0")
    assert left == []  # what was doubted is given up when the clock did not change its mind


async def test_at_a_clock_that_only_drifts_nothing_is_mended(house: House, phone: Phone, clock: Clock, now: int):
    dispatcher = house.dispatcher()
    await work(dispatcher)
    await remind(phone, now)
    await house.execute("UPDATE reminder SET next_at = ?, attempt = 1", now + DAY)
    clock.forward(-int(SET_BACK_SECONDS) + 5)
    await work(dispatcher)
    assert [row["next_at"] for row in await house.rows("SELECT next_at FROM reminder")] == [now + DAY]
    clock.forward(-int(SET_BACK_SECONDS) - 5)
    await work(dispatcher)
    assert [row["next_at"] for row in await house.rows("SELECT next_at FROM reminder")] == [now]


OUTAGES = {
    "answers 503": lambda push: push.respond_with(503),
    "says 429": lambda push: push.respond_with(429, {"Retry-After": "1200"}),
    "stalls": lambda push: push.respond_with(201, delay=float("inf")),
}


@pytest.mark.parametrize("outage", [*OUTAGES, "is not there"])
@pytest.mark.usefixtures("now")
async def test_after_an_hour_without_a_push_service_each_reminder_comes_once_and_in_no_burst(
    open_house: Open, push: PushService, clock: Clock, monkeypatch: pytest.MonkeyPatch, outage: str
):
    now = int(clock.time())
    if outage == "stalls":
        monkeypatch.setattr(sender, "ANSWER_SECONDS", 1.0)
        monkeypatch.setattr(lanes, "ANSWER_SECONDS", 1.0)
    house = await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)
    phones = [await house.sign_up() for _ in range(10)]
    for phone in phones:
        await phone.call("PUT", "/push/subscription", push.new_subscription())
        await remind(phone, *(now + quarter * 900 for quarter in range(8)))
    dispatcher, port = house.dispatcher(), int(push.origin.rpartition(":")[2])
    if outage in OUTAGES:
        OUTAGES[outage](push)
    else:
        await push.stop()
    for _ in range(120):  # an hour, in steps of a lease
        await work(dispatcher)
        clock.forward(LEASE_SECONDS)
    tried = len(push.messages)
    if outage in OUTAGES:
        push._stopped.set()  # what stalled ends
        push.respond_with(201)
    else:
        await push.start(port)
    push.messages.clear()
    back = clock.time()
    for _ in range(120):
        await work(dispatcher)
        clock.forward(LEASE_SECONDS)
    doubled = len(topics(push)) - len(set(topics(push)))
    late = [message.at for message in push.messages if message.at - back > 1800]
    print(f"\n{outage}: due 80, missed {80 - len(set(topics(push)))}, doubled {doubled}, tried meanwhile {tried}")
    assert len(set(topics(push))) == 80
    assert doubled == 0
    assert tried <= 120  # the breaker and the waits leave it in peace: 50 reminders fell due meanwhile
    assert len(late) <= 30  # all that had waited came within half an hour; the rest fell due later
    assert await house.rows("SELECT name FROM reminder WHERE attempt >= 0") == []


async def test_a_service_that_was_away_for_a_day_gets_no_burst_of_what_nobody_needs(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    dispatcher = house.dispatcher()
    await remind(phone, *(now + hour * HOUR for hour in range(24)))
    push.respond_with(503)
    for _ in range(24 * 12):
        await work(dispatcher)
        clock.forward(300)
    push.messages.clear()
    push.respond_with(201)
    for _ in range(12):
        await work(dispatcher)
        clock.forward(300)
    assert 5 <= len(topics(push)) == len(set(topics(push))) <= 6  # six hours' worth
