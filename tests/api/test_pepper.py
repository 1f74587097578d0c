"""A new pepper beside the old: everybody still gets in, comes over with a sign-in, and nothing else turns."""

import json
from pathlib import Path

import pytest

from api.services.deployment import DeploymentError
from api.services.secrets import load_secrets
from asking import API, new_account, new_credentials, noise
from places import Place
from running import House, Phone

pytestmark = pytest.mark.usefixtures("cheap_hashes")
STANDING = "SELECT id, pepper, recovery_pepper FROM account ORDER BY id"


@pytest.fixture
def place(environ: dict[str, str], tmp_path: Path) -> Place:
    return Place(environ, tmp_path / "elsewhere" / "private.key")


async def answer(house: House, phone: Phone, path: str, *names: str) -> int:
    sent = {name: phone.words[name] for name in names}
    return (await house.client().post(f"{API}{path}", json=sent)).status_code


async def test_only_the_pepper_turns(place: Place):
    async with place.opened() as house:
        await house.sign_up()
    before = load_secrets(place.settings.secret_file)
    place.done("secrets", "pepper")
    after = load_secrets(place.settings.secret_file)
    assert after.pepper != before.pepper == after.old_pepper
    assert (after.seal_key, after.cursor_key, after.topic_key) == (before.seal_key, before.cursor_key, before.topic_key)
    assert after.vapid.private_numbers() == before.vapid.private_numbers()
    assert place.settings.secret_file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in place.settings.data_dir.glob("secrets*")] == ["secrets.json"]


async def test_sign_in_recovery_and_deletion_work_under_either_pepper(place: Place):
    async with place.opened() as house:
        stays, comes, recovers, goes = [await house.sign_up(recovery_wait=0) for _ in range(4)]
    place.done("secrets", "pepper")
    async with place.opened() as house:
        runs = house.server.hasher.runs
        wrong = Phone(house.client(), "", new_account())
        assert await answer(house, wrong, "/session", "lookup", "sign_in_key") == 401
        assert house.server.hasher.runs == runs + 1
        right_handle = Phone(house.client(), "", comes.words | {"sign_in_key": noise(32)})
        assert await answer(house, right_handle, "/session", "lookup", "sign_in_key") == 401
        assert house.server.hasher.runs == runs + 2  # the same work for a handle that stands on the old pepper
        await house.sign_in(comes)
        await house.sign_in(comes)  # now under the new one
        recovery = {name: recovers.words[name] for name in ("recovery_lookup", "recovery_key")}
        client = house.client()
        assert (await client.post(f"{API}/recovery", json=recovery)).status_code == 200
        spent = await client.put(f"{API}/account/credentials", json=_without_current(recovery))
        assert (spent.status_code, spent.json()["field"]) == (422, "$.recovery_lookup")
        assert (await client.put(f"{API}/account/credentials", json=_without_current({}))).status_code == 204
        going = await house.sign_in(goes)
        gone = await going.call("DELETE", "/account", {"sign_in_key": goes.words["sign_in_key"]})
        assert gone.status_code == 204
        peppers = {row["id"]: (row["pepper"], row["recovery_pepper"]) for row in await house.rows(STANDING)}
        assert peppers == {stays.account: (1, 1), comes.account: (2, 1), recovers.account: (2, 2)}
    status, out, _ = place.run("check")
    assert status == 1
    assert "see  secrets: 1 accounts and 2 recovery codes stand on the old pepper" in out
    for words in (("secrets", "drop-old"), ("secrets", "pepper")):
        status, _, err = place.run(*words)
        assert (status, len(err.splitlines())) == (1, 1)
        assert "1 accounts and 2 recovery codes" in err
    async with place.opened() as house:
        for phone in (stays, comes):
            device = await house.sign_in(phone)
            changed = await device.call(
                "PUT", "/account/credentials", new_credentials(phone.words["sign_in_key"]) | _code()
            )
            assert changed.status_code == 204
    place.done("secrets", "drop-old")
    assert load_secrets(place.settings.secret_file).old_pepper is None
    async with place.opened() as house:
        assert {row["pepper"] for row in await house.rows(STANDING)} == {2}
    place.done("secrets", "pepper")  # and the next turn may begin


def _without_current(more: dict) -> dict:
    whole = new_credentials(noise(32)) | _code() | more
    return {name: value for name, value in whole.items() if name != "current"}


def _code() -> dict:
    return {"recovery_lookup": noise(32), "recovery_key": noise(32)}


async def test_a_handle_that_stands_on_the_old_pepper_is_taken(place: Place):
    async with place.opened() as house:
        phone, other = await house.sign_up(), await house.sign_up()
    place.done("secrets", "pepper")
    async with place.opened() as house:
        for member in ("lookup", "recovery_lookup"):
            again = new_account() | {member: phone.words[member]}
            told = await house.client().post(f"{API}/accounts", json=again)
            assert (told.status_code, told.json()["type"]) == (409, "/problems/taken"), member
        device = await house.sign_in(other)
        change = new_credentials(other.words["sign_in_key"]) | {"lookup": phone.words["lookup"]}
        told = await device.call("PUT", "/account/credentials", change)
        assert (told.status_code, told.json()["type"]) == (409, "/problems/taken")


async def test_a_file_without_the_new_pepper_or_with_another_vapid_key_is_refused(place: Place):
    async with place.opened() as house:
        await house.sign_up()
    file = place.settings.secret_file
    before = file.read_text()
    place.done("secrets", "pepper")
    place.run("check")
    after = file.read_text()
    other = json.loads(after) | {"vapid_private_key": json.loads(after)["topic_key"]}
    for wrong in (before, json.dumps(other)):
        file.write_text(wrong)
        with pytest.raises(DeploymentError):
            async with place.opened():
                pass
    file.write_text(after)
    async with place.opened():
        pass


async def test_a_backup_from_before_goes_back_beside_the_file_of_after(place: Place, tmp_path: Path, postgres):
    async with place.opened() as house:
        phone = await house.sign_up()
    file = place.backup()
    place.done("secrets", "pepper")
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
    new = Place(place.environ | {"HANDRAIL_DATA_DIR": str(tmp_path / "new")} | database)
    new.settings.data_dir.mkdir(mode=0o700)
    new.settings.secret_file.write_text(place.settings.secret_file.read_text())
    new.settings.secret_file.chmod(0o600)
    new.restore(file, place.key, "--no-journal")
    async with new.opened() as house:
        await house.sign_in(phone)
        assert [row["pepper"] for row in await house.rows(STANDING)] == [2]
