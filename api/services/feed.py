"""An account's feed: the rows it holds keys for, in the order of their last change.

A row of somebody else's is noted as delivered in the owner's log, and that is on disk, before its body leaves.
"""

from dataclasses import dataclass

from msgspec import Struct

from api import ids
from api.services.cursor import Cursor
from api.storage import sync_sql as sql
from api.storage.database import Database, Row

PAGE_BYTES = 4 * 1024 * 1024


class Reader(Struct):
    """A reader whose share of a record counts now."""

    link: str
    until: int


class FeedRow(Struct):
    """One record as its holder gets it. Own: `link` null. Gone: `body` and `key` null, `gone` true.

    A row that this very request wrote comes without `body` and `key`: the client has them.
    """

    id: str
    owner: str
    link: str | None
    revision: int
    epoch: int
    body: bytes | None
    key: bytes | None
    until: int
    readers: list[Reader]
    gone: bool


@dataclass(frozen=True)
class Page:
    """A page of a feed, the cursor behind it, and whether there is more."""

    rows: list[FeedRow]
    cursor: Cursor
    more: bool


async def read_page(
    database: Database,
    account: str,
    *,
    cursor: Cursor,
    clock: int,
    linked: bool,
    limit: int,
    written: dict[str, int],
    now: int,
) -> Page:
    """Gives what changed after `cursor`: at most `limit` rows and 4 MiB of bodies, at least one row if there is any.

    Args:
        database: the open database.
        account: whose feed.
        cursor: where the last page ended.
        clock: the feed's clock, read before; a page that reaches the end stands there.
        linked: whether the account had any link, however it stands, when the clock was read.
        limit: rows at most.
        written: id → revision that this request wrote: their bodies are left out.
        now: the second to judge `until` by.
    """
    position = cursor.position
    while position < clock:
        found = await database.fetch(
            sql.READ_PAGE.on(database), PAGE_BYTES, account, position, max(position, cursor.mark), limit + 1
        )
        taken = _cut(account, found, limit, written)
        more = len(taken) < len(found)
        position = int(taken[-1]["seq"]) if more else max(clock, int(found[-1]["seq"]) if found else 0)
        # Whoever reads came in by a change that the clock counts: up to it, nobody without a link has readers.
        shared = linked or position > clock
        rows = await _fill(database, account, taken, written, now, shared=shared)
        if rows or not more:
            return Page(rows, Cursor(position, cursor.mark), more)
    return Page([], Cursor(position, cursor.mark), more=False)


def _cut(account: str, found: list[Row], limit: int, written: dict[str, int]) -> list[Row]:
    """The rows that fit on one page."""
    taken: list[Row] = []
    total = 0
    for row in found[:limit]:
        total += 0 if row["gone_at"] or _is_own_write(account, row, written) else int(row["size"] or 0)
        if taken and total > PAGE_BYTES:
            break
        taken.append(row)
    return taken


def _is_own_write(account: str, row: Row, written: dict[str, int]) -> bool:
    owner, record = _split(row["record"])
    return owner == account and written.get(record) == row["revision"]


async def _fill(
    database: Database, account: str, taken: list[Row], written: dict[str, int], now: int, *, shared: bool
) -> list[FeedRow]:
    """Gives the rows with their bodies. One that changed or ended meanwhile is left out: its new number is higher."""
    live = [row for row in taken if not row["gone_at"] and (not row["until"] or row["until"] > now)]
    wanted = [row for row in live if not _is_own_write(account, row, written)]
    if any(row["link"] is not None and row["delivered"] < row["revision"] for row in wanted):
        bodies = await _deliver(database, wanted, now)
    else:
        bodies = {row["record"]: row for row in wanted if row["body"] is not None}
        names = {row["record"] for row in wanted} - set(bodies)
        bodies |= {row["name"]: row for row in await _bodies(database, names)} if names else {}
    own = [row["record"] for row in live if row["link"] is None]
    readers = await _readers(database, own, now) if shared else {}
    rows: list[FeedRow] = []
    for row in taken:
        owner, record = _split(row["record"])
        if row["gone_at"]:
            revision = int(row["delivered"])
            rows.append(FeedRow(record, owner, row["link"], revision, row["key_epoch"], None, None, 0, [], gone=True))
            continue
        if row["until"] and row["until"] <= now:
            continue
        hers = readers.get(row["record"], []) if row["link"] is None else []
        head = (record, owner, row["link"], row["revision"], row["epoch"])
        if _is_own_write(account, row, written):
            rows.append(FeedRow(*head, None, None, row["until"], hers, gone=False))
            continue
        body = bodies.get(row["record"])
        if body is not None and body["revision"] == row["revision"]:
            rows.append(FeedRow(*head, bytes(body["body"]), bytes(row["sealed"]), row["until"], hers, gone=False))
    return rows


async def _bodies(door: sql.Door, names: set[str]) -> list[Row]:
    return await door.fetch(sql.READ_BODIES.on(door), sql.many(door, names))


async def _readers(database: Database, records: list[str], now: int) -> dict[str, list[Reader]]:
    """The live readers of own records, by record."""
    readers: dict[str, list[Reader]] = {}
    if records:
        for row in await database.fetch(sql.READ_READERS.on(database), sql.many(database, records), now):
            readers.setdefault(row["record"], []).append(Reader(row["link"], row["until"]))
    return readers


async def _deliver(database: Database, wanted: list[Row], now: int) -> dict[str, Row]:
    """Notes which revisions are handed over, once each, and gives the bodies. Both under the owners' locks.

    A row that is no longer as it was read is passed over, and its body is not given.
    """
    owners = {_split(row["record"])[0] for row in wanted}
    async with database.write_transaction() as transaction:
        found = await transaction.fetch(sql.LOCK_ACCOUNTS.on(transaction), sql.many(transaction, owners))
        parties = {row["id"]: row for row in found}
        names = [row["name"] for row in wanted]
        checked = await transaction.fetch(sql.RECHECK_KEYS.on(transaction), sql.many(transaction, names))
        fresh = {row["name"]: row for row in checked if not row["until"] or row["until"] > now}
        marks: list[tuple[int, str]] = []
        events: list[tuple[str | int | None, ...]] = []
        same: set[str] = set()
        for row in wanted:
            again = fresh.get(row["name"])
            if again is None or again["gone_at"] or again["seq"] != row["seq"]:
                continue
            same.add(row["record"])
            if row["link"] is None or again["delivered"] >= again["revision"]:
                continue
            owner, record = _split(row["record"])
            marks.append((again["revision"], row["name"]))
            if parties[owner]["role"] == "survivor":
                n = parties[owner]["events"] = parties[owner]["events"] + 1
                name = ids.numbered_name(owner, n)
                events.append((name, owner, n, now, "delivered", row["link"], record, again["revision"]))
        await sql.run_many(transaction, sql.MARK_DELIVERED, marks)
        await sql.run_many(transaction, sql.STORE_EVENT, events)
        owned = [
            (party["clock"], party["events"], party["records"], party["stored"], party["id"])
            for party in parties.values()
        ]
        await sql.run_many(transaction, sql.STORE_PARTY, owned)
        return {row["name"]: row for row in await _bodies(transaction, same)}


def _split(name: str) -> tuple[str, str]:
    """Owner and id of a record's name."""
    return name[: ids.ID_LENGTH], name[ids.ID_LENGTH :]
