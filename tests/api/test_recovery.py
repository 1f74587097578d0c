"""Recovery codes: the wait, what opens, what is spent, and two at once."""

import asyncio

import pytest

from asking import API, new_credentials, noise
from running import Clock, House, Phone

DAY = 86400
PUT = ("PUT", "/account/credentials")


def code_of(phone: Phone) -> dict[str, str]:
    return {name: phone.words[name] for name in ("recovery_lookup", "recovery_key")}


async def recover(house: House, phone: Phone):
    """Another device with the code; its answer to the first call."""
    http = house.client()
    return Phone(http, phone.account, phone.words), await http.post(f"{API}/recovery", json=code_of(phone))


def fresh_code() -> dict[str, str]:
    return {"recovery_lookup": noise(32), "recovery_key": noise(32)}


async def test_where_a_device_was_used_lately_the_code_waits_a_day_and_a_repeat_does_not_begin_anew(
    house: House, clock: Clock
):
    phone = await house.sign_up()
    now = clock.stop()
    _, first = await recover(house, phone)
    assert (first.status_code, first.json()) == (202, {"opens": now + DAY})
    assert "Set-Cookie" not in first.headers
    clock.forward(DAY - 1)
    _, again = await recover(house, phone)
    assert (again.status_code, again.json()) == (202, first.json())
    clock.forward(1)
    _, opened = await recover(house, phone)
    assert opened.status_code == 200
    assert opened.json()["slots"] == phone.words["slots"]
    assert await phone.events() == ["signed-in", "recovery-started"]


async def test_where_no_device_was_used_for_thirty_days_the_code_opens_at_once(house: House, clock: Clock):
    phone = await house.sign_up()
    clock.forward(31 * DAY)
    _, opened = await recover(house, phone)
    assert opened.status_code == 200
    assert await phone.events() == ["signed-in", "recovery-started"]


async def test_where_she_set_no_wait_the_code_opens_at_once(house: House):
    phone = await house.sign_up(recovery_wait=0)
    _, opened = await recover(house, phone)
    assert opened.status_code == 200


async def test_a_wait_that_nobody_took_up_for_a_week_begins_anew(house: House, clock: Clock):
    phone = await house.sign_up()
    await recover(house, phone)
    clock.forward(8 * DAY + 1)
    _, again = await recover(house, phone)
    assert again.status_code == 202
    assert await phone.events() == ["signed-in", "recovery-started", "recovery-started"]


async def test_she_can_stop_it_while_it_waits(house: House, clock: Clock):
    phone = await house.sign_up()
    now = clock.stop()
    await recover(house, phone)
    assert (await phone.call("DELETE", "/recovery")).status_code == 204
    clock.forward(DAY)
    _, again = await recover(house, phone)
    assert (again.status_code, again.json()["opens"]) == (202, now + 2 * DAY)
    assert await phone.events() == ["signed-in", "recovery-started", "recovery-stopped", "recovery-started"]


async def test_she_can_stop_it_after_it_opened(house: House):
    phone = await house.sign_up(recovery_wait=0)
    thief, _ = await recover(house, phone)
    assert (await phone.call("DELETE", "/recovery")).status_code == 204
    assert (await thief.call(*PUT, new_credentials(**fresh_code()))).status_code == 401


async def test_stopping_where_nothing_waits_is_no_event(house: House):
    phone = await house.sign_up()
    assert (await phone.call("DELETE", "/recovery")).status_code == 204
    assert await phone.events() == ["signed-in"]


