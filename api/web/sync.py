"""Routes of records: sync, the pause of reminders, events."""

import time
from typing import Annotated

from msgspec import Meta, Struct

from api.errors import TooLarge
from api.services.events import list_events
from api.services.reminders import pause
from api.services.sync import sync as sync_records
from api.services.writes import Rekey, Seconds, Write, check_rekey, check_write
from api.web.endpoints import Call
from api.web.replies import Reply

MOST_WRITES = 100
Limit = Annotated[int, Meta(ge=1, le=500)]


class SyncRequest(Struct, forbid_unknown_fields=True):
    """Queued writes, and where the last answer ended. Absent means null or none."""

    since: str | None = None
    limit: Limit = 100
    write: list[Write] | None = None
    rekey: list[Rekey] | None = None


class Pause(Struct, forbid_unknown_fields=True):
    """Until when reminders are dropped; null: they go on."""

    paused_until: Seconds | None


class Since(Struct, forbid_unknown_fields=True):
    """The n of the last event that the client has."""

    since: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0


async def sync(call: Call[SyncRequest]) -> Reply:
    """Applies writes, each whole or not at all, and gives what is new."""
    server, body = call.server, call.body
    writes, rekeys = body.write or [], body.rekey or []
    if len(writes) > MOST_WRITES:
        raise TooLarge(f"at most {MOST_WRITES} writes")
    for number, write in enumerate(writes):
        check_write(write, f"$.write[{number}]")
    for number, rekey in enumerate(rekeys):
        check_rekey(rekey, f"$.rekey[{number}]")
    answer = await sync_records(
        *(server.database, server.secrets.cursor_key, call.actor.account),
        since=body.since,
        limit=body.limit,
        writes=writes,
        rekeys=rekeys,
        now=int(time.time()),
    )
    return Reply(200, answer)


async def pause_reminders(call: Call[Pause]) -> Reply:
    """Stops all reminders until a second, or lets them go on."""
    await pause(call.server.database, call.actor.account, call.body.paused_until)
    return Reply(204)


async def events(call: Call[Since]) -> Reply:
    """Gives the account's log after an entry."""
    return Reply(200, await list_events(call.server.database, call.actor, call.body.since))
