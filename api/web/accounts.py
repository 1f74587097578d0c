"""Routes of accounts: sign-up, sign-in, sign-out, credentials, recovery, deletion."""

from typing import Annotated

from msgspec import Meta, Struct

from api.errors import Invalid
from api.services import accounts, credentials, deletion, recovery, sessions
from api.services.accounts import Credentials, SignedIn
from api.web.endpoints import Call, Nothing
from api.web.fields import Bytes32, Chain, Sealed, Slots
from api.web.replies import Reply

#: The least version of a client that this server works with.
LEAST_CLIENT = 1

Wait = Annotated[int, Meta(description="seconds: 86400 or 0")]


class Service(Struct):
    """What a client must know first. `rp` is pinned by a device at its first use.

    `backup_days`: what was deleted is gone from backups after so many days.
    """

    version: int
    least_client: int
    rp: str
    sign_up: str
    backup_days: int


class NewAccount(Struct, forbid_unknown_fields=True, repr_omit_defaults=True):
    """A new account: keys that open no record, and sealed keys."""

    lookup: Bytes32
    sign_in_key: Bytes32
    recovery_lookup: Bytes32
    recovery_key: Bytes32
    public_key: Bytes32
    private_key: Sealed
    slots: Slots
    vault_chain: Chain
    recovery_wait: Wait | None = None
    staff_code: str | None = None
    invite: str | None = None


class Made(Struct):
    """An account, made and signed in."""

    account: str
    role: str


class SignIn(Struct, forbid_unknown_fields=True):
    """The two keys of handle and passphrase."""

    lookup: Bytes32
    sign_in_key: Bytes32


class Opened(Struct):
    """A session, and what its device needs to open the vault."""

    account: str
    role: str
    slots: list[bytes]
    vault_chain: list[bytes]
    public_key: bytes
    private_key: bytes


class SignOut(Struct, forbid_unknown_fields=True):
    """`forget`: the browser is also told to forget all that it keeps for this origin."""

    forget: bool = False


class NewCredentials(Struct, forbid_unknown_fields=True):
    """New credentials. What may be left out then stays; `current` is left out only after a recovery."""

    lookup: Bytes32
    sign_in_key: Bytes32
    slots: Slots
    vault_chain: Chain
    current: Bytes32 | None = None
    recovery_lookup: Bytes32 | None = None
    recovery_key: Bytes32 | None = None
    public_key: Bytes32 | None = None
    private_key: Sealed | None = None
    recovery_wait: Wait | None = None


class Recovery(Struct, forbid_unknown_fields=True):
    """The two keys of a recovery code."""

    recovery_lookup: Bytes32
    recovery_key: Bytes32


class Waits(Struct):
    """A recovery that must wait: the second (since 1970 UTC) from which the code opens."""

    opens: int


class Deletion(Struct, forbid_unknown_fields=True):
    """The sign-in key in force, given again."""

    sign_in_key: Bytes32


async def describe(call: Call[Nothing]) -> Reply:
    """Tells what a client must know first."""
    server = call.server
    return Reply(
        200, Service(1, LEAST_CLIENT, server.deployment.rp, server.settings.sign_up, server.settings.backup_days)
    )


async def sign_up(call: Call[NewAccount]) -> Reply:
    """Makes an account and signs it in."""
    server, body = call.server, call.body
    await server.limits.count("sign-up", call.address)
    made = await accounts.create_account(
        *(server.database, server.hasher, server.secrets, _credentials(body)),
        open_to_all=server.settings.sign_up == "open",
        invite=body.invite,
        staff_code=body.staff_code,
    )
    return Reply(201, Made(made.account, made.role), session=made.session)


async def sign_in(call: Call[SignIn]) -> Reply:
    """Opens a session. Her own device, still signed in, is never made to wait for others' guesses."""
    server, body = call.server, call.body
    if not await accounts.is_own_device(server.database, server.secrets, call.visitor, body.lookup):
        await server.limits.count("sign-in", call.address)
        await server.limits.count("sign-in-handle", server.secrets.lookup_tag(body.lookup))
    found = await accounts.sign_in(
        *(server.database, server.hasher, server.secrets), lookup=body.lookup, sign_in_key=body.sign_in_key
    )
    return _opened(found)


async def sign_out(call: Call[SignOut]) -> Reply:
    """Ends the session, its subscription and device half."""
    server = call.server
    await sessions.end_session(server.database, call.actor, call.actor.session, server.settings.journal_file)
    return Reply(204, ended=True, forget=call.body.forget)


async def change_credentials(call: Call[NewCredentials]) -> Reply:
    """Replaces credentials, slots and chain; every other session and half ends."""
    server, body = call.server, call.body
    for one, other in (("recovery_lookup", "recovery_key"), ("public_key", "private_key")):
        if (getattr(body, one) is None) != (getattr(body, other) is None):
            raise Invalid(f"{one} and {other} go together", field=f"$.{one}")
    await server.limits.count("passphrase", call.actor.account)
    session = await credentials.change_credentials(
        *(server.database, server.hasher, server.secrets, call.actor, _credentials(body)),
        current=body.current,
        journal=server.settings.journal_file,
    )
    return Reply(204, session=session)


async def recover(call: Call[Recovery]) -> Reply:
    """Opens a session good only for new credentials, or tells from when on it would."""
    server, body = call.server, call.body
    await server.limits.count("recovery", call.address)
    await server.limits.count("recovery-code", server.secrets.lookup_tag(body.recovery_lookup))
    found = await recovery.recover(
        *(server.database, server.hasher, server.secrets),
        recovery_lookup=body.recovery_lookup,
        recovery_key=body.recovery_key,
    )
    return Reply(202, Waits(found)) if isinstance(found, int) else _opened(found)


async def stop_recovery(call: Call[Nothing]) -> Reply:
    """Stops a recovery that waits or has opened."""
    await recovery.stop_recovery(call.server.database, call.actor)
    return Reply(204)


async def delete(call: Call[Deletion]) -> Reply:
    """Deletes the account: keys first, then everything."""
    server = call.server
    await server.limits.count("passphrase", call.actor.account)
    await deletion.delete_account(
        *(server.database, server.hasher, server.secrets, call.actor),
        sign_in_key=call.body.sign_in_key,
        journal=server.settings.journal_file,
    )
    return Reply(204, ended=True)


def _opened(found: SignedIn) -> Reply:
    body = Opened(*(found.account, found.role, found.slots, found.vault_chain, found.public_key, found.private_key))
    return Reply(200, body, session=found.session)


def _credentials(body: NewAccount | NewCredentials) -> Credentials:
    if body.recovery_wait not in (None, 0, accounts.RECOVERY_WAIT):
        raise Invalid(f"is {accounts.RECOVERY_WAIT} or 0", field="$.recovery_wait")
    return Credentials(
        lookup=body.lookup,
        sign_in_key=body.sign_in_key,
        slots=body.slots,
        vault_chain=body.vault_chain,
        recovery_lookup=body.recovery_lookup,
        recovery_key=body.recovery_key,
        public_key=body.public_key,
        private_key=body.private_key,
        recovery_wait=body.recovery_wait,
    )
