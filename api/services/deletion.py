"""Deleting an account: keys first, then everything; noted outside the database so that no restore brings it back."""

import asyncio
import time
from pathlib import Path

from api import ids
from api.errors import Conflict
from api.services.access import Actor
from api.services.credentials import confirm_passphrase
from api.services.journal import write_journal
from api.services.links import end_all
from api.services.passwords import Hasher
from api.services.secrets import Secrets
from api.storage.database import Database, Transaction

#: How long an answer waits for SQLite's WAL to be emptied; it goes on afterwards.
CHECKPOINT_SECONDS = 10
_checkpoints: set[asyncio.Task[None]] = set()


async def delete_account(
    database: Database, hasher: Hasher, secrets: Secrets, actor: Actor, *, sign_in_key: bytes, journal: Path
) -> None:
    """Deletes the actor's account. Others who held keys of its records see them gone; links end.

    The journal's line is on disk before the deletion is: a crash in between leaves an account whose deletion she asked
    for, and at worst a restore carries it out. A deletion that is refused leaves no line.

    Raises:
        WrongPassphrase: `sign_in_key` (32 bytes) is not the one in force.
        Conflict: the credentials changed meanwhile.
    """
    row = await confirm_passphrase(database, hasher, secrets, actor, sign_in_key)
    async with database.write_transaction() as transaction:
        await _lock_all(transaction, actor.account)
        same = "SELECT id FROM account WHERE id = ? AND sign_in_hash = ?"
        if not await transaction.fetch(same, actor.account, row["sign_in_hash"]):
            raise Conflict
        await asyncio.to_thread(write_journal, journal, {"deleted": actor.account, "at": int(time.time())})
        await erase(transaction, actor.account)
    checkpoint = asyncio.create_task(database.checkpoint())
    _checkpoints.add(checkpoint)
    checkpoint.add_done_callback(_checkpoints.discard)
    await asyncio.wait({checkpoint}, timeout=CHECKPOINT_SECONDS)


async def erase(transaction: Transaction, account: str) -> None:
    """Removes all that hangs from an account, keys first. Nothing happens if there is no such account."""
    now = int(time.time())
    await end_all(transaction, account, None, now=now)
    below = ids.below(account, 2 * ids.ID_LENGTH)
    readers = await transaction.fetch(
        "SELECT name, account FROM key WHERE name BETWEEN ? AND ? AND account <> ? AND gone_at = 0 ORDER BY account",
        *(*below, account),
    )
    for reader in readers:
        count = "UPDATE account SET clock = clock + 1 WHERE id = ? RETURNING clock"
        clocks = await transaction.fetch(count, reader["account"])
        for clock in clocks:
            gone = "UPDATE key SET sealed = NULL, gone_at = ?, seq = ? WHERE name = ?"
            await transaction.execute(gone, now, clock["clock"], reader["name"])
    for sql, values in (
        ("DELETE FROM key WHERE account = ?", (account,)),
        ("DELETE FROM record WHERE name BETWEEN ? AND ?", ids.below(account, ids.ID_LENGTH)),
        ("DELETE FROM reminder WHERE name BETWEEN ? AND ?", ids.below(account, ids.ID_LENGTH + 16)),
        ("DELETE FROM event WHERE name BETWEEN ? AND ?", ids.below(account, 16)),
        ("UPDATE link SET survivor = NULL, proof = NULL WHERE survivor = ?", (account,)),
        ("DELETE FROM subscription WHERE account = ?", (account,)),
        ("DELETE FROM device_key WHERE name BETWEEN ? AND ?", ids.below(account, ids.ID_LENGTH)),
        ("DELETE FROM session WHERE account_id = ?", (account,)),
        ("DELETE FROM account WHERE id = ?", (account,)),
    ):
        await transaction.execute(sql, *values)


async def _lock_all(transaction: Transaction, account: str) -> None:
    """Locks the account, its readers and the other sides of its links in the order of ids, as sync does."""
    ending = " FOR UPDATE" if transaction.postgres else ""
    every = (
        "SELECT account FROM key WHERE name BETWEEN ? AND ? AND gone_at = 0"
        " UNION SELECT survivor FROM link WHERE case_manager = ? AND survivor IS NOT NULL"
        " UNION SELECT case_manager FROM link WHERE survivor = ?"
    )
    lock = f"SELECT id FROM account WHERE id = ? OR id IN ({every}) ORDER BY id{ending}"  # noqa: S608 - fixed text
    await transaction.fetch(lock, account, *ids.below(account, 2 * ids.ID_LENGTH), account, account)
