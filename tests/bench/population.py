"""Plausible sealed accounts by the hundred thousand: random bytes of the right sizes, under the right names.

Ten records an account, a reminder for each in the coming sixty days, and where it is wanted a device that is signed
in and subscribed to pushes. Written past the server, so that it takes seconds; what is measured goes through it.
"""

import asyncio
import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg

RECORDS_EACH = 10
BODY_BYTES = 337  # the smallest padded body: version, nonce, commitment, 256 bytes, tag
QUARTER = 900
SIXTY_DAYS = 60 * 86_400
BATCH = 20_000
DAY = 86_400
Rows = dict[str, list[dict[str, Any]]]
#: Gives for an account the endpoint of its device and that browser's two keys.
Subscribe = Callable[[str], tuple[str, bytes, bytes]]


def batches(
    records: int, *, due: int = 0, due_each: int = RECORDS_EACH, subscribe: Subscribe | None = None
) -> Iterator[Rows]:
    """Rows by table for so many records, some thousands at a time.

    `due` reminders are due now: of the first accounts, `due_each` of each. With `subscribe` each account has a device.
    """
    now = int(time.time()) // QUARTER * QUARTER
    made = 0
    while made < records:
        rows: Rows = {"account": [], "session": [], "subscription": [], "record": [], "key": [], "reminder": []}
        while made < records and len(rows["record"]) < BATCH:
            account = secrets.token_hex(16)
            rows["account"].append(_account(account))
            if subscribe:
                _add_device(rows, account, subscribe(account))
            for number in range(1, RECORDS_EACH + 1):
                is_due = due > 0 and number <= due_each
                due -= is_due
                at = now if is_due else now + QUARTER * (2 + secrets.randbelow(SIXTY_DAYS // QUARTER))
                _add_record(rows, account, number, at)
                made += 1
        yield {table: values for table, values in rows.items() if values}


def _add_device(rows: Rows, account: str, subscription: tuple[str, bytes, bytes]) -> None:
    endpoint, p256dh, auth = subscription
    token, today = secrets.token_hex(32), int(time.time()) // DAY
    rows["session"].append(
        {
            "token_hash": token,
            "id": secrets.token_hex(16),
            "account_id": account,
            "kind": "full",
            "first_day": today,
            "last_day": today,
            "ends": (today + 400) * DAY,
        }
    )
    rows["subscription"].append(
        {
            "session_id": token,
            "account": account,
            "endpoint": endpoint,
            "endpoint_hash": hashlib.sha256(endpoint.encode()).hexdigest(),
            "p256dh": p256dh,
            "auth": auth,
            "lang": "en",
            "failures": 0,
        }
    )


def _account(account: str) -> dict[str, Any]:
    digest = secrets.token_hex
    return {
        "id": account,
        "role": "survivor",
        "lookup": digest(32),
        "sign_in_hash": "$argon2id$v=19$m=19456,t=2,p=1$" + digest(16) + "$" + digest(16),
        "recovery_lookup": digest(32),
        "recovery_hash": "$argon2id$v=19$m=19456,t=2,p=1$" + digest(16) + "$" + digest(16),
        "recovery_wait": 86_400,
        "public_key": secrets.token_bytes(32),
        "private_key": secrets.token_bytes(92),
        "slots": secrets.token_bytes(8 * 92),
        "vault_chain": b"",
        "clock": RECORDS_EACH,
        "floor": 0,
        "events": 0,
        "records": RECORDS_EACH,
        "stored": RECORDS_EACH * BODY_BYTES,
        "paused_until": 0,
        "disabled": False,
    }


def _add_record(rows: Rows, account: str, number: int, at: int) -> None:
    name = account + secrets.token_hex(16)
    body = secrets.token_bytes(BODY_BYTES)
    rows["record"].append(
        {"name": name, "epoch": 1, "revision": 1, "body": body, "body_hash": secrets.token_hex(32), "size": BODY_BYTES}
    )
    rows["key"].append(
        {
            "name": name + account,
            "account": account,
            "record": name,
            "sealed": secrets.token_bytes(92),
            "epoch": 1,
            "until": 0,
            "seq": number,
            "delivered": 0,
            "gone_at": 0,
        }
    )
    rows["reminder"].append(
        {
            "name": f"{name}{at:016x}",
            "account": account,
            "record": name,
            "at": at,
            "notice": secrets.token_bytes(200),
            "next_at": at,
            "attempt": 0,
            "expires": at + 6 * 3600,
        }
    )


def fill_sqlite(path: Path, records: int, **wanted: Any) -> None:
    """Adds them to a migrated SQLite file that nobody has open; `wanted` as of `batches`."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        for rows in batches(records, **wanted):
            for table, values in rows.items():
                columns = ", ".join(values[0])
                marks = ", ".join(f":{column}" for column in values[0])
                database.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)
            database.commit()
        database.execute("ANALYZE")
    database.close()


def fill_postgres(url: str, records: int, **wanted: Any) -> None:
    """Adds them to a migrated PostgreSQL database; `wanted` as of `batches`."""

    async def copy() -> None:
        connection = await asyncpg.connect(url)
        for rows in batches(records, **wanted):
            for table, values in rows.items():
                lines = [tuple(value.values()) for value in values]
                await connection.copy_records_to_table(table, records=lines, columns=list(values[0]))
        await connection.execute("VACUUM ANALYZE")
        await connection.close()

    asyncio.run(copy())
