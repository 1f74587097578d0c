"""Deleting an account: nothing of it is left, and who held keys sees it gone."""

import asyncio
import base64
import json
import time
from typing import Any

import pytest

from asking import API, new_credentials, new_id, new_write, noise, reader_key
from push_service import PushService
from running import House, Open, Phone, token_hash

DELETE = ("DELETE", "/account")


def key_of(phone: Phone) -> dict[str, str]:
    return {"sign_in_key": phone.words["sign_in_key"]}


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)


async def a_life(house: House, phone: Phone, push: PushService) -> list[bytes]:
    """Fills an account; gives the bytes that must not be found afterwards."""
    half, device = {"proof": noise(32), "half": noise(32)}, new_id()
    subscription, label = push.new_subscription(), noise(64)
    first = new_write(size=4096)
    write = new_write(first["id"], 1, reminders=[{"at": int(time.time()) + 7200, "notice": noise(300)}])
    await phone.written(first, write, new_write(size=65536))
    await phone.call("PUT", f"/device-key/{device}", half)
    await phone.call("PUT", "/push/subscription", subscription)
    await phone.call("PUT", "/sessions/current", {"label": label})
    await (await house.sign_in(phone)).call("POST", "/sync", {})
    row = (await house.rows("SELECT * FROM account WHERE id = ?", phone.account))[0]
    sealed = [base64.b64decode(one) for one in (write["body"], write["keys"][0]["key"], label)]
    sealed += [base64.b64decode(phone.words[name]) for name in ("public_key", "private_key")]
    sealed += [base64.b64decode(phone.words["slots"][0]), base64.b64decode(write["reminders"][0]["notice"])]
    texts = [phone.account, token_hash(phone), device, write["id"], row["lookup"], row["recovery_lookup"]]
    texts += [row["sign_in_hash"], subscription["endpoint"]]
    return sealed + [text.encode() for text in texts]


async def test_nothing_of_a_deleted_account_is_left_in_any_table(house: House, push: PushService):
    phone, other = await house.sign_up(), await house.sign_up()
    await a_life(house, phone, push)
    await a_life(house, other, push)
    kept = {table: await rows_of(house, table) for table in TABLES}
    answer = await phone.call(*DELETE, key_of(phone))
    assert (answer.status_code, "Max-Age=0" in answer.headers["Set-Cookie"]) == (204, True)
    for table in TABLES:
        rows = await rows_of(house, table)
        assert rows == [row for row in kept[table] if phone.account not in row], table
    assert (await other.call("POST", "/sync", {})).status_code == 200


TABLES = ("account", "session", "record", "key", "reminder", "subscription", "event", "device_key", "link")


async def rows_of(house: House, table: str) -> list[str]:
    return sorted(str(row) for row in await house.rows(f'SELECT * FROM "{table}"'))


def files(house: House) -> bytes:
    """Every byte of the database and its write-ahead log."""
    return b"".join(one.read_bytes() for one in house.server.settings.data_dir.glob("handrail.sqlite3*"))


def journal(house: House) -> list[dict[str, Any]]:
    """The journal's lines; none where there is no journal. Nobody else may read it."""
    path = house.server.settings.journal_file
    if not path.exists():
        return []
    assert path.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line for line in lines if "session" not in line]  # devices signed out stand there too


async def test_nothing_of_a_deleted_account_is_left_in_the_files_of_the_database(
    house: House, push: PushService, logs: list
):
    if house.server.database.postgres:
        return  # it frees such bytes with VACUUM and by recycling its log: docs/threat-model.md says so
    phone = await house.sign_up()
    secret = await a_life(house, phone, push)
    before = files(house)
    assert [one for one in secret if one not in before] == []
    assert (await phone.call(*DELETE, key_of(phone))).status_code == 204
    after = files(house)
    assert [one for one in secret if one in after] == []
    assert phone.account not in str(logs)


async def test_the_deletion_is_noted_in_the_journal_outside_the_database(house: House):
    phone = await house.sign_up()
    await phone.call(*DELETE, key_of(phone))
    assert [line["deleted"] for line in journal(house)] == [phone.account]


