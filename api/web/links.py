"""Routes of links: inviting, looking, accepting, ending."""

from typing import Annotated

from msgspec import Meta, Struct

from api.services import links
from api.services.links import LinkView
from api.services.writes import ID
from api.web.endpoints import Call, Nothing
from api.web.fields import Bytes32
from api.web.replies import Reply

__all__ = ["LinkView"]

#: A small seal (protocol.md) of a JSON text.
Card = Annotated[bytes, Meta(min_length=61, max_length=4096)]
Seconds = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class NewInvitation(Struct, forbid_unknown_fields=True):
    """An invitation: the id that its code gives, the sealed card, and until when it is good (15 minutes)."""

    link: ID
    card: Card
    expires: Seconds | None = None


class Acceptance(Struct, forbid_unknown_fields=True):
    """The proof that she has the code and whose key is hers (protocol.md, "Links")."""

    proof: Bytes32


async def invite(call: Call[NewInvitation]) -> Reply:
    """Registers an invitation."""
    server, body = call.server, call.body
    await server.limits.count("invitation", call.actor.account)
    await links.invite(server.database, call.actor, body.link, body.card, body.expires)
    return Reply(201)


async def view(call: Call[Nothing]) -> Reply:
    """Gives a link."""
    return Reply(200, await links.view(call.server.database, call.actor, call.path["link"]))


async def accept(call: Call[Acceptance]) -> Reply:
    """Accepts an invitation."""
    new = await links.accept(call.server.database, call.actor, call.path["link"], call.body.proof)
    return Reply(201 if new else 200)


async def end(call: Call[Nothing]) -> Reply:
    """Ends a link and all that was shared across it."""
    server = call.server
    await links.end(server.database, call.actor, call.path["link"], server.settings.journal_file)
    return Reply(204)
