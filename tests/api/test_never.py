"""What a case manager and the operator are never given (docs/never.md): tried against the server itself."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from typer.main import get_command

from api.__main__ import app
from api.services.shares import end_expired_shares
from api.settings import VARIABLES
from api.storage import models
from api.web.openapi import document
from asking import new_write, noise, reader_key
from push_service import PushService
from running import Clock, House, Open, Phone

#: In a name of a column, a member or a setting these would hold who or where somebody is.
ABOUT_A_PERSON = re.compile(
    r"e?mail|phone|mobile|sms|birth|gender|nation|visa|immigra|passport|address|latitude|longitude|location|position"
    r"|\bip\b|user_agent|last_seen|last_used|online|read_at|seen_at|declin|abuse|traffick|crime"
)
#: The one that looks alike and is none: who answers for the server, told to push services as RFC 8292 asks.
OPERATORS_OWN = {"HANDRAIL_VAPID_CONTACT"}

#: Every command of the operator. Whoever adds one says here, and in docs/never.md, that it is none of those.
COMMANDS = {
    "serve", "check", "verify-deploy", "cards print", "notice", "invite add", "account disable",
    "staff add", "staff list", "staff disable", "backup key", "backup verify", "restore",
    "purge", "secrets pepper", "secrets drop-old",
}  # fmt: skip


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=push.origin)


@pytest.fixture
async def survivor(house: House) -> Phone:
    return await house.sign_up()


@pytest.fixture
async def worker(house: House) -> Phone:
    return await house.case_manager()


@dataclass
class Pair:
    """She, and her case manager, linked."""

    survivor: Phone
    worker: Phone
    link: str


@pytest.fixture
async def pair(house: House, survivor: Phone, worker: Phone) -> Pair:
    return Pair(survivor, worker, await house.link(survivor, worker))


async def told(worker: Phone, link: str, since: str | None = None) -> dict[str, Any]:
    """All that the server tells a case manager of somebody: the link, the records, the log."""
    synced = await worker.sync(since=since)
    return {
        "link": await worker.get(f"/links/{link}"),
        "records": synced["records"],
        "links": synced["links"],
        "events": (await worker.get("/events"))["events"],
    }


async def test_5_nothing_that_she_does_alone_is_told_to_a_case_manager(
    house: House, pair: Pair, push: PushService, clock: Clock
):
    survivor, worker, link = pair.survivor, pair.worker, pair.link
    clock.stop()
    suggestion = new_write(readers=[reader_key(link)])
    await worker.written(suggestion)
    cursor = await worker.cursor()
    before = await told(worker, link, cursor)
    # Days later she opens it on another phone, reads what was sent, writes what is hers, pauses, lets it be.
    clock.forward(3 * 86_400)
    await house.second_step(again := await house.sign_in(worker))
    before_again = await told(again, link, cursor)
    other = await house.sign_in(survivor)
    assert [row["id"] for row in (await other.sync())["records"]] == [suggestion["id"]]
    await other.written(mine := new_write())
    await other.written(new_write(mine["id"], 1))
    assert (await other.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    assert (await other.call("PUT", "/reminders", {"paused_until": int(clock.time()) + 3600})).status_code < 300
    assert (await other.call("DELETE", "/session", {"forget": True})).status_code == 204
    after = await told(again, link, cursor)
    assert after == before_again
    assert {name: after[name] for name in ("link", "records", "links")} == {
        name: before[name] for name in ("link", "records", "links")
    }
    assert "delivered" not in {event["kind"] for event in after["events"]}


@pytest.mark.parametrize("way", ["stopped", "ran out", "deleted"])
async def test_5_why_a_share_ended_is_not_told(house: House, pair: Pair, clock: Clock, way: str):
    survivor, worker, link = pair.survivor, pair.worker, pair.link
    now = clock.stop()
    write = new_write(readers=[reader_key(link, now + 60)])
    await survivor.written(write)
    cursor = await worker.cursor()
    if way == "ran out":
        clock.forward(61)
        await end_expired_shares(house.server.database, int(clock.time()))
    else:  # a deletion is a write of the next epoch to herself, as a stop is
        await survivor.written(new_write(write["id"], 1, epoch=2))
    (row,) = (await worker.sync(since=cursor))["records"]
    assert {name: row[name] for name in ("body", "key", "until", "readers", "gone")} == {
        "body": None, "key": None, "until": 0, "readers": [], "gone": True,
    }  # fmt: skip
    assert (row["revision"], row["epoch"]) == (1, 1), "what came after is not counted for them"
    assert (await worker.get(f"/links/{link}"))["state"] == "accepted"
    assert await worker.events() == ["signed-in", "link-made"]


@pytest.mark.parametrize("who", ["she", "the case manager"])
async def test_5_who_ended_a_link_is_not_told(pair: Pair, who: str):
    link = pair.link
    ending, other = (pair.survivor, pair.worker) if who == "she" else (pair.worker, pair.survivor)
    assert (await ending.call("DELETE", f"/links/{link}")).status_code == 204
    seen = await other.get(f"/links/{link}")
    assert (seen["state"], seen["ended_by"]) == ("ended", None)


def test_2_the_server_has_no_room_for_an_address_a_name_or_a_place():
    tables = [one for one in vars(models).values() if isinstance(one, type) and hasattr(one, "_meta")]
    columns = {name for table in tables for name in table._meta.fields_map}
    assert len(columns) > 40, "the tables were not found"
    assert {name for name in columns if ABOUT_A_PERSON.search(name)} == set()
    members = set(re.findall(r'"([a-z_]+)":', json.dumps(document("session")["components"])))
    assert "sign_in_key" in members
    assert {name for name in members if ABOUT_A_PERSON.search(name)} == set()


def test_2_there_is_no_channel_by_mail_or_text_message():
    wrong = re.compile(r"smtp|mail|sms|twilio", re.IGNORECASE)
    assert {name for name in VARIABLES if wrong.search(name)} - OPERATORS_OWN == set()


def test_4_the_operators_commands_are_these_and_none_opens_reads_shares_or_resets():
    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group
    names = {
        f"{name} {inner}".strip() for name, one in commands.items() for inner in getattr(one, "commands", None) or [""]
    }
    assert names == COMMANDS


async def test_10_what_a_case_manager_shares_sets_no_reminder_for_her(
    house: House, pair: Pair, push: PushService, clock: Clock
):
    survivor, worker, link = pair.survivor, pair.worker, pair.link
    now = clock.stop()
    assert (await survivor.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    theirs = new_write(readers=[reader_key(link)], reminders=[{"at": now + 7200, "notice": noise(316)}])
    await worker.sync(theirs)
    assert len((await survivor.sync())["records"]) == 1
    clock.forward(7200)
    await house.dispatch()
    assert push.messages == []


async def test_10_nothing_of_a_record_that_she_deleted_or_of_an_account_that_is_gone_is_pushed(
    house: House, survivor: Phone, push: PushService, clock: Clock
):
    now = clock.stop()
    assert (await survivor.call("PUT", "/push/subscription", push.new_subscription())).status_code == 201
    due = [{"at": now + 7200, "notice": noise(316)}]
    kept, gone = new_write(reminders=due), new_write(reminders=due)
    await survivor.written(kept, gone)
    await survivor.written(new_write(gone["id"], 1, epoch=2))
    clock.forward(7200)
    assert await house.dispatch() == 1
    push.messages.clear()
    await survivor.written(new_write(kept["id"], 1, reminders=[{"at": now + 14_400, "notice": noise(316)}]))
    assert (
        await survivor.call("DELETE", "/account", {"sign_in_key": survivor.words["sign_in_key"]})
    ).status_code == 204
    clock.forward(7200)
    assert await house.dispatch() == 0
    assert push.messages == []
