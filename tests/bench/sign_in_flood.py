"""Memory of one process under a flood of sign-ins, and who is served then: python tests/bench/sign_in_flood.py [s].

200 clients guess at sign-ins without a pause, each time from another address behind a trusted proxy, with the limits
on as in production; every guess that gets a turn costs an Argon2id run of 19 MiB. Beside them a signed-in device
syncs ten times a second. Reported: the most memory that the process ever held (VmHWM), and how long the device waited,
quiet and in the flood. The client is one process on the same cores.
"""

import asyncio
import os
import re
import secrets
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import aiohttp
from load import handrail, new_account, noise, sessions, sign_up
from rows import measured

FLOOD = 200
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
PAUSE = 0.1


def memory(pid: int, name: str) -> float:
    """MiB of a line of /proc/<pid>/status: VmRSS now, VmHWM at most ever."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def address() -> dict[str, str]:
    """Another address each time: no count of addresses stops it."""
    return {"X-Forwarded-For": ".".join(str(1 + number % 250) for number in secrets.token_bytes(4))}


async def flood(origin: str, lookups: list[str], stop: asyncio.Event, answers: Counter[int]) -> None:
    """Guesses at accounts that exist and at ones that do not, on one connection."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        while not stop.is_set():
            lookup = secrets.choice(lookups) if secrets.randbelow(2) else noise(32)
            guess = {"lookup": lookup, "sign_in_key": noise(32)}
            async with session.post(f"{origin}/api/v1/session", json=guess, headers=address()) as answer:
                await answer.read()
                answers[answer.status] += 1


async def waits(device: aiohttp.ClientSession, origin: str, cursor: str | None, seconds: float) -> list[float]:
    """Milliseconds of each sync of a device that is signed in; each must be answered."""
    found = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        async with device.post(f"{origin}/api/v1/sync", json={"since": cursor}) as answer:
            assert answer.status == 200
            await answer.read()
        found.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(PAUSE)
    return found


async def measure(origin: str, pid: int) -> None:
    lookups = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        for _ in range(20):
            account = new_account()
            async with session.post(f"{origin}/api/v1/accounts", json=account, headers=address()) as answer:
                assert answer.status == 201, await answer.text()
            lookups.append(account["lookup"])
    async with sessions(1) as (device,):
        cursor = await sign_up(device, origin, 10)
        before = memory(pid, "VmRSS")
        quiet = await waits(device, origin, cursor, SECONDS / 3)
        stop, answers = asyncio.Event(), Counter[int]()
        flooding = [asyncio.create_task(flood(origin, lookups, stop, answers)) for _ in range(FLOOD)]
        began = time.perf_counter()
        flooded = await waits(device, origin, cursor, SECONDS)
        stop.set()
        await asyncio.gather(*flooding)
        spent = time.perf_counter() - began
    assert set(answers) <= {401, 429}, answers
    assert answers[401] > 0
    told = ", ".join(f"{count / spent:.0f} a second answered {status}" for status, count in sorted(answers.items()))
    print(f"{FLOOD} clients for {spent:.0f} s on {os.cpu_count()} cores: {told}", flush=True)
    measured("One process before a flood of sign-ins: memory", [before], "MiB")
    most = memory(pid, "VmHWM")
    measured(f"One process under {FLOOD} who sign in at once: memory at most", [most], "MiB", at_most=250)
    for name, found in (("quiet", quiet), ("in the flood", flooded)):
        measured(f"A signed-in device's sync, {name}: half within", [statistics.median(found)], "ms")
        measured(f"A signed-in device's sync, {name}: 99 of 100 within", [statistics.quantiles(found, n=100)[98]], "ms")


def main() -> None:
    with handrail("SQLite", HANDRAIL_RATE_LIMITS="on", HANDRAIL_TRUSTED_PROXIES="127.0.0.1/32") as server:
        asyncio.run(measure(server.origin, server.pid))


if __name__ == "__main__":
    main()
