"""Attacks 14, 15 and 16, generated from the route table: who gets what with somebody else's ids."""

import re

import pytest

from api.web.endpoints import Endpoint
from api.web.routes import ENDPOINTS
from api.web.session import Who
from asking import API, new_id, new_write, noise, reader_key
from running import House, Phone

PROOF = noise(32)
BODIES = {
    ("PUT", "/device-key/{device}"): {"proof": PROOF, "half": noise(32)},
    ("POST", "/device-key/{device}"): {"proof": PROOF},
    ("PUT", "/links/{link}"): {"proof": PROOF},
}
#: A device names its own half: under another's name it simply makes one of its own.
OWN_BY_NATURE = {("PUT", "/device-key/{device}")}
WITH_IDS = [one for one in ENDPOINTS if "{" in one.path]
STRANGERS = ("another survivor", "a stranger's case manager", "one whose share ended", "nobody")


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("endpoint", WITH_IDS, ids=lambda one: f"{one.method} {one.path}")
async def test_14_every_route_with_her_ids_is_not_there_for_others(house: House, endpoint: Endpoint, who: str):
    hers = await house.sign_up()
    ended = await house.case_manager()
    past = await house.link(hers, ended)
    await hers.written(new_write(readers=[reader_key(past)]))
    await hers.call("DELETE", f"/links/{past}")
    link, device = await house.link(hers, await house.case_manager()), new_id()
    await hers.call("PUT", f"/device-key/{device}", BODIES["PUT", "/device-key/{device}"])
    ids = {"session": (await hers.get("/sessions"))["sessions"][0]["id"], "device": device, "link": link}
    asks = {
        "another survivor": house.sign_up,
        "a stranger's case manager": house.case_manager,
        "one whose share ended": lambda: _itself(ended),
        "nobody": lambda: _itself(Phone(house.client(), "", {})),
    }
    asker = await asks[who]()
    key = (endpoint.method, endpoint.path)
    body = BODIES.get(key)
    answer = await asker.call(endpoint.method, filled(endpoint.path, ids), body)
    unknown = await asker.call(endpoint.method, filled(endpoint.path, {name: new_id() for name in ids}), body)
    assert answer.status_code == unknown.status_code
    assert answer.content == unknown.content
    if key in OWN_BY_NATURE and who != "nobody":
        assert answer.status_code == 201
    else:
        assert answer.status_code == (401 if who == "nobody" else 404)
    assert (await hers.get(f"/links/{link}"))["state"] == "accepted"
    assert (await hers.call("POST", f"/device-key/{device}", {"proof": PROOF})).status_code == 200


async def _itself(phone: Phone) -> Phone:
    return phone


@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if one.who is not Who.ANYONE], ids=lambda one: f"{one.method} {one.path}"
)
async def test_14_whoever_is_not_signed_in_is_told_so_and_nothing_else(house: House, endpoint: Endpoint):
    path = re.sub(r"\{\w+\}", new_id(), endpoint.path)
    answer = await house.client().request(endpoint.method, API + path)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/no-session")


async def test_15_a_case_manager_neither_writes_nor_shares_a_record_of_hers(house: House):
    hers, worker, friend = await house.sign_up(), await house.case_manager(), await house.case_manager()
    link = await house.link(hers, worker)
    await house.link(hers, friend)
    await hers.written(write := new_write(readers=[reader_key(link)]))
    for own in (new_write(write["id"], 1), new_write(write["id"], 1, epoch=2)):
        told = (await worker.sync(own))["written"][0]
        assert told == {"id": write["id"], "revision": 0, "error": "conflict"}  # it has no such record of its own
    shared = await worker.sync(new_write(write["id"], readers=[reader_key(link)]))
    assert shared["written"][0]["error"] is None  # a record of its own under the same id, and nothing of hers
    rows = [row for row in (await hers.sync())["records"] if row["owner"] == hers.account]
    assert [(row["body"], row["revision"]) for row in rows] == [(write["body"], 1)]
    assert [row["owner"] for row in (await friend.sync())["records"]] == []


async def test_16_no_route_is_an_administrators(house: House):
    assert {one.who for one in ENDPOINTS} == set(Who)
    assert not [one for one in Who if "admin" in one.value or "operator" in one.value]
    bodies = [one for one in ENDPOINTS for kind in one.answers.values() if kind and "records" in kind.__struct_fields__]
    assert [(one.method, one.path) for one in bodies] == [("POST", "/sync")]
