"""The statements that every request makes use an index, on both engines, with as many rows as make a scan dear."""

import json
import re
from typing import Any

import pytest

from api.services import sessions
from api.storage import own_sql
from api.storage import queue_sql as queue
from api.storage import sync_sql as sql
from api.storage.database import Database
from running import House

ACCOUNTS, RECORDS = 3000, 4
#: Tables that grow.
TABLES = ("account", "session", "record", "key", "reminder", "subscription", "link", "event")
ACCOUNT, RECORD = "{:032x}", "{:032x}"


async def fill(database: Database) -> None:
    """12,000 sealed records of 3,000 accounts, a session, a subscription, a link and reminders for each."""
    names = [(ACCOUNT.format(a + 1), RECORD.format(r + 1)) for a in range(ACCOUNTS) for r in range(RECORDS)]
    async with database.write_transaction() as transaction:

        async def many(statement: str, rows: list[tuple[Any, ...]]) -> None:
            await sql.run_many(transaction, sql.Statement.of(statement), rows)

        accounts = sorted({account for account, _ in names})
        await many(
            "INSERT INTO account (id, role, lookup, sign_in_hash, recovery_lookup, recovery_hash, recovery_wait,"
            " public_key, private_key, slots, vault_chain, clock, floor, events, records, stored, paused_until,"
            " disabled) VALUES (?, 'survivor', ?, 'x', ?, 'x', 0, ?, ?, ?, ?, 4, 0, 0, 4, 0, 0, ?)",
            [(one, "l" + one, "r" + one, b"x", b"x", b"x", b"", False) for one in accounts],
        )
        await many(
            "INSERT INTO session (token_hash, id, account_id, kind, first_day, last_day, ends)"
            " VALUES (?, ?, ?, 'full', 1, 1, 9999999999)",
            [("t" + one, one, one) for one in accounts],
        )
        await many(
            "INSERT INTO subscription (session_id, account, endpoint, endpoint_hash, p256dh, auth, failures)"
            " VALUES (?, ?, 'e', ?, ?, ?, 0)",
            [("t" + one, one, one, b"x", b"x") for one in accounts],
        )
        await many(
            "INSERT INTO link (id, case_manager, survivor, state, card, expires) VALUES (?, ?, ?, 'accepted', ?, 1)",
            [(one, accounts[n // 20], one, b"x") for n, one in enumerate(accounts)],
        )
        rows = [(number, account, record) for number, (account, record) in enumerate(names)]
        body = b"x" * 300
        await sql.run_many(
            transaction, sql.STORE_RECORD, [(a + r, 1, 1, body, "h", None, None, None, 300) for _, a, r in rows]
        )
        await sql.run_many(
            transaction, sql.STORE_KEY, [(a + r + a, a, a + r, None, b"k", 1, 0, n % RECORDS + 1) for n, a, r in rows]
        )
        await sql.run_many(
            transaction,
            sql.STORE_REMINDER,
            [(f"{a}{r}{n:016}", a, a + r, 1000 + n, None, 1000 + n, 9999) for n, a, r in rows],
        )
        await many(
            "INSERT INTO event (name, account, n, at, kind) VALUES (?, ?, ?, 1, 'signed-in')",
            [(f"{a}{n:016}", a, n) for n, a, _ in rows],
        )


OWNER, HERS = ACCOUNT.format(7), [ACCOUNT.format(7) + RECORD.format(n + 1) for n in range(3)]


def hot(door: Any) -> dict[str, tuple[str, list[Any]]]:
    """Each statement as it is asked, with values that find something."""
    names, links = sql.many(door, HERS), sql.many(door, [OWNER])
    accounts = sql.many(door, [OWNER, ACCOUNT.format(8)])
    keys = sql.many(door, [name + OWNER for name in HERS])
    below = [HERS[0], HERS[0] + "f" * 16]
    row = (HERS[0], 1, 1, b"x", "h", None, None, None, 1)
    held = (HERS[0] + OWNER, OWNER, HERS[0], None, b"k", 1, 0, 5)
    due = (HERS[0] + "0" * 16, OWNER, HERS[0], 1, None, 1, 1)
    outcome = own_sql.Outcome(OWNER, (4, 0, 4, 0), (5, 4, 0), [row], [held], [below], [], [due])
    only = {"store own": (own_sql.STORE_OWN, own_sql.values_of(outcome))} if door.postgres else {}
    return only | {
        "session": (sessions._FIND, ["t" + OWNER]),
        "account": (sql.READ_ACCOUNT.on(door), [OWNER] * 3),
        "page": (sql.READ_PAGE.on(door), [9999, OWNER, 3, 3, 101]),
        "bodies": (sql.READ_BODIES.on(door), [names]),
        "readers": (sql.READ_READERS.on(door), [names, 1]),
        "recheck": (sql.RECHECK_KEYS.on(door), [keys]),
        "lock parties": (sql.LOCK_PARTIES.on(door), [OWNER, names, OWNER, links, OWNER, links]),
        "lock accounts": (sql.LOCK_ACCOUNTS.on(door), [accounts]),
        "load records": (sql.LOAD_RECORDS.on(door), [names]),
        "load links": (sql.LOAD_LINKS.on(door), [links]),
        "store record": (sql.STORE_RECORD.on(door), list(row)),
        "store account": (sql.STORE_PARTY.on(door), [1, 1, 1, 1, OWNER]),
        "end key": (sql.END_KEY.on(door), [1, 1, HERS[0] + OWNER]),
        "drop reminders": (sql.DROP_REMINDERS.on(door), [*below, sql.many(door, [])]),
        "any due": (queue._ANY_DUE, [1100]),
        "claim": (queue._CLAIM.on(door), [2000, 1100, 500]),
        "targets": (queue._TARGETS.on(door), [accounts]),
        "finish": (queue._FINISH.on(door), [1, f"{HERS[0]}{0:016}", 1]),
        "retry": (queue._RETRY.on(door), [1, None, f"{HERS[0]}{0:016}", 1]),
        "expired shares": (sql.FIND_EXPIRED.on(door), [1, 10]),
    }


def scans(plan: Any) -> list[str]:
    """The tables that a plan of PostgreSQL reads from end to end, be it along an index."""
    whole = plan["Node Type"] == "Seq Scan" or ("Index" in plan["Node Type"] and "Index Cond" not in plan)
    found = [plan["Relation Name"]] if whole and plan.get("Relation Name") in TABLES else []
    return found + [one for part in plan.get("Plans", []) for one in scans(part)]


async def full_scans(database: Database, statement: str, values: list[Any]) -> list[str]:
    """The tables that a statement reads from end to end; it is not run."""
    if database.postgres:
        async with database.write_transaction() as transaction:
            rows = await transaction.fetch(f"EXPLAIN (FORMAT JSON) {statement}", *values)
        told = rows[0]["QUERY PLAN"]
        return scans((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])
    async with database.write_transaction() as transaction:
        rows = await transaction.fetch(f"EXPLAIN QUERY PLAN {statement}", *values)
    details = [row["detail"] for row in rows]
    named = re.findall(rf'(?:FROM|JOIN) "?({"|".join(TABLES)})"? ([a-z])\b', statement)
    aliases = {alias: table for table, alias in named}
    found = [re.match(r"SCAN (\w+)(?! VIRTUAL)", one) for one in details if "USING" not in one]
    return [name for one in found if one and (name := aliases.get(one[1], one[1])) in TABLES]


@pytest.mark.parametrize("known", [False, True], ids=["before ANALYZE", "after ANALYZE"])
async def test_no_hot_statement_reads_a_table_from_end_to_end(house: House, *, known: bool):
    database = house.server.database
    await fill(database)
    if known:
        async with database.write_transaction() as transaction:
            await transaction.execute("ANALYZE")
    found = {name: await full_scans(database, *asked) for name, asked in hot(database).items()}
    assert {name: tables for name, tables in found.items() if tables} == {}


@pytest.mark.parametrize("index", ["key_feed", "reminder_queue"])
async def test_without_its_index_a_scan_is_found(house: House, index: str):
    database = house.server.database
    await fill(database)
    name = {"key_feed": "page", "reminder_queue": "claim"}[index]
    definition = await index_definition(database, index)
    async with database.write_transaction() as transaction:
        await transaction.execute(f"DROP INDEX {index}")
    try:
        assert await full_scans(database, *hot(database)[name])
    finally:
        async with database.write_transaction() as transaction:
            await transaction.execute(definition)


async def index_definition(database: Database, index: str) -> str:
    if database.postgres:
        rows = await database.fetch("SELECT indexdef AS sql FROM pg_indexes WHERE indexname = ?", index)
    else:
        rows = await database.fetch("SELECT sql FROM sqlite_master WHERE name = ?", index)
    return str(rows[0]["sql"])
