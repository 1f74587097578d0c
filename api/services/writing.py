"""From writes to rows: what they are held against is read, the rules are applied, and the outcome is stored.

Writes of records that nobody but their owner reads, which is nearly all, need no transaction of several statements on
PostgreSQL: what they are held against is read first, and one statement stores the outcome if the owner's numbers are
still those that were read. Every change of an owner's records and of their keys changes one of her numbers, so nothing
can have come between. If something did, it is done once more under locks.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from api import ids
from api.errors import NoSession
from api.services.batch import Batch, Holder, Party, Stored, Version, Written, apply_write
from api.services.reminders import reminder_rows
from api.services.writes import Rekey, Write
from api.storage import sync_sql as sql
from api.storage.database import Database, Row, Transaction, Value
from api.storage.own_sql import Outcome, store_own

TRIES = 8


class PartiesChangedError(Exception):
    """A reader came in between the look and the lock: look again."""


@dataclass(frozen=True)
class Done:
    """What became of writes.

    Attributes:
        written: one for each write.
        before: the owner's clock before them; what they changed in her feed is all that changed since.
        batch: the state after them.
    """

    written: list[Written]
    before: int
    batch: Batch


async def store_writes(database: Database, owner: Party, writes: list[Write], rekeys: list[Rekey], now: int) -> Done:
    """Applies writes, each whole or not at all; when it returns, they are on disk.

    Args:
        database: the open database.
        owner: whose records, with the numbers of her account as they were read just now.
        writes: checked by `api.services.writes.check_write`.
        rekeys: checked by `api.services.writes.check_rekey`.
        now: seconds since 1970.

    Raises:
        NoSession: the account was deleted meanwhile.
    """
    if database.postgres and writes and not rekeys and not any(write.reader_keys for write in writes):
        done = await _store_unlocked(database, owner, writes, now)
        if done is not None:
            return done
    asked, decide = under_locks(database, owner.id, writes, rekeys, now)
    for _ in range(TRIES):
        try:
            return await sql.ask_then_store(database, asked, decide)
        except PartiesChangedError:
            continue
    raise RuntimeError("the readers of a record kept changing")


async def _store_unlocked(database: Database, owner: Party, writes: list[Write], now: int) -> Done | None:
    """In one statement; None if somebody else reads one of the records, or if something came between."""
    names = sorted({ids.record_name(owner.id, write.id) for write in writes})
    records = load_records(await database.fetch(sql.LOAD_RECORDS.on(database), sql.many(database, names)))
    if any(row.live and account != owner.id for stored in records.values() for account, row in stored.holders.items()):
        return None
    after = replace(owner)
    batch = Batch(owner.id, {owner.id: after}, {}, records)
    written = [apply_write(batch, write, now) for write in writes]
    if batch.changes.records:
        dropped = _dropped(batch)
        outcome = Outcome(
            owner.id,
            (owner.clock, owner.events, owner.records, owner.stored),
            (after.clock, after.records, after.stored),
            *(_records(batch), _held(batch)),
            [(low, high) for low, high, _ in dropped],
            [name for _, _, kept in dropped for name in kept],
            _queued(batch, now),
        )
        if not await store_own(database, outcome):
            return None
    return Done(written, owner.clock, batch)


def under_locks(
    database: Database, account: str, writes: list[Write], rekeys: list[Rekey], now: int
) -> tuple[list[sql.Asked], Callable[[sql.Answers], tuple[Done, list[sql.Work]]]]:
    """Gives what to ask and how to decide, for `sql.ask_then_store`.

    First every account of the batch is locked, sorted by id in one statement; then what the writes are held against is
    read.
    """
    names = sorted({ids.record_name(account, write.id) for write in writes})
    links = sorted({link for write in writes for link in write.reader_keys})
    packed, packed_links = sql.many(database, names), sql.many(database, links)
    asked: list[sql.Asked] = [(sql.LOCK_PARTIES, (account, packed, account, packed_links, account, packed_links))]
    asked += [(sql.LOAD_RECORDS, (packed,))] if names else []
    asked += [(sql.LOAD_LINKS, (packed_links,))] if links else []

    def decide(answers: sql.Answers) -> tuple[Done, list[sql.Work]]:
        locked, *more = answers
        # A link is named by a write: where there are links there are records too.
        batch = _gather(account, locked, more[0] if names else [], more[1] if links else [])
        before = batch.parties[account].clock
        written = [apply_write(batch, write, now) for write in writes]
        resealed = [(rekey.key, ids.key_name(account, rekey.id, account), rekey.epoch) for rekey in rekeys]
        return Done(written, before, batch), [*_to_store(database, batch, now), (sql.RESEAL_KEY, resealed)]

    return asked, decide


def _gather(account: str, locked: list[Row], found: list[Row], links: list[Row]) -> Batch:
    """The state that writes are held against."""
    parties = {row["id"]: Party(**row) for row in locked}
    if account not in parties:
        raise NoSession
    ends: dict[str, str] = {}
    for row in links:
        sides = [row["survivor"], row["case_manager"]]
        if account in sides:
            ends[row["id"]] = sides[1 - sides.index(account)]
    records = load_records(found)
    holders = {holder for stored in records.values() for holder, row in stored.holders.items() if row.live}
    if not holders | set(ends.values()) <= set(parties):
        raise PartiesChangedError
    return Batch(account, parties, ends, records)


def load_records(rows: list[Row]) -> dict[str, Stored]:
    """Gathers the rows of `LOAD_RECORDS` into one `Stored` for each record that exists, by id."""
    records: dict[str, Stored] = {}
    for row in rows:
        if row["revision"] is None:
            continue
        record = row["name"][ids.ID_LENGTH :]
        if record not in records:
            previous = None
            if row["previous_revision"] is not None:
                previous = Version(row["previous_revision"], row["previous_epoch"], row["previous_hash"])
            version = Version(row["revision"], row["epoch"], row["body_hash"])
            records[record] = Stored(version, previous, row["size"], {})
        if row["account"] is not None:
            holder = Holder(row["link"], row["key_epoch"], row["until"], live=not row["gone_at"])
            records[record].holders[row["account"]] = holder
    return records


def _to_store(database: Database, batch: Batch, now: int) -> list[sql.Work]:
    """What the batch changed: records, key rows, events, each account's numbers, reminders."""
    if not batch.changes.records:
        return []
    dropped = [(low, high, sql.many(database, kept)) for low, high, kept in _dropped(batch)]
    reminders: list[sql.Work] = [(sql.DROP_REMINDERS, dropped), (sql.STORE_REMINDER, _queued(batch, now))]
    return [(sql.STORE_RECORD, _records(batch)), *_keys(batch, now), *reminders]


