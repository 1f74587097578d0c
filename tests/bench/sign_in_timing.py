"""Attack 19 as a report: how long a sign-in takes for a handle that exists and for one that does not.

python tests/bench/sign_in_timing.py [tries]

One real server on this machine, known and unknown handles in random order, 200 of each by default. It prints medians,
the spread, and the chance that a single measured time tells which of the two it was
(0.5: a guess; by Mann and Whitney's U, read as an area under the curve). Nothing passes or fails here.
"""

import asyncio
import base64
import random
import secrets
import statistics
import sys
import time
from pathlib import Path

import aiohttp

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "e2e"), str(HERE.parents[1])]

from live_server import LiveServer  # noqa: E402  found through the path set above

TRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 200
ACCOUNTS = 20


def noise(count: int) -> str:
    return base64.b64encode(secrets.token_bytes(count)).decode()


def told_apart(some: list[float], others: list[float]) -> float:
    """The share of pairs in which the one of `some` is longer; ties count half."""
    pairs = [(one > other) + (one == other) / 2 for one in some for other in others]
    return sum(pairs) / len(pairs)


async def measure(origin: str) -> dict[str, list[float]]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        lookups = []
        for _ in range(ACCOUNTS):
            account = {
                name: noise(32) for name in ("lookup", "sign_in_key", "recovery_lookup", "recovery_key", "public_key")
            }
            account |= {"private_key": noise(92), "slots": [noise(92) for _ in range(8)], "vault_chain": []}
            async with session.post(f"{origin}/api/v1/accounts", json=account) as answer:
                assert answer.status == 201, await answer.text()
            lookups.append(account["lookup"])
        asked = ["known", "unknown"] * TRIES
        random.shuffle(asked)
        times: dict[str, list[float]] = {"known": [], "unknown": []}
        bodies: set[bytes] = set()
        for number, kind in enumerate(["known", "unknown"] * 5 + asked):
            lookup = random.choice(lookups) if kind == "known" else noise(32)
            began = time.perf_counter()
            async with session.post(
                f"{origin}/api/v1/session", json={"lookup": lookup, "sign_in_key": noise(32)}
            ) as answer:
                bodies.add(await answer.read())
                assert answer.status == 401
            if number >= 10:
                times[kind].append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.005)  # what is noted after the answer is over before the next
        assert len(bodies) == 1, "the two answers differ"
        return times


async def main() -> None:
    server = LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off")
    try:
        times = await measure(server.origin)
    finally:
        server.remove()
    for kind, found in times.items():
        fifths = statistics.quantiles(found, n=20)
        print(
            f"{kind:8} median {statistics.median(found):6.2f} ms, 5 % below {fifths[0]:6.2f}, 5 % above"
            f" {fifths[-1]:6.2f}, {len(found)} tries"
        )
    apart = told_apart(times["known"], times["unknown"])
    gap = statistics.median(times["known"]) - statistics.median(times["unknown"])
    print(f"the medians differ by {gap:+.2f} ms; one time tells them apart in {max(apart, 1 - apart):.0%} of pairs")
    print("same status, same body, one Argon2 run each (that is tested in tests/api/test_accounts.py)")


if __name__ == "__main__":
    asyncio.run(main())
