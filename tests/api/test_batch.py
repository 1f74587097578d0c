"""The rules of a write by themselves: whatever is asked, a refused write changes nothing and all counts are right."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.batch import Batch, Party, apply_write
from api.services.writes import NewKey, Write

OWNER, READERS = "a" * 32, ["b" * 32, "c" * 32]
LINKS = {"1" * 32: READERS[0], "2" * 32: READERS[1], "3" * 32: READERS[1]}
RECORDS = ["d" * 32, "e" * 32]
NOW = 1_000

keys = st.lists(
    st.tuples(st.sampled_from([*LINKS, "9" * 32]), st.sampled_from([0, NOW - 1, NOW, NOW + 1])),
    max_size=3,
    unique_by=lambda one: one[0],
)
writes = st.builds(
    lambda record, base, ahead, epoch, body, readers: Write(
        id=record,
        base=base,
        epoch=epoch,
        body=bytes([body]) * (100 * (1 + body)),
        keys=[NewKey(b"own"), *(NewKey(b"reader", link, until) for link, until in readers)],
        revision=base + 1 + ahead if ahead else None,
    ),
    st.sampled_from(RECORDS),
    st.integers(0, 4),
    st.sampled_from([0, 0, 0, 2]),
    st.integers(1, 4),
    st.integers(0, 3),
    keys,
)


def new_batch(role: str) -> Batch:
    parties = {name: Party(name, "survivor" if name == OWNER else "case-manager", 0, 0, 0, 0) for name in READERS}
    return Batch(OWNER, {OWNER: Party(OWNER, role, 0, 0, 0, 0), **parties}, dict(LINKS), {})


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(writes, max_size=12), st.sampled_from(["survivor", "case-manager"]))
def test_a_refused_write_changes_nothing_and_a_written_one_leaves_every_count_right(asked: list[Write], role: str):
    batch = new_batch(role)
    for write in asked:
        before = copy.deepcopy(batch)
        known = write.id in batch.records
        told = apply_write(batch, write, NOW)
        if told.error is not None:
            assert batch == before
            assert told.revision == (before.records[write.id].version.revision if known else 0)
            continue
        assert told.revision == write.new_revision
        if batch == before:
            continue  # a repeat
        stored, owner = batch.records[write.id], batch.parties[OWNER]
        assert stored.version.revision > (before.records[write.id].version.revision if known else 0)
        assert owner.stored == sum(one.size for one in batch.records.values())
        assert owner.records == len(batch.records)
        live = {account: one for account, one in stored.holders.items() if one.live}
        wanted = {OWNER} | {LINKS[link] for link in write.reader_keys}
        assert set(live) == wanted
        assert {one.epoch for one in live.values()} == {write.epoch}
        for account, one in stored.holders.items():  # who lost the key never held the one of this epoch
            assert one.live or one.epoch < write.epoch, account
        for party in READERS:
            assert batch.parties[party].records == batch.parties[party].stored == 0


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(writes, max_size=12))
def test_numbers_of_feeds_and_logs_go_up_one_by_one(asked: list[Write]):
    batch = new_batch("survivor")
    given_ = {OWNER: [], **{reader: [] for reader in READERS}}
    tick = batch.tick
    batch.tick = lambda account: given_[account].append(tick(account)) or given_[account][-1]  # type: ignore[method-assign]
    for write in asked:
        apply_write(batch, write, NOW)
    for numbers in given_.values():
        assert numbers == list(range(1, len(numbers) + 1))
    assert [event.n for event in batch.changes.events] == list(range(1, batch.parties[OWNER].events + 1))
    for record in RECORDS:  # across one link a share begins, ends, begins …
        told = [event.kind for event in batch.changes.events if (event.record, event.link) == (record, "1" * 32)]
        assert told == [("share-begun", "share-ended")[n % 2] for n in range(len(told))]


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(writes, min_size=1, max_size=8))
def test_a_batch_sent_twice_is_a_batch_sent_once(asked: list[Write]):
    """One write of each record: then every one of them is the current or the previous revision still."""
    once = list({write.id: write for write in asked}.values())
    batch = new_batch("survivor")
    first = [apply_write(batch, write, NOW) for write in once]
    after = copy.deepcopy(batch)
    second = [apply_write(batch, write, NOW) for write in once]
    assert batch == after
    assert [one for one in second if one.error is None] == [one for one in first if one.error is None]
