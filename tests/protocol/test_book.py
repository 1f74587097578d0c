"""The client alone, against a model of the server in memory: one that keeps its promises, and one that lies."""

import secrets

import httpx
import pytest
from hypothesis import given, settings

from client import Device
from faults import FaultyTransport
from lives import DEVICES, Life, lives
from protocol.book import Book
from sync_model import SyncModel

ACCOUNT, VAULT_KEY = bytes(16), bytes(range(32))
GOAL = {"type": "goal", "v": 1, "created": "2026-05-12", "title": "Learn to drive", "steps": [], "bring": []}


def device(model, vault_key=VAULT_KEY):
    made = Device(httpx.AsyncClient(transport=FaultyTransport(model), base_url="http://model"), tries=2)
    made.account, made.book = ACCOUNT, Book(ACCOUNT, vault_key, device=secrets.token_hex(16))
    return made


@settings(max_examples=100, deadline=None)
@given(lives)
async def test_devices_end_equal_with_nothing_lost_whatever_the_network_does(life):
    model = SyncModel()
    run = Life([device(model) for _ in range(DEVICES)])
    await run.run(life)
    await run.settle()
    run.check()


@pytest.fixture
def model():
    return SyncModel()


async def one_record(model):
    """Two devices that both hold revision 2 of one record."""
    mine, other = device(model), device(model)
    record = mine.save(GOAL)
    await mine.sync()
    mine.save({**GOAL, "title": "Learn to swim"}, record)
    await mine.sync()
    await other.sync()
    assert other.shown()[record]["title"] == "Learn to swim"
    return mine, other, record


async def test_a_lost_answer_sends_the_same_bytes_again(model):
    mine = device(model)
    mine.save(GOAL)
    mine.service.http._transport.then(["unanswered"])
    await mine.sync()
    first, second = model.requests[:2]
    assert first == second
    assert mine.unsent() == 0
    assert [row["revision"] for row in model.rows.values()] == [1]


async def test_an_older_revision_is_refused_and_changes_nothing(model):
    mine, other, record = await one_record(model)
    old = model.backup()
    mine.save({**GOAL, "title": "Learn to sew"}, record)
    await mine.sync()
    await other.sync()
    model.clock, model.rows, _ = old  # an older state, without a new era
    model.rows[record]["seq"] = 99
    await other.sync()
    assert other.shown()[record]["title"] == "Learn to sew"
    assert other.book.refused == [(record, "older than what was seen")]


async def test_swapped_bodies_are_both_damaged_and_show_nothing_wrong(model):
    mine, _, record = await one_record(model)
    second = mine.save({**GOAL, "title": "Cook"})
    await mine.sync()
    model.rows[record]["body"], model.rows[second]["body"] = model.rows[second]["body"], model.rows[record]["body"]
    fresh = device(model)
    await fresh.sync()
    assert fresh.book.damaged == {record, second}
    assert fresh.shown() == {}


async def test_a_forged_deletion_is_noticed_and_deletes_nothing(model):
    _, other, record = await one_record(model)
    model.tamper = lambda row: {**row, "gone": True, "body": None, "key": None}
    model.rows[record]["seq"] = 99
    await other.sync()
    assert other.shown()[record]["title"] == "Learn to swim"
    assert other.book.refused == [(record, "gone without her deletion")]


async def test_a_deletion_is_a_sealed_write_of_the_next_epoch(model):
    mine, other, record = await one_record(model)
    mine.delete(record)
    await mine.sync()
    await other.sync()
    assert other.shown() == {}
    assert (model.rows[record]["epoch"], model.rows[record]["revision"]) == (2, 3)
    assert len(model.rows[record]["body"]) == 452  # 256 bytes padded: the size says nothing either


async def test_what_a_newer_version_made_is_shown_and_never_written(model):
    mine, other, record = await one_record(model)
    mine.book.entries[record].plain["v"] = 2
    mine.book.entries[record].changed = True
    await mine.sync()
    await other.sync()
    with pytest.raises(ValueError, match="newer version"):
        other.save(GOAL, record)


async def test_after_a_restore_nothing_acknowledged_is_lost(model):
    mine, other, record = await one_record(model)
    old = model.backup()
    mine.save({**GOAL, "title": "Learn to sew"}, record)
    later = mine.save({**GOAL, "title": "Made after the backup"})
    await mine.sync()
    unsent = mine.save({**GOAL, "title": "Never sent"})
    model.restore(old)
    await mine.sync()
    await other.sync()
    assert {other.shown()[each]["title"] for each in (record, later, unsent)} == {
        "Learn to sew",
        "Made after the backup",
        "Never sent",
    }
    assert mine.shown() == other.shown()
    assert model.rows[record]["revision"] == 4  # one above what was seen


async def test_rows_sealed_under_a_former_vault_key_open_by_the_chain_and_are_sealed_again(model):
    mine, _, record = await one_record(model)
    book = mine.book
    book.former, book.vault_key = [book.vault_key], bytes(32)
    book.rekeys = {record: book.entries[record].epoch}
    later = device(model, bytes(32))
    later.book.former = [VAULT_KEY]
    await later.sync()
    assert record in later.shown()
    await mine.sync()
    without_chain = device(model, bytes(32))
    await without_chain.sync()
    assert record in without_chain.shown()


async def test_a_hundred_and_fifty_changes_go_out_in_more_than_one_request(model):
    mine, other = device(model), device(model)
    for n in range(150):
        mine.save({**GOAL, "title": f"goal {n}"})
    await mine.sync()
    assert max(len(asked["write"]) for asked in model.requests) == 100
    await other.sync(limit=7)
    assert other.shown() == mine.shown()
    assert len(other.shown()) == 150
