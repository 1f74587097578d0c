"""Where pushes may go, what is in them, and that nothing else is ever contacted."""

import asyncio
import socket
import time
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from api.services import push as rules
from api.services.sender import PublicResolver, Sender, Target, is_public
from asking import API, new_id, new_write, noise
from protocol.links import reminder_tag
from push_opening import decode, encode
from push_service import PushService
from running import House, Open, Phone, token_hash

EXTRA = "http://push.test:9"
FORBIDDEN = [
    *("http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://127.0.0.1/x", "https://[::1]/x"),
    *("https://localhost/x", "https://10.0.0.1/x", "https://169.254.169.254/latest", "https://192.168.1.1/x"),
    *("https://0x7f000001/x", "https://2130706433/x", "https://[::ffff:127.0.0.1]/x", "https://0/x"),
    *("https://fcm.googleapis.com@127.0.0.1/x", "https://user:password@fcm.googleapis.com/x"),
    *("https://fcm.googleapis.com.elsewhere.example/x", "https://elsewhere.example/fcm.googleapis.com"),
    *("https://elsewhere.example#fcm.googleapis.com", "https://elsewhere.example?.push.apple.com"),
    *("https://elsewhere.example\\.push.apple.com/x", "https://elsewhere.example/.push.apple.com"),
    *(
        "https://push.apple.com/x",
        "https://xpush.apple.com/x",
        "https://a.push.apple.com./x",
        "https://.push.apple.com/x",
    ),
    *("https://127.0.0.1%23.push.apple.com/x", "https://a b.push.apple.com/x", "https://a.push.apple.com\n/x"),
    *("https://[::1].push.apple.com/x", "https://a.push.apple.com:0/x", "https://a.push.apple.com:x/x"),
    *("ftp://fcm.googleapis.com/x", "file:///etc/passwd", "javascript:1", "//fcm.googleapis.com/x", "", "x"),
    *("https://fcm.googleapis.com/x#y", "https://fcm.googleapis.com/é", "https://fcm.googleapis.com/\u0000"),
    *("http://push.test/x", "https://push.test:9/x", "http://push.test:90/x", "http://push.test.example:9/x"),
    *("http://a@push.test:9/x", "http://push.test:9@127.0.0.1/x", "https://fcm.googleapis.com/" + "x" * 2048),
]
ALLOWED = [
    "https://fcm.googleapis.com/fcm/send/x",
    "https://updates.push.services.mozilla.com/wpush/v2/x",
    "https://web.push.apple.com/x",
    "https://wns2-par02p.notify.windows.com/w/?token=x",
    "https://FCM.googleapis.com:443/x",
    "http://push.test:9/x",
    "http://PUSH.test:9/y?z",
]


def subscription(endpoint: str, **keys: str) -> dict[str, Any]:
    made = PushService()
    made.origin = "http://x"
    return {**made.new_subscription(), "endpoint": endpoint, **({"keys": keys} if keys else {})}


@pytest.fixture
async def house(open_house: Open, push: PushService) -> House:
    return await open_house(HANDRAIL_PUSH_ORIGINS=f"{EXTRA},{push.origin}")


async def due(phone: Phone, notice: str | None = None) -> dict:
    write = new_write(reminders=[{"at": int(time.time()), "notice": notice}])
    await phone.written(write)
    return write


async def test_no_endpoint_but_of_a_push_service_is_stored(house: House):
    phone = await house.sign_up()
    for endpoint in FORBIDDEN:
        answer = await phone.call("PUT", "/push/subscription", subscription(endpoint))
        assert (answer.status_code, answer.json()["field"]) == (422, "$.endpoint"), endpoint
        assert "apple" not in answer.text
    assert await house.rows("SELECT * FROM subscription") == []


async def test_the_push_services_of_browsers_and_the_origins_of_the_settings_are(house: House):
    for endpoint in ALLOWED:
        phone = await house.sign_up()
        answer = await phone.call("PUT", "/push/subscription", subscription(endpoint))
        assert answer.status_code == 201, endpoint


