"""Keys are the access list: readers, `until`, what ends, and what she is told of it."""

import asyncio

import pytest

from api.services.shares import end_expired_shares
from asking import new_id, new_write, noise, reader_key
from running import Clock, House, Phone


@pytest.fixture
async def link(house: House, survivor: Phone, reader: Phone) -> str:
    return await house.link(survivor, reader)


async def error_of(phone: Phone, write: dict) -> str | None:
    return (await phone.sync(write))["written"][0]["error"]


async def test_a_reader_gets_the_record_with_a_key_of_its_own(survivor: Phone, reader: Phone, link: str):
    key = reader_key(link)
    write = new_write(readers=[key])
    await survivor.written(write)
    assert (await reader.sync())["records"] == [
        {
            "id": write["id"],
            "owner": survivor.account,
            "link": link,
            "revision": 1,
            "epoch": 1,
            "body": write["body"],
            "key": key["key"],
            "until": 0,
            "readers": [],
            "gone": False,
        }
    ]
    mine = (await survivor.sync())["records"][0]
    assert mine["readers"] == [{"link": link, "until": 0}]


async def test_what_was_not_shared_is_not_there_for_anybody(house: House, survivor: Phone, reader: Phone, link: str):
    await survivor.written(new_write(), new_write(readers=[reader_key(link)]))
    assert len((await reader.sync())["records"]) == 1
    assert (await (await house.sign_up()).sync())["records"] == []


async def test_each_side_sees_its_links_and_their_state(house: House, survivor: Phone, reader: Phone, link: str):
    assert (await survivor.sync())["links"] == [{"id": link, "state": "accepted"}]
    assert (await reader.sync())["links"] == [{"id": link, "state": "accepted"}]
    assert (await (await house.sign_up()).sync())["links"] == []


async def test_both_directions_are_one_mechanism(survivor: Phone, reader: Phone, link: str):
    write = new_write(readers=[reader_key(link)])
    await reader.written(write)
    row = (await survivor.sync())["records"][0]
    assert (row["owner"], row["link"], row["body"]) == (reader.account, link, write["body"])
    seen = ["signed-in", "link-made"]  # of shares only the owner's log tells, and case managers keep none
    assert await survivor.events() == seen
    assert await reader.events() == seen


@pytest.mark.parametrize("state", ["invited", "ended"])
async def test_across_a_link_that_is_not_accepted_nothing_is_shared(
    house: House, survivor: Phone, reader: Phone, state: str
):
    link = await house.link(survivor, reader, state)
    assert await error_of(survivor, new_write(readers=[reader_key(link)])) == "link"
    assert await house.rows("SELECT name FROM record") == []


async def test_across_an_unknown_link_or_one_of_others_nothing_is_shared(house: House, survivor: Phone, link: str):
    stranger = await house.sign_up()
    assert await error_of(survivor, new_write(readers=[reader_key(new_id())])) == "link"
    assert await error_of(stranger, new_write(readers=[reader_key(link)])) == "link"


async def test_two_links_to_one_account_do_not_make_two_keys(house: House, survivor: Phone, reader: Phone, link: str):
    second = await house.link(survivor, reader)
    assert await error_of(survivor, new_write(readers=[reader_key(link), reader_key(second)])) == "link"


async def test_a_share_whose_time_has_passed_is_not_made(survivor: Phone, link: str, clock: Clock):
    now = clock.stop()
    assert await error_of(survivor, new_write(readers=[reader_key(link, now)])) == "link"
    assert await error_of(survivor, new_write(readers=[reader_key(link, now + 1)])) is None


async def test_a_write_that_drops_a_reader_must_carry_the_next_epoch(survivor: Phone, reader: Phone, link: str):
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    cursor = await reader.cursor()
    assert await error_of(survivor, new_write(write["id"], 1)) == "epoch"
    assert (await reader.sync(since=cursor))["records"] == []
    await survivor.written(new_write(write["id"], 1, epoch=2))
    row = (await reader.sync(since=cursor))["records"][0]
    assert (row["gone"], row["body"], row["key"], row["until"]) == (True, None, None, 0)


async def test_the_old_key_and_body_of_a_dropped_reader_leave_the_database(house: House, survivor: Phone, link: str):
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    await survivor.written(new_write(write["id"], 1, epoch=2))
    rows = await house.rows("SELECT sealed, gone_at FROM key WHERE link IS NOT NULL")
    assert [row["sealed"] for row in rows] == [None]
    assert len(await house.rows("SELECT body FROM record")) == 1


