"""Routes of devices: the sessions of an account, and the server's halves behind their PINs."""

from typing import Annotated

from msgspec import Meta, Struct

from api.errors import Invalid
from api.services import devices, sessions
from api.services.writes import ID
from api.web.endpoints import Call, Nothing
from api.web.fields import Bytes32
from api.web.replies import Reply

Label = Annotated[bytes, Meta(min_length=64, max_length=64)]


class Devices(Struct):
    """The devices that are signed in, the newest first."""

    sessions: list[sessions.Device]


class Name(Struct, forbid_unknown_fields=True):
    """A label of the device, sealed by her client (64 bytes)."""

    label: Label


class SecondHalf(Struct, forbid_unknown_fields=True):
    """The half behind a second PIN, under a name of its own."""

    device: ID
    proof: Bytes32
    half: Bytes32


class NewHalf(Struct, forbid_unknown_fields=True):
    """A proof that only the right PIN gives, and the server's half; and the same for a second PIN."""

    proof: Bytes32
    half: Bytes32
    second: SecondHalf | None = None


class Proof(Struct, forbid_unknown_fields=True):
    """The proof of a PIN that was typed."""

    proof: Bytes32


class Half(Struct):
    """The server's half."""

    half: bytes


async def list_devices(call: Call[Nothing]) -> Reply:
    """Gives the devices of the account."""
    return Reply(200, Devices(await sessions.list_devices(call.server.database, call.actor)))


async def name_device(call: Call[Name]) -> Reply:
    """Names this device."""
    await sessions.name_device(call.server.database, call.actor, call.body.label)
    return Reply(204)


async def end_device(call: Call[Nothing]) -> Reply:
    """Signs one device out."""
    session = call.path["session"]
    await sessions.end_session(call.server.database, call.actor, session, call.server.settings.journal_file)
    return Reply(204, ended=session == call.actor.session)


async def store_half(call: Call[NewHalf]) -> Reply:
    """Keeps a device's halves behind their proofs, in place of its older ones."""
    server, body, second = call.server, call.body, call.body.second
    first = devices.NewHalf(call.path["device"], body.proof, body.half)
    if second is not None and second.device == first.device:
        raise Invalid("is the other one's name", field="$.second.device")
    other = None if second is None else devices.NewHalf(second.device, second.proof, second.half)
    await devices.store_halves(server.database, server.secrets, call.actor, first, other)
    return Reply(201)


async def fetch_half(call: Call[Proof]) -> Reply:
    """Gives the half for the right proof."""
    server = call.server
    half = await devices.fetch_half(server.database, server.secrets, call.actor, call.path["device"], call.body.proof)
    return Reply(200, Half(half))


async def empty_half(call: Call[Nothing]) -> Reply:
    """Destroys the half of one device."""
    await devices.empty_half(call.server.database, call.actor, call.path["device"])
    return Reply(204)


async def empty_all_halves(call: Call[Nothing]) -> Reply:
    """Destroys the halves of all devices: *lock all devices*."""
    await devices.empty_all_halves(call.server.database, call.actor)
    return Reply(204)
