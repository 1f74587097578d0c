"""Our own server for `peers.py`: the same work in the words of its protocol.

Rate limits are off, since the peers have none; all else as it is served: session looked up, writes checked and durable.
A record has a sealed key of 92 bytes beside its body. A write asks in the same request what is new.
"""

import itertools
from typing import Any

import msgspec
from load import new_account, new_write
from peer_load import RECORDS, Answer, Connection, Peer, Step, all_steps

from live_server import LiveServer


class Handrail:
    """Starts it on a database, makes accounts with records, ends it."""

    def __init__(self, **settings: str) -> None:
        """Takes settings beside the usual ones, such as HANDRAIL_DATABASE_URL."""
        self.server = LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off", **settings)
        self.port = int(self.server.origin.rpartition(":")[2])

    async def peer(self) -> Peer:
        """Makes the accounts and gives the peer, ready to be measured."""
        connection = Connection(self.port)
        hello = msgspec.json.decode((await connection.ask("GET", "/api/v1", "")).body)
        await connection.close()
        steps = await all_steps(self.port, _account)
        return Peer("Handrail", hello["version"], self.server.pid, self.port, steps)

    def stop(self) -> None:
        """Ends it."""
        self.server.remove()


async def _account(connection: Connection, number: int) -> dict[str, Step]:
    headers = "Content-Type: application/json\r\n"

    async def send(connection: Connection, path: str, said: object, status: int = 200) -> Answer:
        answer = await connection.ask("POST", f"/api/v1/{path}", headers, msgspec.json.encode(said))
        assert answer.status == status, answer
        return answer

    signed = await send(connection, "accounts", new_account(), 201)
    headers += f"Cookie: {signed.header('Set-Cookie').partition(';')[0]}\r\n"

    before = msgspec.json.decode((await send(connection, "sync", {})).body)["cursor"]
    writes: list[dict[str, Any]] = [new_write() for _ in range(RECORDS)]
    latest = msgspec.json.decode((await send(connection, "sync", {"write": writes})).body)["cursor"]
    revisions = {write["id"]: 1 for write in writes}
    turns = itertools.cycle(revisions)

    async def nothing(connection: Connection) -> None:
        told = msgspec.json.decode((await send(connection, "sync", {"since": latest})).body)
        assert told["records"] == [], told

    async def ten(connection: Connection) -> None:
        told = msgspec.json.decode((await send(connection, "sync", {"since": before})).body)
        assert len(told["records"]) == RECORDS, told

    async def write(connection: Connection) -> None:
        nonlocal latest
        record = next(turns)
        said = {"since": latest, "write": [{**new_write(), "id": record, "base": revisions[record]}]}
        told = msgspec.json.decode((await send(connection, "sync", said)).body)
        assert told["written"][0]["error"] is None, told
        revisions[record] += 1
        latest = told["cursor"]

    return {"nothing new": nothing, "10 records": ten, "a write": write}