async def test_an_endpoint_that_stands_in_the_database_and_is_not_allowed_is_dropped_and_not_contacted(
    house: House, push: PushService
):
    phone = await house.sign_up()
    await phone.call("PUT", "/push/subscription", push.new_subscription())
    elsewhere = await PushService().start()
    try:
        await house.execute("UPDATE subscription SET endpoint = ?", f"{elsewhere.origin}/wpush/x")
        await due(phone)
        await house.dispatch()
        assert elsewhere.messages == push.messages == []
        assert await house.rows("SELECT * FROM subscription") == []
    finally:
        await elsewhere.stop()


PRIVATE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"]
PRIVATE += ["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"]
PRIVATE += ["64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "255.255.255.255", "224.0.0.1", "", "name"]
PRIVATE += ["::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "fec0::1", "2001:db8::1", "3fff::1", "5f00::1"]
PRIVATE += ["100::1", "2001:0:7f00:1::", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "192.88.99.1", "127.1"]
PRIVATE += ["198.18.0.1", "192.0.0.1", "240.0.0.1", "0.1.2.3", "2130706433", "0x7f.1", "::1%lo", "::ffff:7f00:1%lo"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_private_network_is_not_public_however_it_is_dressed(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str):
    assert is_public(address)


class Resolver(AbstractResolver):
    """Answers with these addresses, one list after another."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = self.answers.pop(0)
        return [ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0) for one in found]

    async def close(self) -> None:
        pass


async def test_a_name_that_leads_into_a_private_network_is_not_connected_to_also_when_it_changes_its_mind():
    resolver = PublicResolver(frozenset(), Resolver(["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8", "10.0.0.1"]))
    assert len(await resolver.resolve("fcm.googleapis.com", 443)) == 1
    for _ in range(2):
        with pytest.raises(OSError, match="private"):
            await resolver.resolve("fcm.googleapis.com", 443)


class Turned(Resolver):
    """Leads every name to a port of this machine."""

    def __init__(self, to: int, *answers: list[str]) -> None:
        super().__init__(*answers)
        self.to = to

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [{**one, "port": self.to, "family": socket.AF_INET} for one in await super().resolve(host, port)]


async def test_29_a_push_whose_name_turns_to_this_machine_opens_no_connection_to_it(house: House):
    """The real sender, its real connector: only the name's addresses are ours."""
    came: list[int] = []

    async def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(1)
        writer.close()

    listener = await asyncio.start_server(take, "127.0.0.1", 0)
    to = listener.sockets[0].getsockname()[1]
    keys = PushService()
    keys.origin = "http://x"
    made = keys.new_subscription()["keys"]
    secrets = house.server.secrets

    async def push_to(endpoint: str, extra: frozenset[str], *answers: list[str]) -> str:
        async with Sender(rules.Wrapper(secrets.vapid, "mailto:x@example.org"), extra, Turned(to, *answers)) as sender:
            target = Target("s", endpoint, made["p256dh"], made["auth"], "en")
            return (await sender.send(target, content=b"{}", topic="t", ttl=1)).reason

    google = "https://fcm.googleapis.com/fcm/send/x"
    for answers in (["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]):
        assert await push_to(google, frozenset(), answers) == "unreachable"
    assert came == []
    assert await push_to(EXTRA + "/x", frozenset({EXTRA}), ["127.0.0.1"]) == "unreachable"
    assert came == [1]  # it does listen: what the settings allow is connected to
    listener.close()


async def test_names_that_clients_choose_below_a_push_service_cost_bounded_memory(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.services.lanes.MOST_LANES", 10)
    secrets, keys = house.server.secrets, PushService()
    keys.origin = "http://x"
    made = keys.new_subscription()["keys"]
    turned = Turned(1, *(["127.0.0.1"] for _ in range(100)))
    async with Sender(rules.Wrapper(secrets.vapid, "mailto:x@example.org"), frozenset(), turned) as sender:
        for number in range(100):
            target = Target("s", f"https://n{number}.notify.windows.com/x", made["p256dh"], made["auth"], "en")
            assert (await sender.send(target, content=b"{}", topic="t", ttl=1)).reason == "unreachable"
        assert len(sender._lanes.known) <= 10


async def test_an_origin_of_the_settings_may_be_anywhere_but_only_with_its_port():
    resolver = PublicResolver(frozenset({EXTRA}), Resolver(["127.0.0.1"], ["127.0.0.1"]))
    assert await resolver.resolve("push.test", 9)
    with pytest.raises(OSError, match="private"):
        await resolver.resolve("push.test", 443)


KEYS = [
    {"p256dh": encode(b"\x04" + bytes(64)), "auth": encode(bytes(16))},  # not on the curve
    {"p256dh": encode(b"\x02" + bytes(32)), "auth": encode(bytes(16))},
    {"p256dh": "", "auth": encode(bytes(16))},
    {"p256dh": "A", "auth": "A"},
    {"p256dh": "é" * 87, "auth": encode(bytes(16))},
    {"p256dh": "A" * 129, "auth": encode(bytes(16))},
]


@pytest.mark.parametrize("keys", KEYS)
async def test_keys_that_are_none_are_refused(house: House, keys: dict[str, str]):
    phone = await house.sign_up()
    answer = await phone.call("PUT", "/push/subscription", subscription(ALLOWED[0], **keys))
    assert answer.status_code == 422
    assert answer.json()["field"].startswith("$.keys")
    right = subscription(ALLOWED[0])
    right["keys"]["auth"] = encode(bytes(15))
    assert (await phone.call("PUT", "/push/subscription", right)).status_code == 422


@pytest.mark.parametrize("lang", ["en\n", "", "x" * 36, "en_US", "é", "x" * 35 + "\n", 5])
async def test_a_language_is_a_tag(house: House, lang: object):
    phone = await house.sign_up()
    answer = await phone.call("PUT", "/push/subscription", subscription(ALLOWED[0]) | {"lang": lang})
    assert (answer.status_code, answer.json()["field"]) == (422, "$.lang")


async def test_the_key_that_browsers_subscribe_with_signs_the_pushes(house: House, push: PushService):
    phone = await house.sign_up()
    key = (await house.client().get(f"{API}/push/key")).json()["key"]
    assert len(decode(key)) == 65
    await phone.call("PUT", "/push/subscription", push.new_subscription(decode(key)))
    await due(phone)
    await house.dispatch()
    assert [message.status for message in push.messages] == [201]
    claims = push.messages[0].claims
    assert claims["aud"] == push.origin  # with its port
    assert claims["sub"].startswith("mailto:")


async def test_every_push_has_one_size_neutral_words_and_the_languages_own_direction(house: House, push: PushService):
    for lang, notice in (("en", None), ("es", noise(316)), ("fr-CA", noise(512)), ("ar", None), ("xx", noise(1))):
        phone = await house.sign_up()
        subscribed = push.new_subscription()
        await phone.call("PUT", "/push/subscription", subscribed | {"lang": lang})
        write = await due(phone, notice)
        await house.dispatch()
        message = push.messages[-1]
        told = message.json
        assert set(told) == {"web_push", "notification", "mutable"}
        assert (told["web_push"], told["mutable"]) == (8030, True)
        notification = told["notification"]
        title, body = rules.WORDS[lang.split("-")[0] if lang != "xx" else "en"]
        assert (notification.pop("title"), notification.pop("body")) == (title, body)
        assert notification.pop("dir") == ("rtl" if lang == "ar" else "ltr")
        assert notification.pop("lang") == (lang.split("-")[0] if lang != "xx" else "en")
        tag = reminder_tag(house.server.secrets.topic_key, bytes.fromhex(phone.account), bytes.fromhex(write["id"]))
        assert notification == {
            "navigate": "http://localhost:8000/app/",
            "tag": tag,
            "silent": False,
            "data": {"notice": notice},
        }
        assert message.topic == tag
    assert {len(message.plaintext) for message in push.messages} == {1536}
    assert len({message.size for message in push.messages}) == 1
    names = {"host", "authorization", "content-encoding", "content-type", "content-length", "ttl", "topic", "urgency"}
    assert set(push.messages[0].headers) <= names | {"accept", "accept-encoding", "user-agent"}
    assert {message.urgency for message in push.messages} == {"high"}


async def test_one_browser_is_pushed_to_once_whoever_was_signed_in_there_before(house: House, push: PushService):
    first, second = await house.sign_up(), await house.sign_up()
    browser = push.new_subscription()
    for phone in (first, second, second):
        assert (await phone.call("PUT", "/push/subscription", browser)).status_code == 201
    rows = await house.rows("SELECT session_id FROM subscription")
    assert rows == [{"session_id": token_hash(second)}]


async def test_a_subscription_belongs_to_its_session_and_ends_with_it(house: House, push: PushService):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    for one in (phone, other):
        await one.call("PUT", "/push/subscription", push.new_subscription())
    await phone.call("DELETE", "/push/subscription")
    assert await house.rows("SELECT session_id FROM subscription") == [{"session_id": token_hash(other)}]
    assert (await phone.call("DELETE", "/push/subscription")).status_code == 204
    await other.call("DELETE", "/session")
    assert await house.rows("SELECT * FROM subscription") == []


async def test_a_push_can_be_tried_and_the_answer_of_the_service_is_told(house: House, push: PushService):
    phone = await house.sign_up()
    assert (await phone.call("POST", "/push/test")).json() == {"status": None, "reason": "no-subscription"}
    await phone.call("PUT", "/push/subscription", push.new_subscription())
    for status, reason in ((201, "delivered"), (403, "refused"), (503, "retry"), (410, "gone")):
        push.respond_with(status)
        assert (await phone.call("POST", "/push/test")).json() == {"status": status, "reason": reason}
    assert (await phone.call("POST", "/push/test")).json()["reason"] == "no-subscription"


async def test_a_push_service_that_hangs_is_told_as_unreachable_in_time(
    house: House, push: PushService, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.services.subscriptions.TEST_SECONDS", 0.3)
    phone = await house.sign_up()
    await phone.call("PUT", "/push/subscription", push.new_subscription())
    push.respond_with(delay=float("inf"))
    assert (await phone.call("POST", "/push/test")).json() == {"status": None, "reason": "unreachable"}


async def test_where_reminders_are_off_a_try_says_so(open_house: Open):
    house = await open_house(HANDRAIL_ORIGIN="https://daybook.example", HANDRAIL_SIGN_UP="open")
    phone = await house.sign_up()
    assert (await phone.call("POST", "/push/test")).json() == {"status": None, "reason": "off"}


async def test_the_log_of_a_failed_push_names_no_endpoint(house: House, push: PushService, logs: list[Any]):
    phone = await house.sign_up()
    subscribed = push.new_subscription()
    await phone.call("PUT", "/push/subscription", subscribed)
    push.respond_with(400)
    await due(phone)
    await house.dispatch()
    lines = [line for line in logs if line["event"] == "push-not-delivered"]
    assert [(line["service"], line["status"]) for line in lines] == [("other", 400)]
    for part in (subscribed["endpoint"].rsplit("/", 1)[1], push.origin, phone.account, new_id()):
        assert part not in str(logs)


def test_a_wait_is_read_as_a_number_or_a_date_and_bounded():
    now = 1_700_000_000.0
    read = rules.retry_after
    assert (read(None, now), read("", now), read("soon", now), read("-5", now)) == (None, None, None, None)
    assert (read("120", now), read("999999999", now)) == (120.0, 86400.0)
    assert read("Tue, 14 Nov 2023 22:14:20 GMT", now) == 60.0
    assert read("Tue, 14 Nov 2000 22:14:20 GMT", now) == 0.0


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_a_date_without_a_zone_is_of_utc_wherever_the_server_stands(monkeypatch: pytest.MonkeyPatch, zone: str):
    now = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC
    with monkeypatch.context() as place:
        place.setenv("TZ", zone)
        time.tzset()
        try:
            assert rules.retry_after("Tue, 14 Nov 2023 22:14:20 -0000", now) == 60.0
            assert not rules.clocks_differ("Tue, 14 Nov 2023 22:13:20", now)
        finally:
            place.undo()
            time.tzset()
