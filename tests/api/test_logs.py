"""What is logged and what is answered quotes nothing of a request."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from asking import API, is_problem, new_account, new_credentials, new_id, new_write, noise, reader_key
from running import House, Phone

CANARY = "kanarienvogel"
JSON = {"Content-Type": "application/json"}


def strings(value: Any, put: Callable[[Any], None]) -> Any:
    """Each place of a body in which a text stands, changed to the canary, one at a time."""
    if isinstance(value, dict):
        for name in value:
            strings(value[name], lambda new, name=name: put(value | {name: new}))
            put({**value, CANARY: 1})
    elif isinstance(value, list):
        for n, one in enumerate(value[:2]):
            strings(one, lambda new, n=n: put([*value[:n], new, *value[n + 1 :]]))
    else:
        put(f"{CANARY} \u0000")
    return None


async def requests_with_canaries(phone: Phone) -> AsyncIterator[httpx.Response]:
    """Every request of the table with a word in every field, path, query and header."""
    bodies = {
        ("POST", "/accounts"): new_account(invite="x", recovery_wait=0),
        ("POST", "/session"): {"lookup": noise(32), "sign_in_key": noise(32)},
        ("PUT", "/account/credentials"): new_credentials(noise(32)),
        ("POST", "/recovery"): {"recovery_lookup": noise(32), "recovery_key": noise(32)},
        ("PUT", "/sessions/current"): {"label": noise(64)},
        ("POST", "/sync"): {
            "since": "x",
            "write": [new_write(readers=[reader_key(new_id())], reminders=[{"at": 900, "notice": noise(8)}])],
            "rekey": [{"id": new_id(), "epoch": 1, "key": noise(92)}],
        },
        ("PUT", "/reminders"): {"paused_until": 0},
        ("PUT", "/push/subscription"): {
            "endpoint": "https://x",
            "expirationTime": None,
            "lang": "en",
            "keys": {"p256dh": noise(65), "auth": noise(16)},
        },
        ("PUT", f"/device-key/{new_id()}"): {"proof": noise(32), "half": noise(32)},
    }
    headers = {"User-Agent": CANARY, "X-Forwarded-For": CANARY, "Referer": f"http://{CANARY}", "X-Request-Id": CANARY}
    for (method, path), body in bodies.items():
        changed: list[Any] = []
        strings(body, changed.append)
        for one in changed:
            yield await phone.call(method, path, one, headers=headers)
    yield await phone.http.post(f"{API}/session", content=f'{{"{CANARY}'.encode(), headers=JSON | headers)
    yield await phone.call("POST", "/sync", {}, headers={"Content-Type": CANARY})
    yield await phone.call("POST", "/sync", {}, headers={"Origin": f"http://{CANARY}"})
    for path in (f"/{CANARY}", f"/events?{CANARY}=1", f"/events?since={CANARY}", f"/sessions/{CANARY}"):
        yield await phone.call("GET", path, headers=headers)
    yield await phone.call(CANARY.upper(), "/sync", headers=headers)
    yield await phone.http.get(API, headers={"Cookie": f"session={CANARY}"})
    yield await phone.call("DELETE", f"/sessions/{CANARY}")


async def test_no_answer_and_no_log_line_quotes_anything_of_a_request(house: House, logs: list[Any]):
    phone = await house.sign_up()
    count = 0
    async for answer in requests_with_canaries(phone):
        count += 1
        assert answer.status_code < 500
        assert CANARY not in answer.text.lower()
        assert CANARY not in str(answer.headers).lower()
    assert count > 100
    assert logs
    for line in logs:
        assert CANARY not in str(line).lower()
        assert set(line) <= {"event", "log_level", "method", "route", "status", "ms", "kind", "where", "number"}


async def test_an_error_that_nobody_foresaw_tells_a_number_that_stands_in_the_log(
    house: House, logs: list[Any], monkeypatch: pytest.MonkeyPatch
):
    phone = await house.sign_up()

    async def break_(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("api.web.devices.sessions.list_devices", break_)
    answer = await phone.call("GET", "/sessions")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    incident = next(line for line in logs if line["event"] == "incident")
    assert answer.json()["incident"] == incident["number"]
    assert incident["kind"] == "ValueError"
    assert CANARY not in answer.text + str(logs)


async def test_a_database_that_is_away_is_503_and_comes_back(house: House, monkeypatch: pytest.MonkeyPatch):
    phone = await house.sign_up()
    with monkeypatch.context() as away:

        async def refuse(*_: object) -> None:
            raise ConnectionRefusedError

        away.setattr(type(house.server.database), "fetch", refuse)
        is_problem(await phone.call("POST", "/sync", {}), 503, "unavailable")
        ready = await house.client().get("/readyz")
        assert (ready.status_code, ready.text) == (503, "no database\n")
        assert (await house.client().get("/healthz")).status_code == 200
    assert (await phone.call("POST", "/sync", {})).status_code == 200
    assert (await house.client().get("/readyz")).text == "ok\n"
