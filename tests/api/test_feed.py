"""Reading: pages, cursors, and that no change is skipped."""

import asyncio
import base64

import pytest

from api import ids
from api.services.cursor import Cursor, seal_cursor
from api.services.shares import GONE_KEPT_SECONDS, forget_gone
from asking import new_write, reader_key
from running import Clock, House, Phone


async def read_all(phone: Phone, limit: int, since: str | None = None) -> tuple[list[str], str]:
    """Ids in the order in which pages brought them, and the last cursor."""
    found, more = [], True
    while more:
        told = await phone.sync(since=since, limit=limit)
        assert len(told["records"]) <= limit
        assert told["records"] or not told["more"]
        found += [row["id"] for row in told["records"]]
        since, more = told["cursor"], told["more"]
    return found, str(since)


@pytest.mark.parametrize("limit", [1, 3, 7, 500])
async def test_pages_of_any_size_bring_each_row_once_the_oldest_change_first(house: House, limit: int):
    phone = await house.sign_up()
    writes = [new_write() for _ in range(7)]
    await phone.written(*writes)
    await phone.written(new_write(writes[2]["id"], 1))
    expected = [write["id"] for n, write in enumerate(writes) if n != 2] + [writes[2]["id"]]
    found, cursor = await read_all(phone, limit)
    assert found == expected
    assert (await phone.sync(since=cursor))["records"] == []


@pytest.mark.parametrize("limit", [0, 501, -1, "5", 1.5, None])
async def test_a_page_has_1_to_500_rows(house: House, limit: object):
    phone = await house.sign_up()
    answer = await phone.call("POST", "/sync", {"limit": limit})
    assert (answer.status_code, answer.json()["field"]) == (422, "$.limit")


async def test_a_page_ends_at_four_mib_and_holds_at_least_one_row(house: House):
    phone = await house.sign_up()
    for _ in range(3):
        await phone.written(*(new_write(size=524288) for _ in range(3)))
    first = await phone.sync()
    assert (len(first["records"]), first["more"]) == (7, True)
    assert sum(len(base64.b64decode(row["body"])) for row in first["records"]) <= 4 * 1024 * 1024
    rest = await phone.sync(since=first["cursor"])
    assert (len(rest["records"]), rest["more"]) == (2, False)


async def test_a_device_gets_only_what_changed_since_its_cursor(house: House):
    phone = await house.sign_up()
    old, new = new_write(), new_write()
    await phone.written(old)
    cursor = await phone.cursor()
    await phone.written(new)
    assert [row["id"] for row in (await phone.sync(since=cursor))["records"]] == [new["id"]]


async def test_a_row_that_changed_while_pages_are_read_comes_again_later(house: House):
    phone = await house.sign_up()
    writes = [new_write() for _ in range(4)]
    await phone.written(*writes)
    page = await phone.sync(limit=2)
    await phone.written(new_write(writes[0]["id"], 1))
    rest, _ = await read_all(phone, 2, page["cursor"])
    assert rest == [writes[2]["id"], writes[3]["id"], writes[0]["id"]]


async def test_a_cursor_tells_nothing_and_is_not_to_be_changed(house: House):
    phone = await house.sign_up()
    await phone.written(new_write())
    cursor = await phone.cursor()
    assert phone.account not in cursor
    raw = bytearray(ids.from_base64url(cursor))
    for place in range(len(raw)):
        raw[place] ^= 1
        answer = await phone.call("POST", "/sync", {"since": ids.to_base64url(bytes(raw))})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/cursor")
        raw[place] ^= 1


@pytest.mark.parametrize("cursor", ["", "x", "0", "\u0000", "é", "=" * 60, "A" * 100_000, "../..", "A" * 55])
async def test_what_is_no_cursor_is_refused_and_writes_nothing(house: House, cursor: str):
    phone = await house.sign_up()
    answer = await phone.call("POST", "/sync", {"since": cursor, "write": [new_write()]})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/cursor")
    assert not await house.rows("SELECT name FROM record")


