"""Links: a case manager invites, a survivor accepts, either side ends (protocol.md, "Links").

The server keeps the sealed card and the proof, and never sees the secret that opens them. Key rows across a link live
only while it is accepted; its end takes all of them away in one transaction.
"""

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from tortoise.exceptions import IntegrityError

from api.errors import Conflict, Invalid, NotFound
from api.services.access import Actor
from api.services.batch import Batch
from api.services.events import log_event
from api.services.journal import write_journal
from api.services.shares import load_batch, store_ends
from api.storage import sync_sql as sql
from api.storage.database import Database, Row, Transaction

#: Seconds that an invitation is good for unless its maker says, and at most.
USUAL_SECONDS = 15 * 60
LONGEST_SECONDS = 30 * 86400
KEPT_SECONDS = 180 * 86400
ORGANISATION = "organisation"

_READ = """
    SELECT l.id, l.state, l.card, l.proof, l.expires, l.ended_by, l.survivor, l.case_manager,
        m.public_key AS case_manager_key, m.organisation, m.disabled, o.duties, o.contact, s.public_key AS survivor_key
    FROM link l LEFT JOIN account m ON m.id = l.case_manager LEFT JOIN account s ON s.id = l.survivor
    LEFT JOIN organisation o ON o.name = m.organisation WHERE l.id = ?
"""


class LinkView(Struct):
    """A link as either side may see it.

    `duties` and `contact` are the organisation's own texts: what must be reported by law, and whom to call. `ended_by`
    is `organisation` where that shut the account, else null: nobody learns which of the two ended it.
    """

    id: str
    state: str
    card: bytes
    case_manager: str
    case_manager_key: bytes | None
    organisation: str | None
    duties: str | None
    contact: str | None
    survivor: str | None
    survivor_key: bytes | None
    proof: bytes | None
    ended_by: str | None


async def invite(database: Database, actor: Actor, link: str, card: bytes, expires: int | None) -> None:
    """Registers an invitation of the actor, a case manager. The same once more is no mistake.

    Args:
        database: the open database.
        actor: who invites.
        link: the link's id, derived from the code.
        card: sealed under the link's secret.
        expires: until when it may be accepted (seconds since 1970); None: for 15 minutes.

    Raises:
        Invalid: it expires in the past or in more than 30 days.
        Conflict: the id is in use.
    """
    now = int(time.time())
    until = now + USUAL_SECONDS if expires is None else expires
    if not now < until <= now + LONGEST_SECONDS:
        raise Invalid(f"is at most {LONGEST_SECONDS} seconds ahead", field="$.expires")
    insert = "INSERT INTO link (id, case_manager, state, card, expires) VALUES (?, ?, 'invited', ?, ?)"
    try:
        async with database.write_transaction() as transaction:
            await transaction.execute(insert, link, actor.account, card, until)
    except IntegrityError:
        same = "SELECT id FROM link WHERE id = ? AND case_manager = ? AND card = ? AND state = 'invited'"
        if not await database.fetch(same, link, actor.account, card):
            raise Conflict from None


async def view(database: Database, actor: Actor, link: str) -> LinkView:
    """Gives a link to whoever may see it: a survivor while it may be accepted, then either side.

    Raises:
        NotFound: for all others, and if there is none.
    """
    rows = await database.fetch(_READ, link)
    if not rows or not _may_see(rows[0], actor, int(time.time())):
        raise NotFound
    members = {name: rows[0][name] for name in LinkView.__struct_fields__}
    return LinkView(**members)


def _may_see(row: Row, actor: Actor, now: int) -> bool:
    if actor.account in (row["case_manager"], row["survivor"]):
        return True
    return actor.role == "survivor" and _may_be_accepted(row, now)


def _may_be_accepted(row: Row, now: int) -> bool:
    """Not taken, not run out, and whoever made it is still there (`disabled` is null where the account is gone)."""
    return row["state"] == "invited" and row["expires"] > now and row["disabled"] is not None and not row["disabled"]


async def accept(database: Database, actor: Actor, link: str, proof: bytes) -> bool:
    """Accepts an invitation for the actor, a survivor; both logs tell of it. False: she had accepted it before.

    Raises:
        NotFound: there is none, it expired, or somebody else used it.
    """
    now = int(time.time())
    async with database.write_transaction() as transaction:
        row = await _locked(transaction, link, actor.account)
        if row is None:
            raise NotFound
        if row["state"] == "accepted" and row["survivor"] == actor.account and row["proof"] == proof:
            return False
        if not _may_be_accepted(row, now):
            raise NotFound
        take = "UPDATE link SET state = 'accepted', survivor = ?, proof = ? WHERE id = ?"
        await transaction.execute(take, actor.account, proof, link)
        for account in sorted((row["case_manager"], actor.account)):
            await log_event(transaction, account, "link-made", link)
        return True


