"""Sync: the one door for every write, and what is new, in one round trip (protocol.md, "Sync")."""

from collections.abc import Sequence

from msgspec import Struct

from api import ids
from api.errors import NoSession, StartOver
from api.services.batch import (
    Batch,
    Holder,
    Party,
    Stored,
    Version,
    Written,
    apply_write,
)
from api.services.cursor import Cursor, open_cursor, seal_cursor
from api.services.feed import FeedRow, read_page
from api.services.reminders import reminder_rows
from api.services.writes import Rekey, Write
from api.storage import sync_sql as sql
from api.storage.database import Database, Row, Transaction, Value

#: A statement and the rows of values to run it with.
Work = tuple[sql.Statement, Sequence[Sequence[Value]]]

TRIES = 8


class LinkState(Struct):
    """A link of this account: `invited`, `accepted` or `ended`."""

    id: str
    state: str


class SyncAnswer(Struct):
    """What sync answers. `more`: ask again with `cursor`."""

    cursor: str
    more: bool
    records: list[FeedRow]
    written: list[Written]
    links: list[LinkState]


class _PartiesChangedError(Exception):
    """A reader came in between the look and the lock: look again."""


async def sync(
    database: Database,
    key: bytes,
    account: str,
    *,
    since: str | None,
    limit: int,
    writes: list[Write],
    rekeys: list[Rekey],
    now: int,
) -> SyncAnswer:
    """Applies writes, each whole or not at all and all of them durable, then gives what is new for `account`.

    Args:
        database: the open database.
        key: the server's key for cursors.
        account: who asks; the writes are of records of its own.
        since: the cursor of the last answer; None from the beginning.
        limit: rows of a page at most.
        writes: checked by `api.services.writes.check_write`.
        rekeys: checked by `api.services.writes.check_rekey`.
        now: seconds since 1970.

    Raises:
        ForeignCursor: the cursor is not this account's; nothing is written.
        StartOver: the cursor is of another era or too old; nothing is written.
        NoSession: the account was deleted meanwhile.
    """
    if since is not None and (writes or rekeys):
        _open(key, account, since, await _account(database, account))
    written = await _write(database, account, writes, rekeys, now) if writes or rekeys else []
    rows = await _account(database, account)
    cursor = Cursor(0, rows[0]["clock"]) if since is None else _open(key, account, since, rows)
    done = {entry.id: entry.revision for entry in written if entry.error is None}
    clock = rows[0]["clock"]
    page = await read_page(database, account, cursor=cursor, clock=clock, limit=limit, written=done, now=now)
    links = [LinkState(row["link"], row["state"]) for row in rows if row["link"] is not None]
    return SyncAnswer(seal_cursor(key, account, rows[0]["era"], page.cursor), page.more, page.rows, written, links)


async def _account(database: Database, account: str) -> list[Row]:
    """One row for each link, or one without: clock, floor, era, link, state."""
    rows = await database.fetch(sql.READ_ACCOUNT.on(database), account, account, account)
    if not rows:
        raise NoSession
    return rows


def _open(key: bytes, account: str, since: str, rows: list[Row]) -> Cursor:
    """Reads a cursor and holds it against the account: older than the oldest *gone* kept, or ahead of the clock."""
    cursor = open_cursor(key, account, rows[0]["era"], since)
    if max(cursor.position, cursor.mark) < rows[0]["floor"] or cursor.position > rows[0]["clock"]:
        raise StartOver
    return cursor


async def _write(database: Database, account: str, writes: list[Write], rekeys: list[Rekey], now: int) -> list[Written]:
    for _ in range(TRIES):
        try:
            async with database.write_transaction() as transaction:
                return await _write_locked(transaction, account, writes, rekeys, now)
        except _PartiesChangedError:
            continue
    raise RuntimeError("the readers of a record kept changing")


async def _write_locked(
    transaction: Transaction, account: str, writes: list[Write], rekeys: list[Rekey], now: int
) -> list[Written]:
    batch = await _load(transaction, account, writes)
    written = [apply_write(batch, write, now) for write in writes]
    resealed = [(rekey.key, ids.key_name(account, rekey.id, account), rekey.epoch) for rekey in rekeys]
    await sql.run_all(transaction, *_to_store(transaction, batch, now), (sql.RESEAL_KEY, resealed))
    return written


