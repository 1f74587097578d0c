"""New credentials: what ends, what stays, what is refused, and two at once."""

import asyncio

import pytest

from asking import API, new_account, new_credentials, new_id, noise
from running import House, Phone

PUT = ("PUT", "/account/credentials")


async def change(phone: Phone, **members):
    """New words for a phone; gives the answer and what was sent."""
    body = new_credentials(phone.words["sign_in_key"], **members)
    return await phone.call(*PUT, body), body


async def opens(house: House, words: dict) -> int:
    body = {name: words[name] for name in ("lookup", "sign_in_key")}
    return (await house.client().post(f"{API}/session", json=body)).status_code


async def test_the_new_words_open_and_the_old_do_not(house: House):
    phone = await house.sign_up()
    answer, new = await change(phone)
    assert answer.status_code == 204
    assert await opens(house, phone.words) == 401
    assert await opens(house, new) == 200
    assert (await phone.call("GET", "/sessions")).status_code == 200
    assert "credentials-changed" in await phone.events()


async def test_every_other_session_and_half_ends(house: House):
    phone = await house.sign_up()
    others = [await house.sign_in(phone) for _ in range(2)]
    for one in [phone, *others]:
        half = {"proof": noise(32), "half": noise(32)}
        assert (await one.call("PUT", f"/device-key/{new_id()}", half)).status_code == 201
    await change(phone)
    for one in others:
        assert (await one.call("GET", "/sessions")).status_code == 401
    assert len((await phone.get("/sessions"))["sessions"]) == 1
    assert len(await house.rows("SELECT * FROM device_key")) == 2  # those of the session that is left


async def test_what_is_left_out_stays(house: House):
    phone = await house.sign_up()
    answer, new = await change(phone)
    assert answer.status_code == 204
    told = (await house.client().post(f"{API}/session", json={k: new[k] for k in ("lookup", "sign_in_key")})).json()
    assert (told["slots"], told["vault_chain"]) == (new["slots"], new["vault_chain"])
    assert (told["public_key"], told["private_key"]) == (phone.words["public_key"], phone.words["private_key"])
    code = {name: phone.words[name] for name in ("recovery_lookup", "recovery_key")}
    assert (await house.client().post(f"{API}/recovery", json=code)).status_code == 202


async def test_what_is_given_is_replaced(house: House):
    phone = await house.sign_up()
    keys = {"public_key": noise(32), "private_key": noise(92)}
    code = {"recovery_lookup": noise(32), "recovery_key": noise(32)}
    answer, new = await change(phone, **keys, **code, recovery_wait=0)
    assert answer.status_code == 204
    told = (await house.client().post(f"{API}/session", json={k: new[k] for k in ("lookup", "sign_in_key")})).json()
    assert {name: told[name] for name in keys} == keys
    old = {name: phone.words[name] for name in code}
    assert (await house.client().post(f"{API}/recovery", json=old)).status_code == 401
    assert (await house.client().post(f"{API}/recovery", json=code)).status_code == 200


@pytest.mark.parametrize("alone", ["recovery_lookup", "recovery_key", "public_key", "private_key"])
async def test_a_half_of_a_pair_is_refused(house: House, alone: str):
    phone = await house.sign_up()
    answer, _ = await change(phone, **{alone: noise(92 if alone == "private_key" else 32)})
    assert answer.status_code == 422
    assert await opens(house, phone.words) == 200


async def test_a_wrong_and_a_missing_passphrase_change_nothing(house: House):
    phone = await house.sign_up()
    wrong = await phone.call(*PUT, new_credentials(noise(32)))
    assert (wrong.status_code, wrong.json()["type"]) == (403, "/problems/wrong-passphrase")
    missing = await phone.call(*PUT, new_credentials())
    assert (missing.status_code, missing.json()["field"]) == (422, "$.current")
    assert await opens(house, phone.words) == 200
    assert "credentials-changed" not in await phone.events()


async def test_words_that_are_somebody_elses_are_taken_and_change_nothing(house: House):
    phone, other = await house.sign_up(), await house.sign_up()
    for members in (
        {"lookup": other.words["lookup"]},
        {"recovery_lookup": other.words["recovery_lookup"], "recovery_key": noise(32)},
    ):
        answer, _ = await change(phone, **members)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/taken")
    assert await opens(house, phone.words) == 200
    assert await opens(house, other.words) == 200


async def test_of_two_changes_at_once_one_wins_whole(house: House):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    both = await asyncio.gather(change(phone), change(other))
    statuses = sorted(answer.status_code for answer, _ in both)
    assert statuses[0] == 204
    assert statuses[1] in {401, 403, 409}  # the slower one may find its session ended, or its passphrase old, already
    assert sorted([await opens(house, words) for _, words in both]) == [200, 401]
    assert await house.rows("SELECT count(*) AS n FROM session WHERE kind = 'full'") == [{"n": 2}]


async def test_two_changes_that_read_the_same_credentials_do_not_both_pass(house: House, monkeypatch):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    hasher, both_read = type(house.server.hasher), asyncio.Barrier(2)
    kept = hasher.verify

    async def verify(self, encoded, key):
        right = await kept(self, encoded, key)
        await both_read.wait()
        return right

    monkeypatch.setattr(hasher, "verify", verify)
    both = await asyncio.gather(change(phone), change(other))
    assert sorted(answer.status_code for answer, _ in both) == [204, 409]
    lost = next(answer for answer, _ in both if answer.status_code == 409)
    assert lost.json()["type"] == "/problems/conflict"


async def test_a_repeat_after_a_lost_answer_says_that_the_passphrase_is_another_by_now(house: House):
    phone = await house.sign_up()
    _, new = await change(phone)
    again = await phone.call(*PUT, new)
    assert (again.status_code, again.json()["type"]) == (403, "/problems/wrong-passphrase")
    assert await opens(house, new) == 200


async def test_a_chain_holds_eight_and_slots_are_eight(house: House):
    phone = await house.sign_up()
    for name, value in (
        ("vault_chain", [noise(92)] * 9),
        ("slots", [noise(92)] * 7),
        ("slots", [noise(92)] * 9),
        ("slots", [noise(91)] * 8),
    ):
        answer, _ = await change(phone, **{name: value})
        assert answer.status_code == 422
        assert (await house.client().post(f"{API}/accounts", json=new_account(**{name: value}))).status_code == 422
