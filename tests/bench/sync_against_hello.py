"""Server CPU per sync, side by side with a bare Starlette "hello": python tests/bench/sync_against_hello.py.

One process each, 16 clients, rounds in turn; prints the median and the spread of the ratio. The machine is noisy:
trust the ratios. Every status is checked.
"""

import asyncio
import base64
import os
import secrets
import statistics
import subprocess
import sys
from pathlib import Path

import aiohttp

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "e2e"), str(HERE.parents[1])]

from live_server import LiveServer, free_port  # noqa: E402  found through the path set above

CLIENTS = 16
ROUNDS = 5
REQUESTS = 1600
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def noise(count: int) -> str:
    return base64.b64encode(secrets.token_bytes(count)).decode()


async def sign_up(session: aiohttp.ClientSession, origin: str, records: int) -> str | None:
    """A new account with so many records; gives the cursor after them."""
    account = {name: noise(32) for name in ("lookup", "sign_in_key", "recovery_lookup", "recovery_key", "public_key")}
    account |= {"private_key": noise(92), "slots": [noise(92) for _ in range(8)], "vault_chain": []}
    async with session.post(f"{origin}/api/v1/accounts", json=account) as answer:
        assert answer.status == 201, await answer.text()
    writes = [
        {
            "id": secrets.token_hex(16),
            "base": 0,
            "epoch": 1,
            "body": base64.b64encode(b"\x01" + secrets.token_bytes(336)).decode(),
            "keys": [{"link": None, "key": noise(92), "until": 0}],
            "reminders": [],
        }
        for _ in range(records)
    ]
    async with session.post(f"{origin}/api/v1/sync", json={"write": writes}) as answer:
        assert answer.status == 200, await answer.text()
        return (await answer.json())["cursor"]


async def load(sessions: list[aiohttp.ClientSession], url: str, bodies: list[dict[str, object]], rows: int) -> None:
    """`REQUESTS` requests by all clients; each answer must be 200 and, for a sync, hold so many records."""

    async def one(session: aiohttp.ClientSession, body: dict[str, object]) -> None:
        for _ in range(REQUESTS // CLIENTS):
            async with session.post(url, json=body) as answer:
                assert answer.status == 200
                said = await answer.json()
                assert len(said.get("records", [])) == rows

    await asyncio.gather(*(one(*pair) for pair in zip(sessions, bodies, strict=True)))


async def measure(hello: tuple[str, int], server: tuple[str, int], sessions: list[aiohttp.ClientSession]) -> None:
    cursors = [await sign_up(session, server[0], 10) for session in sessions]
    work: list[tuple[str, str, int, list[dict[str, object]], int]] = [
        ("hello", *hello, [{} for _ in sessions], 0),
        ("nothing new", f"{server[0]}/api/v1/sync", server[1], [{"since": cursor} for cursor in cursors], 0),
        ("10 records", f"{server[0]}/api/v1/sync", server[1], [{"since": None} for _ in sessions], 10),
    ]
    spent: dict[str, list[float]] = {name: [] for name, *_ in work}
    for _ in range(ROUNDS):
        for name, url, pid, bodies, rows in work:
            before = cpu_seconds(pid)
            await load(sessions, url, bodies, rows)
            spent[name].append((cpu_seconds(pid) - before) / REQUESTS * 1e6)
    for name, times in spent.items():
        ratios = [time / floor for time, floor in zip(times, spent["hello"], strict=True)]
        middle = f"{statistics.median(times):6.0f} µs a request, {statistics.median(ratios):5.1f} × hello"
        print(f"{name:12} {middle} ({min(ratios):.1f} to {max(ratios):.1f})")


async def main() -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "hello:app", "--port", str(port), "--log-level", "warning"]
    bare = subprocess.Popen([*command, "--no-access-log"], cwd=HERE.parent)  # noqa: ASYNC220  nothing else runs yet
    server = LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off")
    sessions = [aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) for _ in range(CLIENTS)]
    try:
        await measure((f"http://127.0.0.1:{port}/", bare.pid), (server.origin, server.pid), sessions)
    finally:
        for session in sessions:
            await session.close()
        bare.terminate()
        bare.wait()
        server.remove()


if __name__ == "__main__":
    asyncio.run(main())
