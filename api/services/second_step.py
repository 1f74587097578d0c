"""The second step of a case manager's sign-in: a code (RFC 6238) or a passkey (WebAuthn level 2).

A session begins as `first-step`, in which nothing of the daybooks answers. It becomes `full`, with a new token, when a
second step is passed. Once one is registered, a session that has not passed it can register no other.
"""

import hashlib
import json
import secrets as randomness
import time
from base64 import b32encode
from typing import Any
from urllib.parse import urlsplit

import webauthn
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from api import ids
from api.errors import Invalid, NoSession, NotFound, SecondStepNeeded, WrongCode
from api.services.access import Actor
from api.services.secrets import Secrets
from api.services.sessions import NewSession, open_session
from api.storage.database import Database, Row, Transaction, lock_account

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
#: Steps of 30 seconds before and after the present one whose code is good too: clocks differ (RFC 6238, section 5.2).
BESIDE = 1
CHALLENGE_SECONDS = 300


def _row_name(account: str) -> str:
    return f"totp {account}"


async def registered(database: Database, actor: Actor) -> tuple[bool, bool]:
    """Tells whether the actor has a confirmed code, and whether a passkey."""
    rows = await database.fetch(
        "SELECT (SELECT COUNT(*) FROM totp_key WHERE account_id = ? AND secret IS NOT NULL) AS codes,"
        " (SELECT COUNT(*) FROM passkey WHERE account_id = ?) AS passkeys",
        *(actor.account, actor.account),
    )
    return rows[0]["codes"] > 0, rows[0]["passkeys"] > 0


async def _may_register(database: Database, actor: Actor) -> None:
    """Lets a session register a second step if it has passed one, or if there is none yet.

    Raises:
        SecondStepNeeded: with the passphrase alone nobody puts a second step of their own in place of hers.
    """
    if actor.kind != "full" and any(await registered(database, actor)):
        raise SecondStepNeeded


async def new_totp(database: Database, secrets: Secrets, actor: Actor, issuer: str) -> tuple[str, str]:
    """Makes a secret that a code must still confirm; gives it in base32, and as `otpauth:` URI for `issuer`."""
    await _may_register(database, actor)
    secret = randomness.token_bytes(SECRET_BYTES)
    sealed = secrets.seal(_row_name(actor.account), secret)
    async with database.write_transaction() as transaction:
        await lock_account(transaction, actor.account)
        await transaction.execute(
            "INSERT INTO totp_key (account_id, pending, spent) VALUES (?, ?, '')"
            " ON CONFLICT (account_id) DO UPDATE SET pending = excluded.pending",
            *(actor.account, sealed),
        )
    return b32encode(secret).decode(), _totp(secret).get_provisioning_uri("desk", issuer)


async def confirm_totp(database: Database, secrets: Secrets, actor: Actor, code: str) -> None:
    """Puts the secret shown last in force, if `code` is of it. The code is spent by this.

    Raises:
        NotFound: no secret waits to be confirmed.
        WrongCode: the code is not of it.
    """
    await _may_register(database, actor)
    async with database.write_transaction() as transaction:
        await lock_account(transaction, actor.account)
        rows = await transaction.fetch("SELECT * FROM totp_key WHERE account_id = ?", actor.account)
        if not rows or rows[0]["pending"] is None:
            raise NotFound
        step = _step_of(secrets.open(_row_name(actor.account), rows[0]["pending"]), code, "")
        change = "UPDATE totp_key SET secret = pending, pending = NULL, spent = ? WHERE account_id = ?"
        await transaction.execute(change, str(step), actor.account)


async def pass_by_code(database: Database, secrets: Secrets, actor: Actor, code: str) -> NewSession:
    """Passes the second step by a code; gives the full session that takes the place of the actor's.

    Raises:
        WrongCode: not a code of now, or used before.
    """
    async with database.write_transaction() as transaction:
        await lock_account(transaction, actor.account)
        rows = await transaction.fetch(
            "SELECT * FROM totp_key WHERE account_id = ? AND secret IS NOT NULL", actor.account
        )
        if not rows:
            raise WrongCode
        step = _step_of(secrets.open(_row_name(actor.account), rows[0]["secret"]), code, rows[0]["spent"])
        oldest = step - 2 * BESIDE
        spent = [*(one for one in rows[0]["spent"].split() if int(one) >= oldest), str(step)]
        change = "UPDATE totp_key SET spent = ? WHERE account_id = ?"
        await transaction.execute(change, " ".join(spent), actor.account)
        return await _become_full(transaction, actor)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  what authenticator apps take; HMAC does not need more


def _step_of(secret: bytes, code: str, spent: str) -> int:
    """Gives the step that a code is of, among the present one and one either side.

    Raises:
        WrongCode: of none, or of one that was used.
    """
    now = int(time.time()) // STEP_SECONDS
    used = {int(one) for one in spent.split()}
    for step in range(now - BESIDE, now + BESIDE + 1):
        try:
            _totp(secret).verify(code.encode(), step * STEP_SECONDS)
        except InvalidToken:
            continue
        if step not in used:
            return step
    raise WrongCode


