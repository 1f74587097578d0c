"""Carries out again what the journal says and the database does not: after a backup was put back."""

import time
from collections.abc import Iterable
from pathlib import Path

from api.services import sessions
from api.services.accounts import shut
from api.services.deletion import erase
from api.services.journal import read_journal
from api.services.links import end_again
from api.storage import sync_sql as sql
from api.storage.database import Database

#: Ids that one statement is given.
AT_A_TIME = 10_000


async def replay(database: Database, journal: Path) -> int:
    """Deletes and shuts accounts, ends links and sessions that the journal tells of, where they are still open here.

    Returns:
        how many.
    """
    told = read_journal(journal)
    done = 0
    for account in await _known(database, sql.KNOWN_ACCOUNTS, told.deleted):
        async with database.write_transaction() as transaction:
            await erase(transaction, account)
        done += 1
    for link in await _known(database, sql.OPEN_LINKS, told.ended):
        async with database.write_transaction() as transaction:
            await end_again(transaction, link, told.ended[link], int(time.time()))
        done += 1
    for account in await _known(database, sql.OPEN_ACCOUNTS, told.disabled):
        async with database.write_transaction() as transaction:
            await shut(transaction, account)
        done += 1
    for session in await _known(database, sql.OPEN_SESSIONS, told.sessions):
        async with database.write_transaction() as transaction:
            await sessions.end_again(transaction, session)
        done += 1
    return done


async def _known(database: Database, find: sql.Statement, wanted: Iterable[str]) -> list[str]:
    """Gives those of `wanted` for which the database must still do something, a portion at a time."""
    every, found = list(wanted), []
    for at in range(0, len(every), AT_A_TIME):
        rows = await database.fetch(find.on(database), sql.many(database, every[at : at + AT_A_TIME]))
        found += [row["id"] for row in rows]
    return found
