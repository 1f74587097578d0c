"""Writing through the one door: what is taken, what is refused, and that a refused write changes nothing."""

import asyncio
import base64
import hashlib

import pytest

from api.services.batch import MOST_BYTES, MOST_RECORDS
from asking import body_of, new_id, new_write, noise, own_key, reader_key
from running import House, Phone


async def refused(phone: Phone, write: dict, error: str, revision: int = 0) -> None:
    """A write that must be refused so, and must leave everything as it is."""
    before = await phone.sync(limit=500)
    told = (await phone.sync(write))["written"]
    assert told == [{"id": write["id"], "revision": revision, "error": error}]
    after = await phone.sync(limit=500)
    assert after["records"] == before["records"]


async def test_a_record_that_was_written_comes_back_as_it_was_sealed(house: House):
    phone = await house.sign_up()
    write = new_write()
    told = await phone.sync(write)
    assert told["written"] == [{"id": write["id"], "revision": 1, "error": None}]
    row = (await phone.sync())["records"][0]
    assert row == {
        "id": write["id"],
        "owner": phone.account,
        "link": None,
        "revision": 1,
        "epoch": 1,
        "body": write["body"],
        "key": write["keys"][0]["key"],
        "until": 0,
        "readers": [],
        "gone": False,
    }


async def test_a_row_that_this_very_request_wrote_comes_without_its_body(house: House):
    phone = await house.sign_up()
    row = (await phone.sync(new_write()))["records"][0]
    assert (row["body"], row["key"], row["gone"], row["revision"]) == (None, None, False, 1)


async def test_a_write_on_the_current_revision_is_the_next(house: House):
    phone = await house.sign_up()
    first = new_write()
    second = new_write(first["id"], 1)
    told = (await phone.sync(first, second))["written"]
    assert [(one["revision"], one["error"]) for one in told] == [(1, None), (2, None)]
    assert (await phone.sync())["records"][0]["body"] == second["body"]


@pytest.mark.parametrize("base", [0, 1, 3, 2**31 - 2])
async def test_a_write_on_another_revision_is_a_conflict_and_names_the_current_one(house: House, base: int):
    phone = await house.sign_up()
    first = new_write()
    await phone.written(first, new_write(first["id"], 1))
    await refused(phone, new_write(first["id"], base), "conflict", 2)


async def test_a_change_of_a_record_that_is_not_there_is_a_conflict_with_0(house: House):
    phone = await house.sign_up()
    await refused(phone, new_write(base=1), "conflict", 0)


async def test_the_epoch_is_the_current_one_or_the_next(house: House):
    phone = await house.sign_up()
    await refused(phone, new_write(epoch=2), "epoch", 0)
    first = new_write()
    await phone.written(first, new_write(first["id"], 1, epoch=2))
    await refused(phone, new_write(first["id"], 2, epoch=1), "epoch", 2)
    await refused(phone, new_write(first["id"], 2, epoch=4), "epoch", 2)
    await phone.written(new_write(first["id"], 2, epoch=3))


async def test_the_repeat_of_a_write_is_answered_as_written_and_writes_nothing(house: House):
    phone = await house.sign_up()
    write = new_write()
    first = await phone.sync(write)
    again = await phone.sync(write)
    assert again["written"] == first["written"]
    assert again["cursor"] == (await phone.sync())["cursor"]
    assert (await house.rows("SELECT clock, records FROM account")) == [{"clock": 1, "records": 1}]


async def test_the_repeat_of_the_write_before_is_answered_as_written_too(house: House):
    phone = await house.sign_up()
    one = new_write()
    two, three = new_write(one["id"], 1), new_write(one["id"], 2)
    await phone.written(one, two, three)
    assert (await phone.sync(two))["written"] == [{"id": one["id"], "revision": 2, "error": None}]
    row = (await phone.sync(two))["records"][0]
    assert (row["revision"], row["body"]) == (3, three["body"])
    await refused(phone, one, "conflict", 3)


async def test_another_body_for_the_same_revision_is_no_repeat(house: House):
    phone = await house.sign_up()
    write = new_write()
    await phone.written(write)
    await refused(phone, write | {"body": body_of()}, "conflict", 1)
    await refused(phone, write | {"epoch": 2}, "conflict", 1)


