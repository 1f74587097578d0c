"""Shares that end otherwise than by a write: `until` passes, or a link ends. And what is old enough to be forgotten."""

from api import ids
from api.services.batch import Batch, Party
from api.services.writing import load_records, store_keys
from api.storage import sync_sql as sql
from api.storage.database import Database, Transaction

GONE_KEPT_SECONDS = 180 * 86400
EVENTS_KEPT_SECONDS = 90 * 86400
AT_A_TIME = 500


async def end_expired_shares(database: Database, now: int) -> int:
    """Makes rows *gone* whose `until` has passed and gives the owner's row a new number; gives how many ended.

    They were not served from that second on; this tells both sides, so that her client turns the key.
    """
    found = await database.fetch(sql.FIND_EXPIRED.on(database), now, AT_A_TIME)
    by_owner: dict[str, set[str]] = {}
    for row in found:
        by_owner.setdefault(row["record"][: ids.ID_LENGTH], set()).add(row["record"])
    ended = 0
    for owner in sorted(by_owner):
        async with database.write_transaction() as transaction:
            ended += await _end(transaction, owner, sorted(by_owner[owner]), now)
    return ended


async def _end(transaction: Transaction, owner: str, names: list[str], now: int) -> int:
    packed, none = sql.many(transaction, names), sql.many(transaction, [])
    values = (owner, packed, owner, none, owner, none)
    found = await transaction.fetch(sql.LOCK_PARTIES.on(transaction), *values)
    records = load_records(await transaction.fetch(sql.LOAD_RECORDS.on(transaction), packed))
    batch = Batch(owner, {row["id"]: Party(**row) for row in found}, {}, records)
    expired = [
        (record, account)
        for record, stored in records.items()
        for account, holder in stored.holders.items()
        if holder.live and 0 < holder.until <= now and account in batch.parties
    ]
    for record, account in expired:
        batch.end(record, account, "share-expired")
    await store_ends(transaction, batch, [record for record, _ in expired], now)
    return len(expired)


async def load_batch(transaction: Transaction, owner: str, accounts: list[str], names: list[str]) -> Batch:
    """Gives the state of an owner's records `names` for those of its parties that the caller has locked."""
    found = await transaction.fetch(sql.LOCK_ACCOUNTS.on(transaction), sql.many(transaction, accounts))
    rows = await transaction.fetch(sql.LOAD_RECORDS.on(transaction), sql.many(transaction, names)) if names else []
    return Batch(owner, {row["id"]: Party(**row) for row in found}, {}, load_records(rows))


async def store_ends(transaction: Transaction, batch: Batch, records: list[str], now: int) -> None:
    """Stores what `Batch.end` changed; the owner's row of each record gets a new number, so that her client acts."""
    if not records:
        return
    owner = batch.owner
    numbers = [(batch.tick(owner), ids.key_name(owner, record, owner)) for record in dict.fromkeys(records)]
    await store_keys(transaction, batch, now)
    await sql.run_many(transaction, sql.RENUMBER_KEY, numbers)


async def forget_gone(database: Database, now: int) -> int:
    """Deletes *gone* rows of over 180 days ago; gives of how many accounts. Cursors from before must start over."""
    before = now - GONE_KEPT_SECONDS
    found = await database.fetch(sql.FIND_OLD_GONE.on(database), before, AT_A_TIME)
    for row in found:
        async with database.write_transaction() as transaction:
            raised = (row["seq"], row["account"], row["seq"])
            await transaction.execute(sql.RAISE_FLOOR.on(transaction), *raised)
            await transaction.execute(sql.DROP_OLD_GONE.on(transaction), row["account"], before, row["seq"])
    return len(found)


async def forget_events(database: Database, now: int) -> None:
    """Deletes events of over 90 days ago. Numbers go on from where they are, so none is given twice."""
    async with database.write_transaction() as transaction:
        await transaction.execute("DELETE FROM event WHERE at < ?", now - EVENTS_KEPT_SECONDS)
