"""Hand-written SQL of the feed and of writes, for both engines. Only sync, expiry and deletion of shares come here.

A list travels as one value: a JSON text on SQLite, an array on PostgreSQL. Every statement that changes key rows or
records of an owner is run while the owner's account row, and those of all readers, are locked.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from api.storage import trips
from api.storage.database import Database, Row, Transaction, Value, numbered

T = TypeVar("T")
#: Where SQL can be run: outside a transaction (reading what is committed) or in one.
Door = Database | Transaction

_FIRST, _LAST = "'" + "0" * 32 + "'", "'" + "f" * 32 + "'"


@dataclass(frozen=True)
class Statement:
    """One statement in the words of both engines.

    In the text, `{many}` stands for a list given as one value (a table with the column `value`), `{in}` and `{end}`
    enclose a subquery, `{lock}` stands for the clause that locks rows, `{first}` and `{last}` for the lowest and
    highest id. On PostgreSQL a set becomes an array first: its planner takes a range between two expressions for half
    a percent of a table, and would otherwise read all accounts to lock three.
    """

    sqlite: str
    postgres: str

    @classmethod
    def of(cls, text: str) -> "Statement":
        """Makes it from a text with the marks above."""
        text = text.replace("{first}", _FIRST).replace("{last}", _LAST)
        sqlite = {"{in}": "IN (", "{end}": ")", "{many}": "json_each(?)", "{lock}": ""}
        postgres = {
            "NOT IN (SELECT value FROM {many} n)": "<> ALL(?::text[])",
            "IN (SELECT value FROM {many} n)": "= ANY(?::text[])",
            "{in}": "= ANY(ARRAY(",
            "{end}": "))",
            "{many}": "(SELECT unnest(?::text[]) AS value)",
            "{lock}": "FOR UPDATE",
        }
        return cls(_with(text, sqlite), _with(text, postgres))

    def on(self, door: Door) -> str:
        """The text for this engine."""
        return self.postgres if door.postgres else self.sqlite


#: A statement and its values, the rows of several, and a statement with the rows of values to run it with.
Asked = tuple[Statement, Sequence[Value]]
Answers = list[list[Row]]
Work = tuple[Statement, Sequence[Sequence[Value]]]


def _with(text: str, marks: dict[str, str]) -> str:
    for mark, words in marks.items():
        text = text.replace(mark, words)
    return text


def many(door: Door, values: Iterable[str]) -> Value:
    """Gives a list of texts as the one value that `{many}` takes."""
    if door.postgres:
        return cast("Value", list(values))  # asyncpg takes a list for an array
    return json.dumps(list(values))


async def fetch_all(transaction: Transaction, *asked: Asked) -> Answers:
    """Runs statements in order and gives the rows of each; on SQLite in one trip to its thread."""
    if not transaction.postgres:
        return await trips.ask(transaction.sqlite, [(statement.sqlite, values) for statement, values in asked])
    return [await transaction.fetch(statement.postgres, *values) for statement, values in asked]


async def run_all(transaction: Transaction, *work: Work) -> None:
    """Runs statements without rows to give, in order and each once for each of its rows of values; else as above."""
    if transaction.postgres:
        for statement, rows in work:
            await run_many(transaction, statement, rows)
    elif any(rows for _, rows in work):
        await trips.run(transaction.sqlite, [(statement.sqlite, rows) for statement, rows in work if rows])


async def ask_then_store(
    database: Database, asked: Sequence[Asked], decide: Callable[[Answers], tuple[T, list[Work]]]
) -> T:
    """Runs statements, lets `decide` make of their rows a result and what to store, and stores that: one transaction.

    `decide` awaits nothing: on SQLite all of it goes in one trip to its thread. What it raises is raised here, and
    nothing is stored.
    """
    if database.postgres:
        async with database.write_transaction() as transaction:
            result, work = decide(await fetch_all(transaction, *asked))
            await run_all(transaction, *work)
            return result

    def job(connection: sqlite3.Connection) -> T:
        answers = trips.ask_here(connection, [(statement.sqlite, values) for statement, values in asked])
        result, work = decide(answers)
        trips.run_here(connection, [(statement.sqlite, rows) for statement, rows in work if rows])
        return result

    return await database.write_at_once(job)


async def run_many(transaction: Transaction, statement: Statement, rows: Sequence[Sequence[Value]]) -> None:
    """Runs a statement without rows to give, once for each row of values."""
    if rows:
        text = numbered(statement.postgres) if transaction.postgres else statement.sqlite
        await transaction.client.execute_many(text, [list(row) for row in rows])


LOCK_PARTIES = Statement.of("""
    SELECT id, role, clock, events, records, stored FROM account WHERE id {in}
        SELECT CAST(? AS VARCHAR(32))
        UNION SELECT k.account FROM {many} n JOIN "key" k
            ON k.name BETWEEN n.value || {first} AND n.value || {last} WHERE k.gone_at = 0
        UNION SELECT case_manager FROM link WHERE survivor = ? AND id IN (SELECT value FROM {many} n)
        UNION SELECT survivor FROM link WHERE case_manager = ? AND id IN (SELECT value FROM {many} n)
    {end} ORDER BY id {lock}
