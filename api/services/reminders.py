"""Reminders: which are kept, when they stop, and neutral pushes about the account itself (protocol.md, "Reminders")."""

import time

from api import ids
from api.services.writes import NewReminder
from api.storage.database import Database, Transaction, Value, lock_account

LATE_SECONDS = 3600  # one that fell due longer ago when it is written is taken and not sent
RETRY_SECONDS = 6 * 3600  # after `at`, a retry ends
# How long after `at` a reminder that was sent is remembered: while writing it again could still send it.
REMEMBERED_SECONDS = LATE_SECONDS + 900
#: Stands where a record's id would, in pushes that are about the account.
NO_RECORD = "0" * ids.ID_LENGTH


def reminder_rows(owner: str, record: str, quarters: dict[int, NewReminder], now: int) -> list[tuple[Value, ...]]:
    """Gives the rows to keep for a record: name, account, record, at, notice, next_at, expires.

    `quarters` maps each quarter hour to its reminder. One that fell due over an hour ago gets no row.
    """
    return [
        (
            ids.numbered_name(ids.record_name(owner, record), at),
            owner,
            ids.record_name(owner, record),
            at,
            reminder.notice,
            at,
            at + RETRY_SECONDS,
        )
        for at, reminder in quarters.items()
        if reminder.at >= now - LATE_SECONDS
    ]


async def pause(database: Database, account: str, until: int | None) -> None:
    """Drops what falls due before `until` (seconds); None: nothing is dropped any more.

    What fell due in a pause that is changed or ended by this is dropped too, even if no dispatcher came by meanwhile.
    """
    now = int(time.time())
    async with database.write_transaction() as transaction:
        await lock_account(transaction, account)
        paused = "SELECT id FROM account WHERE id = ? AND paused_until > ?"
        if await transaction.fetch(paused, account, now):
            await transaction.execute(
                "UPDATE reminder SET next_at = NULL, attempt = -1, notice = NULL, devices = NULL"
                " WHERE name BETWEEN ? AND ? AND at <= ? AND attempt >= 0",
                *(*ids.below(account, ids.ID_LENGTH + 16), now),
            )
        await transaction.execute("UPDATE account SET paused_until = ? WHERE id = ?", until or 0, account)


async def notify_account(transaction: Transaction, account: str, now: int, except_session: str | None = None) -> None:
    """Queues one neutral push, without a notice, to every device of the account but one, in the caller's transaction.

    It is a row of the reminder queue that belongs to no record, so nothing is told only in memory, and nothing is told
    that was not committed. A pause holds it back as it does every push.

    Args:
        transaction: the caller's.
        account: whose devices.
        now: seconds since 1970.
        except_session: token hash of the session that is not told, because it is the cause.
    """
    rows = await transaction.fetch("SELECT session_id FROM subscription WHERE account = ?", account)
    devices = " ".join(row["session_id"] for row in rows if row["session_id"] != except_session)
    if not devices:
        return
    await transaction.execute(
        "INSERT INTO reminder (name, account, record, at, notice, next_at, attempt, expires, devices)"
        " VALUES (?, ?, ?, ?, NULL, ?, 0, ?, ?)",
        ids.numbered_name(ids.record_name(account, ids.new_id()), now),
        account,
        ids.record_name(account, NO_RECORD),
        now,
        now,
        now + RETRY_SECONDS,
        devices,
    )
