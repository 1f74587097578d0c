"""The log of an account: in order, without gaps, in pages, for ninety days."""

import asyncio

import pytest

from api.services.accounts import write_notice
from api.services.events import log_event
from api.services.shares import EVENTS_KEPT_SECONDS, forget_events
from running import Clock, House


async def fill(house: House, account: str, count: int) -> None:
    async with house.server.database.write_transaction() as transaction:
        for _ in range(count):
            await log_event(transaction, account, "signed-in")


async def test_events_come_in_order_without_gaps_at_most_500_a_page(house: House):
    phone = await house.sign_up()
    await fill(house, phone.account, 1100)
    found, since, sizes = [], 0, []
    while True:
        told = await phone.get(f"/events?since={since}")
        sizes.append(len(told["events"]))
        found += [event["n"] for event in told["events"]]
        since = found[-1]
        if not told["more"]:
            break
    assert sizes == [500, 500, 101]
    assert found == list(range(1, 1102))


async def test_an_event_has_every_member_and_null_where_there_is_nothing(house: House, clock: Clock):
    now = clock.stop()
    phone = await house.sign_up()
    assert await phone.get("/events") == {
        "events": [{"n": 1, "at": now, "kind": "signed-in", "link": None, "record": None, "revision": None}],
        "more": False,
    }
    assert await phone.get(f"/events?since={2**53 - 1}") == {"events": [], "more": False}


async def test_sign_ins_at_once_are_numbered_without_gaps(house: House):
    phone = await house.sign_up()
    await asyncio.gather(*(house.sign_in(phone) for _ in range(6)))
    told = (await phone.get("/events"))["events"]
    assert [event["n"] for event in told] == list(range(1, 8))


async def test_events_of_somebody_else_are_not_seen(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    await fill(house, phone.account, 3)
    assert len(await stranger.events()) == 1


async def test_events_are_kept_ninety_days_and_no_number_is_given_twice(house: House, clock: Clock):
    phone = await house.sign_up()
    clock.forward(EVENTS_KEPT_SECONDS - 10)
    await forget_events(house.server.database, int(clock.time()))
    assert len(await phone.events()) == 1
    clock.forward(20)
    await forget_events(house.server.database, int(clock.time()))
    await fill(house, phone.account, 1)
    assert [event["n"] for event in (await phone.get("/events"))["events"]] == [2]


async def test_the_notice_of_a_legal_request_is_in_her_log(house: House):
    phone = await house.sign_up()
    await write_notice(house.server.database, phone.account)
    assert await phone.events() == ["signed-in", "legal-request"]


async def test_what_is_rolled_back_takes_its_number_with_it(house: House):
    phone = await house.sign_up()

    async def fail() -> None:
        async with house.server.database.write_transaction() as transaction:
            await log_event(transaction, phone.account, "signed-in")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    await fill(house, phone.account, 1)
    assert [event["n"] for event in (await phone.get("/events"))["events"]] == [1, 2]