async def test_a_wrong_passphrase_deletes_nothing_and_is_not_noted(house: House):
    phone = await house.sign_up()
    answer = await phone.call(*DELETE, {"sign_in_key": noise(32)})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/wrong-passphrase")
    assert (await phone.call("POST", "/sync", {})).status_code == 200
    assert journal(house) == []


async def test_a_deletion_with_a_passphrase_that_changes_meanwhile_deletes_nothing_and_is_not_noted(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    hasher = type(house.server.hasher)
    verify = hasher.verify

    async def changed_meanwhile(self, encoded, key):
        right = await verify(self, encoded, key)
        monkeypatch.setattr(hasher, "verify", verify)
        changed = await other.call("PUT", "/account/credentials", new_credentials(phone.words["sign_in_key"]))
        assert changed.status_code == 204
        return right

    monkeypatch.setattr(hasher, "verify", changed_meanwhile)
    answer = await phone.call(*DELETE, key_of(phone))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert (await other.call("POST", "/sync", {})).status_code == 200
    assert journal(house) == []


async def test_a_deleted_account_opens_no_more_and_its_words_are_free_again(house: House):
    phone = await house.sign_up(recovery_wait=0)
    other = await house.sign_in(phone)
    await phone.call(*DELETE, key_of(phone))
    assert (await other.call("POST", "/sync", {})).status_code == 401
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    assert (await house.client().post(f"{API}/session", json=words)).status_code == 401
    code = {name: phone.words[name] for name in ("recovery_lookup", "recovery_key")}
    assert (await house.client().post(f"{API}/recovery", json=code)).status_code == 401
    again = await house.sign_up(**words)
    assert again.account != phone.account
    assert (await again.sync())["records"] == []


async def test_readers_see_what_was_shared_gone_and_their_own_records_stay(house: House):
    survivor, reader = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, reader)
    write, theirs = new_write(readers=[reader_key(link)]), new_write(readers=[reader_key(link)])
    await survivor.written(write)
    await reader.written(theirs)
    cursor = await reader.cursor()
    assert (await survivor.call(*DELETE, key_of(survivor))).status_code == 204
    told = await reader.sync(since=cursor)
    seen = {row["id"]: (row["gone"], row["body"], row["readers"]) for row in told["records"]}
    assert seen == {write["id"]: (True, None, []), theirs["id"]: (False, theirs["body"], [])}
    assert told["links"] == [{"id": link, "state": "ended"}]
    assert [row["id"] for row in (await reader.sync())["records"]] == [theirs["id"]]
    assert await house.rows("SELECT survivor, proof FROM link") == [{"survivor": None, "proof": None}]


async def test_a_reader_who_deletes_an_account_leaves_the_survivors_records_alone(house: House):
    survivor, reader = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    assert (await reader.call(*DELETE, key_of(reader))).status_code == 204
    row = (await survivor.sync())["records"][0]
    assert (row["body"], row["readers"]) == (write["body"], [])
    await survivor.written(new_write(write["id"], 1, epoch=2))


async def test_a_deletion_and_writes_at_once_end_with_nothing(house: House):
    for _ in range(3):
        phone = await house.sign_up()
        sent = [phone.call("POST", "/sync", {"write": [new_write()]}) for _ in range(8)]
        deleted, *answers = await asyncio.gather(phone.call(*DELETE, key_of(phone)), *sent)
        assert deleted.status_code == 204
        assert {answer.status_code for answer in answers} <= {200, 401}
    for table in ("account", "record", "key", "session"):
        assert await rows_of(house, table) == []


async def test_two_who_share_with_each_other_and_both_delete_at_once_are_both_gone(house: House):
    survivor, reader = await house.sign_up(), await house.case_manager()
    link = await house.link(survivor, reader)
    for phone in (survivor, reader):
        await phone.written(*(new_write(readers=[reader_key(link)]) for _ in range(20)))
    answers = await asyncio.gather(*(phone.call(*DELETE, key_of(phone)) for phone in (survivor, reader)))
    assert [answer.status_code for answer in answers] == [204, 204]
    assert await rows_of(house, "account") == await rows_of(house, "record") == []


async def test_a_second_deletion_at_once_is_told_that_another_was_first(house: House):
    phone = await house.sign_up()
    answers = await asyncio.gather(*(phone.call(*DELETE, key_of(phone)) for _ in range(3)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 401, 409}
    assert len(journal(house)) == 1
