"""The server's halves behind the PINs of a phone: five tries, then nothing (lifecycle.md, "Opening").

A phone has two: one for its PIN, one for a second PIN or for none. Each session has both rows from its first moment on,
used or not, and a try counts for both: the number of rows and what they count tell nothing.
"""

import hashlib
import secrets as randomness
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from api import ids
from api.errors import HalfGone, NoSession, NotFound, WrongProof
from api.services.access import Actor
from api.services.secrets import HALF_SEALED, Secrets
from api.storage.database import Database, Transaction, lock_account

TRIES = 5

_EMPTY = "UPDATE device_key SET half = NULL, left_tries = 0"
_OF_ONE_PHONE = "session_id = (SELECT session_id FROM device_key WHERE name = ?)"


@dataclass(frozen=True, slots=True, repr=False)
class NewHalf:
    """A half (32 bytes) under a name that the phone chose (an id), behind a proof (32 bytes)."""

    device: str
    proof: bytes
    half: bytes


async def reserve_halves(transaction: Transaction, account: str, token_hash: str, count: int = 2) -> None:
    """Fills the places of a session's halves with rows that look like any other and that nothing opens."""
    for _ in range(count):
        name = ids.record_name(account, ids.new_id())
        await _insert(transaction, name, token_hash, randomness.token_hex(32), randomness.token_bytes(HALF_SEALED))


async def store_halves(
    database: Database, secrets: Secrets, actor: Actor, first: NewHalf, second: NewHalf | None
) -> None:
    """Stores the halves of the actor's session in place of its older ones, all in one transaction.

    Without a `second` a row that nothing opens takes its place.

    Raises:
        NoSession: the session ended meanwhile.
    """
    given = [first] if second is None else [first, second]
    try:
        async with database.write_transaction() as transaction:
            await lock_account(transaction, actor.account)  # two at once: the later replaces the earlier
            await transaction.execute("DELETE FROM device_key WHERE session_id = ?", actor.token_hash)
            for one in given:
                name = ids.record_name(actor.account, one.device)
                # Another session that had this name keeps a row, which nothing opens under a new one.
                other = ids.record_name(actor.account, ids.new_id())
                await transaction.execute("UPDATE device_key SET name = ? WHERE name = ?", other, name)
                proof_hash = hashlib.sha256(one.proof).hexdigest()
                await _insert(transaction, name, actor.token_hash, proof_hash, secrets.seal(name, one.half))
            await reserve_halves(transaction, actor.account, actor.token_hash, 2 - len(given))
    except IntegrityError:
        raise NoSession from None


async def _insert(transaction: Transaction, name: str, token_hash: str, proof_hash: str, half: bytes) -> None:
    await transaction.execute(
        "INSERT INTO device_key (name, session_id, proof_hash, half, left_tries) VALUES (?, ?, ?, ?, ?)",
        *(name, token_hash, proof_hash, half, TRIES),
    )


async def fetch_half(database: Database, secrets: Secrets, actor: Actor, device: str, proof: bytes) -> bytes:
    """Gives the half (32 bytes) that the proof belongs to, of the two of the phone that has `device`; five tries again.

    Counting and comparing are one transaction under the rows' locks: a hundred guesses at once are still five.

    Raises:
        NotFound: the actor's account has none for this device.
        WrongProof: with `left` tries (4…1).
        HalfGone: the fifth wrong proof destroyed both, or they were locked.
    """
    name = ids.record_name(actor.account, device)
    proof_hash = hashlib.sha256(proof).digest()
    async with database.write_transaction() as transaction:
        ending = " FOR UPDATE" if transaction.postgres else ""
        rows = await transaction.fetch(
            "SELECT name, proof_hash, half, left_tries FROM device_key"  # noqa: S608 - fixed text
            f" WHERE {_OF_ONE_PHONE} ORDER BY name{ending}",
            name,
        )
        if not rows:
            raise NotFound
        kept = [row for row in rows if row["half"] is not None]
        right = [row for row in kept if ids.same(bytes.fromhex(row["proof_hash"]), proof_hash)]
        left = TRIES if right else max(0, min((row["left_tries"] for row in kept), default=0) - 1)
        if kept and left == 0:
            await transaction.execute(f"{_EMPTY} WHERE {_OF_ONE_PHONE}", name)
        elif any(row["left_tries"] != left for row in kept):
            for row in kept:
                await transaction.execute("UPDATE device_key SET left_tries = ? WHERE name = ?", left, row["name"])
    if left == 0:
        raise HalfGone
    if not right:
        raise WrongProof(left=left)
    return secrets.open(right[0]["name"], right[0]["half"])


async def empty_half(database: Database, actor: Actor, device: str) -> None:
    """Destroys the halves of one device; its PINs open nothing until the device stores new ones.

    Raises:
        NotFound: the actor's account has none for this device.
    """
    async with database.write_transaction() as transaction:
        name = ids.record_name(actor.account, device)
        if not await transaction.execute(f"{_EMPTY} WHERE {_OF_ONE_PHONE}", name):
            raise NotFound


async def empty_all_halves(database: Database, actor: Actor) -> None:
    """Destroys the halves of all the actor's devices: *lock all devices*."""
    async with database.write_transaction() as transaction:
        every = ids.below(actor.account, ids.ID_LENGTH)
        await transaction.execute(f"{_EMPTY} WHERE name BETWEEN ? AND ?", *every)
