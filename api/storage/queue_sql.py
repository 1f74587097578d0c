"""Hand-written SQL of the reminder queue, for both engines.

`next_at` is due time, retry time and lease end in one. A claim moves it to the end of the lease in the same statement
that picks the row, so that two dispatchers never hold one row; what a dispatcher that died had claimed falls due again
when its lease ends. `attempt` -1 marks a row that is done with: it stays for a while, without its notice, so that the
same reminder written again is known, and is deleted when it falls due once more.
"""

from collections.abc import Iterable, Sequence

from api.storage import trips
from api.storage.database import Database, Row
from api.storage.sync_sql import Statement, many, run_many

DONE = -1

_ANY_DUE = "SELECT 1 AS due FROM reminder WHERE next_at <= ? LIMIT 1"

_CLAIM = Statement(
    sqlite="""
        UPDATE reminder SET next_at = ?, attempt = attempt + 1
        WHERE name IN (SELECT name FROM reminder WHERE next_at <= ? ORDER BY next_at LIMIT ?)
        RETURNING name, account, record, at, notice, attempt, expires, devices
    """,
    postgres="""
        UPDATE reminder SET next_at = ?, attempt = attempt + 1
        WHERE name = ANY(ARRAY(
            SELECT name FROM reminder WHERE next_at <= ? ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED
        ))
        RETURNING name, account, record, at, notice, attempt, expires, devices
    """,
)

_TARGETS = Statement.of("""
    SELECT a.id, a.paused_until, a.disabled, s.session_id AS session, s.endpoint, s.p256dh, s.auth, s.lang
    FROM account a LEFT JOIN subscription s ON s.account = a.id WHERE a.id IN (SELECT value FROM {many} n)
""")

_FINISH = Statement.of("""
    UPDATE reminder SET next_at = ?, attempt = -1, notice = NULL, devices = NULL WHERE name = ? AND next_at = ?
""")
_RETRY = Statement.of("UPDATE reminder SET next_at = ?, devices = ? WHERE name = ? AND next_at = ?")
# Nothing was sent: it counts no try, so that waiting for a service that is away makes no later wait longer.
_PUT_OFF = Statement.of("""
    UPDATE reminder SET next_at = ?, devices = ?, attempt = CASE WHEN attempt > 1 THEN attempt - 1 ELSE 1 END
    WHERE name = ? AND next_at = ?
""")
_MEND = Statement.of("""
    UPDATE reminder SET next_at = CASE WHEN at > ? THEN at ELSE ? END, attempt = 0
    WHERE attempt > 0 AND expires > ? AND (at > ? OR next_at > expires + ?)
""")
_DELETE = Statement.of("DELETE FROM reminder WHERE name = ? AND next_at = ?")
_DROP_SUBSCRIPTION = Statement.of("DELETE FROM subscription WHERE session_id = ? AND endpoint = ?")
_FAILED = Statement.of("UPDATE subscription SET failures = failures + 1 WHERE session_id = ?")


async def claim(database: Database, now: int, lease_end: int, limit: int) -> list[Row]:
    """Takes up to `limit` due reminders until `lease_end`.

    Gives name, account, record, at, notice, attempt, expires, devices. On SQLite the queue is looked at first, so that
    an empty one costs no write lock.
    """
    values = (lease_end, now, limit)
    if database.postgres:
        return await database.write_alone(_CLAIM.postgres, *values)
    if not await database.fetch(_ANY_DUE, now):
        return []
    return await database.write_at_once(lambda connection: trips.ask_here(connection, [(_CLAIM.sqlite, values)])[0])


async def mend(database: Database, now: int, lease: int) -> int:
    """Puts back in their place what a clock that was ahead has claimed or put off; gives how many.

    Nothing can have been tried before it was due, and no try is put off beyond the end of its retries. It reads the
    whole queue: for the start, and for a clock that was set back.

    Args:
        database: the open database.
        now: the second that it is.
        lease: seconds of a lease, which may reach beyond the end.
    """
    async with database.write_transaction() as transaction:
        return await transaction.execute(_MEND.on(transaction), now, now, now, now, lease)


async def targets(database: Database, accounts: Iterable[str]) -> list[Row]:
    """Gives one row for each subscription of the accounts, or one without a session for an account that has none."""
    return await database.fetch(_TARGETS.on(database), many(database, accounts))


async def settle(
    database: Database,
    *,
    finished: Sequence[tuple[int, str, int]] = (),
    retried: Sequence[tuple[int, str | None, str, int]] = (),
    put_off: Sequence[tuple[int, str | None, str, int]] = (),
    deleted: Sequence[tuple[str, int]] = (),
    ended: Sequence[tuple[str, str]] = (),
    failed: Sequence[tuple[str]] = (),
) -> None:
    """Writes down what became of claimed reminders, in one transaction.

    Each is named with the lease end that it was claimed with; one that somebody else holds by now is left alone.

    Args:
        database: the open database.
        finished: (second at which to delete it, name, lease end).
        retried: (next try, devices still to push to, name, lease end).
        put_off: as `retried`, for what was not tried this time.
        deleted: (name, lease end).
        ended: subscriptions that are gone (session, endpoint).
        failed: subscriptions that refused (session).
    """
    async with database.write_transaction() as transaction:
        await run_many(transaction, _FINISH, finished)
        await run_many(transaction, _RETRY, retried)
        await run_many(transaction, _PUT_OFF, put_off)
        await run_many(transaction, _DELETE, deleted)
        await run_many(transaction, _DROP_SUBSCRIPTION, ended)
        await run_many(transaction, _FAILED, failed)
