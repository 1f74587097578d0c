"""The load program of `peers.py`: one plain HTTP client for all servers, and what they spend meanwhile.

Client, database and server share the machine's cores, so the client is as thin as it can be: one connection each,
kept open, requests written by hand, the length and the status read; no library between.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from load import CLIENTS, TICK

RECORDS = 10
WORKS = ("nothing new", "10 records", "a write")


@dataclass(frozen=True)
class Answer:
    """What a server said: the status, the header lines as they came, the body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Gives the first header of that name. Raises `KeyError` if there is none."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode().lower() == name.lower():
                return value.decode().strip()
        raise KeyError(name)


class Connection:
    """One kept connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        """Takes the port on 127.0.0.1; connects at the first request, and again where a server has hung up."""
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: str, body: bytes = b"") -> Answer:
        """Sends one request and gives the answer.

        Args:
            method: GET, POST or PUT.
            path: with its query.
            headers: whole lines, each ended by CR LF, without Host and Content-Length.
            body: the bytes to send.
        """
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        first = f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n{headers}"
        length = f"Content-Length: {len(body)}\r\n" if method != "GET" else ""
        writer.write(f"{first}{length}\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        low = head.lower()
        _, found, rest = low.partition(b"\r\ncontent-length:")
        if found:
            said = await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        elif status in {204, 304}:
            said = b""
        else:
            raise ValueError(f"an answer without a length: {head!r}")
        if b"\r\nconnection: close" in low:
            await self.close()
        return Answer(status, head, said)

    async def close(self) -> None:
        """Hangs up."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


#: One request of one client, checked.
Step = Callable[[Connection], Awaitable[None]]
#: Makes the account of a client, by its number, and gives its step for each work.
Maker = Callable[[Connection, int], Awaitable[dict[str, Step]]]


@dataclass
class Peer:
    """A server that runs: who, of which version, its process, its port, and each client's step for each work."""

    name: str
    version: str
    pid: int
    port: int
    steps: dict[str, list[Step]]


async def all_steps(
    port: int, account: Callable[[Connection, int], Awaitable[dict[str, Step]]]
) -> dict[str, list[Step]]:
    """Makes an account for each client by `account(connection, number)`; gives their steps for each work."""
    connection = Connection(port)
    made = [await account(connection, number) for number in range(CLIENTS)]
    await connection.close()
    return {work: [steps[work] for steps in made] for work in WORKS}


def _spent(pid: int) -> tuple[int, float]:
    """A process's parent, and its time with that of children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1]), sum(map(int, fields[11:15])) / TICK


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all below it."""
    found: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                found[int(path.name)] = _spent(int(path.name))
            except OSError:  # ended meanwhile
                continue
    below, total = {root}, found[root][1]
    while more := {pid for pid, (parent, _) in found.items() if parent in below} - below:
        below |= more
        total += sum(found[pid][1] for pid in more)
    return total


@dataclass(frozen=True)
class Round:
    """One measured stretch: requests a second, and microseconds of CPU a request of the server and of PostgreSQL."""

    rate: float
    server: float
    database: float


async def stretch(peer: Peer, work: str, seconds: float, database: int) -> Round:
    """Lets all clients do one work of a server for so many seconds; every answer is checked by its step."""
    connections = [Connection(peer.port) for _ in range(CLIENTS)]
    steps = peer.steps[work]

    async def one(connection: Connection, step: Step, end: float) -> int:
        done = 0
        while time.perf_counter() < end:
            await step(connection)
            done += 1
        return done

    try:
        for pair in zip(steps, connections, strict=True):  # so that connecting is not measured
            await pair[0](pair[1])
        before = cpu_seconds(peer.pid), cpu_seconds(database)
        began = time.perf_counter()
        pairs = zip(connections, steps, strict=True)
        done = sum(await asyncio.gather(*(one(connection, step, began + seconds) for connection, step in pairs)))
        took = time.perf_counter() - began
        after = cpu_seconds(peer.pid), cpu_seconds(database)
    finally:
        for connection in connections:
            await connection.close()
    # The kernel counts in ticks: what is less than one is told as one.
    spent = (max(late - early, 1 / TICK) for early, late in zip(before, after, strict=True))
    server, behind = (each / done * 1e6 for each in spent)
    return Round(done / took, server, behind)
