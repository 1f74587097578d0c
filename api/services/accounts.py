"""Making an account, signing in and out."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from tortoise.exceptions import IntegrityError

from api import ids
from api.errors import InviteNeeded, SignInRefused, Taken
from api.services.access import Actor
from api.services.events import log_event
from api.services.journal import write_journal
from api.services.passwords import Hasher
from api.services.reminders import notify_account
from api.services.secrets import Secrets
from api.services.sessions import NewSession, first_kind, open_session
from api.storage.database import Database, Row, Transaction, lock_account
from api.storage.models import Account, Invitation

#: Seconds that a recovery waits unless she set none.
RECOVERY_WAIT = 86400
#: Bytes of a slot, of a chain entry, of the sealed private key (protocol.md, "Small seals": 12 + 32 + 32 + 16).
SEALED_KEY = 92
SLOTS = 8
#: Digits of a support code: the first of the account's id.
SUPPORT_CODE = 12
INVITATION_SECONDS = 30 * 86400


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a client sends of its keys; everything secret in it is sealed or a key that opens no record."""

    lookup: bytes
    sign_in_key: bytes
    slots: list[bytes]
    vault_chain: list[bytes]
    recovery_lookup: bytes | None = None
    recovery_key: bytes | None = None
    public_key: bytes | None = None
    private_key: bytes | None = None
    recovery_wait: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class SignedIn:
    """A new session with what its device needs to open the vault."""

    account: str
    role: str
    slots: list[bytes]
    vault_chain: list[bytes]
    public_key: bytes
    private_key: bytes
    session: NewSession = field(repr=False)


class Refused(SignInRefused):
    """A sign-in that was refused; `account` is set if the handle exists, for the log written after the answer."""

    def __init__(self, account: str | None) -> None:
        """Takes the account; no answer shows it."""
        super().__init__()
        self.account = account


def parts(joined: bytes) -> list[bytes]:
    """Cuts slots or a chain, stored joined, into entries of 92 bytes."""
    return [bytes(joined[at : at + SEALED_KEY]) for at in range(0, len(joined), SEALED_KEY)]


async def create_account(
    database: Database,
    hasher: Hasher,
    secrets: Secrets,
    credentials: Credentials,
    *,
    open_to_all: bool,
    invite: str | None,
    staff_code: str | None = None,
) -> SignedIn:
    """Makes an account and signs it in: a survivor's, or with a staff code a case manager's (first step only).

    Args:
        database: the open database.
        hasher: hashes the two keys.
        secrets: holds the pepper.
        credentials: complete: nothing in it is None but `recovery_wait`.
        open_to_all: no invitation is needed.
        invite: a one-time code of `handrail invite add`; spent with success.
        staff_code: a one-time code of `handrail staff add`; spent with success.

    Raises:
        InviteNeeded: a code is needed and there is none, or it is unknown, spent or too old.
        Taken: the lookup or the recovery lookup is in use.
        TooMany: too many sign-ups and sign-ins at once.
    """
    now = time.time()
    role = "survivor" if staff_code is None else "case-manager"
    needed = staff_code is not None or not open_to_all
    code = invite if staff_code is None else staff_code
    code_hash = ids.token_hash(code) if code and needed else None
    known = "SELECT organisation, display_name FROM invitation WHERE code_hash = ? AND role = ? AND expires > ?"
    found = await database.fetch(known, code_hash, role, int(now)) if code_hash else []
    if needed and not found:
        raise InviteNeeded
    sign_in_hash = await hasher.hash(secrets.peppered(credentials.sign_in_key))
    recovery_hash = await hasher.hash(secrets.peppered(credentials.recovery_key or b""))
    row: Row = {
        "id": ids.new_id(),
        "role": role,
        "lookup": secrets.lookup_tag(credentials.lookup),
        "sign_in_hash": sign_in_hash,
        "recovery_lookup": secrets.lookup_tag(credentials.recovery_lookup or b""),
        "recovery_hash": recovery_hash,
        "pepper": secrets.number,
        "recovery_pepper": secrets.number,
        "recovery_wait": RECOVERY_WAIT if credentials.recovery_wait is None else credentials.recovery_wait,
        "public_key": credentials.public_key,
        "private_key": credentials.private_key,
        "slots": b"".join(credentials.slots),
        "vault_chain": b"".join(credentials.vault_chain),
        **(found[0] if found else {}),
    }
    try:
        async with database.write_transaction() as transaction:
            if code_hash and not await transaction.execute("DELETE FROM invitation WHERE code_hash = ?", code_hash):
                raise InviteNeeded
            await refuse_taken(transaction, secrets, "", credentials)
            await Account.create(**row)
            session = await open_session(transaction, row["id"], role, first_kind(role), now)
            await log_event(transaction, row["id"], "signed-in")
    except IntegrityError:
        raise Taken from None
    return signed_in(row, session)


def signed_in(row: Row, session: NewSession) -> SignedIn:
    """Gives what a device needs, out of an account's row."""
    return SignedIn(
        row["id"],
        row["role"],
        parts(row["slots"]),
        parts(row["vault_chain"]),
        row["public_key"],
        row["private_key"],
        session,
    )


