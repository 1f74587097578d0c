"""All that ends by its age: events, *gone* rows, links, sessions, codes. The server does it as it runs."""

from dataclasses import dataclass
from pathlib import Path

from api.services.idle import delete_idle, note_idle
from api.services.links import forget_old
from api.services.sessions import forget_ended
from api.services.shares import AT_A_TIME, forget_events, forget_gone
from api.storage.database import Database


@dataclass(frozen=True, slots=True)
class Purged:
    """How many there were before and are not now. `idle`: accounts."""

    events: int
    gone: int
    links: int
    sessions: int
    codes: int
    idle: int


async def forget(database: Database, now: int) -> None:
    """One turn of what the running server does every few minutes; at most a portion of each kind."""
    await forget_gone(database, now)
    await forget_events(database, now)
    await forget_ended(database)
    await forget_old(database, now)
    async with database.write_transaction() as transaction:
        await transaction.execute("DELETE FROM invitation WHERE expires <= ?", now)


async def purge(database: Database, journal: Path, now: int, idle_months: int | None = None) -> Purged:
    """Does all of it to the end, and deletes idle accounts where `idle_months` (24 at least) says so."""
    before = await _counts(database)
    while await forget_gone(database, now) >= AT_A_TIME:
        pass
    await forget(database, now)
    await note_idle(database, now)
    after = await _counts(database)
    idle = 0 if idle_months is None else await delete_idle(database, journal, idle_months, now)
    await database.checkpoint()
    return Purged(**{name: max(0, before[name] - after[name]) for name in _COUNTED}, idle=idle)


_COUNTED = {
    "events": "SELECT COUNT(*) AS rows FROM event",
    "gone": 'SELECT COUNT(*) AS rows FROM "key" WHERE gone_at > 0',
    "links": "SELECT COUNT(*) AS rows FROM link",
    "sessions": "SELECT COUNT(*) AS rows FROM session",
    "codes": "SELECT COUNT(*) AS rows FROM invitation",
}


async def _counts(database: Database) -> dict[str, int]:
    return {name: (await database.fetch(sql))[0]["rows"] for name, sql in _COUNTED.items()}
