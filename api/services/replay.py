"""Carries out again what the journal says and the database does not: after a backup was put back."""

import time
from pathlib import Path

from api.services.deletion import erase
from api.services.journal import read_journal
from api.services.links import end_again
from api.storage import sync_sql as sql
from api.storage.database import Database


async def replay(database: Database, journal: Path) -> int:
    """Deletes accounts and ends links that the journal tells of, where they are still open here; gives how many."""
    deleted, ended = read_journal(journal)
    done = 0
    if deleted:
        known = await database.fetch(sql.KNOWN_ACCOUNTS.on(database), sql.many(database, deleted))
        for row in known:
            async with database.write_transaction() as transaction:
                await erase(transaction, row["id"])
            done += 1
    if ended:
        by = dict(ended)
        still = await database.fetch(sql.OPEN_LINKS.on(database), sql.many(database, by))
        for row in still:
            async with database.write_transaction() as transaction:
                await end_again(transaction, row["id"], by[row["id"]], int(time.time()))
            done += 1
    return done
