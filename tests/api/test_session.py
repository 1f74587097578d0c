"""Sessions: the cookie, how long it lasts, the list of devices, ending one."""

from pathlib import Path

import pytest

from api.services.sessions import forget_ended
from asking import API, noise
from running import Clock, House, Open, token_hash

DAY = 86400


def cookie_of(answer) -> tuple[str, set[str]]:
    """Name and attributes of the cookie that an answer sets."""
    first, *attributes = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
    return first.split("=")[0], set(attributes)


async def test_on_localhost_the_cookie_is_called_session_and_no_script_reads_it(house: House):
    phone = await house.sign_up()
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    name, attributes = cookie_of(await house.client().post(f"{API}/session", json=words))
    assert name == "session"
    assert attributes == {"HttpOnly", "Max-Age=34560000", "Path=/", "SameSite=strict"}


async def test_over_https_the_cookie_is_bound_to_the_host_and_to_https(open_house: Open):
    house = await open_house(HANDRAIL_ORIGIN="https://daybook.example", HANDRAIL_SIGN_UP="open")
    phone = await house.sign_up()
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    answer = await house.client().post(f"{API}/session", json=words)
    name, attributes = cookie_of(answer)
    assert name == "__Host-session"
    assert attributes == {"HttpOnly", "Max-Age=34560000", "Path=/", "SameSite=strict", "Secure"}
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    plain = {"Cookie": f"session={answer.cookies['__Host-session']}"}
    assert (await house.client().get(f"{API}/sessions", headers=plain)).status_code == 401


async def test_the_token_is_new_at_each_sign_in_and_stored_only_as_its_hash(house: House):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    hashes = {row["token_hash"] for row in await house.rows("SELECT token_hash FROM session")}
    assert hashes == {token_hash(phone), token_hash(other)}
    rows = str(await house.rows("SELECT * FROM session"))
    assert phone.http.cookies["session"] not in rows


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "é" * 43, "a" * 5000])
async def test_a_token_that_nobody_was_given_is_no_session(house: House, token: str):
    await house.sign_up()
    headers = {"Cookie": f"session={token}".encode()}
    answer = await house.client().get(f"{API}/sessions", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/no-session")


async def test_a_session_slides_once_a_day_and_its_cookie_with_it(house: House, clock: Clock):
    phone = await house.sign_up()
    assert "Set-Cookie" not in (await phone.call("GET", "/sessions")).headers
    clock.forward(399 * DAY)
    renewed = await phone.call("GET", "/sessions")
    assert renewed.status_code == 200
    assert "Max-Age=34560000" in renewed.headers["Set-Cookie"]
    assert "Set-Cookie" not in (await phone.call("GET", "/sessions")).headers
    clock.forward(399 * DAY)
    assert (await phone.call("GET", "/sessions")).status_code == 200


async def test_a_session_that_is_not_used_for_400_days_ends_and_is_forgotten(house: House, clock: Clock):
    phone = await house.sign_up()
    cookie = {"Cookie": f"session={phone.http.cookies['session']}"}
    clock.forward(400 * DAY + 1)
    assert (await house.client().get(f"{API}/sessions", headers=cookie)).status_code == 401
    await forget_ended(house.server.database)
    assert not await house.rows("SELECT * FROM session")


async def test_staff_stay_signed_in_for_twelve_hours(house: House, clock: Clock):
    phone = await house.case_manager()
    words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
    other = house.client()
    assert "Max-Age=43200" in (await other.post(f"{API}/session", json=words)).headers["Set-Cookie"]
    cookie = {"Cookie": f"session={other.cookies['session']}"}
    clock.forward(12 * 3600 + 1)
    assert (await house.client().get(f"{API}/sessions", headers=cookie)).status_code == 401


async def test_her_devices_are_listed_with_days_and_sealed_labels(house: House, clock: Clock):
    phone = await house.sign_up()
    clock.forward(DAY)
    other = await house.sign_in(phone)
    label = noise(64)
    assert (await other.call("PUT", "/sessions/current", {"label": label})).status_code == 204
    new, old = (await other.get("/sessions"))["sessions"]
    assert (new["label"], new["current"], old["label"], old["current"]) == (label, True, None, False)
    assert new["first_day"] == new["last_day"] > old["first_day"] == old["last_day"]
    assert len(new["first_day"]) == len("2026-05-12")
    assert set(new) == {"id", "label", "first_day", "last_day", "current"}


LABELS = {"short": noise(63), "long": noise(65), "empty": "", "no base64": "not base64", "number": 64, "none": None}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
async def test_a_label_is_64_sealed_bytes(house: House, label: object):
    phone = await house.sign_up()
    answer = await phone.call("PUT", "/sessions/current", {"label": label})
    assert (answer.status_code, answer.json()["field"]) == (422, "$.label")
    assert (await phone.get("/sessions"))["sessions"][0]["label"] is None


async def test_a_device_can_be_signed_out_from_another(house: House):
    phone = await house.sign_up()
    other = await house.sign_in(phone)
    lost = next(one["id"] for one in (await phone.get("/sessions"))["sessions"] if not one["current"])
    assert (await phone.call("DELETE", f"/sessions/{lost}")).status_code == 204
    assert (await other.call("GET", "/sessions")).status_code == 401
    assert (await phone.call("GET", "/sessions")).status_code == 200
    assert (await phone.call("DELETE", f"/sessions/{lost}")).status_code == 404


async def test_a_session_of_somebody_else_is_not_there(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    hers = (await phone.get("/sessions"))["sessions"][0]["id"]
    answer = await stranger.call("DELETE", f"/sessions/{hers}")
    unknown = await stranger.call("DELETE", f"/sessions/{'0' * 32}")
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert (await phone.call("GET", "/sessions")).status_code == 200


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(house: House):
    phone = await house.sign_up()
    cookie = {"Cookie": f"session={phone.http.cookies['session']}"}
    answer = await phone.call("DELETE", "/session")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "Clear-Site-Data" not in answer.headers
    assert (await house.client().get(f"{API}/sessions", headers=cookie)).status_code == 401
    assert not await house.rows("SELECT * FROM session")


async def test_signing_out_for_good_tells_the_browser_to_forget_everything(house: House):
    phone = await house.sign_up()
    answer = await phone.call("DELETE", "/session", {"forget": True})
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


async def test_ending_the_present_session_from_the_list_takes_the_cookie_back(house: House):
    phone = await house.sign_up()
    mine = (await phone.get("/sessions"))["sessions"][0]["id"]
    assert "Max-Age=0" in (await phone.call("DELETE", f"/sessions/{mine}")).headers["Set-Cookie"]


async def test_where_nothing_made_the_data_folder_yet_signing_out_makes_it_for_the_journal(
    open_house: Open, tmp_path: Path
):
    folder = tmp_path / "not" / "made"
    secrets = tmp_path / "secrets.json"
    house = await open_house(HANDRAIL_DATA_DIR=str(folder), HANDRAIL_SECRET_FILE=str(secrets))
    phone = await house.sign_up()
    assert (await phone.call("DELETE", "/session")).status_code == 204
    assert (folder / "journal.jsonl").stat().st_mode & 0o777 == 0o600