""")

LOCK_ACCOUNTS = Statement.of("""
    SELECT id, role, clock, events, records, stored FROM account
    WHERE id IN (SELECT value FROM {many} n) ORDER BY id {lock}
""")

LOAD_RECORDS = Statement.of("""
    SELECT n.value AS name, r.epoch, r.revision, r.body_hash, r.previous_epoch, r.previous_revision, r.previous_hash,
        r.size, k.account, k.link, k.epoch AS key_epoch, k.until, k.gone_at, k.seq
    FROM {many} n LEFT JOIN record r ON r.name = n.value
    LEFT JOIN "key" k ON k.name BETWEEN n.value || {first} AND n.value || {last}
""")

LOAD_LINKS = Statement.of("""
    SELECT id, survivor, case_manager FROM link WHERE state = 'accepted' AND id IN (SELECT value FROM {many} n)
""")

#: What a second write of the same name replaces; `own_sql` says the same.
INTO_RECORD = """
    INSERT INTO record
        (name, epoch, revision, body, body_hash, previous_epoch, previous_revision, previous_hash, size)
"""
REPLACE_RECORD = """
    ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision, body = excluded.body,
        body_hash = excluded.body_hash, previous_epoch = excluded.previous_epoch,
        previous_revision = excluded.previous_revision, previous_hash = excluded.previous_hash, size = excluded.size
"""
INTO_KEY = 'INSERT INTO "key" (name, account, record, link, sealed, epoch, until, seq, delivered, gone_at)'
REPLACE_KEY = """
    ON CONFLICT (name) DO UPDATE SET link = excluded.link, sealed = excluded.sealed, epoch = excluded.epoch,
        until = excluded.until, seq = excluded.seq, gone_at = 0
