"""Reminders: which are kept, what a further write makes of them, when they go out, and the pause."""

import base64

import pytest

from api.services.reminders import RETRY_SECONDS
from asking import new_id, new_write, noise
from push_service import PushService
from running import Clock, House, Open, Phone

HOUR = 3600


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)


@pytest.fixture
async def phone(house: House, push: PushService) -> Phone:
    """A phone that gets pushes."""
    phone = await house.sign_up()
    assert (await phone.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    return phone


@pytest.fixture
def now(clock: Clock) -> int:
    """The clock stands, 100 seconds into a quarter hour."""
    clock.forward(900 + 100 - clock.stop() % 900)
    return int(clock.time())


def at(*times: int) -> list[dict]:
    return [{"at": time, "notice": None} for time in times]


async def times(house: House) -> list[int]:
    """The quarter hours that are stored, those of pushes that are still to go."""
    rows = await house.rows("SELECT at FROM reminder WHERE attempt >= 0 ORDER BY at")
    return [row["at"] for row in rows]


async def test_a_reminder_goes_out_at_its_quarter_hour_and_not_before(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    notice = noise(316)
    await phone.written(new_write(reminders=[{"at": now + 2 * HOUR + 5, "notice": notice}]))
    due = now - 100 + 2 * HOUR
    assert await times(house) == [due]
    clock.forward(due - now - 1)
    assert await house.dispatch() == 0
    clock.forward(1)
    assert await house.dispatch() == 1
    assert [message.json["notification"]["data"] for message in push.messages] == [{"notice": notice}]


async def test_two_of_one_quarter_hour_are_one(house: House, phone: Phone, now: int):
    await phone.written(new_write(reminders=at(now + HOUR, now + HOUR + 1)))
    assert await times(house) == [now + HOUR - 100]


async def test_a_record_has_at_most_32(house: House, phone: Phone, now: int):
    await phone.written(new_write(reminders=at(*(now + HOUR + 900 * n for n in range(32)))))
    assert len(await times(house)) == 32


@pytest.mark.parametrize(("before", "sent"), [(0, 1), (60, 1), (HOUR, 1), (HOUR + 1, 0), (86400, 0)])
async def test_one_due_within_the_last_hour_goes_out_and_an_older_one_is_taken_and_not_sent(
    house: House, phone: Phone, now: int, before: int, sent: int
):
    await phone.written(new_write(reminders=at(now - before)))
    assert await house.dispatch() == sent


async def test_what_was_sent_is_not_sent_again_however_often_it_is_written(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    write = new_write(reminders=at(now))
    await phone.written(write)
    await house.dispatch()
    for revision in range(1, 8):
        await phone.written(new_write(write["id"], revision, reminders=at(now)))
        await house.dispatch()
        clock.forward(600)
    assert len(push.messages) == 1


async def test_written_again_it_stays_and_takes_the_new_notice(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    write, notice = new_write(reminders=at(now + HOUR)), noise(316)
    await phone.written(write)
    await phone.written(new_write(write["id"], 1, reminders=[{"at": now + HOUR, "notice": notice}]))
    assert len(await times(house)) == 1
    clock.forward(HOUR)
    await house.dispatch()
    assert [message.json["notification"]["data"]["notice"] for message in push.messages] == [notice]


async def test_one_that_is_being_retried_stays_when_it_is_written_again_hours_later(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    push.respond_with(503, {"Retry-After": "7200"}, times=1)
    write = new_write(reminders=at(now))
    await phone.written(write)
    await house.dispatch()
    clock.forward(7000)
    await phone.written(new_write(write["id"], 1, reminders=at(now)))
    clock.forward(300)
    await house.dispatch()
    assert [message.status for message in push.messages] == [503, 201]


async def test_what_is_left_out_is_dropped(house: House, phone: Phone, now: int):
    write, other = new_write(reminders=at(now + HOUR, now + 2 * HOUR)), new_write(reminders=at(now + 3 * HOUR))
    await phone.written(write, other)
    await phone.written(new_write(write["id"], 1, reminders=at(now + 2 * HOUR)))
    assert await times(house) == [now - 100 + 2 * HOUR, now - 100 + 3 * HOUR]
    await phone.written(new_write(write["id"], 2, epoch=2))
    assert await times(house) == [now - 100 + 3 * HOUR]


async def test_what_is_dropped_and_written_again_is_there_again(house: House, phone: Phone, now: int):
    write = new_write(reminders=at(now + HOUR))
    await phone.written(write, new_write(write["id"], 1), new_write(write["id"], 2, reminders=at(now + HOUR)))
    assert await times(house) == [now - 100 + HOUR]


async def test_a_refused_write_and_a_repeat_leave_reminders_alone(house: House, phone: Phone, now: int):
    write = new_write(reminders=at(now + HOUR))
    await phone.written(write)
    await phone.sync(new_write(write["id"], 5, reminders=at(now + 2 * HOUR)), new_write(write["id"], 0), write)
    assert await times(house) == [now - 100 + HOUR]


async def test_reminders_of_a_record_of_the_same_id_in_two_accounts_are_apart(house: House, phone: Phone, now: int):
    other, record = await house.sign_up(), new_id()
    await phone.written(new_write(record, reminders=at(now + HOUR)))
    await other.written(new_write(record, reminders=at(now + HOUR)), new_write(record, 1))
    assert await times(house) == [now - 100 + HOUR]


async def test_while_paused_what_falls_due_is_dropped_and_nothing_bursts_out_afterwards(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await phone.written(new_write(reminders=at(*(now + 900 * n for n in range(8)))))
    assert (await phone.call("PUT", "/reminders", {"paused_until": now + HOUR})).status_code == 204
    for _ in range(4):
        await house.dispatch()
        clock.forward(900)
    assert push.messages == []
    assert (await phone.call("PUT", "/reminders", {"paused_until": None})).status_code == 204
    await house.dispatch()
    assert len(push.messages) == 1  # the one of this quarter hour
    clock.forward(900)
    await house.dispatch()
    assert len(push.messages) == 2


async def test_what_fell_due_in_a_pause_is_not_sent_after_it_though_no_dispatcher_came_by(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await phone.call("PUT", "/reminders", {"paused_until": now + HOUR})
    write = new_write(reminders=at(now, now + 900))
    await phone.written(write)
    assert (await phone.call("PUT", "/reminders", {"paused_until": None})).status_code == 204
    await house.dispatch()
    await phone.written(new_write(write["id"], 1, reminders=at(now, now + 900)))  # named again: dropped all the same
    await house.dispatch()
    assert push.messages == []
    clock.forward(900)
    await house.dispatch()
    assert len(push.messages) == 1


async def test_a_pause_that_was_never_ended_by_anybody_ends_by_itself(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await phone.written(new_write(reminders=at(now + HOUR, now + 3 * HOUR)))
    await phone.call("PUT", "/reminders", {"paused_until": now + 2 * HOUR})
    clock.forward(4 * HOUR)
    await house.dispatch()
    assert len(push.messages) == 1


@pytest.mark.parametrize("until", [-1, 2**53, "x", 1.5, True])
async def test_a_pause_ends_at_a_second_or_is_none(house: House, phone: Phone, until: object):
    answer = await phone.call("PUT", "/reminders", {"paused_until": until})
    assert (answer.status_code, answer.json()["field"]) == (422, "$.paused_until")
    assert (await phone.call("PUT", "/reminders", {})).status_code == 422
    assert (await house.rows("SELECT paused_until FROM account"))[0]["paused_until"] == 0


async def test_a_reminder_that_no_device_is_there_for_is_dropped(
    house: House, push: PushService, clock: Clock, now: int
):
    alone = await house.sign_up()
    await alone.written(new_write(reminders=at(now)))
    assert await house.dispatch() == 1
    await alone.call("PUT", "/push/subscription", push.new_subscription())
    clock.forward(60)
    assert await house.dispatch() == 0
    assert push.messages == []


async def test_what_was_sent_keeps_no_notice_and_is_forgotten_when_it_cannot_be_written_again(
    house: House, phone: Phone, clock: Clock, now: int
):
    await phone.written(new_write(reminders=[{"at": now, "notice": noise(316)}]))
    await house.dispatch()
    assert [row["notice"] for row in await house.rows("SELECT notice FROM reminder")] == [None]
    clock.forward(HOUR + 901)
    await house.dispatch()
    assert await house.rows("SELECT name FROM reminder") == []


async def test_a_server_that_was_away_sends_what_fell_due_within_six_hours_and_drops_the_rest(
    house: House, phone: Phone, push: PushService, clock: Clock, now: int
):
    await phone.written(new_write(reminders=at(now + HOUR, now + 3 * HOUR)))
    clock.forward(HOUR + RETRY_SECONDS)
    await house.dispatch()
    assert len(push.messages) == 1
    assert push.messages[0].ttl is not None
    assert push.messages[0].ttl <= 2 * HOUR


async def test_a_notice_is_handed_on_as_it_was_sealed(house: House, phone: Phone, push: PushService, now: int):
    for size in (0, 1, 316, 512):
        await phone.written(new_write(reminders=[{"at": now, "notice": noise(size)}]))
    await house.dispatch()
    told = [message.json["notification"]["data"]["notice"] for message in push.messages]
    assert sorted(len(base64.b64decode(notice)) for notice in told) == [0, 1, 316, 512]
