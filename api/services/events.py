"""The log of what happened to an account, for her to see (protocol.md, "Events")."""

import time

import msgspec

from api import ids
from api.services.access import Actor
from api.storage.database import Database, Transaction

PAGE = 500
#: `sign-in-failed` at most once in so many seconds.
FAILED_EVERY = 3600


class Event(msgspec.Struct):
    """One entry; n goes up by one."""

    n: int
    at: int
    kind: str
    link: str | None
    record: str | None
    revision: int | None


class EventPage(msgspec.Struct):
    """Entries after `since`; `more`: ask again from the last n."""

    events: list[Event]
    more: bool


async def log_event(transaction: Transaction, account: str, kind: str, link: str | None = None) -> int:
    """Writes one entry in the caller's transaction and gives its n; 0 if the account is gone.

    Counting and writing are one transaction, so n has no gaps: what is rolled back takes its number with it.
    """
    count = "UPDATE account SET events = events + 1 WHERE id = ? RETURNING events"
    rows = await transaction.fetch(count, account)
    if not rows:
        return 0
    n: int = rows[0]["events"]
    await transaction.execute(
        "INSERT INTO event (name, account, n, at, kind, link) VALUES (?, ?, ?, ?, ?, ?)",
        *(ids.numbered_name(account, n), account, n, int(time.time()), kind, link),
    )
    return n


async def list_events(database: Database, actor: Actor, since: int) -> EventPage:
    """Gives the actor's entries with n above `since` (0…2^53−1), at most 500."""
    rows = await database.fetch(
        "SELECT n, at, kind, link, record, revision FROM event WHERE name > ? AND name <= ? ORDER BY name LIMIT ?",
        *(ids.numbered_name(actor.account, since), ids.below(actor.account, 16)[1], PAGE + 1),
    )
    return EventPage([Event(**row) for row in rows[:PAGE]], more=len(rows) > PAGE)


async def log_failed_sign_in(database: Database, account: str) -> None:
    """Notes a refused sign-in, at most once an hour. Called after the answer has gone out, so that it tells nothing."""
    async with database.write_transaction() as transaction:
        if transaction.postgres:
            await transaction.fetch("SELECT id FROM account WHERE id = ? FOR UPDATE", account)
        recent = await transaction.fetch(
            "SELECT n FROM event WHERE name BETWEEN ? AND ? AND kind = 'sign-in-failed' AND at > ? LIMIT 1",
            *(*ids.below(account, 16), int(time.time()) - FAILED_EVERY),
        )
        if not recent:
            await log_event(transaction, account, "sign-in-failed")
