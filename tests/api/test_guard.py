"""The door: what is not finished, not taken, or too much is closed; who waits in good order is not."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api import guard
from api.guard import MOST_HEAD, Door, Guarded
from api.serving import listening_socket

GET = b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n"


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """`/small` answers at once, `/body` reads everything first, `/wait` answers late, `/large` answers 8 MB."""
    kind = scope["path"]
    if kind == "/body":
        while (await receive()).get("more_body"):
            pass
    if kind == "/wait":
        await asyncio.sleep(1)
    length = b"8000000" if kind == "/large" else b"2"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    if kind == "/large":
        for _ in range(125):
            await send({"type": "http.response.body", "body": b"x" * 64_000, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if kind == "/large" else b"ok", "more_body": False})


@dataclass
class Line:
    """One connection, as a client holds it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes = GET) -> bytes:
        """The status line of the answer, which has two bytes of body."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert await self.reader.readexactly(2) == b"ok"
        return head.split(b"\r\n")[0]

    async def status(self) -> str:
        """The status of the next answer; "closed" where the server closes while more is still sent."""
        try:
            return (await self.reader.readuntil(b"\r\n")).split()[1].decode()
        except (ConnectionError, asyncio.IncompleteReadError):
            return "closed"

    async def closed(self, within: float = 3) -> bool:
        """Whether the server closes it in time."""
        try:
            async with asyncio.timeout(within):
                while await self.reader.read(65536):
                    pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True


Connect = Callable[[], "asyncio.Future[Line]"]


@pytest.fixture
async def connect(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connect]:
    monkeypatch.setattr(guard, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(guard, "LINGER_SECONDS", 0.4)
    monkeypatch.setattr(guard, "STALL_SECONDS", 0.4)
    monkeypatch.setattr(guard, "MOST_OF_ADDRESS", 3)
    monkeypatch.setattr(Guarded, "door", Door(lambda address: address == "10.0.0.1", per_address=True), raising=False)
    config = uvicorn.Config(application, port=0, http=Guarded, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    lines: list[Line] = []

    async def connect_() -> Line:
        lines.append(Line(*await asyncio.open_connection("127.0.0.1", port, limit=2**16)))
        await asyncio.sleep(0.02)
        return lines[-1]

    yield connect_
    for line in lines:
        line.writer.transport.abort()
    server.should_exit = True
    await running


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX: "])
async def test_a_head_that_does_not_come_to_its_end_is_given_up_however_it_trickles(connect: Connect, sent: bytes):
    line = await connect()
    for byte in (sent, *[b"a"] * 5) if sent else ():
        line.writer.write(byte)
        await asyncio.sleep(0.1)
    assert await line.closed(1)


def head(size: int) -> bytes:
    """A request without a body, of so many bytes; most of them one header."""
    begin = b"GET /small HTTP/1.1\r\nHost: x\r\nX: "
    return begin + b"a" * (size - len(begin) - 4) + b"\r\n\r\n"


@pytest.mark.parametrize("piece", [2**20, 20_000, 3000])
@pytest.mark.parametrize("size", [MOST_HEAD, MOST_HEAD + 1, 100_000, 250_000])
async def test_a_head_of_32_kib_is_read_and_a_longer_one_refused_however_it_arrives(
    connect: Connect, size: int, piece: int
):
    line, request = await connect(), head(size)
    for start in range(0, size, piece):
        line.writer.write(request[start : start + piece])
        await asyncio.sleep(0)
    assert await line.status() in ({"200"} if size <= MOST_HEAD else {"400", "closed"})


@pytest.mark.parametrize(
    "before", [GET.replace(b"small", b"wait"), b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok"]
)
@pytest.mark.parametrize("size", [MOST_HEAD, MOST_HEAD + 1, 100_000])
async def test_a_head_that_waits_whole_behind_another_request_is_measured_too(
    connect: Connect, before: bytes, size: int
):
    line = await connect()
    assert await line.ask(before + head(size)) == b"HTTP/1.1 200 OK"
    assert await line.status() == ("200" if size <= MOST_HEAD else "400")


async def test_a_connection_is_used_again_and_its_second_head_has_its_own_time(connect: Connect):
    line = await connect()
    for _ in range(3):
        assert await line.ask() == b"HTTP/1.1 200 OK"
        await asyncio.sleep(0.25)
    await asyncio.sleep(0.5)  # idle: that is not a slow head
    assert await line.ask() == b"HTTP/1.1 200 OK"
    line.writer.write(b"GET /")
    assert await line.closed(1)


async def test_an_answer_that_takes_long_and_a_body_that_takes_long_are_not_a_slow_head(connect: Connect):
    line = await connect()
    assert await line.ask(GET.replace(b"small", b"wait")) == b"HTTP/1.1 200 OK"
    line.writer.write(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n")
    for _ in range(8):
        await asyncio.sleep(0.1)
        line.writer.write(b"x")
    assert await line.ask(b"") == b"HTTP/1.1 200 OK"


async def test_who_was_answered_before_all_was_sent_hears_it_and_has_little_time(connect: Connect):
    post = b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    line = await connect()
    assert await line.ask(post + b"x") == b"HTTP/1.1 200 OK"
    assert await line.closed(1)
    line = await connect()
    assert await line.ask(post + b"x") == b"HTTP/1.1 200 OK"
    line.writer.write(b"xxxxxxxx")  # the rest comes: the connection is as good as any
    await asyncio.sleep(0.6)
    assert await line.ask() == b"HTTP/1.1 200 OK"


async def test_who_sends_without_end_after_the_answer_is_cut_off(connect: Connect, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "LINGER_SECONDS", 60)
    monkeypatch.setattr(guard, "MOST_LATE_BYTES", 100_000)
    line = await connect()
    assert (
        await line.ask(b"POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") == b"HTTP/1.1 200 OK"
    )
    for _ in range(20):
        line.writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await asyncio.sleep(0.02)
    assert await line.closed(1)


async def test_who_does_not_take_an_answer_is_cut_off_and_who_takes_it_slowly_is_not(connect: Connect):
    never, slowly = await connect(), await connect()
    for line in (never, slowly):
        line.writer.write(GET.replace(b"small", b"large"))
    taken = 0
    while taken < 8_000_000 and (piece := await slowly.reader.read(400_000)):
        taken += len(piece)
        await asyncio.sleep(0.01)
    assert taken >= 8_000_000
    await asyncio.sleep(0.5)
    taken = 0
    with suppress(ConnectionError):
        while piece := await never.reader.read(65536):
            taken += len(piece)
    assert taken < 8_000_000


async def test_an_address_with_too_many_loses_its_oldest_idle_one_and_busy_ones_stay(connect: Connect):
    busy = await connect()
    busy.writer.write(GET.replace(b"small", b"wait"))
    idle = [await connect(), await connect()]
    assert await idle[0].ask() == b"HTTP/1.1 200 OK"
    assert await idle[1].ask() == b"HTTP/1.1 200 OK"
    last = await connect()
    assert await idle[0].closed(1)
    assert await idle[1].ask() == b"HTTP/1.1 200 OK"
    assert await last.ask() == b"HTTP/1.1 200 OK"
    assert await busy.ask(b"") == b"HTTP/1.1 200 OK"


async def test_where_all_of_an_address_are_busy_the_new_one_goes(connect: Connect):
    lines = [await connect() for _ in range(3)]
    for line in lines:
        line.writer.write(GET.replace(b"small", b"wait"))
    await asyncio.sleep(0.05)
    assert await (await connect()).closed(1)
    assert [await line.ask(b"") for line in lines] == [b"HTTP/1.1 200 OK"] * 3


class Fake:
    """A connection as the door sees it."""

    def __init__(self) -> None:
        self.transport, self.idle, self.gone = self, True, False

    def abort(self) -> None:
        self.gone = True


def test_when_all_places_are_taken_the_address_with_most_gives_way_and_a_proxy_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(guard, "MOST_OF_ADDRESS", 4)
    monkeypatch.setattr(guard, "MOST_CONNECTIONS", 10)
    door = Door(lambda address: address == "proxy", per_address=True)
    proxied = [Fake() for _ in range(5)]
    others = [(Fake(), f"a{n % 3}") for n in range(5)]
    assert all(door.enter(one, "proxy") for one in proxied)
    assert all(door.enter(one, address) for one, address in others)
    assert not any(one.gone for one in [*proxied, *(one for one, _ in others)])
    assert door.enter(Fake(), "b")
    assert [one.gone for one in proxied] == [True, False, False, False, False]
    assert not any(one.gone for one, _ in others)


def test_connections_that_several_processes_take_send_each_answer_at_once():
    with listening_socket(uvicorn.Config("none", host="127.0.0.1", port=0)) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