"""
INTO_REMINDER = "INSERT INTO reminder (name, account, record, at, notice, next_at, expires, attempt)"
REPLACE_REMINDER = "ON CONFLICT (name) DO UPDATE SET notice = excluded.notice WHERE reminder.attempt >= 0"

STORE_RECORD = Statement.of(f"{INTO_RECORD} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) {REPLACE_RECORD}")
STORE_KEY = Statement.of(f"{INTO_KEY} VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0) {REPLACE_KEY}")

END_KEY = Statement.of('UPDATE "key" SET sealed = NULL, until = 0, gone_at = ?, seq = ? WHERE name = ?')
RENUMBER_KEY = Statement.of('UPDATE "key" SET seq = ? WHERE name = ?')
RESEAL_KEY = Statement.of('UPDATE "key" SET sealed = ? WHERE name = ? AND epoch = ? AND gone_at = 0')
MARK_DELIVERED = Statement.of('UPDATE "key" SET delivered = ? WHERE name = ?')

STORE_PARTY = Statement.of("UPDATE account SET clock = ?, events = ?, records = ?, stored = ? WHERE id = ?")

STORE_EVENT = Statement.of("""
    INSERT INTO event (name, account, n, at, kind, link, record, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
""")

# What is sent already stays in the table for a while (attempt -1), so that writing it again does not send it again.
DROP_REMINDERS = Statement.of("""
    DELETE FROM reminder WHERE name BETWEEN ? AND ? AND attempt >= 0 AND name NOT IN (SELECT value FROM {many} n)
""")
STORE_REMINDER = Statement.of(f"{INTO_REMINDER} VALUES (?, ?, ?, ?, ?, ?, ?, 0) {REPLACE_REMINDER}")

# An OR over the two sides of a link would read all links: neither engine takes two indexes for one join.
READ_ACCOUNT = Statement.of("""
    SELECT a.id, a.role, a.clock, a.events, a.records, a.stored, a.floor, d.value AS era, l.id AS link, l.state
    FROM account a
    JOIN deployment d ON d.name = 'era' LEFT JOIN (
        SELECT id, state FROM link WHERE survivor = ? UNION ALL SELECT id, state FROM link WHERE case_manager = ?
    ) l ON 1 = 1 WHERE a.id = ?
""")

# The bodies of the holder's own records come along as long as those up to it are no more than so many bytes. They are
# joined once more, behind the LIMIT and the sum, so that none is read but those.
READ_PAGE = Statement.of("""
    SELECT p.*, CASE WHEN p.link IS NULL AND p.gone_at = 0 AND p.bytes <= ? THEN b.body END AS body FROM (
        SELECT n.*, SUM(COALESCE(n.size, 0)) OVER (ORDER BY n.seq) AS bytes FROM (
            SELECT k.name, k.record, k.account, k.link, k.sealed, k.epoch AS key_epoch, k.until, k.seq, k.delivered,
                k.gone_at, r.epoch, r.revision, r.size
            FROM "key" k LEFT JOIN record r ON r.name = k.record
            WHERE k.account = ? AND k.seq > ? AND (k.gone_at = 0 OR k.seq > ?) ORDER BY k.seq LIMIT ?
        ) n
    ) p LEFT JOIN record b ON b.name = p.record ORDER BY p.seq
""")

READ_BODIES = Statement.of("SELECT name, revision, epoch, body FROM record WHERE name IN (SELECT value FROM {many} n)")

READ_READERS = Statement.of("""
    SELECT k.record, k.link, k.until FROM {many} n
    JOIN "key" k ON k.name BETWEEN n.value || {first} AND n.value || {last}
    WHERE k.link IS NOT NULL AND k.gone_at = 0 AND (k.until = 0 OR k.until > ?)
""")

RECHECK_KEYS = Statement.of("""
    SELECT k.name, k.seq, k.delivered, k.gone_at, k.until, r.revision FROM "key" k JOIN record r ON r.name = k.record
    WHERE k.name IN (SELECT value FROM {many} n)
""")

FIND_EXPIRED = Statement.of("""
    SELECT record FROM "key" WHERE until > 0 AND until <= ? AND gone_at = 0 ORDER BY until LIMIT ?
""")

FIND_OLD_GONE = Statement.of("""
    SELECT account, MAX(seq) AS seq FROM "key" WHERE gone_at > 0 AND gone_at <= ? GROUP BY account LIMIT ?
""")
DROP_OLD_GONE = Statement.of('DELETE FROM "key" WHERE account = ? AND gone_at > 0 AND gone_at <= ? AND seq <= ?')
RAISE_FLOOR = Statement.of("UPDATE account SET floor = ? WHERE id = ? AND floor < ?")

KNOWN_ACCOUNTS = Statement.of("SELECT id FROM account WHERE id IN (SELECT value FROM {many} n)")
OPEN_SESSIONS = Statement.of("SELECT id FROM session WHERE id IN (SELECT value FROM {many} n)")
OPEN_ACCOUNTS = Statement.of("SELECT id FROM account WHERE NOT disabled AND id IN (SELECT value FROM {many} n)")
OPEN_LINKS = Statement.of("SELECT id FROM link WHERE state <> 'ended' AND id IN (SELECT value FROM {many} n)")