async def test_a_cursor_of_another_account_is_refused_and_writes_nothing(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    cursor = await stranger.cursor()
    answer = await phone.call("POST", "/sync", {"since": cursor, "write": [new_write()]})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/cursor")
    assert not await house.rows("SELECT name FROM record")


async def starts_over(house: House, phone: Phone, cursor: str) -> None:
    answer = await phone.call("POST", "/sync", {"since": cursor, "write": [new_write()]})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/start-over")
    assert len(await house.rows("SELECT name FROM record")) == 1
    assert (await phone.sync())["records"]


async def test_a_cursor_of_another_era_starts_over_and_writes_nothing(house: House):
    phone = await house.sign_up()
    await phone.written(new_write())
    cursor = await phone.cursor()
    await house.execute("UPDATE deployment SET value = ? WHERE name = 'era'", ids.new_id())
    await starts_over(house, phone, cursor)


async def test_a_cursor_ahead_of_the_feed_starts_over(house: House):
    phone = await house.sign_up()
    await phone.written(new_write())
    server = house.server
    ahead = seal_cursor(server.secrets.cursor_key, phone.account, server.deployment.era, Cursor(9, 0))
    await starts_over(house, phone, ahead)


async def test_what_is_gone_is_kept_180_days_and_an_older_cursor_starts_over(house: House, clock: Clock):
    survivor, reader = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    cursor = await reader.cursor()
    await survivor.written(new_write(write["id"], 1, epoch=2))
    clock.forward(GONE_KEPT_SECONDS - 60)
    await forget_gone(house.server.database, int(clock.time()))
    reader = await house.sign_in(reader)
    await house.second_step(reader)
    assert [row["gone"] for row in (await reader.sync(since=cursor))["records"]] == [True]
    clock.forward(120)
    await forget_gone(house.server.database, int(clock.time()))
    answer = await reader.call("POST", "/sync", {"since": cursor})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/start-over")
    fresh = await reader.cursor()
    assert (await reader.sync(since=fresh))["records"] == []


async def test_from_the_beginning_nothing_comes_that_is_gone(house: House):
    survivor, reader = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    await survivor.written(new_write(write["id"], 1, epoch=2))
    assert len(await house.rows("SELECT name FROM key WHERE gone_at > 0")) == 1
    assert (await reader.sync())["records"] == []


async def test_a_reader_between_pages_is_still_told_what_ended_meanwhile(house: House):
    survivor, reader = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, reader)
    writes = [new_write(readers=[reader_key(link)]) for _ in range(3)]
    await survivor.written(*writes)
    page = await reader.sync(limit=1)
    await survivor.written(new_write(writes[0]["id"], 1, epoch=2))
    rest = await reader.sync(since=page["cursor"])
    assert [(row["id"], row["gone"]) for row in rest["records"]] == [
        (writes[1]["id"], False),
        (writes[2]["id"], False),
        (writes[0]["id"], True),
    ]


async def test_a_readers_feed_never_skips_a_change_that_was_committed_late(house: House):
    reader = await house.case_manager()
    writers = [await house.sign_up() for _ in range(5)]
    links = [await house.link(writer, reader) for writer in writers]
    made: set[str] = set()
    found: list[str] = []
    done = asyncio.Event()

    async def write(writer: Phone, link: str) -> None:
        for _ in range(8):
            writes = [new_write(readers=[reader_key(link)]), new_write()]
            await writer.written(*writes)
            made.add(writes[0]["id"])

    async def read() -> None:
        cursor = None
        while True:
            last = done.is_set()
            told = await reader.sync(since=cursor, limit=3)
            cursor = told["cursor"]
            found.extend(row["id"] for row in told["records"])
            if last and not told["more"]:
                return

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(*pair) for pair in zip(writers, links, strict=True)))
    done.set()
    await reading
    assert set(found) == made
    assert len(found) == 40  # each once


async def test_devices_that_write_at_once_are_never_told_a_wrong_end(house: House):
    phone = await house.sign_up()
    devices = [phone, *[await house.sign_in(phone) for _ in range(3)]]
    seen: list[set[str]] = [set() for _ in devices]

    async def live(device: Phone, mine: set[str]) -> None:
        cursor = None
        for _ in range(6):
            told = await device.sync(new_write(), since=cursor)
            cursor = told["cursor"]
            mine.update(row["id"] for row in told["records"])
        rest, _ = await read_all(device, 100, cursor)
        mine.update(rest)

    await asyncio.gather(*(live(*pair) for pair in zip(devices, seen, strict=True)))
    everything, _ = await read_all(phone, 100)
    assert len(everything) == 24
    for device, mine in zip(devices, seen, strict=True):
        rest, _ = await read_all(device, 100)
        assert mine <= set(everything)
        assert set(rest) == set(everything)