async def sign_in(
    database: Database, hasher: Hasher, secrets: Secrets, *, lookup: bytes, sign_in_key: bytes
) -> SignedIn:
    """Opens a session; every other device is told by a neutral push.

    Raises:
        Refused: wrong handle or wrong key: the same work, nothing written before the answer.
        TooMany: too many sign-ins at once.
    """
    find = "SELECT * FROM account WHERE lookup IN (?, ?)"
    rows = await database.fetch(find, secrets.lookup_tag(lookup), secrets.old_lookup_tag(lookup))
    row = rows[0] if rows else None
    peppered = secrets.peppered(sign_in_key, row["pepper"] if row else None)
    right = await hasher.verify(row["sign_in_hash"] if row else None, peppered)
    if row is None or not right or row["disabled"]:
        raise Refused(row["id"] if row else None)
    now = time.time()
    stood = row["pepper"]
    anew = await hasher.hash(secrets.peppered(sign_in_key)) if stood != secrets.number else ""
    async with database.write_transaction() as transaction:
        if not await _still(transaction, row):
            raise Refused(None)
        if anew:  # the first sign-in since there is a new pepper
            turn = "UPDATE account SET lookup = ?, sign_in_hash = ?, pepper = ? WHERE id = ?"
            await transaction.execute(turn, secrets.lookup_tag(lookup), anew, secrets.number, row["id"])
        session = await open_session(transaction, row["id"], row["role"], first_kind(row["role"]), now)
        await log_event(transaction, row["id"], "signed-in")
        await notify_account(transaction, row["id"], int(now), session.token_hash)
    return signed_in(row, session)


async def _still(transaction: Transaction, row: Row) -> bool:
    """Locks the account; False if its credentials changed or it went while the key was being hashed."""
    if not await lock_account(transaction, row["id"]):
        return False
    same = "SELECT id FROM account WHERE id = ? AND sign_in_hash = ? AND NOT disabled"
    return bool(await transaction.fetch(same, row["id"], row["sign_in_hash"]))


async def is_own_device(database: Database, secrets: Secrets, actor: Actor | None, lookup: bytes) -> bool:
    """Tells whether a sign-in comes from a device already signed in to that account: it is never made to wait."""
    if actor is None:
        return False
    mine = "SELECT id FROM account WHERE id = ? AND lookup IN (?, ?)"
    tags = secrets.lookup_tag(lookup), secrets.old_lookup_tag(lookup)
    return bool(await database.fetch(mine, actor.account, *tags))


async def refuse_taken(transaction: Transaction, secrets: Secrets, account: str, new: Credentials) -> None:
    """Looks whether another account has the words or the code and still stands on the old pepper.

    Among those on one pepper the table itself keeps them apart.

    Raises:
        Taken: it has.
    """
    if secrets.old_pepper is None:
        return
    find = "SELECT id FROM account WHERE id <> ? AND (lookup = ? OR recovery_lookup = ?)"
    code = secrets.old_lookup_tag(new.recovery_lookup) if new.recovery_lookup else ""
    if await transaction.fetch(find, account, secrets.old_lookup_tag(new.lookup), code):
        raise Taken


async def add_invitation(database: Database) -> str:
    """Makes a one-time code for one sign-up, good for 30 days, and gives it."""
    code = ids.new_token()
    expires = int(time.time()) + INVITATION_SECONDS
    async with database.write_transaction():
        await Invitation.create(code_hash=ids.token_hash(code), role="survivor", expires=expires)
    return code


async def find_by_support_code(database: Database, code: str) -> str | None:
    """Gives the account whose id begins with a support code (12 digits; blanks and hyphens do not count)."""
    digits = "".join(letter for letter in code.lower() if letter.isalnum())
    if len(digits) < SUPPORT_CODE or not set(digits) <= set("0123456789abcdef") or len(digits) > ids.ID_LENGTH:
        return None
    rows = await database.fetch(
        "SELECT id FROM account WHERE id BETWEEN ? AND ? LIMIT 2", *ids.below(digits, ids.ID_LENGTH - len(digits))
    )
    return rows[0]["id"] if len(rows) == 1 else None


async def disable_account(database: Database, account: str, journal: Path) -> None:
    """Shuts an abusive account: every session ends, no sign-in or recovery opens it. Nothing is read or deleted."""
    await asyncio.to_thread(write_journal, journal, {"disabled": account, "at": int(time.time())})
    async with database.write_transaction() as transaction:
        await shut(transaction, account)


async def shut(transaction: Transaction, account: str) -> None:
    """Ends every session of an account, and nothing opens it again."""
    await transaction.execute("UPDATE account SET disabled = ? WHERE id = ?", True, account)
    await transaction.execute("DELETE FROM session WHERE account_id = ?", account)


async def write_notice(database: Database, account: str) -> None:
    """Writes the event of a legal request, with its fixed sentence, for her to see."""
    async with database.write_transaction() as transaction:
        await log_event(transaction, account, "legal-request")