async def _load(transaction: Transaction, account: str, writes: list[Write]) -> Batch:
    """Locks every account of the batch in one statement, sorted by id, then reads what the writes are held against."""
    names = sorted({ids.record_name(account, write.id) for write in writes})
    links = sorted({link for write in writes for link in write.reader_keys})
    packed, packed_links = sql.many(transaction, names), sql.many(transaction, links)
    asked: list[tuple[sql.Statement, tuple[Value, ...]]] = [
        (sql.LOCK_PARTIES, (account, packed, account, packed_links, account, packed_links))
    ]
    asked += [(sql.LOAD_RECORDS, (packed,))] if names else []
    asked += [(sql.LOAD_LINKS, (packed_links,))] if links else []
    locked, *more = await sql.fetch_all(transaction, *asked)
    parties = {row["id"]: Party(**row) for row in locked}
    if account not in parties:
        raise NoSession
    ends: dict[str, str] = {}
    for row in more[1] if links else ():  # a link is named by a write: there are records too
        sides = [row["survivor"], row["case_manager"]]
        if account in sides:
            ends[row["id"]] = sides[1 - sides.index(account)]
    records = load_records(more[0]) if names else {}
    holders = {holder for stored in records.values() for holder, row in stored.holders.items() if row.live} | set(
        ends.values()
    )
    if not holders <= set(parties):
        raise _PartiesChangedError
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


def _to_store(transaction: Transaction, batch: Batch, now: int) -> list[Work]:
    """What the batch changed: records, key rows, events, each account's numbers, reminders."""
    changes, owner = batch.changes, batch.owner
    if not changes.records:
        return []
    records = []
    for record, (stored, write) in changes.records.items():
        version, before = stored.version, stored.previous
        previous = (before.epoch, before.revision, before.body_hash) if before else (None, None, None)
        name = ids.record_name(owner, record)
        records.append((name, version.epoch, version.revision, write.body, version.body_hash, *previous, stored.size))
    reminders = _reminders(transaction, owner, [write for _, write in changes.records.values()], now)
    return [(sql.STORE_RECORD, records), *_keys(batch, now), *reminders]


async def store_keys(transaction: Transaction, batch: Batch, now: int) -> None:
    """Stores key rows, events and each account's numbers."""
    await sql.run_all(transaction, *_keys(batch, now))


def _keys(batch: Batch, now: int) -> list[Work]:
    """Key rows, events and each account's numbers."""
    changes, owner = batch.changes, batch.owner
    held, ended = [], []
    for (record, account), change in changes.keys.items():
        name = ids.key_name(owner, record, account)
        if change.sealed is None:
            ended.append((now, change.seq, name))
        else:
            whole = ids.record_name(owner, record)
            held.append((name, account, whole, change.link, change.sealed, change.epoch, change.until, change.seq))
    events = [
        (ids.numbered_name(owner, event.n), owner, event.n, now, event.kind, event.link, event.record, event.revision)
        for event in changes.events
    ]
    numbers = [(party.clock, party.events, party.records, party.stored, party.id) for party in batch.parties.values()]
    return [(sql.STORE_KEY, held), (sql.END_KEY, ended), (sql.STORE_EVENT, events), (sql.STORE_PARTY, numbers)]


def _reminders(transaction: Transaction, owner: str, writes: list[Write], now: int) -> list[Work]:
    """Makes each record's reminders what its last write says."""
    work: list[Work] = []
    for write in writes:
        quarters, whole = write.quarters(), ids.record_name(owner, write.id)
        if write.base:
            # One that is being retried is named again, hours after it fell due: it stays too.
            kept = sql.many(transaction, [ids.numbered_name(whole, at) for at in quarters])
            work.append((sql.DROP_REMINDERS, [(*ids.below(whole, 16), kept)]))
        work.append((sql.STORE_REMINDER, reminder_rows(owner, write.id, quarters, now)))
    return work