async def end(database: Database, actor: Actor, link: str, journal: Path) -> None:
    """Ends a link of the actor's, from either side, and takes all key rows across it. Ended before: nothing happens.

    Raises:
        NotFound: the actor has no such link.
    """
    async with database.write_transaction() as transaction:
        row = await _locked(transaction, link, actor.account)
        if row is None or actor.account not in (row["case_manager"], row["survivor"]):
            raise NotFound
        if row["state"] != "ended":
            await asyncio.to_thread(write_journal, journal, _entry(link, None))
            await end_locked(transaction, [row], int(time.time()))


def _entry(link: str, by: str | None) -> dict[str, str | int]:
    entry: dict[str, str | int] = {"ended": link, "at": int(time.time())}
    return {**entry, "by": by} if by else entry


async def end_all(
    transaction: Transaction, account: str, journal: Path | None, *, by: str | None = None, now: int
) -> None:
    """Ends every link of an account, in the caller's transaction. `journal` None: the lines stand there already."""
    rows = await _lock_all(transaction, account)
    if journal is not None:
        for row in rows:
            await asyncio.to_thread(write_journal, journal, _entry(row["id"], by))
    await end_locked(transaction, rows, now, by=by)


async def end_again(transaction: Transaction, link: str, by: str | None, now: int) -> None:
    """Ends a link that the journal says has ended, if it is open here: after a restore."""
    row = await _locked(transaction, link)
    if row is not None and row["state"] != "ended":
        await end_locked(transaction, [row], now, by=by)


async def _lock_accounts(transaction: Transaction, accounts: Iterable[str | None]) -> None:
    """Locks accounts in the order of ids, as sync does, so that neither waits for the other."""
    wanted = sql.many(transaction, [one for one in accounts if one])
    await transaction.fetch(sql.LOCK_ACCOUNTS.on(transaction), wanted)


async def _locked(transaction: Transaction, link: str, *others: str) -> Row | None:
    """Locks both sides and `others`, then gives the link as it stands, with `disabled` of its case manager."""
    known: set[str | None] = {None}
    while True:
        read = "SELECT l.*, m.disabled FROM link l LEFT JOIN account m ON m.id = l.case_manager WHERE l.id = ?"
        rows = await transaction.fetch(read, link)
        if not rows:
            return None
        sides = {rows[0]["survivor"], rows[0]["case_manager"], *others}
        if sides <= known:
            return rows[0]
        await _lock_accounts(transaction, sides)
        known |= sides


async def _lock_all(transaction: Transaction, account: str) -> list[Row]:
    every = "SELECT * FROM link WHERE (survivor = ? OR case_manager = ?) AND state <> 'ended' ORDER BY id"
    before: list[Row] = await transaction.fetch(every, account, account)
    while True:
        await _lock_accounts(transaction, {account, *_sides(before)})
        now = await transaction.fetch(every, account, account)
        if _sides(now) <= _sides(before) | {account}:
            return now
        before = now


def _sides(rows: list[Row]) -> set[str]:
    return {side for row in rows for side in (row["survivor"], row["case_manager"]) if side}


async def end_locked(transaction: Transaction, rows: list[Row], now: int, *, by: str | None = None) -> None:
    """Ends links whose sides the caller has locked: all key rows across them go, and both logs tell of it."""
    for row in rows:
        sides = sorted(side for side in (row["survivor"], row["case_manager"]) if side)
        over = "UPDATE link SET state = 'ended', ended_at = ?, ended_by = ? WHERE id = ?"
        await transaction.execute(over, now, by, row["id"])
        if row["state"] != "accepted":
            continue
        across = 'SELECT record FROM "key" WHERE account = ? AND link = ? AND gone_at = 0'
        for owner, reader in (sides, sides[::-1]) if len(sides) > 1 else ():
            names = sorted({key["record"] for key in await transaction.fetch(across, reader, row["id"])})
            batch = await load_batch(transaction, owner, [owner, reader], names)
            await store_ends(transaction, batch, _drop(batch, row["id"]), now)
        for side in sides:
            await log_event(transaction, side, "link-ended", row["id"])


def _drop(batch: Batch, link: str) -> list[str]:
    """Takes the keys that came across a link out of the batch; gives the records that had one."""
    ended = []
    for record, stored in batch.records.items():
        for account, holder in stored.holders.items():
            if holder.live and holder.link == link and account in batch.parties:
                batch.end(record, account, "share-ended")
                ended.append(record)
    return ended


async def forget_old(database: Database, now: int) -> None:
    """Drops links that ended, or ran out unused, over 180 days ago."""
    async with database.write_transaction() as transaction:
        before = now - KEPT_SECONDS
        await transaction.execute("DELETE FROM link WHERE state = 'ended' AND ended_at <= ?", before)
        await transaction.execute("DELETE FROM link WHERE state = 'invited' AND expires <= ?", before)