async def test_a_reader_who_is_gone_still_binds_the_epoch_whose_key_it_held(
    house: House, survivor: Phone, link: str, clock: Clock
):
    now = clock.stop()
    write = new_write(readers=[reader_key(link, now + 60)])
    await survivor.written(write)
    clock.forward(61)
    await end_expired_shares(house.server.database, int(clock.time()))
    assert await error_of(survivor, new_write(write["id"], 1)) == "epoch"
    await survivor.written(new_write(write["id"], 1, epoch=2), new_write(write["id"], 2, epoch=2))


async def test_from_the_second_of_until_on_nothing_is_served(survivor: Phone, reader: Phone, link: str, clock: Clock):
    now = clock.stop()
    write = new_write(readers=[reader_key(link, now + 60)])
    await survivor.written(write)
    clock.forward(59)
    assert (await reader.sync())["records"][0]["until"] == now + 60
    clock.forward(1)
    assert (await reader.sync())["records"] == []
    assert (await survivor.sync())["records"][0]["readers"] == []


async def test_when_until_passes_both_sides_are_told_within_a_minute(
    house: House, survivor: Phone, reader: Phone, link: str, clock: Clock
):
    now = clock.stop()
    write = new_write(readers=[reader_key(link, now + 60)])
    await survivor.written(write, new_write())
    hers, theirs = await survivor.cursor(), await reader.cursor()
    clock.forward(60)
    assert await end_expired_shares(house.server.database, int(clock.time())) == 1
    assert await end_expired_shares(house.server.database, int(clock.time())) == 0
    assert [(row["id"], row["gone"]) for row in (await reader.sync(since=theirs))["records"]] == [(write["id"], True)]
    mine = (await survivor.sync(since=hers))["records"]
    assert [(row["id"], row["readers"], row["body"]) for row in mine] == [(write["id"], [], write["body"])]
    assert "share-expired" in await survivor.events()


async def test_she_is_told_when_a_share_begins_is_read_and_ends(survivor: Phone, reader: Phone, link: str):
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    for _ in range(3):
        await reader.sync()
    await survivor.written(new_write(write["id"], 1, readers=[reader_key(link)]))
    await asyncio.gather(*(reader.sync() for _ in range(3)))
    await survivor.written(new_write(write["id"], 2, epoch=2))
    told = (await survivor.get("/events"))["events"][2:]
    assert [(event["kind"], event["revision"]) for event in told] == [
        ("share-begun", 1),
        ("delivered", 1),
        ("delivered", 2),
        ("share-ended", 3),
    ]
    assert {(event["link"], event["record"]) for event in told} == {(link, write["id"])}
    assert [event["n"] for event in told] == [3, 4, 5, 6]


async def test_a_revision_that_the_reader_never_fetched_is_not_told_as_delivered(
    survivor: Phone, reader: Phone, link: str
):
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write, new_write(write["id"], 1, readers=[reader_key(link)]))
    await reader.sync()
    told = (await survivor.get("/events"))["events"]
    assert [event["revision"] for event in told if event["kind"] == "delivered"] == [2]


async def test_the_delivery_is_on_disk_before_the_body_leaves(
    house: House, survivor: Phone, reader: Phone, link: str, monkeypatch: pytest.MonkeyPatch
):
    await survivor.written(new_write(readers=[reader_key(link)]))

    async def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("api.services.feed.sql.run_many", broken)
    answer = await reader.call("POST", "/sync", {})
    assert answer.status_code == 500
    assert "records" not in answer.text


async def test_a_reader_cannot_write_or_seal_anew_what_is_not_its_own(survivor: Phone, reader: Phone, link: str):
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    before = (await survivor.sync())["records"]
    assert await error_of(reader, new_write(write["id"], 1)) == "conflict"
    await reader.sync(rekey=[{"id": write["id"], "epoch": 1, "key": noise(92)}])
    assert (await survivor.sync())["records"] == before


async def test_a_reader_that_reads_while_it_is_dropped_gets_the_old_epoch_or_nothing(
    survivor: Phone, reader: Phone, link: str
):
    for _ in range(10):
        write = new_write(readers=[reader_key(link)])
        turned = new_write(write["id"], 1, epoch=2)
        await survivor.written(write)
        page, _ = await asyncio.gather(reader.sync(), survivor.written(turned))
        assert turned["body"] not in [row["body"] for row in page["records"]]
        assert (await reader.sync())["records"] == []


async def test_two_who_share_with_each_other_at_once_do_not_wait_for_each_other_for_ever(
    survivor: Phone, reader: Phone, link: str
):
    async def write(phone: Phone) -> None:
        for _ in range(10):
            await phone.written(*(new_write(readers=[reader_key(link)]) for _ in range(3)))

    async with asyncio.timeout(30):
        await asyncio.gather(write(survivor), write(reader), write(survivor), write(reader))
    assert len((await survivor.sync(limit=500))["records"]) == 120