async def store_keys(transaction: Transaction, batch: Batch, now: int) -> None:
    """Stores key rows, events and each account's numbers."""
    await sql.run_all(transaction, *_keys(batch, now))


def _keys(batch: Batch, now: int) -> list[sql.Work]:
    """Key rows, events and each account's numbers."""
    changes, owner = batch.changes, batch.owner
    ended = [
        (now, change.seq, ids.key_name(owner, record, account))
        for (record, account), change in changes.keys.items()
        if change.sealed is None
    ]
    events = [
        (ids.numbered_name(owner, event.n), owner, event.n, now, event.kind, event.link, event.record, event.revision)
        for event in changes.events
    ]
    numbers = [(party.clock, party.events, party.records, party.stored, party.id) for party in batch.parties.values()]
    held = _held(batch)
    return [(sql.STORE_KEY, held), (sql.END_KEY, ended), (sql.STORE_EVENT, events), (sql.STORE_PARTY, numbers)]


def _records(batch: Batch) -> list[tuple[Value, ...]]:
    """Rows of `STORE_RECORD`."""
    rows: list[tuple[Value, ...]] = []
    for record, (stored, write) in batch.changes.records.items():
        version, before = stored.version, stored.previous
        previous = (before.epoch, before.revision, before.body_hash) if before else (None, None, None)
        name = ids.record_name(batch.owner, record)
        rows.append((name, version.epoch, version.revision, write.body, version.body_hash, *previous, stored.size))
    return rows


def _held(batch: Batch) -> list[tuple[Value, ...]]:
    """Rows of `STORE_KEY`."""
    return [
        (
            *(ids.key_name(batch.owner, record, account), account, ids.record_name(batch.owner, record), change.link),
            *(change.sealed, change.epoch, change.until, change.seq),
        )
        for (record, account), change in batch.changes.keys.items()
        if change.sealed is not None
    ]


def _dropped(batch: Batch) -> list[tuple[str, str, list[str]]]:
    """Of each record that may have reminders: their first and last name, and which are to stay."""
    rows = []
    for _, write in batch.changes.records.values():
        if write.base:
            # One that is being retried is named again, hours after it fell due: it stays too.
            whole = ids.record_name(batch.owner, write.id)
            rows.append((*ids.below(whole, 16), [ids.numbered_name(whole, at) for at in write.quarters()]))
    return rows


def _queued(batch: Batch, now: int) -> list[tuple[Value, ...]]:
    """Rows of `STORE_REMINDER`: each record's reminders are what its last write says."""
    return [
        row
        for _, write in batch.changes.records.values()
        for row in reminder_rows(batch.owner, write.id, write.quarters(), now)
    ]
