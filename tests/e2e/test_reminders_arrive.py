"""What the dispatcher sends, measured at the push service: once, on time, of one size, to the right audience.

The client here knows no cryptography: to the server sealed bytes are bytes, and so random ones do.
"""

import base64
import secrets
import time
from typing import Any

import httpx
import pytest

from live_server import LiveServer
from push_service import PushService
from push_thread import PushServiceThread

NEUTRAL_HEADERS = {"ttl", "topic", "urgency", "content-encoding", "content-type", "content-length", "authorization"}
HTTP_HEADERS = {"host", "accept", "accept-encoding", "user-agent", "connection"}


def noise(count: int) -> str:
    return base64.b64encode(secrets.token_bytes(count)).decode()


class Account:
    """A new account with one subscription; `write` puts a record with reminders."""

    def __init__(self, origin: str) -> None:
        self.http = httpx.Client(base_url=f"{origin}/api/v1", headers={"Origin": origin}, timeout=20)
        made = self.http.post(
            "/accounts",
            json={
                "lookup": noise(32),
                "sign_in_key": noise(32),
                "recovery_lookup": noise(32),
                "recovery_key": noise(32),
                "public_key": noise(32),
                "private_key": noise(92),
                "slots": [noise(92) for _ in range(8)],
                "vault_chain": [],
            },
        )
        assert made.status_code == 201, made.text

    def subscribe(self, subscription: dict[str, Any], lang: str = "en") -> None:
        done = self.http.put("/push/subscription", json=subscription | {"lang": lang})
        assert done.status_code == 201, done.text

    def write(self, *reminders: int, record: str | None = None, base: int = 0) -> str:
        record = record or secrets.token_hex(16)
        write = {
            "id": record,
            "base": base,
            "epoch": 1,
            "body": base64.b64encode(b"\x01" + secrets.token_bytes(336)).decode(),
            "keys": [{"link": None, "key": noise(92), "until": 0}],
            "reminders": [{"at": at, "notice": noise(332)} for at in reminders],
        }
        answer = self.http.post("/sync", json={"write": [write]})
        assert answer.status_code == 200, answer.text
        assert answer.json()["written"][0]["error"] is None, answer.text
        return record


@pytest.fixture
def account(live_server: LiveServer) -> Account:
    return Account(live_server.origin)


def quarter(minutes_from_now: int = 0) -> int:
    """The quarter hour that holds the moment so many minutes from now."""
    return int(time.time() + 60 * minutes_from_now) // 900 * 900


def test_every_due_reminder_arrives_once_within_seconds_and_none_before_its_time(
    account: Account, push: PushService, push_thread: PushServiceThread
) -> None:
    account.subscribe(push.new_subscription())
    written: dict[str, float] = {}
    for _ in range(20):
        written[account.write(quarter(), quarter(30), quarter(24 * 60))] = time.time()
    push_thread.wait_until(lambda messages: len(messages) >= 20, 15)
    late = account.write(quarter())  # when this one is here, a doubled or an early one would have been, too
    messages = push_thread.wait_until(lambda messages: len(messages) >= 21, 15)
    assert late
    assert len(messages) == 21
    assert len({message.topic for message in messages}) == 21, "one topic for each record"
    assert max(message.at for message in messages) - min(written.values()) < 20
    newest = max(message.at for message in messages[:20])
    assert newest - max(written.values()) < 5, "due when written: within five seconds"


def test_a_reminder_waits_for_its_quarter_hour_and_then_leaves_at_once(
    push: PushService, push_thread: PushServiceThread
) -> None:
    ahead = 900 - time.time() % 900 - 10  # for this server a quarter hour begins in ten seconds
    at = round(time.time() + ahead + 10)
    server = LiveServer(push.origin, clock_ahead=ahead, HANDRAIL_RATE_LIMITS="off")
    try:
        account = Account(server.origin)
        account.subscribe(push.new_subscription())
        assert time.time() + ahead < at, "the server took so long to start that nothing was left to wait for"
        account.write(at)
        [message] = push_thread.wait_until(lambda messages: messages, 20)
    finally:
        server.remove()
    assert 0 <= message.at + ahead - at < 5


