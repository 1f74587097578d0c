"""Making an account, signing in, being refused."""

import asyncio
import time

import pytest

from api.services import accounts
from api.services.passwords import Hasher
from asking import API, new_account, noise
from running import Clock, House, Open

INVITED = {"HANDRAIL_SIGN_UP": "invited"}


async def test_a_sign_up_makes_a_survivors_account_and_signs_it_in(house: House):
    phone = await house.sign_up()
    assert (await house.rows("SELECT id, role FROM account")) == [{"id": phone.account, "role": "survivor"}]
    assert await phone.events() == ["signed-in"]


async def test_the_handle_and_the_keys_stand_nowhere_in_the_database(house: House):
    phone = await house.sign_up()
    row = (await house.rows("SELECT * FROM account"))[0]
    for name in ("lookup", "sign_in_key", "recovery_lookup", "recovery_key"):
        assert phone.words[name] not in str(row)
    assert row["sign_in_hash"].startswith("$argon2id$v=19$")


async def test_a_hash_costs_what_the_protocol_says():
    hasher = Hasher(cores=1)
    encoded = await hasher.hash(bytes(32))
    assert encoded.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await hasher.verify(encoded, bytes(32))
    assert not await hasher.verify(encoded, bytes(31) + b"x")
    assert not await hasher.verify("damaged", bytes(32))
    assert hasher._decoy.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    hasher.close()


@pytest.mark.parametrize(("cores", "at_once"), [(1, 1), (2, 2), (64, 4), (None, 1)])
def test_a_large_machine_does_not_hash_in_more_memory(monkeypatch: pytest.MonkeyPatch, cores: int | None, at_once: int):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    hasher = Hasher()
    assert hasher._pool._max_workers == at_once
    hasher.close()


@pytest.mark.parametrize("same", ["lookup", "recovery_lookup"])
async def test_a_handle_or_a_code_that_is_in_use_is_taken_and_changes_nothing(house: House, same: str):
    phone = await house.sign_up()
    before = await house.rows("SELECT * FROM account")
    answer = await house.client().post(f"{API}/accounts", json=new_account(**{same: phone.words[same]}))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/taken")
    assert "Set-Cookie" not in answer.headers
    assert await house.rows("SELECT * FROM account") == before
    assert await phone.events() == ["signed-in"]


async def test_two_sign_ups_of_one_handle_at_once_make_one_account(house: House):
    words = new_account()
    sent = [house.client().post(f"{API}/accounts", json=words) for _ in range(4)]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_wait_is_a_day_or_none(house: House):
    for wait, status in ((0, 201), (86400, 201), (None, 201), (1, 422), (-1, 422), (10**30, 422)):
        answer = await house.client().post(f"{API}/accounts", json=new_account(recovery_wait=wait))
        assert answer.status_code == status
    waits = [row["recovery_wait"] for row in await house.rows("SELECT recovery_wait FROM account")]
    assert sorted(waits) == [0, 86400, 86400]


async def test_where_sign_up_is_by_invitation_none_and_a_wrong_one_are_refused_alike(open_house: Open):
    house = await open_house(**INVITED)
    assert (await house.client().get(API)).json()["sign_up"] == "invited"
    answers = [
        await house.client().post(f"{API}/accounts", json=new_account(invite=invite)) for invite in (None, "", "guess")
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].json()["type"] == "/problems/invite"
    assert not await house.rows("SELECT id FROM account")


async def test_an_invitation_is_good_once_also_for_two_at_once(open_house: Open):
    house = await open_house(**INVITED)
    code = await accounts.add_invitation(house.server.database)
    sent = [house.client().post(f"{API}/accounts", json=new_account(invite=code)) for _ in range(3)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) == [201, 403, 403]
    assert not await house.rows("SELECT * FROM invitation")


async def test_an_invitation_is_not_spent_by_a_handle_that_is_taken(open_house: Open):
    house = await open_house(**INVITED)
    first, second = [await accounts.add_invitation(house.server.database) for _ in range(2)]
    phone = await house.sign_up(invite=first)
    taken = await house.client().post(f"{API}/accounts", json=new_account(lookup=phone.words["lookup"], invite=second))
    assert taken.status_code == 409
    await house.sign_up(invite=second)


async def test_an_invitation_ends_after_thirty_days(open_house: Open, clock: Clock):
    house = await open_house(**INVITED)
    code = await accounts.add_invitation(house.server.database)
    clock.forward(30 * 86400 + 1)
    answer = await house.client().post(f"{API}/accounts", json=new_account(invite=code))
    assert answer.status_code == 403


