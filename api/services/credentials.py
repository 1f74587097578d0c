"""New credentials: after a changed passphrase, a turned vault key, or a recovery, in one transaction."""

import secrets as randomness
import time
from pathlib import Path

from tortoise.exceptions import IntegrityError

from api.errors import Conflict, Invalid, NoSession, Taken, WrongPassphrase
from api.services.access import Actor
from api.services.accounts import Credentials, refuse_taken
from api.services.events import log_event
from api.services.passwords import Hasher
from api.services.reminders import notify_account
from api.services.secrets import Secrets
from api.services.sessions import NewSession, end_other_sessions, first_kind, open_session
from api.storage.database import Database, Row, Transaction, Value, lock_account


async def confirm_passphrase(
    database: Database, hasher: Hasher, secrets: Secrets, actor: Actor, sign_in_key: bytes
) -> Row:
    """Gives the actor's account row if `sign_in_key` (32 bytes) is the one in force.

    Raises:
        WrongPassphrase: it is not.
        NoSession: the account is gone.
        TooMany: too many at once.
    """
    rows = await database.fetch("SELECT * FROM account WHERE id = ?", actor.account)
    if not rows:
        raise NoSession
    if not await hasher.verify(rows[0]["sign_in_hash"], secrets.peppered(sign_in_key, rows[0]["pepper"])):
        raise WrongPassphrase
    return rows[0]


async def change_credentials(
    database: Database,
    hasher: Hasher,
    secrets: Secrets,
    actor: Actor,
    new: Credentials,
    *,
    current: bytes | None,
    journal: Path,
) -> NewSession | None:
    """Replaces credentials, slots and chain; ends every other session and device half; logs it.

    Signed in as usual, `current` is the sign-in key in force, and what is None in `new` stays. By a recovery code there
    is no `current`, and the code is spent by this: without new recovery hashes no code opens until she makes one.

    Returns:
        a new session after a recovery (a case manager's is of the first step), else None: the actor's own goes on.

    Raises:
        WrongPassphrase: `current` is wrong.
        Invalid: `current` is missing, or the recovery code is to be used again.
        Conflict: another request changed credentials, or a newer recovery ended this one, meanwhile.
        Taken: the lookup or the recovery lookup is in use.
    """
    recovering = actor.kind == "recovery"
    if recovering:
        rows = await database.fetch("SELECT * FROM account WHERE id = ?", actor.account)
        if not rows:
            raise NoSession
        before = rows[0]
    elif current is None:
        raise Invalid("is needed here", field="$.current")
    else:
        before = await confirm_passphrase(database, hasher, secrets, actor, current)
    changes = await _changes(hasher, secrets, before, new, recovering=recovering)
    try:
        async with database.write_transaction() as transaction:
            await _hold(transaction, actor, before)
            await refuse_taken(transaction, secrets, actor.account, new)
            columns = ", ".join(f"{name} = ?" for name in changes)
            update = f"UPDATE account SET {columns} WHERE id = ?"  # noqa: S608 - names of columns, from below
            await transaction.execute(update, *changes.values(), actor.account)
            return await _finish(transaction, actor, before["role"], journal)
    except IntegrityError:
        raise Taken from None


async def _changes(
    hasher: Hasher, secrets: Secrets, before: Row, new: Credentials, *, recovering: bool
) -> dict[str, Value]:
    changes: dict[str, Value] = {
        "lookup": secrets.lookup_tag(new.lookup),
        "sign_in_hash": await hasher.hash(secrets.peppered(new.sign_in_key)),
        "pepper": secrets.number,
        "slots": b"".join(new.slots),
        "vault_chain": b"".join(new.vault_chain),
        "recovery_opens": None,
    }
    recovery_lookup, recovery_key = new.recovery_lookup, new.recovery_key
    if recovering and recovery_lookup is None:
        recovery_lookup, recovery_key = randomness.token_bytes(32), randomness.token_bytes(32)
    if recovery_lookup is not None and recovery_key is not None:
        changes["recovery_lookup"] = secrets.lookup_tag(recovery_lookup)
        changes["recovery_hash"] = await hasher.hash(secrets.peppered(recovery_key))
        changes["recovery_pepper"] = secrets.number
        if recovering and before["recovery_lookup"] in {
            secrets.lookup_tag(recovery_lookup),
            secrets.old_lookup_tag(recovery_lookup),
        }:
            raise Invalid("is spent: a new one is needed", field="$.recovery_lookup")
    if new.public_key is not None and new.private_key is not None:
        changes |= {"public_key": new.public_key, "private_key": new.private_key}
    if new.recovery_wait is not None:
        changes["recovery_wait"] = new.recovery_wait
    return changes


async def _hold(transaction: Transaction, actor: Actor, before: Row) -> None:
    """Locks the account and makes sure that nobody was first.

    Raises:
        Conflict: somebody was.
    """
    await lock_account(transaction, actor.account)
    held = await transaction.fetch(
        "SELECT a.id FROM account a JOIN session s ON s.account_id = a.id"
        " WHERE a.id = ? AND a.sign_in_hash = ? AND a.recovery_hash = ? AND s.token_hash = ? AND s.ends > ?",
        *(actor.account, before["sign_in_hash"], before["recovery_hash"], actor.token_hash, int(time.time())),
    )
    if not held:
        raise Conflict


async def _finish(transaction: Transaction, actor: Actor, role: str, journal: Path) -> NewSession | None:
    now = time.time()
    await notify_account(transaction, actor.account, int(now), actor.token_hash)
    session = None
    if actor.kind == "recovery":
        session = await open_session(transaction, actor.account, role, first_kind(role), now)
        await log_event(transaction, actor.account, "recovery-used")
    await log_event(transaction, actor.account, "credentials-changed")
    keep = session.token_hash if session else actor.token_hash
    await end_other_sessions(transaction, actor.account, keep, role, journal)
    return session
