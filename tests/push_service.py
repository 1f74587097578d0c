"""A push service for tests: what Google's, Mozilla's or Apple's does, on this machine and with open eyes.

It takes pushes at ``/wpush/<id>`` (RFC 8030), checks their VAPID token (RFC 8292) and, for the subscriptions that it
made itself, decrypts them (RFC 8291) with `cryptography` alone, so that nothing of the sender's library is trusted.
At ``/`` it speaks the WebSocket protocol of Firefox's push client, so that a real Firefox can subscribe to it
(``dom.push.serverURL``).

Plain http on a free port, or TLS with a certificate of the caller's: never a thing for production.
"""

import asyncio
import contextlib
import json
import secrets
import ssl
import time
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.asymmetric import ec

from push_opening import check_vapid, decode, decrypt, encode, public_bytes

LARGEST_BODY = 4096  # RFC 8030, section 7.2: what every service must take, and real ones take no more
TOPIC_LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass
class Message:
    """One push as it came in. `size` counts the encrypted body; `plaintext` is None where the service has no key."""

    at: float
    id: str
    headers: dict[str, str]
    body: bytes
    size: int
    status: int = 0
    problem: str | None = None
    claims: dict[str, Any] | None = None
    vapid_key: bytes | None = None
    plaintext: bytes | None = None

    @property
    def json(self) -> Any:
        """The decrypted payload, decoded."""
        return None if self.plaintext is None else json.loads(self.plaintext)

    @property
    def topic(self) -> str | None:
        return self.headers.get("topic")

    @property
    def urgency(self) -> str | None:
        return self.headers.get("urgency")

    @property
    def ttl(self) -> int | None:
        return int(self.headers["ttl"]) if "ttl" in self.headers else None


@dataclass
class Subscriber:
    """One subscription: made here (`key`, `auth`) or by a Firefox (`agent`, `channel`)."""

    key: ec.EllipticCurvePrivateKey | None = None
    auth: bytes = b""
    agent: str | None = None
    channel: str | None = None
    vapid_key: bytes | None = None
    gone: bool = False


