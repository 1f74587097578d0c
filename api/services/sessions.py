"""Sessions: a random token in a cookie, its SHA-256 in the database. One for each device."""

import asyncio
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from api import ids
from api.errors import NotFound
from api.services.access import Actor
from api.services.devices import reserve_halves
from api.services.journal import write_journal
from api.storage.away import is_away
from api.storage.database import Database, Transaction

DAY = 86400
#: Seconds that a session lasts without use: survivors, staff, and one that a recovery code opened.
SURVIVOR_SECONDS = 400 * DAY
STAFF_SECONDS = 12 * 3600
RECOVERY_SECONDS = 900

_FIND = """
    SELECT s.id, s.account_id, s.kind, s.last_day, s.ends, a.role, a.disabled
    FROM session s JOIN account a ON a.id = s.account_id WHERE s.token_hash = ?
"""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just made: the one moment at which its token is known. `seconds`: how long its cookie lasts."""

    token: str
    token_hash: str
    seconds: int


class Device(msgspec.Struct):
    """A signed-in device. `label` is sealed by her client (64 bytes); days are UTC's, as `2026-05-12`."""

    id: str
    label: bytes | None
    first_day: str
    last_day: str
    current: bool


def duration(role: str, kind: str) -> int:
    """Gives the seconds that a session lasts without use."""
    if kind == "recovery":
        return RECOVERY_SECONDS
    return SURVIVOR_SECONDS if role == "survivor" else STAFF_SECONDS


def first_kind(role: str) -> str:
    """Gives what a sign-in opens: a full session for survivors, the first of two steps for case managers."""
    return "full" if role == "survivor" else "first-step"


async def open_session(transaction: Transaction, account: str, role: str, kind: str, now: float) -> NewSession:
    """Makes a session with a new token, in the caller's transaction."""
    token = ids.new_token()
    seconds = duration(role, kind)
    session = NewSession(token, ids.token_hash(token), seconds)
    day = int(now) // DAY
    await transaction.execute(
        "INSERT INTO session (token_hash, id, account_id, kind, first_day, last_day, ends)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(session.token_hash, ids.new_id(), account, kind, day, day, int(now) + seconds),
    )
    await transaction.execute("UPDATE account SET idle_since = NULL WHERE id = ? AND idle_since IS NOT NULL", account)
    if kind == "full":
        await reserve_halves(transaction, account, session.token_hash)
    return session


async def find_actor(database: Database, token: str) -> Actor | None:
    """Gives who a token belongs to, or None if it is unknown, has ended, or its account is disabled.

    The first use on a new day slides the session; where that cannot be written now, the next use does.
    """
    token_hash = ids.token_hash(token)
    rows = await database.fetch(_FIND, token_hash)
    now = int(time.time())
    if not rows or rows[0]["ends"] <= now or rows[0]["disabled"]:
        return None
    row = rows[0]
    renewed = row["kind"] == "full" and row["last_day"] < now // DAY
    if renewed:
        ends = now + duration(row["role"], row["kind"])
        try:
            async with database.write_transaction() as transaction:
                slide = "UPDATE session SET last_day = ?, ends = ? WHERE token_hash = ?"
                await transaction.execute(slide, now // DAY, ends, token_hash)
        except Exception as error:
            if not is_away(error):
                raise
            renewed = False  # a disk that is full at midnight must not keep everybody from reading
    return Actor(row["account_id"], row["role"], row["id"], token_hash, row["kind"], renewed)


async def list_devices(database: Database, actor: Actor) -> list[Device]:
    """Gives the devices signed in to the actor's account, the newest first."""
    rows = await database.fetch(
        "SELECT token_hash, id, label, first_day, last_day FROM session"
        " WHERE account_id = ? AND kind = 'full' AND ends > ? ORDER BY first_day DESC, id",
        *(actor.account, int(time.time())),
    )
    return [
        Device(
            row["id"],
            row["label"],
            _day(row["first_day"]),
            _day(row["last_day"]),
            row["token_hash"] == actor.token_hash,
        )
        for row in rows
    ]


def _day(number: int) -> str:
    """Writes a day, counted from 1970, as `2026-05-12`."""
    return (date(1970, 1, 1) + timedelta(number)).isoformat()


async def name_device(database: Database, actor: Actor, label: bytes) -> None:
    """Stores the sealed label (64 bytes) of the actor's own session."""
    async with database.write_transaction() as transaction:
        rename = "UPDATE session SET label = ? WHERE token_hash = ?"
        await transaction.execute(rename, label, actor.token_hash)


async def end_session(database: Database, actor: Actor, session: str, journal: Path) -> None:
    """Ends one of the actor's sessions, with its subscription and device half.

    Raises:
        NotFound: if the actor's account has no such session.
    """
    async with database.write_transaction() as transaction:
        end = "DELETE FROM session WHERE id = ? AND account_id = ?"
        if not await transaction.execute(end, session, actor.account):
            raise NotFound
        await _note_ended(journal, actor.role, [session])


async def end_other_sessions(transaction: Transaction, account: str, token_hash: str, role: str, journal: Path) -> None:
    """Ends every session of an account but one, with their subscriptions and device halves."""
    end = "DELETE FROM session WHERE account_id = ? AND token_hash <> ? RETURNING id"
    ended = await transaction.fetch(end, account, token_hash)
    await _note_ended(journal, role, [row["id"] for row in ended])


async def _note_ended(journal: Path, role: str, sessions: list[str]) -> None:
    """Writes into the journal what a restore must not open again: a phone that somebody took from her.

    A case manager's sessions last 12 hours: no restore is as quick as that.
    """
    for session in sessions if role == "survivor" else ():
        await asyncio.to_thread(write_journal, journal, {"session": session, "at": int(time.time())})


async def end_again(transaction: Transaction, session: str) -> None:
    """Ends a session that the journal says has ended."""
    await transaction.execute("DELETE FROM session WHERE id = ?", session)


async def forget_ended(database: Database) -> None:
    """Drops sessions that have ended by themselves."""
    async with database.write_transaction() as transaction:
        await transaction.execute("DELETE FROM session WHERE ends <= ?", int(time.time()))
