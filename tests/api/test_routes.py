"""Who may call what, from where: other sites, other methods, other paths, other people's ids."""

import json
import re

import pytest

from api import errors
from api.services import sessions
from api.web.pages import API_POLICY
from api.web.replies import STATUS
from api.web.routes import ENDPOINTS
from api.web.session import Who
from asking import API, is_problem, new_account, new_credentials, new_id, new_write, noise
from running import House

FOREIGN: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "http://localhost:8000.elsewhere.example"},
    {"Origin": "null"},
    {"Origin": ""},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_request_from_another_site_changes_nothing(house: House, headers: dict[str, str]):
    phone = await house.sign_up()
    for method, path, body in (
        ("POST", "/sync", {"write": [new_write()]}),
        ("DELETE", "/session", None),
        ("POST", "/accounts", new_account()),
    ):
        is_problem(await phone.call(method, path, body, headers=headers), 403, "cross-site")
    assert not await house.rows("SELECT name FROM record")
    assert len(await house.rows("SELECT id FROM account")) == 1
    assert (await phone.call("GET", "/sessions", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
    ids=str,
)
async def test_the_app_itself_and_what_is_no_browser_are_let_through(house: House, headers: dict[str, str]):
    phone = await house.sign_up()
    assert (await phone.call("POST", "/sync", {}, headers=headers)).status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/accounts/", "/sync/", "/session/x", "/sessions/a/b", "//sync", "/%00"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH"])
async def test_what_is_not_in_the_table_is_not_there(house: House, method: str, path: str):
    phone = await house.sign_up()
    is_problem(await phone.call(method, path), 404, "not-found")


@pytest.mark.parametrize("path", sorted({one.path for one in ENDPOINTS}))
async def test_a_method_that_is_not_in_the_table_is_told_those_that_are(house: House, path: str):
    phone = await house.sign_up()
    taken = {one.method for one in ENDPOINTS if one.path == path}
    url = re.sub(r"\{\w+\}", new_id(), path)
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"} - taken:
        answer = await phone.call(method, url)
        is_problem(answer, 405, "method")
        assert set(answer.headers["Allow"].split(", ")) == taken


@pytest.mark.parametrize("path", ["/healthz", "/readyz", f"{API}/openapi.json"])
async def test_health_and_the_description_can_only_be_read(house: House, path: str):
    assert (await house.client().get(path)).status_code == 200
    is_problem(await house.client().post(path), 405, "method")


BAD_IDS = ["x", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "%0a", "%00" * 32, "é" * 32, "0" * 32 + "%0a", "A" * 32]


@pytest.mark.parametrize("bad", BAD_IDS)
async def test_what_is_no_id_is_not_there(house: House, bad: str):
    phone = await house.sign_up()
    is_problem(await phone.call("DELETE", f"/sessions/{bad}"), 404, "not-found")
    half = {"proof": noise(32), "half": noise(32)}
    is_problem(await phone.call("PUT", f"/device-key/{bad}", half), 404, "not-found")


QUERIES = ["since=x", "since=-1", "since=1.5", f"since={2**53}", "since=1&since=2", "x=1", "since="]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_query_that_is_wrong_is_invalid(house: House, query: str):
    phone = await house.sign_up()
    is_problem(await phone.call("GET", f"/events?{query}"), 422, "invalid")


def test_every_failure_has_a_status():
    def all_of(kind: type) -> list[type]:
        return [kind, *(deeper for one in kind.__subclasses__() for deeper in all_of(one))]

    for kind in all_of(errors.Failure)[1:]:
        assert any(one in STATUS for one in kind.__mro__), kind


def url_of(path: str) -> str:
    return re.sub(r"\{\w+\}", new_id(), path)


async def test_whoever_is_not_signed_in_gets_one_and_the_same_answer_everywhere(house: House):
    await house.sign_up()
    answers = {
        (await house.client().request(one.method, API + url_of(one.path))).content
        for one in ENDPOINTS
        if one.who is not Who.ANYONE
    }
    assert len(answers) == 1
    assert json.loads(answers.pop())["type"] == "/problems/no-session"


async def test_only_these_may_be_called_without_a_session():
    assert {f"{one.method} {one.path}" for one in ENDPOINTS if one.who is Who.ANYONE} == {
        "GET ",
        "POST /accounts",
        "POST /session",
        "POST /recovery",
        "GET /push/key",
    }


async def test_every_id_of_somebody_else_is_not_there_in_the_words_of_one_that_nobody_has(house: House):
    phone, stranger = await house.sign_up(), await house.sign_up()
    session = (await phone.get("/sessions"))["sessions"][0]["id"]
    device = new_id()
    half = {"proof": noise(32), "half": noise(32)}
    await phone.call("PUT", f"/device-key/{device}", half)
    hers = {"session": session, "device": device, "link": await house.link(phone, await house.case_manager())}
    ids_in_paths = [one for one in ENDPOINTS if "{" in one.path and one.method != "PUT"]
    assert len(ids_in_paths) == 5
    for one in ids_in_paths:
        body = {"proof": half["proof"]} if one.method == "POST" else None
        path = re.sub(r"\{(\w+)\}", lambda found: hers[found[1]], one.path)
        answer = await stranger.call(one.method, path, body)
        unknown = await stranger.call(one.method, url_of(one.path), body)
        is_problem(answer, 404, "not-found")
        assert answer.content == unknown.content
    assert (await phone.call("POST", f"/device-key/{device}", {"proof": half["proof"]})).status_code == 200


async def test_a_request_of_an_account_that_was_deleted_meanwhile_is_401(house: House, monkeypatch: pytest.MonkeyPatch):
    phone = await house.sign_up()
    find = sessions.find_actor

    async def then_deleted(database, token):
        actor = await find(database, token)
        await house.execute("DELETE FROM account")
        return actor

    monkeypatch.setattr("api.web.session.find_actor", then_deleted)
    for method, path, body in (
        ("POST", "/sync", {"write": [new_write()]}),
        ("POST", "/sync", {}),
        ("PUT", f"/device-key/{new_id()}", {"proof": noise(32), "half": noise(32)}),
        ("PUT", "/account/credentials", new_credentials(noise(32))),
        ("DELETE", "/account", {"sign_in_key": noise(32)}),
    ):
        is_problem(await phone.call(method, path, body), 401, "no-session")
        monkeypatch.setattr("api.web.session.find_actor", find)
        phone = await house.sign_up()
        monkeypatch.setattr("api.web.session.find_actor", then_deleted)


async def test_a_client_is_told_first_what_it_must_know(house: House):
    told = await house.client().get(API)
    assert (told.status_code, told.headers["Content-Type"]) == (200, "application/json")
    assert told.json() == {"version": 1, "least_client": 1, "rp": "localhost", "sign_up": "open", "backup_days": 14}


async def test_every_answer_forbids_caching_framing_and_guessing_of_types(house: House):
    for path in (API, f"{API}/sessions", f"{API}/nothing", f"{API}/openapi.json", "/healthz"):
        headers = (await house.client().get(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == API_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers
