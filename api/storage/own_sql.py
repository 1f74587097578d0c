"""One statement of PostgreSQL's that stores writes of records which nobody but their owner reads.

It changes nothing unless the owner's numbers are still what they were when the outcome was worked out. Her row is
locked by the `UPDATE`, which waits for whoever holds it and then looks at the numbers as they are (PostgreSQL, "Read
Committed Isolation Level"); everything else hangs on the row that it gives. Four statements and a commit in one trip.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from api.storage import sync_sql as sql
from api.storage.database import Database, Value

Rows = Sequence[Sequence[Value]]

STORE_OWN = f"""
    WITH own AS (
        UPDATE account SET clock = ?, records = ?, stored = ?
        WHERE id = ? AND clock = ? AND events = ? AND records = ? AND stored = ? RETURNING id
    ), stored AS (
        {sql.INTO_RECORD}
        SELECT n.* FROM own, unnest(?::text[], ?::int[], ?::int[], ?::bytea[], ?::text[], ?::int[], ?::int[],
            ?::text[], ?::int[]) n
        {sql.REPLACE_RECORD}
    ), held AS (
        {sql.INTO_KEY}
        SELECT n.*, 0, 0 FROM own, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::int[],
            ?::bigint[], ?::bigint[]) n
        {sql.REPLACE_KEY}
    ), dropped AS (
        DELETE FROM reminder r USING own, unnest(?::text[], ?::text[]) n (low, high)
        WHERE r.name BETWEEN n.low AND n.high AND r.attempt >= 0 AND r.name <> ALL(?::text[])
    ), queued AS (
        {sql.INTO_REMINDER}
        SELECT n.*, 0 FROM own, unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::bigint[],
            ?::bigint[]) n
        {sql.REPLACE_REMINDER}
    ) SELECT id FROM own
"""  # noqa: S608  all of it is fixed text


@dataclass(frozen=True)
class Outcome:
    """What is to be stored for one owner, rows as `sync_sql` takes them.

    Attributes:
        owner: her account.
        before: clock, events, records and stored bytes as they were read.
        after: clock, records and stored bytes as they are to be.
        records: rows of `STORE_RECORD`.
        keys: rows of `STORE_KEY`.
        dropped: first and last name of the reminders of each record that had some.
        kept: names of reminders that are not dropped.
        queued: rows of `STORE_REMINDER`.
    """

    owner: str
    before: tuple[int, int, int, int]
    after: tuple[int, int, int]
    records: Rows
    keys: Rows
    dropped: Rows
    kept: Sequence[str]
    queued: Rows


async def store_own(database: Database, outcome: Outcome) -> bool:
    """Stores it all, on disk when this returns; or nothing, and gives False, if one of the numbers has changed."""
    return bool(await database.write_alone(STORE_OWN, *values_of(outcome)))


def values_of(outcome: Outcome) -> list[Value]:
    """The values of `STORE_OWN`: rows go as arrays, one for each column."""
    values = (
        *(*outcome.after, outcome.owner, *outcome.before),
        *_columns(outcome.records, 9),
        *_columns(outcome.keys, 8),
        *_columns(outcome.dropped, 2),
        list(outcome.kept),
        *_columns(outcome.queued, 7),
    )
    return cast("list[Value]", list(values))


def _columns(rows: Rows, width: int) -> list[list[Value]]:
    return [[row[number] for row in rows] for number in range(width)]
