"""What ends by its age, and devices that slept longer; idle accounts, which are left alone unless an operator asks."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from api.services.idle import MONTH_DAYS, delete_idle, note_idle
from api.services.purging import purge
from api.worker import sweep
from asking import API, new_write
from places import Place
from running import Clock, House, Phone
from test_links import reader_key
from test_lives import GOAL, device_of

DAY = 86400


async def test_a_device_that_slept_longer_than_gone_rows_are_kept_starts_over(house: House, clock: Clock):
    phone = await house.sign_up()
    awake, asleep = (device_of(house, one, b"v" * 32) for one in (phone, await house.sign_in(phone)))
    kept, dropped = awake.save(GOAL), awake.save({**GOAL, "title": "Learn to swim"})
    await awake.sync()
    await asleep.sync()
    link = await house.link(phone, worker := await house.case_manager())
    await phone.written(shared := new_write(readers=[reader_key(link)]))
    cursor = await worker.cursor()
    await phone.call("DELETE", f"/links/{link}")
    awake.delete(dropped)
    await awake.sync()
    clock.forward(181 * DAY)
    for one in (phone, worker):
        await _back(house, one)
    done = await purge(house.server.database, house.server.settings.journal_file, int(clock.time()))
    assert done.gone == 1  # the case manager's row of what was shared
    assert (done.links, done.idle) == (1, 0)
    refused = await worker.call("POST", "/sync", {"since": cursor})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/start-over")
    assert (await worker.sync())["records"] == []
    await asleep.sync()
    assert set(asleep.shown()) == {kept, shared["id"]} & set(asleep.shown()) | {kept}
    assert dropped not in asleep.shown()


async def _back(house: House, phone: Phone) -> None:
    """Signs in again where the session has ended."""
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    assert (await phone.http.post(f"{API}/session", json=words)).status_code == 200
    if "totp" in phone.words:
        await house.second_step(phone)


async def test_young_rows_stay_and_old_ones_go_however_many(house: House, clock: Clock):
    survivor, worker = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, worker)
    await survivor.written(*(new_write(readers=[reader_key(link)]) for _ in range(50)))
    await survivor.call("DELETE", f"/links/{link}")
    journal = house.server.settings.journal_file
    clock.forward(89 * DAY)
    young = await purge(house.server.database, journal, int(clock.time()))
    assert (young.events, young.gone, young.links) == (0, 0, 0)
    clock.forward(2 * DAY)
    middle = await purge(house.server.database, journal, int(clock.time()))
    assert middle.events > 100
    assert (middle.gone, middle.links) == (0, 0)
    clock.forward(90 * DAY)
    old = await purge(house.server.database, journal, int(clock.time()))
    assert (old.gone, old.links) == (50, 1)
    assert len(await house.rows("SELECT id FROM account")) == 2


async def test_the_running_server_does_it_by_itself(house: House, clock: Clock):
    phone = await house.sign_up()
    signed_out = await house.sign_up()
    await signed_out.call("DELETE", "/session")
    clock.forward(91 * DAY)
    stop = asyncio.Event()
    sweeping = asyncio.create_task(sweep(house.server.database, stop))
    await asyncio.sleep(0.3)
    stop.set()
    await sweeping
    assert await house.rows("SELECT n FROM event") == []
    rows = await house.rows("SELECT id, idle_since FROM account ORDER BY id")
    today = int(clock.time()) // DAY
    expected = [{"id": phone.account, "idle_since": None}, {"id": signed_out.account, "idle_since": today}]
    assert rows == sorted(expected, key=lambda row: row["id"])


async def test_an_account_is_idle_from_its_last_session_on_and_a_sign_in_begins_anew(house: House, clock: Clock):
    journal, months = house.server.settings.journal_file, 24
    used, held, back, worker = [await house.sign_up() for _ in range(3)] + [await house.case_manager()]
    for phone in (held, back, worker):
        await phone.call("DELETE", "/session")
    now = int(clock.time())
    assert await note_idle(house.server.database, now) == 2  # case managers are the operator's to shut
    assert await note_idle(house.server.database, now) == 0
    clock.forward((months * MONTH_DAYS - 1) * DAY)
    assert await delete_idle(house.server.database, journal, months, int(clock.time())) == 0
    again = await house.sign_in(back)
    await again.call("DELETE", "/session")
    clock.forward(DAY)
    await note_idle(house.server.database, int(clock.time()))
    assert await delete_idle(house.server.database, journal, months, int(clock.time())) == 1
    left = {row["id"] for row in await house.rows("SELECT id FROM account")}
    assert left == {used.account, back.account, worker.account}
    assert [json.loads(line).get("deleted") for line in journal.read_text().splitlines()][-1] == held.account


async def test_less_than_24_months_is_refused(house: House):
    for months in (0, 1, 23):
        with pytest.raises(ValueError, match="24"):
            await delete_idle(house.server.database, house.server.settings.journal_file, months, int(time.time()))


async def test_the_command_deletes_no_account_unless_it_is_told_to(environ: dict[str, str], tmp_path: Path):
    place = Place(environ)
    async with place.opened() as house:
        phone = await house.sign_up()
        await phone.call("DELETE", "/session")
        await house.execute("UPDATE account SET idle_since = ?", int(time.time()) // DAY - 25 * MONTH_DAYS)
        await house.execute("UPDATE event SET at = 1")
    status, _, err = place.run("purge", "--idle-months", "23")
    assert (status, "24" in err) == (2, True)
    told = place.done("purge")
    assert "Dropped: 1 events, 0 gone rows" in told
    assert "Idle accounts deleted: 0 (off)." in told
    assert "Idle accounts deleted: 1." in place.done("purge", "--idle-months", "24")
    async with place.opened() as house:
        assert await house.rows("SELECT id FROM account") == []