async def _become_full(transaction: Transaction, actor: Actor) -> NewSession:
    """A session with more rights gets a new token: one that leaked before is worth nothing."""
    ended = await transaction.execute("DELETE FROM session WHERE token_hash = ?", actor.token_hash)
    if not ended:
        raise NoSession
    return await open_session(transaction, actor.account, actor.role, "full", time.time())


# ── passkeys ──


async def passkey_options(database: Database, actor: Actor, origin: str) -> dict[str, Any]:
    """Gives WebAuthn creation options for the actor's session; the challenge is good for 5 minutes and once."""
    await _may_register(database, actor)
    options = webauthn.generate_registration_options(
        rp_id=_host(origin),
        rp_name="Desk",
        user_name="desk",
        user_id=bytes.fromhex(actor.account),
        challenge=await _challenge(database, actor),
        exclude_credentials=await _descriptors(database, actor),
    )
    return options_to_json_dict(options)


async def add_passkey(database: Database, actor: Actor, credential: dict[str, Any], origin: str) -> None:
    """Registers a passkey.

    Raises:
        Invalid: the answer is not one to the options of this session, or the passkey is known.
    """
    await _may_register(database, actor)
    challenge = await _spend_challenge(database, actor)
    try:
        found = webauthn.verify_registration_response(
            credential=json.dumps(credential),
            expected_challenge=challenge,
            expected_rp_id=_host(origin),
            expected_origin=origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Invalid("is not an answer to these options", field="$.credential") from None
    async with database.write_transaction() as transaction:
        added = await transaction.execute(
            "INSERT INTO passkey (id, account_id, credential, public_key, signs) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            *(_passkey_id(found.credential_id), actor.account),
            *(found.credential_id, found.credential_public_key, found.sign_count),
        )
    if not added:
        raise Invalid("is registered already", field="$.credential")


async def sign_in_options(database: Database, actor: Actor, origin: str) -> dict[str, Any] | None:
    """Gives WebAuthn request options, or None where the actor has no passkey."""
    known = await _descriptors(database, actor)
    if not known:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=_host(origin), challenge=await _challenge(database, actor), allow_credentials=known
    )
    return options_to_json_dict(options)


async def pass_by_passkey(database: Database, actor: Actor, credential: dict[str, Any], origin: str) -> NewSession:
    """Passes the second step by a passkey; gives the full session that takes the place of the actor's.

    Raises:
        WrongCode: not signed by a passkey of the actor's, or not for this session.
    """
    challenge = await _spend_challenge(database, actor)
    try:
        row = await _passkey(database, actor, ids.from_base64url(str(credential.get("id", ""))))
        found = webauthn.verify_authentication_response(
            credential=json.dumps(credential),
            expected_challenge=challenge,
            expected_rp_id=_host(origin),
            expected_origin=origin,
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["signs"],
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise WrongCode from None
    async with database.write_transaction() as transaction:
        await transaction.execute("UPDATE passkey SET signs = ? WHERE id = ?", found.new_sign_count, row["id"])
        return await _become_full(transaction, actor)


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _passkey_id(credential: bytes) -> str:
    return hashlib.sha256(credential).hexdigest()


async def _descriptors(database: Database, actor: Actor) -> list[PublicKeyCredentialDescriptor]:
    rows = await database.fetch("SELECT credential FROM passkey WHERE account_id = ?", actor.account)
    return [PublicKeyCredentialDescriptor(id=bytes(row["credential"])) for row in rows]


async def _passkey(database: Database, actor: Actor, credential: bytes) -> Row:
    find = "SELECT * FROM passkey WHERE id = ? AND account_id = ?"
    rows = await database.fetch(find, _passkey_id(credential), actor.account)
    if not rows:
        raise WrongCode
    return rows[0]


async def _challenge(database: Database, actor: Actor) -> bytes:
    challenge = randomness.token_bytes(32)
    async with database.write_transaction() as transaction:
        keep = "UPDATE session SET challenge = ?, challenge_ends = ? WHERE token_hash = ?"
        await transaction.execute(keep, challenge, int(time.time()) + CHALLENGE_SECONDS, actor.token_hash)
    return challenge


async def _spend_challenge(database: Database, actor: Actor) -> bytes:
    """Takes the session's challenge, which is gone by this.

    Raises:
        WrongCode: it has none, or it is too old.
    """
    async with database.write_transaction() as transaction:
        await lock_account(transaction, actor.account)
        find = "SELECT challenge FROM session WHERE token_hash = ? AND challenge IS NOT NULL AND challenge_ends > ?"
        rows = await transaction.fetch(find, actor.token_hash, int(time.time()))
        await transaction.execute("UPDATE session SET challenge = NULL WHERE token_hash = ?", actor.token_hash)
    if not rows:
        raise WrongCode
    return bytes(rows[0]["challenge"])
