"""The second step of a case manager: codes, passkeys, and what answers before it is passed."""

import re
import time

import pytest

from api.errors import WrongCode
from api.services.second_step import _step_of
from api.web.routes import ENDPOINTS
from asking import API, new_account, new_id, totp_code
from running import Clock, House, Phone

OPEN_AT_FIRST = ("/staff/", "/session")


def is_problem(answer, status: int, slug: str) -> None:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


@pytest.mark.parametrize(
    ("at", "code"),
    # RFC 6238, appendix B, SHA-1: the last six of the eight digits there.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_a_code_is_that_of_rfc_6238(at: int, code: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(time, "time", lambda: float(at))
    assert _step_of(b"12345678901234567890", code, "") == at // 30
    with pytest.raises(WrongCode):
        _step_of(b"12345678901234567890", code, str(at // 30))


@pytest.mark.parametrize("code", ["unknown", ""])
async def test_a_code_for_staff_that_nobody_was_given_makes_no_account(house: House, code: str):
    is_problem(await house.client().post(f"{API}/accounts", json=new_account(staff_code=code)), 403, "invite")


async def test_a_code_for_staff_is_good_once_for_seven_days_and_for_nothing_else(house: House, clock: Clock):
    code = await house.staff_code()
    closed = await house.client().post(f"{API}/accounts", json=new_account(invite=code))
    assert closed.json()["role"] == "survivor"  # sign-up is open here: an unknown invitation is not asked for
    made = await house.client().post(f"{API}/accounts", json=new_account(staff_code=code))
    assert made.json()["role"] == "case-manager"
    is_problem(await house.client().post(f"{API}/accounts", json=new_account(staff_code=code)), 403, "invite")
    late = await house.staff_code()
    clock.forward(7 * 86400 + 1)
    is_problem(await house.client().post(f"{API}/accounts", json=new_account(staff_code=late)), 403, "invite")


async def test_an_invitation_for_survivors_makes_no_case_manager(house: House):
    from api.services.accounts import add_invitation

    code = await add_invitation(house.server.database)
    is_problem(await house.client().post(f"{API}/accounts", json=new_account(staff_code=code)), 403, "invite")


async def test_before_the_second_step_nothing_answers_but_staff_and_session(house: House):
    phone = await house.first_step()
    for one in ENDPOINTS:
        if one.path.startswith(OPEN_AT_FIRST) or one.who.name == "ANYONE":
            continue
        path = re.sub(r"\{\w+\}", new_id(), one.path)
        is_problem(await phone.call(one.method, path), 403, "second-step")


async def test_a_confirmed_code_app_must_still_be_passed_with_another_code(house: House):
    phone = await house.first_step()
    secret = (await phone.call("POST", "/staff/totp")).json()["secret"]
    code = totp_code(secret, time.time())
    assert (await phone.call("PUT", "/staff/totp", {"code": code})).status_code == 204
    is_problem(await phone.call("POST", "/sync", {}), 403, "second-step")
    is_problem(await phone.call("POST", "/session/second-step", {"code": code}), 403, "wrong-code")
    before = phone.http.cookies["session"]
    after = {"code": totp_code(secret, time.time() + 30)}
    assert (await phone.call("POST", "/session/second-step", after)).status_code == 204
    assert phone.http.cookies["session"] != before
    assert (await phone.call("POST", "/sync", {})).status_code == 200
    assert await house.rows("SELECT kind FROM session") == [{"kind": "full"}]


async def test_each_code_is_good_once_for_its_step_and_one_either_side(house: House, clock: Clock):
    phone = await house.case_manager()
    clock.forward(600)
    now = clock.stop()
    words = phone.words
    for ahead, status in ((-60, 403), (60, 403), (-30, 204), (30, 204), (0, 204), (0, 403), (30, 403), (-30, 403)):
        again = await house.sign_in(Phone(phone.http, phone.account, words))
        code = totp_code(words["totp"], now + ahead)
        assert (await again.call("POST", "/session/second-step", {"code": code})).status_code == status, ahead


async def test_who_has_only_the_passphrase_registers_no_second_step_of_their_own(house: House):
    thief = await house.sign_in(await house.case_manager())
    for method, path in (("POST", "/staff/totp"), ("POST", "/staff/passkeys/options")):
        is_problem(await thief.call(method, path), 403, "second-step")
    is_problem(await thief.call("PUT", "/staff/totp", {"code": "000000"}), 403, "second-step")
    is_problem(await thief.call("POST", "/staff/passkeys", {"credential": {}}), 403, "second-step")


async def test_a_recovery_does_not_pass_over_the_second_step(house: House):
    phone = await house.case_manager()
    await house.execute("UPDATE account SET recovery_wait = 0 WHERE id = ?", phone.account)
    again = house.client()
    keys = {name: phone.words[name] for name in ("recovery_lookup", "recovery_key")}
    assert (await again.post(f"{API}/recovery", json=keys)).status_code == 200
    new = new_account()
    body = {name: new[name] for name in ("lookup", "sign_in_key", "slots", "vault_chain")}
    assert (await again.put(f"{API}/account/credentials", json=body)).status_code == 204
    is_problem(await again.post(f"{API}/sync", json={}), 403, "second-step")


async def test_a_new_secret_counts_only_once_a_code_confirmed_it(house: House, clock: Clock):
    phone = await house.case_manager()
    fresh = (await phone.call("POST", "/staff/totp")).json()["secret"]
    is_problem(await phone.call("PUT", "/staff/totp", {"code": "000000"}), 403, "wrong-code")
    clock.forward(120)
    again = await house.sign_in(phone)
    is_problem(
        await again.call("POST", "/session/second-step", {"code": totp_code(fresh, clock.time())}), 403, "wrong-code"
    )
    await house.second_step(again)


async def test_survivors_have_no_second_step(house: House):
    phone = await house.sign_up()
    for method, path in (("POST", "/staff/totp"), ("GET", "/session/second-step"), ("POST", "/staff/passkeys/options")):
        is_problem(await phone.call(method, path), 403, "forbidden")


async def test_guesses_at_a_code_are_counted_by_account(open_house):
    house = await open_house(HANDRAIL_RATE_LIMITS="on")
    phone = await house.case_manager()
    tries = [(await phone.call("POST", "/session/second-step", {"code": "000000"})).status_code for _ in range(21)]
    assert tries[-1] == 429
    assert set(tries) == {403, 429}


async def test_the_secret_of_a_code_app_is_sealed_in_the_database(house: House):
    phone = await house.case_manager()
    from base64 import b32decode

    rows = await house.rows("SELECT secret, pending FROM totp_key")
    assert rows[0]["pending"] is None
    assert b32decode(phone.words["totp"]) not in bytes(rows[0]["secret"])


async def test_a_challenge_is_for_one_session_once_and_not_for_long(house: House, clock: Clock):
    phone = await house.case_manager()
    told = (await phone.call("POST", "/staff/passkeys/options")).json()["publicKey"]
    assert (told["rp"]["id"], told["attestation"]) == ("localhost", "none")
    is_problem(await phone.call("POST", "/staff/passkeys", {"credential": {"id": "x"}}), 422, "invalid")
    # Spent by the try above.
    is_problem(await phone.call("POST", "/staff/passkeys", {"credential": {"id": "x"}}), 403, "wrong-code")
    await phone.call("POST", "/staff/passkeys/options")
    clock.forward(301)
    is_problem(await phone.call("POST", "/staff/passkeys", {"credential": {"id": "x"}}), 403, "wrong-code")


@pytest.mark.parametrize("body", [{}, {"code": "12345"}, {"code": "1234567"}, {"code": "123456", "credential": {}}])
async def test_a_second_step_is_one_code_of_six_digits_or_one_passkey(house: House, body: dict):
    phone = await house.first_step()
    assert (await phone.call("POST", "/session/second-step", body)).status_code == 422
