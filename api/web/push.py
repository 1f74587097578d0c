"""Routes of pushes: the server's key, the browser's subscription, a try."""

from typing import Annotated

from msgspec import Meta, Struct

from api.services.push import LONGEST_ENDPOINT, application_server_key
from api.services.subscriptions import Subscription, drop_subscription, store_subscription, try_push
from api.web.endpoints import Call, Nothing
from api.web.replies import Reply

Base64url = Annotated[str, Meta(max_length=128, pattern="^[A-Za-z0-9_-]+={0,2}$")]
#: A tag such as `es` or `pt-BR`. In Python `$` alone also fits before a line break at the end.
Language = Annotated[str, Meta(max_length=35, pattern="^[A-Za-z0-9-]+(?!\\n)$")]


class PushKey(Struct):
    """The VAPID public key (RFC 8292): 65 bytes as base64url."""

    key: str


class Keys(Struct, forbid_unknown_fields=True):
    """The keys of a subscription (RFC 8291), as the browser writes them."""

    p256dh: Base64url
    auth: Base64url


class NewSubscription(Struct, forbid_unknown_fields=True, rename={"expiration_time": "expirationTime"}):
    """The browser's `PushSubscription` JSON as it is, and the language of neutral words."""

    endpoint: Annotated[str, Meta(max_length=LONGEST_ENDPOINT)]
    keys: Keys
    expiration_time: float | None = None
    lang: Language | None = None


async def key(call: Call[Nothing]) -> Reply:
    """Gives the key that a browser subscribes with."""
    return Reply(200, PushKey(application_server_key(call.server.secrets.vapid)))


async def subscribe(call: Call[NewSubscription]) -> Reply:
    """Makes this the subscription of the session."""
    server, body = call.server, call.body
    given = Subscription(body.endpoint, body.keys.p256dh, body.keys.auth, body.lang)
    await store_subscription(server.database, server.settings, call.actor, given)
    return Reply(201)


async def unsubscribe(call: Call[Nothing]) -> Reply:
    """Drops the subscription of the session."""
    await drop_subscription(call.server.database, call.actor)
    return Reply(204)


async def test(call: Call[Nothing]) -> Reply:
    """Sends a neutral push now and tells what the push service said."""
    server = call.server
    await server.limits.count("push-test", call.actor.account)
    tried = await try_push(server.database, server.settings, server.secrets, server.sender, call.actor)
    return Reply(200, tried)