@dataclass
class Answer:
    """What to say to pushes; `times` None means until told otherwise."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    times: int | None = None
    id: str | None = None


class PushService:
    """Listens on 127.0.0.1; `origin` names it as ``http://localhost:<port>``. Start and stop it in one event loop.

    `tls`: speaks https with this context's certificate.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.messages: list[Message] = []
        self.subscribers: dict[str, Subscriber] = {}
        self.origin = ""
        self.open_connections = 0
        self.most_at_once = 0
        self._tls = tls
        self._answers: list[Answer] = []
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._undelivered: dict[str, list[dict[str, Any]]] = {}
        self._runner: web.AppRunner | None = None
        self._stopped = asyncio.Event()

    async def start(self, port: int = 0) -> Self:
        """Listens; port 0 takes a free one."""
        app = web.Application(client_max_size=64 * 1024)
        app.router.add_get("/", self._agent)
        app.router.add_post("/wpush/{id}", self._push)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=self._tls).start()
        self.origin = f"http{'s' if self._tls else ''}://localhost:{self._runner.addresses[0][1]}"
        return self

    async def stop(self) -> None:
        """Ends stalled answers, closes what is open, and the port."""
        self._stopped.set()
        for socket in list(self._sockets.values()):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *exception: object) -> None:
        await self.stop()

    @property
    def websocket(self) -> str:
        """The address for Firefox's ``dom.push.serverURL``."""
        return self.origin.replace("http", "ws", 1) + "/"

    def new_subscription(self, vapid_key: bytes | None = None) -> dict[str, Any]:
        """The JSON of a browser's `PushSubscription`; with `vapid_key`, pushes signed by another key get 403."""
        name, key, auth = secrets.token_urlsafe(24), ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.subscribers[name] = Subscriber(key=key, auth=auth, vapid_key=vapid_key)
        keys = {"p256dh": encode(public_bytes(key)), "auth": encode(auth)}
        return {"endpoint": f"{self.origin}/wpush/{name}", "expirationTime": None, "keys": keys}

    def respond_with(
        self,
        status: int = 201,
        headers: dict[str, str] | None = None,
        delay: float = 0,
        *,
        times: int | None = None,
        name: str | None = None,
    ) -> None:
        """Answers the next `times` pushes (or all from now on) so; `delay` in seconds, `float("inf")` stalls.

        `name`: for this subscription alone (the last part of its endpoint). Answers with `times` queue up one behind
        the other; one without replaces what was said before.
        """
        if times is None:
            self._answers = [answer for answer in self._answers if answer.id != name]
        self._answers.append(Answer(status, headers or {}, delay, times, name))

    def messages_for(self, subscription: dict[str, Any]) -> list[Message]:
        """What came in for one subscription, oldest first."""
        return [message for message in self.messages if message.id == subscription["endpoint"].rsplit("/", 1)[1]]

    async def wait_for(self, count: int, timeout: float = 10) -> list[Message]:  # noqa: ASYNC109  says how many came
        """The messages, as soon as there are `count`; raises `TimeoutError` saying how many there were."""
        end = time.monotonic() + timeout
        while len(self.messages) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.messages)} of {count} pushes came within {timeout} s")
            await asyncio.sleep(0.01)
        return self.messages

    # ── what the application server sees ──

    async def _push(self, request: web.Request) -> web.Response:
        self.open_connections += 1
        self.most_at_once = max(self.most_at_once, self.open_connections)
        try:
            return await self._take(request)
        finally:
            self.open_connections -= 1

    async def _take(self, request: web.Request) -> web.Response:
        name, body = request.match_info["id"], await request.read()
        headers = {header.lower(): value for header, value in request.headers.items()}
        message = Message(at=time.time(), id=name, headers=headers, body=body, size=len(body))
        subscriber = self.subscribers.get(name)
        status = self._judge(message, subscriber)
        answer = self._next_answer(name) if status == 201 else Answer(status)
        message.status = answer.status
        self.messages.append(message)
        if answer.delay:
            stalled = None if answer.delay == float("inf") else answer.delay
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), stalled)
        if answer.status == 201 and subscriber and subscriber.agent:
            await self._deliver(subscriber, message)
        headers = dict(answer.headers)
        if answer.status == 201:
            headers["Location"] = f"{self.origin}/m/{len(self.messages)}"
        return web.Response(status=answer.status, headers=headers, text=message.problem or "")

    def _judge(self, message: Message, subscriber: Subscriber | None) -> int:  # noqa: PLR0911  one line a refusal
        """The status that a strict service gives; notes in the message what it read and what was wrong."""
        if subscriber is None or subscriber.gone:
            message.problem = "no such subscription"
            return 404 if subscriber is None else 410
        try:
            message.claims, message.vapid_key = check_vapid(message.headers.get("authorization", ""), self.origin)
        except (ValueError, KeyError) as problem:
            message.problem = str(problem)
            return 401
        if subscriber.vapid_key and subscriber.vapid_key != message.vapid_key:
            message.problem = "signed by another key than it was subscribed with"
            return 403
        if message.size > LARGEST_BODY:
            message.problem = "too large"
            return 413
        topic = message.topic
        if topic is not None and not (len(topic) <= 32 and set(topic) <= TOPIC_LETTERS):
            message.problem = "the topic is not at most 32 characters of base64url"
            return 400
        if not message.headers.get("ttl", "").isdigit() or message.headers.get("content-encoding") != "aes128gcm":
            message.problem = "no TTL, or another encoding than aes128gcm"
            return 400
        if message.urgency not in (None, "very-low", "low", "normal", "high"):
            message.problem = "no such urgency"
            return 400
        if subscriber.key:
            message.plaintext = decrypt(message.body, subscriber.key, subscriber.auth)
        return 201

    def _next_answer(self, name: str) -> Answer:
        """The answer for one subscription comes before one for all; a counted one before a lasting one."""
        fitting = [answer for answer in self._answers if answer.id in (None, name)]
        fitting.sort(key=lambda answer: (answer.id is None, answer.times is None))
        if not fitting:
            return Answer()
        answer = fitting[0]
        if answer.times is not None:
            answer.times -= 1
            if answer.times == 0:
                self._answers.remove(answer)
        return answer

    # ── what Firefox sees ──

    async def _deliver(self, subscriber: Subscriber, message: Message) -> None:
        """Hands a push to its Firefox, or keeps it (one per topic) until that Firefox comes back."""
        notice = {
            "messageType": "notification",
            "channelID": subscriber.channel,
            "version": secrets.token_urlsafe(16),
            "ttl": message.ttl,
            "topic": message.topic,
            "data": encode(message.body),
            "headers": {"encoding": "aes128gcm"},
        }
        agent = subscriber.agent or ""
        kept = self._undelivered.setdefault(agent, [])
        if message.topic:
            kept[:] = [old for old in kept if (old["channelID"], old["topic"]) != (subscriber.channel, message.topic)]
        kept.append(notice)
        if agent in self._sockets:
            await self._sockets[agent].send_json(notice)

    async def _agent(self, request: web.Request) -> web.WebSocketResponse:
        """One connection of Firefox's push client: hello, register, unregister, ack, ping."""
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        agent = ""
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            said = json.loads(frame.data)
            kind = said.get("messageType")
            if kind == "hello":
                agent = said.get("uaid") or secrets.token_hex(16)
                self._sockets[agent] = socket
                answer = {"messageType": "hello", "uaid": agent, "status": 200, "use_webpush": True, "broadcasts": {}}
                await socket.send_json(answer)
                for notice in list(self._undelivered.get(agent, [])):
                    await socket.send_json(notice)
            elif kind == "register":
                name, key = secrets.token_urlsafe(24), said.get("key")
                channel = said["channelID"]
                self.subscribers[name] = Subscriber(agent=agent, channel=channel, vapid_key=key and decode(key))
                endpoint = f"{self.origin}/wpush/{name}"
                answer = {"messageType": "register", "channelID": channel, "status": 200, "pushEndpoint": endpoint}
                await socket.send_json(answer)
            elif kind == "unregister":
                for subscriber in self.subscribers.values():
                    if subscriber.channel == said["channelID"]:
                        subscriber.gone = True
                await socket.send_json({"messageType": "unregister", "channelID": said["channelID"], "status": 200})
            elif kind == "ack":
                done = {update["version"] for update in said["updates"]}
                kept = self._undelivered.get(agent, [])
                kept[:] = [notice for notice in kept if notice["version"] not in done]
            elif kind == "ping" or not said:
                await socket.send_str("{}")
        if self._sockets.get(agent) is socket:
            del self._sockets[agent]
        return socket
