"""The server's half behind a PIN: five tries, then nothing."""

import asyncio

import pytest

from asking import new_id, noise
from running import House, Phone

DEVICE = new_id()


async def store(phone: Phone, device: str = DEVICE) -> tuple[str, str]:
    """Proof and half that are stored now."""
    proof, half = noise(32), noise(32)
    answer = await phone.call("PUT", f"/device-key/{device}", {"proof": proof, "half": half})
    assert answer.status_code == 201
    return proof, half


async def try_(phone: Phone, proof: str, device: str = DEVICE):
    return await phone.call("POST", f"/device-key/{device}", {"proof": proof})


async def test_the_right_proof_gets_the_half_every_time(house: House):
    phone = await house.sign_up()
    proof, half = await store(phone)
    for _ in range(7):
        assert (await try_(phone, proof)).json() == {"half": half}


async def test_the_half_and_the_proof_are_not_readable_in_the_database(house: House):
    phone = await house.sign_up()
    proof, half = await store(phone)
    [row] = await house.rows(f"SELECT * FROM device_key WHERE name LIKE '%{DEVICE}'")
    assert len(row["half"]) == 12 + 32 + 16
    assert half not in str(row)
    assert proof not in str(row)


async def test_wrong_proofs_count_down_and_the_fifth_destroys_the_half(house: House):
    phone = await house.sign_up()
    proof, _ = await store(phone)
    for left in (4, 3, 2, 1):
        answer = await try_(phone, noise(32))
        assert (answer.status_code, answer.json()["left"]) == (403, left)
        assert answer.json()["type"] == "/problems/wrong-proof"
    fifth = await try_(phone, noise(32))
    assert (fifth.status_code, fifth.json()["type"]) == (410, "/problems/gone")
    assert (await try_(phone, proof)).status_code == 410
    assert (await house.rows("SELECT half, left_tries FROM device_key")) == [{"half": None, "left_tries": 0}] * 2
    proof, half = await store(phone)
    assert (await try_(phone, proof)).json() == {"half": half}


async def test_the_right_proof_makes_the_count_five_again(house: House):
    phone = await house.sign_up()
    proof, _ = await store(phone)
    for _ in range(3):
        for _ in range(4):
            await try_(phone, noise(32))
        assert (await try_(phone, proof)).status_code == 200


async def test_of_fifty_wrong_proofs_at_once_four_are_counted_and_the_half_is_gone(house: House):
    phone = await house.sign_up()
    proof, _ = await store(phone)
    answers = await asyncio.gather(*(try_(phone, noise(32)) for _ in range(50)))
    assert sorted(answer.json()["left"] for answer in answers if answer.status_code == 403) == [1, 2, 3, 4]
    assert sum(answer.status_code == 410 for answer in answers) == 46
    assert (await try_(phone, proof)).status_code == 410


async def test_six_guesses_at_once_with_the_right_one_last_find_it_gone(house: House):
    phone = await house.sign_up()
    proof, _ = await store(phone)
    await asyncio.gather(*(try_(phone, noise(32)) for _ in range(6)))
    assert (await try_(phone, proof)).status_code == 410


async def test_one_device_can_be_locked(house: House):
    phone = await house.sign_up()
    proof, _ = await store(phone)
    assert (await phone.call("DELETE", f"/device-key/{DEVICE}")).status_code == 204
    assert (await try_(phone, proof)).status_code == 410


async def test_lock_all_devices_destroys_every_half_of_hers_and_no_other(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    second = await house.sign_in(phone)
    devices = [new_id(), new_id()]
    proofs = [(await store(one, device))[0] for one, device in zip((phone, second), devices, strict=True)]
    kept, _ = await store(stranger)
    assert (await second.call("DELETE", "/device-keys")).status_code == 204
    for device, proof in zip(devices, proofs, strict=True):
        assert (await try_(phone, proof, device)).status_code == 410
    assert (await try_(stranger, kept)).status_code == 200


@pytest.mark.parametrize(("method", "body"), [("POST", {"proof": noise(32)}), ("DELETE", None)])
async def test_a_half_of_somebody_else_is_not_there(house: House, method: str, body: object):
    phone, stranger = await house.sign_up(), await house.sign_up()
    proof, _ = await store(phone)
    answer = await stranger.call(method, f"/device-key/{DEVICE}", body)
    unknown = await stranger.call(method, f"/device-key/{new_id()}", body)
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert (await try_(phone, proof)).status_code == 200


async def test_the_same_device_name_in_two_accounts_is_two_halves(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    (proof, half), (other_proof, other_half) = await store(phone), await store(stranger)
    assert (await try_(phone, proof)).json() == {"half": half}
    assert (await try_(stranger, other_proof)).json() == {"half": other_half}


async def test_a_half_ends_with_its_session(house: House):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    proof, _ = await store(other)
    await other.call("DELETE", "/session")
    assert (await try_(phone, proof)).status_code == 404


async def test_a_session_has_the_halves_that_were_stored_last(house: House):
    phone = await house.sign_up()
    first = new_id()
    await store(phone, first)
    await store(phone)
    assert (await try_(phone, noise(32), first)).status_code == 404


async def test_halves_stored_at_once_leave_one_that_opens(house: House):
    phone = await house.sign_up()
    pairs = await asyncio.gather(*(store(phone) for _ in range(5)))
    answers = [await try_(phone, proof) for proof, _ in pairs]
    assert sum(answer.status_code == 200 for answer in answers) == 1


async def store_two(phone: Phone) -> tuple[dict[str, str], dict[str, str]]:
    """Two PINs' proofs and halves under `DEVICE` and a name of its own."""
    first, second = ({"proof": noise(32), "half": noise(32)} for _ in range(2))
    body = {**first, "second": {"device": new_id(), **second}}
    assert (await phone.call("PUT", f"/device-key/{DEVICE}", body)).status_code == 201
    return first, second


async def test_either_proof_gets_its_own_half(house: House):
    phone = await house.sign_up()
    for one in await store_two(phone):
        assert (await try_(phone, one["proof"])).json() == {"half": one["half"]}


async def test_wrong_proofs_count_for_both_and_destroy_both(house: House):
    phone = await house.sign_up()
    first, second = await store_two(phone)
    for left in (4, 3, 2, 1):
        assert (await try_(phone, noise(32))).json()["left"] == left
    assert (await try_(phone, second["proof"])).status_code == 200
    for _ in range(5):
        await try_(phone, noise(32))
    for one in (first, second):
        assert (await try_(phone, one["proof"])).status_code == 410


async def test_every_session_has_two_rows_whether_they_are_used_or_not(house: House):
    phone = await house.sign_up()
    with_one, with_two = await house.sign_in(phone), await house.sign_in(phone)
    await store(with_one)
    await store_two(with_two)
    rows = await house.rows("SELECT session_id, half, left_tries FROM device_key")
    assert len(rows) == 6
    assert {len(row["half"]) for row in rows} == {60}
    assert {row["left_tries"] for row in rows} == {5}


async def test_two_halves_need_two_names(house: House):
    phone = await house.sign_up()
    one = {"proof": noise(32), "half": noise(32)}
    answer = await phone.call("PUT", f"/device-key/{DEVICE}", {**one, "second": {"device": DEVICE, **one}})
    assert answer.status_code == 422
