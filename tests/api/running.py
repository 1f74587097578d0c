"""A whole server in the test's own process, without a port; and somebody who uses it."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from api.services.server import Server
from api.services.staff import add_staff
from api.worker import Dispatcher
from asking import API, new_account, new_id, noise, totp_code

ORIGIN = "http://localhost:8000"


@dataclass
class Phone:
    """One signed-in device and the words that opened it."""

    http: httpx.AsyncClient
    account: str
    words: dict[str, Any]  # the body of the sign-up

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        sent = {} if body is None else {"json": body}
        return await self.http.request(method, API + path, **sent, **more)

    async def get(self, path: str) -> Any:
        """The decoded answer of a GET that must work."""
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def sync(self, *writes: dict[str, Any], since: str | None = None, **more: Any) -> Any:
        """The decoded answer of a sync that must work."""
        answer = await self.call("POST", "/sync", {"since": since, "write": list(writes), **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def written(self, *writes: dict[str, Any]) -> None:
        """Writes what must be taken."""
        told = (await self.sync(*writes))["written"]
        assert [one["error"] for one in told] == [None] * len(writes), told

    async def cursor(self) -> str:
        """The cursor at the end of the feed."""
        cursor, more = None, True
        while more:
            told = await self.sync(since=cursor, limit=500)
            cursor, more = told["cursor"], told["more"]
        return str(cursor)

    async def events(self) -> list[str]:
        """The kinds of all entries in the log."""
        return [event["kind"] for event in (await self.get("/events"))["events"]]


@dataclass
class House:
    """A running server and those who use it."""

    app: ASGIApp
    server: Server
    base_url: str = ORIGIN
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application with the state that its lifespan would hand to each request."""
        await self.app({**scope, "state": {"server": self.server}}, receive, send)

    def client(self, address: str = "192.0.2.1", **headers: str) -> httpx.AsyncClient:
        """Somebody without a session."""
        transport = httpx.ASGITransport(self, client=(address, 5000), raise_app_exceptions=False)
        self.clients.append(httpx.AsyncClient(transport=transport, base_url=self.base_url, headers=headers))
        return self.clients[-1]

    async def sign_up(self, **members: Any) -> Phone:
        http, words = self.client(), new_account(**members)
        answer = await http.post(f"{API}/accounts", json=words)
        assert answer.status_code == 201, answer.text
        return Phone(http, answer.json()["account"], words)

    async def sign_in(self, phone: Phone) -> Phone:
        """Another device of the same account."""
        http = self.client()
        words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
        answer = await http.post(f"{API}/session", json=words)
        assert answer.status_code == 200, answer.text
        return Phone(http, phone.account, dict(phone.words))

    async def staff_code(self, organisation: str = "Organisation One") -> str:
        """What `handrail staff add` gives."""
        texts = {"duties": "What we must report.", "contact": "Call the office."}
        return await add_staff(self.server.database, name="Worker One", organisation=organisation, **texts)

    async def first_step(self, organisation: str = "Organisation One") -> Phone:
        """A case manager's account, just made: no second step yet."""
        return await self.sign_up(staff_code=await self.staff_code(organisation))

    async def case_manager(self, organisation: str = "Organisation One") -> Phone:
        """A case manager, signed in with both steps."""
        return await self.with_second_step(await self.first_step(organisation))

    async def with_second_step(self, phone: Phone) -> Phone:
        """Sets a code app up and passes the second step with it."""
        secret = (await phone.call("POST", "/staff/totp")).json()["secret"]
        answer = await phone.call("PUT", "/staff/totp", {"code": totp_code(secret, time.time())})
        assert answer.status_code == 204, answer.text
        phone.words["totp"] = secret
        await self.second_step(phone, 30)  # the code that confirmed is spent
        return phone

    async def second_step(self, phone: Phone, ahead: int = 0) -> None:
        """Passes the second step with the code of now, or of so many seconds ahead."""
        code = totp_code(phone.words["totp"], time.time() + ahead)
        answer = await phone.call("POST", "/session/second-step", {"code": code})
        assert answer.status_code == 204, answer.text

    async def link(self, survivor: Phone, case_manager: Phone, state: str = "accepted") -> str:
        """Connects the two as far as `state` says; gives the link's id."""
        link = new_id()
        invited = await case_manager.call("POST", "/invitations", {"link": link, "card": noise(200)})
        assert invited.status_code == 201, invited.text
        if state != "invited":
            accepted = await survivor.call("PUT", f"/links/{link}", {"proof": noise(32)})
            assert accepted.status_code == 201, accepted.text
        if state == "ended":
            assert (await case_manager.call("DELETE", f"/links/{link}")).status_code == 204
        return link

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What stands in the database."""
        return await self.server.database.fetch(sql, *values)

    async def execute(self, sql: str, *values: Any) -> None:
        """Changes the database behind the server's back."""
        async with self.server.database.write_transaction() as transaction:
            await transaction.execute(sql, *values)

    def dispatcher(self) -> Dispatcher:
        """One that works only when it is told to."""
        server = self.server
        return Dispatcher(
            server.database, server.sender, topic_key=server.secrets.topic_key, navigate=f"{self.base_url}/app/"
        )

    async def dispatch(self) -> int:
        """Sends all that is due now; gives how many were claimed."""
        dispatcher = self.dispatcher()
        claimed = await dispatcher.claim()
        await dispatcher.finish()
        return claimed


#: Opens a server with further settings.
Open = Callable[..., Awaitable[House]]


class Clock:
    """The time that the server sees."""

    def __init__(self, real: Callable[[], float]) -> None:
        self._real = real
        self._stopped: float | None = None
        self._ahead = 0.0

    def time(self) -> float:
        return self._ahead + (self._real() if self._stopped is None else self._stopped)

    def forward(self, seconds: float) -> None:
        self._ahead += seconds

    def stop(self) -> int:
        """Stands still from now on; gives the second."""
        self._stopped = float(int(self._real()))
        return int(self.time())


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[dict[str, Any]]:
    """Runs the ASGI lifespan of an application and hands over its state."""
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    state: dict[str, Any] = {}
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}
    running = asyncio.create_task(app(scope, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    told = await outbox.get()
    assert told["type"] == "lifespan.startup.complete", told
    try:
        yield state
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await running
    assert (await outbox.get())["type"] == "lifespan.shutdown.complete"


def token_hash(phone: Phone) -> str:
    """The primary key of a phone's session."""
    token = next(cookie.value for cookie in phone.http.cookies.jar if cookie.name.endswith("session"))
    return hashlib.sha256((token or "").encode()).hexdigest()


def proof() -> bytes:
    return secrets.token_bytes(32)
