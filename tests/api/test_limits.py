"""Guessing is slowed down, whatever address it claims to come from, and she still gets in."""

import asyncio
import itertools
import threading
from ipaddress import ip_network

import pytest
from starlette.requests import Request

from api.services.limits import RULES
from api.web.session import client_address
from asking import API, is_problem, new_account, new_credentials, noise
from running import Clock, House, Open, Phone


@pytest.fixture
async def house(open_house: Open, clock: Clock) -> House:
    clock.stop()
    return await open_house(HANDRAIL_RATE_LIMITS="on")


async def guess(house: House, phone: Phone | None = None, address: str = "192.0.2.9", **headers: str):
    lookup = phone.words["lookup"] if phone else noise(32)
    body = {"lookup": lookup, "sign_in_key": noise(32)}
    return await house.client(address).post(f"{API}/session", json=body, headers=headers)


async def statuses(house: House, count: int, phone: Phone | None = None, **more: str) -> list[int]:
    return [(await guess(house, phone, **more)).status_code for _ in range(count)]


async def test_thirty_guesses_a_minute_from_one_address_are_the_most(house: House, clock: Clock):
    assert await statuses(house, 31) == [401] * 30 + [429]
    answer = await guess(house)
    is_problem(answer, 429, "too-many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert await statuses(house, 1, address="192.0.2.10") == [401]
    clock.forward(121)
    assert await statuses(house, 1) == [401]


async def test_a_forged_forwarding_header_makes_no_other_address(house: House):
    for n in range(30):
        await guess(house, **{"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"})
    assert (await guess(house, **{"X-Forwarded-For": "203.0.113.7"})).status_code == 429


async def test_guesses_at_one_handle_are_counted_from_all_addresses_together(house: House):
    phone = await house.sign_up()
    for n in range(30):
        assert (await guess(house, phone, f"198.51.100.{n}")).status_code == 401
    assert (await guess(house, phone, "203.0.113.7")).status_code == 429
    runs = house.server.hasher.runs
    await guess(house, phone, "203.0.113.8")
    assert house.server.hasher.runs == runs  # what is throttled costs nothing


async def test_she_still_gets_in_from_her_own_signed_in_device(house: House):
    phone = await house.sign_up()
    for n in range(31):
        await guess(house, phone, f"198.51.100.{n}")
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    assert (await house.client().post(f"{API}/session", json=words)).status_code == 429
    assert (await phone.call("POST", "/session", words)).status_code == 200
    assert (await phone.call("POST", "/sync", {})).status_code == 200


async def test_a_session_of_another_account_helps_nobody_to_guess(house: House):
    phone, thief = await house.sign_up(), await house.sign_up()
    for _ in range(30):
        await thief.call("POST", "/session", {"lookup": phone.words["lookup"], "sign_in_key": noise(32)})
    answer = await thief.call("POST", "/session", {"lookup": phone.words["lookup"], "sign_in_key": noise(32)})
    assert answer.status_code == 429


async def test_codes_sign_ups_passphrases_and_tries_of_pushes_are_limited_too(house: House):
    phone = await house.sign_up()

    async def most(call, count: int) -> list[int]:
        return [(await call()).status_code for _ in range(count + 1)]

    code = {"recovery_lookup": noise(32), "recovery_key": noise(32)}
    other = house.client("198.51.100.1")
    assert (await most(lambda: other.post(f"{API}/recovery", json=code), 30))[-2:] == [401, 429]
    put = lambda: phone.call("PUT", "/account/credentials", new_credentials(noise(32)))  # noqa: E731
    assert (await most(put, 10))[-2:] == [403, 429]
    delete = await phone.call("DELETE", "/account", {"sign_in_key": phone.words["sign_in_key"]})
    assert delete.status_code == 429
    assert (await most(lambda: phone.call("POST", "/push/test"), 6))[-2:] == [200, 429]
    wrong = new_account(staff_code="x")
    assert (await most(lambda: other.post(f"{API}/accounts", json=wrong), 60))[-2:] == [403, 429]


async def test_a_flood_of_sign_ins_is_turned_away_before_it_costs_memory(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
):
    house = await open_house()
    hasher, go_on = house.server.hasher, threading.Event()
    matches = hasher._matches

    def slow(encoded: str, key: bytes) -> bool:
        go_on.wait(60)
        return matches(encoded, key)

    monkeypatch.setattr(hasher, "_matches", slow)
    flood = [asyncio.create_task(guess(house)) for _ in range(hasher._most + 60)]
    turned_away = [await one for one in itertools.islice(asyncio.as_completed(flood), 60)]
    assert {answer.status_code for answer in turned_away} == {429}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in turned_away)
    assert hasher._busy == hasher._most
    go_on.set()
    answers = [await one for one in flood]
    assert [answer.status_code for answer in answers].count(401) == hasher._most
    assert hasher._busy == 0
    assert (await guess(house)).status_code == 401


async def test_no_address_and_no_handle_is_kept_with_the_counts(house: House):
    phone = await house.sign_up()
    await guess(house, phone, "198.51.100.77")
    kept = str(vars(house.server.limits._strategy.storage))
    assert "198.51.100.77" not in kept
    assert phone.words["lookup"] not in kept
    assert "LIMITER" in kept or "LIMITS" in kept


def seen(peer: str, forwarded: list[str], *trusted: str) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    request = Request({"type": "http", "headers": headers, "client": (peer, 1)})
    return client_address(request, tuple(ip_network(one) for one in trusted))


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", [], [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], [], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.1"], ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1"], ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.1, 10.0.0.2"], ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3"], ["10.0.0.0/8"], "10.0.0.3"),
        ("10.0.0.1", ["nonsense"], ["10.0.0.0/8"], "unknown"),
        ("10.0.0.1", [""], ["10.0.0.0/8"], "unknown"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], ["10.0.0.0/8"], "198.51.100.1"),
        ("::ffff:192.0.2.1", [], [], "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", [], [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", [], [], "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], [], "fe80::/64"),
        ("", [], [], "unknown"),
    ],
)
def test_the_address_counted_is_the_nearest_that_a_trusted_proxy_names(
    peer: str, forwarded: list[str], trusted: list[str], address: str
):
    assert seen(peer, forwarded, *trusted) == address


async def test_behind_a_trusted_proxy_each_client_has_a_count_of_its_own(open_house: Open):
    house = await open_house(HANDRAIL_RATE_LIMITS="on", HANDRAIL_TRUSTED_PROXIES="192.0.2.9")
    for _ in range(31):
        await guess(house, **{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})
    assert (await guess(house, **{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})).status_code == 429
    assert (await guess(house, **{"X-Forwarded-For": "198.51.100.1, 198.51.100.2"})).status_code == 401


def test_every_rule_is_one_that_a_shelter_behind_one_address_can_live_with():
    assert RULES["sign-up"].amount >= 60
    assert RULES["sign-in"].amount >= 30
