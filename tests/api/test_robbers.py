"""Attack 25 on a real server: floods, huge and slow things. Others are served meanwhile, and memory stays bounded.

The robbers come from addresses of this machine of their own (127.0.0.66, 127.0.1.x), so that she, at 127.0.0.2, is
somebody else. Linux has all of 127/8; elsewhere this is skipped.
"""

import asyncio
import gzip
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from asking import API, new_account, new_write, noise
from live_server import LiveServer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and the addresses of 127/8")

MOST_MIB = 250
ROBBER = "127.0.0.66"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def live(postgres: Any) -> Iterator[LiveServer]:
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": asyncio.run(postgres.new())}
    server = LiveServer("http://localhost:9", **database)
    yield server
    server.remove()


def client(live: LiveServer, address: str, **more: Any) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    transport = httpx.AsyncHTTPTransport(local_address=address, limits=limits)
    return httpx.AsyncClient(base_url=live.origin, transport=transport, timeout=60, **more)


async def signed_up(live: LiveServer, address: str) -> httpx.AsyncClient:
    http = client(live, address)
    answer = await http.post(f"{API}/accounts", json=new_account())
    assert answer.status_code == 201, answer.text
    return http


def peak_mib(live: LiveServer) -> float:
    """The most memory that the process ever had."""
    line = next(one for one in Path(f"/proc/{live.pid}/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


@asynccontextmanager
async def while_she_syncs(live: LiveServer, what: str, most_seconds: float = 5) -> AsyncIterator[None]:
    """She writes and reads all the while: each must be answered, and in time. Then memory is looked at."""
    hers, slowest, count = await signed_up(live, "127.0.0.2"), 0.0, 0
    stop = asyncio.Event()

    async def use() -> None:
        nonlocal slowest, count
        while not stop.is_set():
            began = time.monotonic()
            answer = await hers.post(f"{API}/sync", json={"write": [new_write()]})
            assert answer.status_code == 200, answer.text
            assert answer.json()["written"][0]["error"] is None
            slowest, count = max(slowest, time.monotonic() - began), count + 1
            fresh = client(live, "127.0.0.3")  # somebody who only just comes
            assert (await fresh.get(API)).status_code == 200
            await fresh.aclose()
            await asyncio.sleep(0.05)

    using = asyncio.create_task(use())
    try:
        yield
        await asyncio.sleep(0.2)
    finally:
        stop.set()
        await using
        await hers.aclose()
    peak = peak_mib(live)
    print(f"\n{what}: she was answered {count} times, at most after {slowest:.2f} s; peak {peak:.0f} MiB")
    assert count
    assert slowest < most_seconds
    assert peak <= MOST_MIB


async def statuses(*asked: Any) -> list[int | str]:
    """The status of each request; "closed" where the server closed the connection instead."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for one in answers:
        assert isinstance(one, httpx.Response | httpx.TransportError), repr(one)
    return [one.status_code if isinstance(one, httpx.Response) else "closed" for one in answers]


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 65536


async def test_25_ten_megabytes_told_or_not_are_refused_and_bombs_stay_closed(live: LiveServer):
    bomb = gzip.compress(bytes(100_000_000))
    nobody, signed = client(live, ROBBER), await signed_up(live, ROBBER)
    async with while_she_syncs(live, "huge bodies and bombs"):
        for _ in range(3):
            asked = []
            for http in (nobody, signed):
                for path in ("/session", "/sync"):
                    post = f"{API}{path}"
                    asked += [http.post(post, content=b" " * 10_000_000, headers=JSON) for _ in range(6)]
                    asked += [http.post(post, content=chunks(160), headers=JSON) for _ in range(6)]
                    asked += [http.post(post, content=bomb, headers=JSON | {"Content-Encoding": "gzip"})]
            found = set(await statuses(*asked))
            assert found <= {401, 413, 415, "closed"}, found
            assert {413, 415} <= found
    await nobody.aclose()
    await signed.aclose()


async def test_25_deep_json_and_100000_records_are_refused_one_after_another_and_all_at_once(live: LiveServer):
    signed = await signed_up(live, ROBBER)
    tiny = {"id": "0" * 32, "base": 0, "epoch": 1, "body": "", "keys": []}
    bodies = {
        "deep": b'{"write":' + b"[" * 4_000_000,
        "deep, closed": b'{"write":' + b"[" * 2_000_000 + b"]" * 2_000_000 + b"}",
        "numbers": b'{"write":[' + b"1," * 2_000_000 + b"1]}",
        "empty records": b'{"write":[' + b"{}," * 1_300_000 + b"{}]}",
        "records": json.dumps({"write": [tiny] * 50_000}).encode(),
        "rekeys": json.dumps({"rekey": [{"id": "0" * 32, "epoch": 1, "key": ""}] * 70_000}).encode(),
        "a member often": b"{" + b'"since":null,' * 320_000 + b'"limit":0}',
        "a long text": b'{"since":"' + b"a" * 4_100_000 + b'"}',
    }
    async with while_she_syncs(live, "deep and many"):
        for name, body in bodies.items():
            answer = await signed.post(f"{API}/sync", content=body, headers=JSON)
            assert answer.status_code in {400, 413, 422}, (name, answer.status_code, len(body))
        asked = [signed.post(f"{API}/sync", content=body, headers=JSON) for body in bodies.values() for _ in range(8)]
        assert set(await statuses(*asked)) <= {400, 413, 422, 429}
    await signed.aclose()


async def test_25_whole_pages_asked_for_by_many_who_do_not_take_them_are_not_all_made(live: LiveServer):
    signed = await signed_up(live, ROBBER)
    for _ in range(5):
        writes = [new_write(size=524_288) for _ in range(5)]
        assert (await signed.post(f"{API}/sync", json={"write": writes})).status_code == 200
    async with while_she_syncs(live, "pages that nobody takes"):
        cookie = "; ".join(f"{one.name}={one.value}" for one in signed.cookies.jar)
        body = b'{"limit": 500}'
        head = f"POST {API}/sync HTTP/1.1\r\nHost: {live.origin[7:]}\r\nCookie: {cookie}\r\n"
        request = f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        taking = [await connected(live, small=True) for _ in range(150)]
        for one in taking:
            await asyncio.get_running_loop().sock_sendall(one, request)
        await asyncio.sleep(3)
    for one in taking:
        one.close()
    await signed.aclose()


async def connected(live: LiveServer, address: str = ROBBER, *, small: bool = False) -> socket.socket:
    made = socket.socket()
    made.setblocking(False)
    if small:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.bind((address, 0))
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", int(live.origin.rpartition(":")[2])))
    return made


async def test_25_huge_heads_are_refused_and_slow_ones_are_closed(live: LiveServer):
    loop = asyncio.get_running_loop()
    async with while_she_syncs(live, "huge and slow heads"):
        slow = [await connected(live) for _ in range(100)]
        began = time.monotonic()
        for one in slow:
            await loop.sock_sendall(one, b"GET /api/v1 HTTP/1.1\r\nHost: x\r\nX: ")
        for _ in range(40):
            one = await connected(live)
            with suppress(OSError):  # it may close before all is sent
                for _ in range(64):
                    await loop.sock_sendall(one, b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 65536)
            with suppress(ConnectionError):
                assert (await loop.sock_recv(one, 100))[:12] in {b"", b"HTTP/1.1 400"}
            one.close()
        http = client(live, ROBBER)
        for headers in (
            {f"X-{n}": "a" * 90 for n in range(5000)},
            {"Cookie": "a=b; " * 90_000},
            {"X": "a" * 1_000_000},
        ):
            assert (await statuses(http.get(API, headers=headers)))[0] in {400, 431, "closed"}
        await http.aclose()
        while slow and time.monotonic() - began < 30:  # one byte a second keeps none of them
            for one in list(slow):
                try:
                    await loop.sock_sendall(one, b"a")
                    await asyncio.wait_for(loop.sock_recv(one, 1), 0.001)
                except TimeoutError:
                    continue
                except OSError:
                    pass
                slow.remove(one)
                one.close()
            await asyncio.sleep(1)
        assert not slow
        assert time.monotonic() - began < 25


async def test_25_a_flood_of_connections_takes_nobody_elses_place(live: LiveServer):
    flood: list[socket.socket] = []
    async with while_she_syncs(live, "1,500 connections"):
        for n in range(1500):
            with suppress(ConnectionError):
                flood.append(await connected(live, ROBBER if n % 2 else f"127.0.1.{n % 200 + 1}"))
        await asyncio.sleep(1)
        left = [one.getsockname()[0] for one in flood if is_open(one)]
        print(f"\n{len(left)} of {len(flood)} are open")
        assert len(left) <= 1000
        assert left.count(ROBBER) <= 200
    for one in flood:
        one.close()


def is_open(one: socket.socket) -> bool:
    try:
        return one.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


async def test_25_a_flood_of_sign_ins_from_many_addresses_costs_no_memory_and_she_stays_in(live: LiveServer):
    async with while_she_syncs(live, "a flood of sign-ins", most_seconds=15):
        robbers = [client(live, f"127.0.2.{n + 1}") for n in range(60)]

        def guess(http: httpx.AsyncClient) -> Any:
            return http.post(f"{API}/session", json={"lookup": noise(32), "sign_in_key": noise(32)})

        found = await statuses(*(guess(http) for http in robbers for _ in range(10)))
        assert set(found) <= {401, 429}
        assert found.count(429) > found.count(401) > 0
        for http in robbers:
            await http.aclose()
