"""Where the pushes of a session go: taken from the browser, checked, tried out, dropped (protocol.md, "Reminders")."""

import asyncio
import hashlib
import time
from dataclasses import dataclass

from msgspec import Struct
from tortoise.exceptions import IntegrityError

from api import ids
from api.errors import Invalid, NoSession
from api.services import push
from api.services.access import Actor
from api.services.push import Verdict
from api.services.reminders import NO_RECORD
from api.services.secrets import Secrets
from api.services.sender import Sender, as_target
from api.settings import Settings
from api.storage import queue_sql as queue
from api.storage.database import Database

#: Seconds until a test push is given up and that is told.
TEST_SECONDS = 9.5
#: Seconds that a push service may keep a test push.
TEST_TTL = 60


@dataclass(frozen=True, slots=True, repr=False)
class Subscription:
    """A browser's subscription: an endpoint, and two keys as base64url (65 and 16 bytes)."""

    endpoint: str
    p256dh: str
    auth: str
    lang: str | None


class Tried(Struct):
    """What became of a test push: the push service's status or null, and a word for it."""

    status: int | None
    reason: str


async def store_subscription(database: Database, settings: Settings, actor: Actor, given: Subscription) -> None:
    """Makes it the subscription of the actor's session; one browser is pushed to once.

    Raises:
        Invalid: the endpoint is not of an allowed push service, or the keys are none.
        NoSession: the session ended meanwhile.
    """
    if not push.is_allowed(given.endpoint, frozenset(settings.push_origins)):
        raise Invalid("is not the address of a push service that is used here", field="$.endpoint")
    try:
        push.check_keys(given.p256dh, given.auth)
    except ValueError:
        raise Invalid("are not the keys of a subscription (RFC 8291)", field="$.keys") from None
    endpoint_hash = hashlib.sha256(given.endpoint.encode()).hexdigest()
    keys = ids.from_base64url(given.p256dh), ids.from_base64url(given.auth)
    try:
        async with database.write_transaction() as transaction:
            # Its own first: on PostgreSQL two requests of one session then wait for each other.
            await transaction.fetch(
                "INSERT INTO subscription (session_id, account, endpoint, endpoint_hash, p256dh, auth, lang, failures)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (session_id) DO UPDATE SET endpoint = excluded.endpoint,"
                " endpoint_hash = excluded.endpoint_hash, p256dh = excluded.p256dh, auth = excluded.auth,"
                " lang = excluded.lang, failures = 0 RETURNING session_id",
                *(actor.token_hash, actor.account, given.endpoint, endpoint_hash, *keys, given.lang),
            )
            doubled = "DELETE FROM subscription WHERE endpoint_hash = ? AND session_id <> ?"
            await transaction.execute(doubled, endpoint_hash, actor.token_hash)
    except IntegrityError:
        raise NoSession from None


async def drop_subscription(database: Database, actor: Actor) -> None:
    """Drops the subscription of the actor's session; nothing happens if it has none."""
    async with database.write_transaction() as transaction:
        await transaction.execute("DELETE FROM subscription WHERE session_id = ?", actor.token_hash)


async def try_push(
    database: Database, settings: Settings, secrets: Secrets, sender: Sender | None, actor: Actor
) -> Tried:
    """Sends one neutral push to the actor's session now and tells what the push service said, within ten seconds.

    Reasons: `delivered`, `gone` (the subscription is dropped), `retry`, `refused`, `unreachable`, `late`, `waiting`,
    `not-allowed`, `bad-keys`; `off` where the server sends none, `no-subscription` where the session has none.
    """
    if sender is None:
        return Tried(None, "off")
    find = "SELECT session_id AS session, endpoint, p256dh, auth, lang FROM subscription WHERE session_id = ?"
    rows = await database.fetch(find, actor.token_hash)
    if not rows:
        return Tried(None, "no-subscription")
    target = as_target(rows[0])
    tag = push.topic(secrets.topic_key, actor.account, NO_RECORD)
    content = push.payload(tag=tag, lang=target.lang, navigate=f"{settings.origin}/app/", notice=None)
    try:
        async with asyncio.timeout(TEST_SECONDS):
            start_by = time.time() + TEST_SECONDS
            outcome = await sender.send(target, content=content, topic=tag, ttl=TEST_TTL, start_by=start_by)
    except TimeoutError:
        return Tried(None, "unreachable")
    if outcome.verdict is Verdict.GONE:
        await queue.settle(database, ended=[(target.id, target.endpoint)])
    return Tried(outcome.status, outcome.reason)
