"""Accounts on which no device is signed in: since when, so that an operator who decided so may let them go.

Off by default and never before 24 months: she may be held. The day is noted by the server once a day, and taken back
by the next sign-in.
"""

import asyncio
import time
from pathlib import Path

from api.services.deletion import erase
from api.services.journal import write_journal
from api.services.sessions import DAY
from api.storage.database import Database, lock_account

#: The least that an operator may set, and the days of a month.
LEAST_MONTHS = 24
MONTH_DAYS = 31
AT_A_TIME = 500

_SIGNED_IN = "EXISTS (SELECT 1 FROM session s WHERE s.account_id = account.id)"


async def note_idle(database: Database, now: int) -> int:
    """Notes the day for survivors' accounts that no device is signed in to since the last look; gives how many."""
    find = f"SELECT id FROM account WHERE role = 'survivor' AND idle_since IS NULL AND NOT {_SIGNED_IN} LIMIT ?"  # noqa: S608  fixed text
    note = f"UPDATE account SET idle_since = ? WHERE id = ? AND NOT {_SIGNED_IN}"  # noqa: S608  as above
    noted = 0
    while rows := await database.fetch(find, AT_A_TIME):
        async with database.write_transaction() as transaction:
            done = [await transaction.execute(note, now // DAY, row["id"]) for row in rows]
        noted += sum(done)
        if not any(done):  # all of them signed in meanwhile
            break
    return noted


async def delete_idle(database: Database, journal: Path, months: int, now: int) -> int:
    """Deletes survivors' accounts on which no device was signed in for so many months (24 at least); gives how many.

    Raises:
        ValueError: too few months.
    """
    if months < LEAST_MONTHS:
        raise ValueError(f"at least {LEAST_MONTHS} months")
    before = now // DAY - months * MONTH_DAYS
    still = f"SELECT id FROM account WHERE id = ? AND idle_since <= ? AND NOT {_SIGNED_IN}"  # noqa: S608  as above
    deleted = 0
    for row in await database.fetch("SELECT id FROM account WHERE idle_since <= ?", before):
        async with database.write_transaction() as transaction:
            await lock_account(transaction, row["id"])
            if not await transaction.fetch(still, row["id"], before):
                continue
            await asyncio.to_thread(write_journal, journal, {"deleted": row["id"], "at": int(time.time())})
            await erase(transaction, row["id"])
        deleted += 1
    if deleted:
        await database.checkpoint()
    return deleted