async def test_after_start_over_a_write_may_name_a_revision_and_an_epoch_above_what_the_server_has(house: House):
    phone = await house.sign_up()
    lost = new_write(epoch=3, revision=9)
    told = (await phone.sync(lost))["written"]
    assert told == [{"id": lost["id"], "revision": 9, "error": None}]
    assert (await phone.sync(lost))["written"] == told
    assert (await phone.sync())["records"][0]["epoch"] == 3
    await phone.written(new_write(lost["id"], 9, epoch=3))


async def test_a_refused_write_does_not_stop_the_others_of_its_request(house: House):
    phone = await house.sign_up()
    good, bad, also_good = new_write(), new_write(base=7), new_write()
    told = (await phone.sync(good, bad, also_good))["written"]
    assert [one["error"] for one in told] == [None, "conflict", None]
    assert {row["id"] for row in (await phone.sync())["records"]} == {good["id"], also_good["id"]}


async def test_a_record_id_of_somebody_else_is_simply_another_record(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    write = new_write()
    await phone.written(write)
    other = new_write(write["id"])
    await stranger.written(other)
    assert (await phone.sync())["records"][0]["body"] == write["body"]
    assert (await stranger.sync())["records"][0]["body"] == other["body"]


async def test_ten_thousand_records_are_the_most_and_what_is_there_can_still_be_changed(house: House):
    phone = await house.sign_up()
    first = new_write()
    await phone.written(first)
    await house.execute("UPDATE account SET records = ?", MOST_RECORDS)
    await refused(phone, new_write(), "full")
    await phone.written(new_write(first["id"], 1), new_write(first["id"], 2, size=512))


async def test_64_mib_are_the_most_and_a_write_that_adds_no_bytes_is_never_refused(house: House):
    phone = await house.sign_up()
    first = new_write(size=1024)
    await phone.written(first)
    await house.execute("UPDATE account SET stored = ?", MOST_BYTES)
    await refused(phone, new_write(), "full")
    await refused(phone, new_write(first["id"], 1, size=2048), "full", 1)
    await phone.written(new_write(first["id"], 1, size=1024), new_write(first["id"], 2, epoch=2, size=256))
    await phone.written(new_write(size=512))  # what was freed can be used


async def test_the_bytes_stored_are_counted_to_the_byte(house: House):
    phone = await house.sign_up()
    first = new_write(size=4096)
    await phone.written(first, new_write(), new_write(first["id"], 1, size=256))
    counts = await house.rows("SELECT records, stored FROM account")
    assert counts == [{"records": 2, "stored": 2 * (256 + 81)}]


async def test_her_own_key_can_be_sealed_anew_without_a_write(house: House):
    phone = await house.sign_up()
    write, key = new_write(), noise(92)
    await phone.written(write)
    cursor = await phone.cursor()
    told = await phone.sync(since=cursor, rekey=[{"id": write["id"], "epoch": 1, "key": key}])
    assert (told["records"], told["written"]) == ([], [])
    row = (await phone.sync())["records"][0]
    assert (row["key"], row["body"], row["revision"]) == (key, write["body"], 1)


async def test_a_key_of_another_epoch_or_record_is_not_sealed_anew(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    write = new_write()
    await phone.written(write, new_write(write["id"], 1, epoch=2))
    before = (await phone.sync())["records"]
    await phone.sync(rekey=[{"id": write["id"], "epoch": n, "key": noise(92)} for n in (1, 3)])
    await stranger.sync(rekey=[{"id": write["id"], "epoch": 2, "key": noise(92)}])
    assert (await phone.sync())["records"] == before


async def test_a_hundred_writes_are_the_most_of_a_request(house: House):
    phone = await house.sign_up()
    many = [new_write() for _ in range(101)]
    answer = await phone.call("POST", "/sync", {"write": many})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert not await house.rows("SELECT name FROM record")
    await phone.written(*many[:100])


async def test_four_mib_are_the_most_of_a_request(house: House):
    phone = await house.sign_up()
    answer = await phone.call("POST", "/sync", {"write": [new_write(size=524288) for _ in range(7)]})
    assert answer.status_code == 413
    assert not await house.rows("SELECT name FROM record")
    await phone.written(*(new_write(size=524288) for _ in range(5)))


KEYS = {
    "no key of her own": [reader_key(new_id())],
    "two of her own": [own_key(), own_key()],
    "no key": [],
    "one link twice": [own_key(), *[reader_key("0" * 32)] * 2],
    "her own with an end": [own_key() | {"until": 5}],
    "too short": [own_key() | {"key": noise(91)}],
    "a reader's as long as her own": [own_key(), reader_key("0" * 32) | {"key": noise(92)}],
}
BODIES = {
    "another version": base64.b64encode(b"\x02" + bytes(80 + 256)).decode(),
    "empty": "",
    "no size of a body": base64.b64encode(b"\x01" + bytes(80 + 300)).decode(),
    "below the least": base64.b64encode(b"\x01" + bytes(80 + 128)).decode(),
    "above the most": base64.b64encode(b"\x01" + bytes(80 + 1048576)).decode(),
    "without padding": body_of().rstrip("="),
    "base64url": body_of()[:-4] + "-_==",
}
MEMBERS = {
    "a revision that is its base": {"base": 3, "revision": 3},
    "a revision below its base": {"base": 3, "revision": 2},
    "a revision too high": {"revision": 2**31},
    "a base too high": {"base": 2**31},
    "the highest base": {"base": 2**31 - 1},
    "a base below 0": {"base": -1},
    "epoch 0": {"epoch": 0},
    "an epoch too high": {"epoch": 2**31},
    "an id in capitals": {"id": "A" * 32},
    "an id with a line break": {"id": "a" * 32 + "\n"},
    "33 reminders": {"reminders": [{"at": 900 * n, "notice": None} for n in range(33)]},
    "a notice too long": {"reminders": [{"at": 900, "notice": noise(513)}]},
    "a time too high": {"reminders": [{"at": 2**53, "notice": None}]},
}
WRONG = (
    [({"keys": keys}, name) for name, keys in KEYS.items()]
    + [({"body": body}, name) for name, body in BODIES.items()]
    + [(members, name) for name, members in MEMBERS.items()]
)


@pytest.mark.parametrize("members", [one for one, _ in WRONG], ids=[name for _, name in WRONG])
async def test_what_can_be_known_to_be_wrong_refuses_the_whole_request(house: House, members: dict):
    phone = await house.sign_up()
    answer = await phone.call("POST", "/sync", {"write": [new_write(), new_write() | members]})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert answer.json()["field"].startswith("$.write[1]." + next(iter(members)).replace("base", ""))
    assert not await house.rows("SELECT name FROM record")


async def test_fifty_writers_on_one_base_are_one_written_and_the_rest_conflicts(house: House):
    phone = await house.sign_up()
    first = new_write()
    await phone.written(first)
    writes = [new_write(first["id"], 1) for _ in range(50)]
    answers = await asyncio.gather(*(phone.sync(write) for write in writes))
    told = [answer["written"][0] for answer in answers]
    assert sorted((one["error"] or "", one["revision"]) for one in told) == [("", 2)] + [("conflict", 2)] * 49
    winner = next(write for write, one in zip(writes, told, strict=True) if one["error"] is None)
    assert (await phone.sync())["records"][0]["body"] == winner["body"]


async def test_fifty_first_writers_of_one_record_are_one_written_and_the_rest_conflicts(house: House):
    phone = await house.sign_up()
    writes = [new_write("0" * 32) for _ in range(50)]
    answers = await asyncio.gather(*(phone.sync(write) for write in writes))
    errors = [answer["written"][0]["error"] for answer in answers]
    assert (errors.count(None), errors.count("conflict")) == (1, 49)
    assert await house.rows("SELECT records, clock FROM account") == [{"records": 1, "clock": 1}]


async def test_the_server_keeps_the_hash_of_what_was_before_and_not_the_body(house: House):
    phone = await house.sign_up()
    one = new_write()
    await phone.written(one, new_write(one["id"], 1))
    row = (await house.rows("SELECT * FROM record"))[0]
    assert row["previous_hash"] == hashlib.sha256(base64.b64decode(one["body"])).hexdigest()
    assert base64.b64decode(one["body"]) != bytes(row["body"])
