"""Sync: the one door for every write, and what is new, in one round trip (protocol.md, "Sync")."""

from msgspec import Struct

from api.errors import NoSession, StartOver
from api.services.batch import Party, Written
from api.services.cursor import Cursor, open_cursor, seal_cursor
from api.services.feed import FeedRow, Page, Reader, read_page
from api.services.writes import Rekey, Write
from api.services.writing import Done, store_writes
from api.storage import sync_sql as sql
from api.storage.database import Database, Row


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
    rows = await _account(database, account)
    cursor = None if since is None else _open(key, account, since, rows)
    done, page = None, None
    if writes or rekeys:
        done = await store_writes(database, Party.of(rows[0]), writes, rekeys, now)
        page = None if cursor is None else _own_page(done, cursor, limit, now)
        if page is None:
            rows = await _account(database, account)
    if page is None:
        cursor = cursor or Cursor(0, rows[0]["clock"])
        own = {entry.id: entry.revision for entry in done.written if entry.error is None} if done else {}
        stand = {"clock": rows[0]["clock"], "linked": rows[0]["link"] is not None}
        page = await read_page(database, account, cursor=cursor, **stand, limit=limit, written=own, now=now)
    links = [LinkState(row["link"], row["state"]) for row in rows if row["link"] is not None]
    written = done.written if done else []
    return SyncAnswer(seal_cursor(key, account, rows[0]["era"], page.cursor), page.more, page.rows, written, links)


def _own_page(done: Done, cursor: Cursor, limit: int, now: int) -> Page | None:
    """The page behind `cursor` where nothing but these writes is new; None where it has to be read."""
    batch = done.batch
    held = sorted(
        (change.seq, record) for (record, account), change in batch.changes.keys.items() if account == batch.owner
    )
    if cursor.position != done.before or len(held) > limit or any(entry.error for entry in done.written):
        return None
    rows = []
    for _, record in held:
        stored = batch.records[record]
        readers = [
            Reader(holder.link, holder.until)
            for holder in stored.holders.values()
            if holder.live and holder.link is not None and (not holder.until or holder.until > now)
        ]
        version = stored.version
        row = FeedRow(record, batch.owner, None, version.revision, version.epoch, None, None, 0, readers, gone=False)
        rows.append(row)
    return Page(rows, Cursor(batch.parties[batch.owner].clock, cursor.mark), more=False)


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
