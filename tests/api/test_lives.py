"""The real client and the real server over a network that loses, doubles and delays: nothing is lost, all end equal."""

import os
import secrets

import httpx
from hypothesis import HealthCheck, given, settings

import sharing_lives
from client import Device
from faults import FaultyTransport
from lives import DEVICES, Life, lives
from protocol.book import Book
from running import House, Phone

MANY = 20 if "HANDRAIL_TEST_ALL" in os.environ else 1
GOAL = {"type": "goal", "v": 1, "created": "2026-05-12", "title": "Learn to drive", "steps": [], "bring": []}


def device_of(house: House, phone: Phone, vault_key: bytes) -> Device:
    """A device of an account that was made without a passphrase: Argon2id takes long in a client."""
    device = unopened(house)
    device.service.http.cookies = phone.http.cookies
    device.account = bytes.fromhex(phone.account)
    device.book = Book(device.account, vault_key, device=secrets.token_hex(16))
    return device


some_lives = settings(
    max_examples=25 * MANY,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def unopened(house: House) -> Device:
    transport = FaultyTransport(httpx.ASGITransport(house))
    house.clients.append(httpx.AsyncClient(transport=transport, base_url=house.base_url))
    return Device(house.clients[-1], tries=2)


@some_lives
@given(life=lives)
async def test_three_devices_end_equal_with_nothing_lost_whatever_the_network_does(house: House, life):
    vault_key = secrets.token_bytes(32)
    phones = [await house.sign_up()]
    phones += [await house.sign_in(phones[0]) for _ in range(DEVICES - 1)]
    run = Life([device_of(house, phone, vault_key) for phone in phones])
    await run.run(life)
    await run.settle()
    run.check()


@some_lives
@given(life=sharing_lives.lives)
async def test_two_devices_and_a_reader_end_equal_and_the_reader_holds_exactly_what_is_shared(house: House, life):
    vault_key = secrets.token_bytes(32)
    phones = [await house.sign_up()]
    phones += [await house.sign_in(phones[0]) for _ in range(sharing_lives.DEVICES - 1)]
    worker = await house.case_manager()
    service = unopened(house).service
    service.http.cookies = worker.http.cookies
    link = sharing_lives.Link(await house.link(phones[0], worker), sharing_lives.Reader(service, worker.account))
    run = sharing_lives.SharingLife([device_of(house, phone, vault_key) for phone in phones], link)
    await run.run(life)
    await run.settle()
    run.check()


async def test_an_account_lives_from_its_first_day_to_its_last_on_two_devices(house: House):
    mine, other = unopened(house), unopened(house)
    mine.service.http._transport.then(["fine", "unanswered"])  # the sign-up arrives, its answer is lost
    code = await mine.sign_up("three plain words", "six words that nobody else would say", recovery_wait=0)
    record = mine.save(GOAL)
    await mine.sync()
    await other.sign_in("Three  Plain Words", " six words that nobody else would say ")
    await other.sync()
    assert other.shown() == mine.shown()
    await mine.name_this("blue")
    assert len(await mine.sessions()) == 3  # one of them is of the sign-up whose answer was lost
    await mine.change_credentials("other plain words", "seven words that nobody else would ever say", rotate=True)
    mine.save({**GOAL, "title": "Learn to swim"}, record)
    await mine.sync()
    assert [one["current"] for one in await mine.sessions()] == [True]
    await other.sign_in("other plain words", "seven words that nobody else would ever say")
    await other.sync()
    assert other.shown()[record]["title"] == "Learn to swim"
    await mine.events()
    assert mine.events_wrong == []
    assert code  # spent by the change: a new one came with it


async def test_a_found_way_back_opens_everything_on_a_new_device(house: House):
    mine, new = unopened(house), unopened(house)
    code = await mine.sign_up("three plain words", "six words that nobody else would say", recovery_wait=0)
    record = mine.save(GOAL)
    await mine.sync()
    await new.open_with_code(code, "other plain words", "other words that nobody else would say")
    await new.sync()
    assert new.shown()[record]["title"] == "Learn to drive"
    await new.delete_account()
    assert await house.rows("SELECT id FROM account") == []


async def test_after_a_restore_devices_start_over_and_bring_back_what_the_server_lost(house: House):
    vault_key = secrets.token_bytes(32)
    phone = await house.sign_up()
    mine, other = device_of(house, phone, vault_key), device_of(house, await house.sign_in(phone), vault_key)
    record = mine.save(GOAL)
    await mine.sync()
    await other.sync()
    backup = {table: await house.rows(f'SELECT * FROM "{table}"') for table in ("record", "key")}
    mine.save({**GOAL, "title": "Learn to swim"}, record)
    later = mine.save({**GOAL, "title": "Made after the backup"})
    await mine.sync()
    await restore(house, backup)
    for device in (mine, other, mine, other):
        await device.sync()
    assert mine.shown() == other.shown()
    assert {mine.shown()[each]["title"] for each in (record, later)} == {"Learn to swim", "Made after the backup"}
    assert mine.book.refused == other.book.refused == []


async def restore(house: House, backup: dict[str, list[dict]]) -> None:
    """Puts tables back as a restore does: older rows, a new era."""
    async with house.server.database.write_transaction() as transaction:
        for table, rows in backup.items():
            await transaction.execute(f'DELETE FROM "{table}"')
            for row in rows:
                marks = ", ".join("?" * len(row))
                columns = ", ".join(row)
                await transaction.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', *row.values())
        await transaction.execute("UPDATE account SET clock = 1, records = 1")
        await transaction.execute("UPDATE deployment SET value = ? WHERE name = 'era'", secrets.token_hex(16))