async def test_a_sign_in_gives_what_the_device_needs_to_open_the_vault(house: House):
    phone = await house.sign_up(vault_chain=[noise(92), noise(92)])
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    told = (await house.client().post(f"{API}/session", json=words)).json()
    assert told.pop("account") == phone.account
    assert told.pop("role") == "survivor"
    assert told == {name: phone.words[name] for name in ("slots", "vault_chain", "public_key", "private_key")}


async def test_a_wrong_handle_and_a_wrong_passphrase_are_refused_alike_with_the_same_work(house: House):
    phone = await house.sign_up()
    answers, runs = [], []
    for lookup in (phone.words["lookup"], noise(32)):
        before = house.server.hasher.runs
        body = {"lookup": lookup, "sign_in_key": noise(32)}
        answers.append(await house.client().post(f"{API}/session", json=body))
        runs.append(house.server.hasher.runs - before)
    assert runs == [1, 1]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["type"] == "/problems/sign-in"
    drop = {"content-length"}
    assert {k: v for k, v in answers[0].headers.items() if k not in drop} == {
        k: v for k, v in answers[1].headers.items() if k not in drop
    }


async def test_a_refused_sign_in_writes_nothing_before_its_answer_is_out_and_one_event_an_hour_after(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    phone = await house.sign_up()
    order: list[str] = []
    kept = type(house.server.database).write_transaction

    def noted(database):
        order.append("write")
        return kept(database)

    monkeypatch.setattr(type(house.server.database), "write_transaction", noted)
    app = house.app

    async def heard(scope, receive, send):
        async def told(message):
            if message["type"] == "http.response.body":
                order.append("answer")
            await send(message)

        await app(scope, receive, told)

    house.app = heard
    guess = {"lookup": phone.words["lookup"], "sign_in_key": noise(32)}
    assert (await house.client().post(f"{API}/session", json=guess)).status_code == 401
    assert order == ["answer", "write"]
    assert (await house.client().post(f"{API}/session", json=guess | {"lookup": noise(32)})).status_code == 401
    assert order == ["answer", "write", "answer"]
    for _ in range(2):
        await house.client().post(f"{API}/session", json=guess)
    assert await phone.events() == ["signed-in", "sign-in-failed"]
    clock.forward(3601)
    await house.client().post(f"{API}/session", json=guess)
    assert await phone.events() == ["signed-in", "sign-in-failed", "sign-in-failed"]


async def test_many_refused_sign_ins_at_once_are_one_event(house: House):
    phone = await house.sign_up()
    guess = {"lookup": phone.words["lookup"], "sign_in_key": noise(32)}
    await asyncio.gather(*(house.client().post(f"{API}/session", json=guess) for _ in range(10)))
    assert await phone.events() == ["signed-in", "sign-in-failed"]


async def test_a_shut_account_opens_to_nobody_and_says_no_more_than_a_wrong_handle(house: House):
    phone = await house.sign_up(recovery_wait=0)
    unknown = await house.client().post(f"{API}/session", json={"lookup": noise(32), "sign_in_key": noise(32)})
    await accounts.disable_account(house.server.database, phone.account, house.server.settings.journal_file)
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    refused = await house.client().post(f"{API}/session", json=words)
    assert (refused.status_code, refused.content) == (401, unknown.content)
    code = {name: phone.words[name] for name in ("recovery_lookup", "recovery_key")}
    assert (await house.client().post(f"{API}/recovery", json=code)).content == unknown.content
    assert (await phone.call("GET", "/sessions")).status_code == 401


async def test_support_codes_find_one_account_by_its_first_twelve_digits(house: House):
    phone = await house.sign_up()
    find = accounts.find_by_support_code
    database, code = house.server.database, phone.account[:12]
    assert await find(database, f"{code[:4]} {code[4:8]}-{code[8:].upper()}") == phone.account
    for wrong in ("", code[:11], "g" * 12, phone.account + "0", "%" * 12, "0" * 12):
        assert await find(database, wrong) is None


async def test_a_sign_in_tells_the_time_only_by_its_day(house: House):
    phone = await house.sign_up()
    sessions = (await phone.get("/sessions"))["sessions"]
    assert sessions[0]["first_day"] == time.strftime("%Y-%m-%d", time.gmtime())
