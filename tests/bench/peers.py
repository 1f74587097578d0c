"""Against Kinto and etebase-server, doing the same work on the same PostgreSQL: python tests/bench/peers.py [seconds].

Handrail and its two nearest relatives that can be had, one server process each, 16 clients, five rounds in turn, one
load program (`peer_load.py`) that checks every answer. Each client has an account of its own with ten records of 337
opaque bytes. The work:

nothing new   a sync of an account in which nothing has changed since its cursor, timestamp or stoken
10 records    the same where ten records have changed: all ten with their bodies
a write       one record written anew, if it still is what the client last saw

How each peer is served, and where a choice favours it, is said at the top of `peer_kinto.py` and `peer_etebase.py`.
What differs and cannot be made equal: Handrail's write also tells in the same request what is new, and stores a sealed
key beside the body; Kinto's answer to a write repeats the record; etebase-server keeps every revision. Kinto and
Handrail speak JSON with base64, etebase-server MessagePack.

Kinto comes from PyPI. etebase-server is on no registry: HANDRAIL_ETEBASE names a checkout of
https://github.com/etesync/server (measured: commit 6ac54121048e104437eec861f142e7dc1bebf7eb); not set, it is left out.
`seconds` is how long each of the 45 stretches lasts (2). Client, database and servers share the machine's cores:
so CPU a request is told beside requests a second.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import asyncpg

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "e2e"), str(HERE.parents[1])]

import rows  # noqa: E402  found through the path set above, as are the others
from load import postgres  # noqa: E402
from peer_etebase import Etebase  # noqa: E402
from peer_handrail import Handrail  # noqa: E402
from peer_kinto import Kinto  # noqa: E402
from peer_load import WORKS, Peer, Round, stretch  # noqa: E402

from live_server import free_port  # noqa: E402

ROUNDS = 5
CIRCUMSTANCES = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
BARS = {"Kinto": 10, "etebase-server": 25}


async def measure(peers: list[Peer], seconds: float, database: int) -> dict[tuple[str, str], list[Round]]:
    """All rounds, by work and name of the server; in each round every server does a work before the next work."""
    found: dict[tuple[str, str], list[Round]] = {(work, peer.name): [] for work in WORKS for peer in peers}
    for number in range(ROUNDS):
        for work in WORKS:
            for peer in peers:
                found[work, peer.name].append(await stretch(peer, work, seconds, database))
        print(f"  round {number + 1} of {ROUNDS}", flush=True)
    return found


def report(found: dict[tuple[str, str], list[Round]], peers: list[Peer]) -> None:
    """Rows: requests a second and CPU of each server, and how many times each peer's rate ours is, round by round."""
    for work in WORKS:
        ours = found[work, "Handrail"]
        for peer in peers:
            theirs = found[work, peer.name]
            who = f"{peer.name} {peer.version}, {work}"
            rows.measured(who, [one.rate for one in theirs], "1/s")
            rows.measured(f"{who}, CPU of the server", [one.server for one in theirs], "µs")
            rows.measured(f"{who}, CPU of PostgreSQL", [one.database for one in theirs], "µs")
        for peer in peers:
            if peer.name in BARS:
                pairs = list(zip(ours, found[work, peer.name], strict=True))
                ratios = [one.rate / other.rate for one, other in pairs]
                spent = [other.server / one.server for one, other in pairs]
                rows.measured(f"{work}: requests/s, × {peer.name}", ratios, "×", at_least=BARS[peer.name])
                rows.measured(f"{work}: CPU of {peer.name} a request, × ours", spent, "×")


async def prepare(url: str, names: Sequence[str]) -> int:
    """Makes databases of these names; gives the process of PostgreSQL, of which all others are children."""
    connection = await asyncpg.connect(url)
    for name in names:
        await connection.execute(f"CREATE DATABASE {name}")
    folder = await connection.fetchval("SHOW data_directory")
    await connection.close()
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def start(folder: Path, host: str, checkout: str) -> Iterator[Handrail | Kinto | Etebase]:
    """Starts the servers one after another, each on a database of its own in the PostgreSQL at this socket."""
    yield Handrail(HANDRAIL_DATABASE_URL=f"postgres://postgres:@/handrail?host={host}")
    for name in ("kinto", "etebase"):
        (folder / name).mkdir()
    yield Kinto(folder / "kinto", f"postgresql+psycopg2://postgres:@/kinto?host={host}", free_port())
    if checkout:
        yield Etebase(Path(checkout).resolve(), folder / "etebase", host, "etebase", free_port())
    else:
        print("  etebase-server is left out: HANDRAIL_ETEBASE does not name a checkout of it", flush=True)


async def compare(url: str, running: list[Handrail | Kinto | Etebase], seconds: float, database: int) -> None:
    """Makes the accounts of every server, measures, and tells of the circumstances and what was found."""
    peers = [await server.peer() for server in running]
    connection = await asyncpg.connect(url)
    settings = [f"{name} {await connection.fetchval(f'SHOW {name}')}" for name in CIRCUMSTANCES]
    await connection.close()
    served = ", ".join(f"{peer.name} {peer.version}" for peer in peers)
    print(f"  {served}; PostgreSQL: {', '.join(settings)}", flush=True)
    report(await measure(peers, seconds, database), peers)


def main() -> None:
    """Starts all servers on one PostgreSQL, measures, ends them."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    running: list[Handrail | Kinto | Etebase] = []
    with tempfile.TemporaryDirectory(prefix="handrail-peers-") as folder, postgres() as url, ExitStack() as ended:
        database = asyncio.run(prepare(url, ["handrail", "kinto", "etebase"]))
        for server in start(Path(folder), url.rpartition("?host=")[2], os.environ.get("HANDRAIL_ETEBASE", "")):
            ended.callback(server.stop)
            running.append(server)
        asyncio.run(compare(url, running, seconds, database))


if __name__ == "__main__":
    main()