def test_pushes_tell_nothing_apart(account: Account, push: PushService, push_thread: PushServiceThread) -> None:
    account.subscribe(push.new_subscription())
    for _ in range(5):
        account.write(quarter())
    messages = push_thread.wait_until(lambda messages: len(messages) >= 5, 15)
    assert {message.problem for message in messages} == {None}
    assert len({message.size for message in messages}) == 1
    assert {len(message.plaintext or b"") for message in messages} == {1536}
    assert {message.claims["aud"] for message in messages if message.claims} == {push.origin}
    assert {message.claims["sub"] for message in messages if message.claims} == {"mailto:operator@example.org"}
    for message in messages:
        assert set(message.headers) <= NEUTRAL_HEADERS | HTTP_HEADERS, "no header that could carry more"
        assert len(message.topic or "") == 32
        payload = message.json
        assert payload["web_push"] == 8030
        assert payload["mutable"] is True
        assert payload["notification"]["tag"] == message.topic
        shown = {key: value for key, value in payload["notification"].items() if key not in ("tag", "data")}
        assert shown == {key: value for key, value in messages[0].json["notification"].items() if key in shown}
    bodies = {message.body for message in messages}
    assert len(bodies) == 5


def test_a_refused_push_is_tried_again_and_a_gone_subscription_is_left_alone(
    account: Account, push: PushService, push_thread: PushServiceThread
) -> None:
    subscription = push.new_subscription()
    account.subscribe(subscription)
    push.respond_with(503, {"Retry-After": "1"}, times=1)
    account.write(quarter())
    messages = push_thread.wait_until(lambda messages: len(messages) >= 2, 30)
    assert [message.status for message in messages] == [503, 201]
    assert messages[0].topic == messages[1].topic
    push.respond_with(410, times=1)
    account.write(quarter())
    push_thread.wait_until(lambda messages: len(messages) >= 3, 15)
    account.write(quarter())
    other = Account(str(account.http.base_url).removesuffix("/api/v1/"))
    other.subscribe(push.new_subscription())
    other.write(quarter())  # written last: when it is here, one for the gone subscription would have been, too
    messages = push_thread.wait_until(lambda messages: len(messages) >= 4, 15)
    assert len(push.messages_for(subscription)) == 3
    assert messages[3].status == 201


def test_a_paused_account_gets_nothing_and_nothing_saved_up(
    account: Account, live_server: LiveServer, push: PushService, push_thread: PushServiceThread
) -> None:
    account.subscribe(push.new_subscription())
    assert account.http.put("/reminders", json={"paused_until": int(time.time()) + 3600}).status_code in (200, 204)
    account.write(quarter())
    other = Account(live_server.origin)
    other.subscribe(push.new_subscription())
    other.write(quarter())
    push_thread.wait_until(lambda messages: len(messages) >= 1, 15)
    assert account.http.put("/reminders", json={"paused_until": None}).status_code in (200, 204)
    other.write(quarter())
    messages = push_thread.wait_until(lambda messages: len(messages) >= 2, 15)
    assert len(messages) == 2
    assert len({message.id for message in messages}) == 1


def test_reminders_survive_a_killed_server(
    own_server: LiveServer, push: PushService, push_thread: PushServiceThread
) -> None:
    account = Account(own_server.origin)
    account.subscribe(push.new_subscription())
    push.respond_with(201, delay=float("inf"), times=1)
    account.write(quarter())
    push_thread.wait_until(lambda messages: len(messages) >= 1, 15)  # taken, and never answered
    own_server.kill()
    own_server.start()
    account.write(quarter())
    messages = push_thread.wait_until(lambda messages: len({message.topic for message in messages}) >= 2, 30)
    assert messages
