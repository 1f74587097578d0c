"""Server CPU per sync, side by side with a bare Starlette "hello": python tests/bench/sync_against_hello.py [requests].

On both engines: one process each, 16 clients, rounds in turn; the median and the spread of the ratio. Counted is the
CPU of the server's process (on PostgreSQL the database works in processes of its own). Every status is checked.
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
from load import CLIENTS, cpu_seconds, handrail, sessions, sign_up
from rows import measured

from live_server import free_port

ROUNDS = 5
REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 3200
BARS = {("SQLite", "nothing new"): 9, ("SQLite", "10 records"): 12} | {
    ("PostgreSQL", "nothing new"): 7,
    ("PostgreSQL", "10 records"): 9,
}


async def load(clients: list[aiohttp.ClientSession], url: str, bodies: list[dict[str, Any]], rows: int) -> None:
    """`REQUESTS` requests by all clients; each answer must be 200 and, for a sync, hold so many records."""

    async def one(client: aiohttp.ClientSession, body: dict[str, Any]) -> None:
        for _ in range(REQUESTS // CLIENTS):
            async with client.post(url, json=body) as answer:
                assert answer.status == 200
                said = await answer.json()
                assert len(said.get("records", [])) == rows

    await asyncio.gather(*(one(*pair) for pair in zip(clients, bodies, strict=True)))


async def measure(engine: str, hello: tuple[str, int]) -> None:
    with handrail(engine) as server:
        async with sessions() as clients:
            cursors = [await sign_up(client, server.origin, 10) for client in clients]
            url = f"{server.origin}/api/v1/sync"
            work: list[tuple[str, str, int, list[dict[str, Any]], int]] = [
                ("hello", *hello, [{} for _ in clients], 0),
                ("nothing new", url, server.pid, [{"since": cursor} for cursor in cursors], 0),
                ("10 records", url, server.pid, [{"since": None} for _ in clients], 10),
            ]
            spent: dict[str, list[float]] = {name: [] for name, *_ in work}
            for turn in range(ROUNDS + 1):
                for name, address, pid, bodies, rows in work:
                    before = cpu_seconds(pid)
                    await load(clients, address, bodies, rows)
                    if turn:  # the first round fills caches
                        spent[name].append((cpu_seconds(pid) - before) / REQUESTS * 1e6)
    for name, times in spent.items():
        measured(f"{engine}: CPU of {'a bare hello' if name == 'hello' else f'a sync, {name}'}", times, "µs")
        if name != "hello":
            ratios = [time / floor for time, floor in zip(times, spent["hello"], strict=True)]
            measured(f"{engine}: sync, {name}, against hello", ratios, "×", at_most=BARS[engine, name])


def main() -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "hello:app", "--port", str(port), "--log-level", "warning"]
    bare = subprocess.Popen([*command, "--no-access-log"], cwd=Path(__file__).resolve().parent)
    try:
        for engine in ("SQLite", "PostgreSQL"):
            asyncio.run(measure(engine, (f"http://127.0.0.1:{port}/", bare.pid)))
    finally:
        bare.terminate()
        bare.wait()


if __name__ == "__main__":
    main()