async def test_what_a_code_opens_is_good_only_for_new_credentials(house: House):
    phone = await house.sign_up(recovery_wait=0)
    finder, _ = await recover(house, phone)
    for method, path, body in (
        ("GET", "/sessions", None),
        ("GET", "/events", None),
        ("POST", "/sync", {}),
        ("DELETE", "/session", None),
        ("DELETE", "/recovery", None),
        ("DELETE", "/account", {"sign_in_key": noise(32)}),
        ("DELETE", "/device-keys", None),
    ):
        answer = await finder.call(method, path, body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden"), path
    assert len((await phone.get("/sessions"))["sessions"]) == 1  # it is no device of hers


async def test_it_ends_after_fifteen_minutes_and_does_not_slide(house: House, clock: Clock):
    phone = await house.sign_up(recovery_wait=0)
    finder, opened = await recover(house, phone)
    assert "Max-Age=900" in opened.headers["Set-Cookie"]
    cookie = {"Cookie": f"session={finder.http.cookies['session']}"}
    clock.forward(901)
    answer = await house.client().put(f"{API}/account/credentials", json=new_credentials(), headers=cookie)
    assert answer.status_code == 401


async def test_a_newer_one_ends_the_older(house: House):
    phone = await house.sign_up(recovery_wait=0)
    first, _ = await recover(house, phone)
    second, _ = await recover(house, phone)
    assert (await first.call(*PUT, new_credentials(**fresh_code()))).status_code == 401
    assert (await second.call(*PUT, new_credentials(**fresh_code()))).status_code == 204


async def test_new_credentials_spend_the_code_end_every_session_and_sign_in(house: House):
    phone = await house.sign_up(recovery_wait=0)
    await phone.call("PUT", f"/device-key/{'0' * 32}", {"proof": noise(32), "half": noise(32)})
    finder, _ = await recover(house, phone)
    new = new_credentials(**fresh_code())
    answer = await finder.call(*PUT, new)
    assert (answer.status_code, "Max-Age=34560000" in answer.headers["Set-Cookie"]) == (204, True)
    assert (await phone.call("GET", "/sessions")).status_code == 401
    assert not await house.rows(f"SELECT * FROM device_key WHERE name LIKE '%{'0' * 32}'")
    assert len((await finder.get("/sessions"))["sessions"]) == 1
    assert (await finder.events())[-2:] == ["recovery-used", "credentials-changed"]
    _, spent = await recover(house, phone)
    assert (spent.status_code, spent.json()["type"]) == (401, "/problems/sign-in")
    phone.words |= new
    await house.sign_in(phone)


async def test_without_a_new_code_none_opens(house: House):
    phone = await house.sign_up(recovery_wait=0)
    finder, _ = await recover(house, phone)
    assert (await finder.call(*PUT, new_credentials())).status_code == 204
    _, spent = await recover(house, phone)
    assert spent.status_code == 401


async def test_the_spent_code_cannot_be_the_new_one(house: House):
    phone = await house.sign_up(recovery_wait=0)
    finder, _ = await recover(house, phone)
    answer = await finder.call(*PUT, new_credentials(**code_of(phone)))
    assert (answer.status_code, answer.json()["field"]) == (422, "$.recovery_lookup")


async def test_of_two_uses_at_once_one_wins_with_everything_and_the_other_is_told(house: House, monkeypatch):
    phone = await house.sign_up(recovery_wait=0)
    finder, _ = await recover(house, phone)
    both_hashed, hasher = asyncio.Barrier(2), type(house.server.hasher)
    kept, waited = hasher.hash, []

    async def hash_(self, key):
        encoded = await kept(self, key)
        waited.append(key)
        if len(waited) <= 2:  # each request has read the account by now
            await both_hashed.wait()
        return encoded

    monkeypatch.setattr(hasher, "hash", hash_)
    both = [new_credentials(**fresh_code()) for _ in range(2)]
    answers = await asyncio.gather(*(finder.call(*PUT, new) for new in both))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    opened = []
    for new in both:
        words = {name: new[name] for name in ("lookup", "sign_in_key")}
        opened.append((await house.client().post(f"{API}/session", json=words)).status_code)
    assert sorted(opened) == [200, 401]
    kinds = await house.rows("SELECT kind FROM event WHERE kind = 'recovery-used'")
    assert len(kinds) == 1


async def test_a_wrong_code_costs_the_same_work_and_says_the_same_as_an_unknown_one(house: House):
    phone = await house.sign_up()
    answers, runs = [], []
    for lookup in (phone.words["recovery_lookup"], noise(32)):
        before = house.server.hasher.runs
        body = {"recovery_lookup": lookup, "recovery_key": noise(32)}
        answers.append(await house.client().post(f"{API}/recovery", json=body))
        runs.append(house.server.hasher.runs - before)
    assert runs == [1, 1]
    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert await phone.events() == ["signed-in"]


@pytest.mark.parametrize("times", [5])
async def test_many_at_once_begin_one_wait(house: House, times: int):
    phone = await house.sign_up()
    answers = await asyncio.gather(*(recover(house, phone) for _ in range(times)))
    assert {answer.status_code for _, answer in answers} == {202}
    assert await phone.events() == ["signed-in", "recovery-started"]
