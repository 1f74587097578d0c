"""Recovery codes: they need no handle, and may have to wait so that a found paper does not beat her (protocol.md)."""

import time

from api.errors import SignInRefused
from api.services.access import Actor
from api.services.accounts import SignedIn, signed_in
from api.services.events import log_event
from api.services.passwords import Hasher
from api.services.reminders import notify_account
from api.services.secrets import Secrets
from api.services.sessions import DAY, open_session
from api.storage.database import Database, Row, Transaction, lock_account

#: A device of hers that was used so many days ago, or later, makes a code wait.
USED_DAYS = 30
#: A wait that is over stays open for so many seconds; after that a new one begins.
OPEN_SECONDS = 7 * DAY


async def recover(
    database: Database, hasher: Hasher, secrets: Secrets, *, recovery_lookup: bytes, recovery_key: bytes
) -> SignedIn | int:
    """Opens a session of 15 minutes, good only for new credentials, or tells the second at which it would.

    May be repeated: the same wait goes on, a newer session ends the older.

    Raises:
        SignInRefused: an unknown code: the same work as for a known one.
        TooMany: too many at once.
    """
    find = "SELECT * FROM account WHERE recovery_lookup IN (?, ?)"
    tags = secrets.lookup_tag(recovery_lookup), secrets.old_lookup_tag(recovery_lookup)
    rows = await database.fetch(find, *tags)
    row = rows[0] if rows else None
    peppered = secrets.peppered(recovery_key, row["recovery_pepper"] if row else None)
    right = await hasher.verify(row["recovery_hash"] if row else None, peppered)
    if row is None or not right or row["disabled"]:
        raise SignInRefused
    async with database.write_transaction() as transaction:
        await lock_account(transaction, row["id"])
        again = "SELECT * FROM account WHERE id = ? AND recovery_hash = ? AND NOT disabled"
        held = await transaction.fetch(again, row["id"], row["recovery_hash"])
        if not held:
            raise SignInRefused  # spent, or gone, meanwhile
        return await _open_or_wait(transaction, held[0])


async def _open_or_wait(transaction: Transaction, row: Row) -> SignedIn | int:
    now = time.time()
    opens = await _opens(transaction, row, int(now))
    if opens > now:
        return opens
    account = row["id"]
    older = "DELETE FROM session WHERE account_id = ? AND kind = 'recovery'"
    if not await transaction.execute(older, account) and row["recovery_opens"] is None:
        await _announce(transaction, account, int(now))
    return signed_in(row, await open_session(transaction, account, row["role"], "recovery", now))


async def _opens(transaction: Transaction, row: Row, now: int) -> int:
    """Gives when the code opens, and starts the wait if there must be one. 0: at once."""
    waiting = row["recovery_opens"]
    if waiting is not None and now < waiting + OPEN_SECONDS:
        return int(waiting)
    used = await transaction.fetch(
        "SELECT max(last_day) AS day FROM session WHERE account_id = ? AND kind = 'full'", row["id"]
    )
    if row["recovery_wait"] == 0 or used[0]["day"] is None or used[0]["day"] < now // DAY - USED_DAYS:
        return 0
    opens: int = now + row["recovery_wait"]
    await transaction.execute("UPDATE account SET recovery_opens = ? WHERE id = ?", opens, row["id"])
    await _announce(transaction, row["id"], now)
    return opens


async def _announce(transaction: Transaction, account: str, now: int) -> None:
    await log_event(transaction, account, "recovery-started")
    await notify_account(transaction, account, now)


async def stop_recovery(database: Database, actor: Actor) -> None:
    """Stops a recovery that waits or has opened. Nothing happens if there is none."""
    async with database.write_transaction() as transaction:
        await lock_account(transaction, actor.account)
        stop = "UPDATE account SET recovery_opens = NULL WHERE id = ? AND recovery_opens IS NOT NULL"
        waiting = await transaction.execute(stop, actor.account)
        ended = await transaction.execute(
            "DELETE FROM session WHERE account_id = ? AND kind = 'recovery'", actor.account
        )
        if waiting or ended:
            await log_event(transaction, actor.account, "recovery-stopped")
