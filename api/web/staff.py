"""Routes of case managers: the second step of their sign-in."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from api.errors import Invalid
from api.services import second_step
from api.web.endpoints import Call, Nothing
from api.web.replies import Reply

Code = Annotated[str, Meta(pattern="^[0-9]{6}$")]


class TotpSecret(Struct):
    """A secret for an authenticator: in base32, and as `otpauth:` URI."""

    secret: str
    uri: str


class TotpCode(Struct, forbid_unknown_fields=True):
    """A code of six digits."""

    code: Code


class PasskeyOptions(Struct):
    """WebAuthn's options as JSON, for `navigator.credentials`."""

    publicKey: dict[str, Any]  # noqa: N815  WebAuthn's own word


class NewPasskey(Struct, forbid_unknown_fields=True):
    """A browser's `PublicKeyCredential` as JSON."""

    credential: dict[str, Any]


class SecondStep(Struct):
    """How the second step can be passed: by a code, and by a passkey where there are options."""

    totp: bool
    publicKey: dict[str, Any] | None  # noqa: N815  WebAuthn's own word


class SecondStepAnswer(Struct, forbid_unknown_fields=True):
    """A code, or a passkey's answer: one of them."""

    code: Code | None = None
    credential: dict[str, Any] | None = None


async def new_totp(call: Call[Nothing]) -> Reply:
    """Makes a secret for codes; it counts once a code confirmed it."""
    server = call.server
    issuer = server.deployment.rp
    return Reply(200, TotpSecret(*await second_step.new_totp(server.database, server.secrets, call.actor, issuer)))


async def confirm_totp(call: Call[TotpCode]) -> Reply:
    """Puts the secret in force."""
    server = call.server
    await server.limits.count("second-step", call.actor.account)
    await second_step.confirm_totp(server.database, server.secrets, call.actor, call.body.code)
    return Reply(204)


async def passkey_options(call: Call[Nothing]) -> Reply:
    """Gives the options to make a passkey with."""
    server = call.server
    options = await second_step.passkey_options(server.database, call.actor, server.settings.origin)
    return Reply(200, PasskeyOptions(options))


async def add_passkey(call: Call[NewPasskey]) -> Reply:
    """Registers a passkey."""
    server = call.server
    await second_step.add_passkey(server.database, call.actor, call.body.credential, server.settings.origin)
    return Reply(201)


async def describe_second_step(call: Call[Nothing]) -> Reply:
    """Tells how the second step can be passed."""
    server = call.server
    totp, _ = await second_step.registered(server.database, call.actor)
    options = await second_step.sign_in_options(server.database, call.actor, server.settings.origin)
    return Reply(200, SecondStep(totp, options))


async def pass_second_step(call: Call[SecondStepAnswer]) -> Reply:
    """Passes the second step: the session is a full one from now on, with a new cookie."""
    server, body = call.server, call.body
    await server.limits.count("second-step", call.actor.account)
    if (body.code is None) == (body.credential is None):
        raise Invalid("code or credential is needed, one of them", field="$.code")
    if body.code is not None:
        session = await second_step.pass_by_code(server.database, server.secrets, call.actor, body.code)
    else:
        origin = server.settings.origin
        session = await second_step.pass_by_passkey(server.database, call.actor, body.credential or {}, origin)
    return Reply(204, session=session)
