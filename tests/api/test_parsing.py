"""Bad input of every kind: a problem document each, and nothing written."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import pytest

from asking import API, is_problem, new_write
from running import House

CANARY = "kanarienvogel"
JSON = {"Content-Type": "application/json"}


def deep(open_: str, close: str = "", n: int = 100_000) -> bytes:
    return (open_ * n + close * n).encode()


MALFORMED = {
    "nothing": b"",
    "not JSON": b"lookup=1",
    "cut off": b'{"since": nul',
    "single quotes": b"{'since': null}",
    "two documents": b"{} {}",
    "a comment": b"{} // x",
    "deep lists, not closed": deep("["),
    "deep lists": deep("[", "]"),
    "deep objects": deep('{"a":', "") + b"1" + b"}" * 100_000,
    "deep in a member": b'{"write":' + deep("[", "]") + b"}",
    "deep in an unknown member": b'{"x":' + deep("[", "]") + b"}",
    "a lone surrogate": b'{"since": "\\ud800"}',
    "a surrogate cut off": b'{"since": "\\udfff\\ud800x"}',
    "bytes that are no UTF-8": b'{"since": "\xff\xfe"}',
    "UTF-16": '{"since": null}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"since": null}',
    "NaN": b'{"limit": NaN}',
    "a raw line break in a text": b'{"since": "a\nb"}',
    "a NUL": b'{"since": null}\x00',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_json_or_too_deep_is_malformed(house: House, body: bytes):
    phone = await house.sign_up()
    for path, most in (("/session", 64 * 1024), ("/sync", 4 * 1024 * 1024)):
        if len(body) > most or (path == "/sync" and not body):
            continue  # too large; and of a sync every member may be left out, and so may the body
        is_problem(await phone.http.post(API + path, content=body, headers=JSON), 400, "malformed")


WELL_FORMED = {
    "a list": (b"[]", "$"),
    "null": (b"null", "$"),
    "a text": (b'"since"', "$"),
    "an unknown member": (b'{"kanarienvogel": 1}', "$"),
    "an unknown member inside": (b'{"write": [{"kanarienvogel": 1}]}', "$.write[0]"),
    "a text for a number": (b'{"limit": "kanarienvogel"}', "$.limit"),
    "a float": (b'{"limit": 1.0}', "$.limit"),
    "a float with an exponent": (b'{"limit": 1e2}', "$.limit"),
    "true for a number": (b'{"limit": true}', "$.limit"),
    "a huge number": (b'{"limit": ' + b"9" * 10_000 + b"}", "$.limit"),
    "a number above 64 bits": (b'{"limit": 99999999999999999999}', "$.limit"),
    "infinity": (b'{"limit": 1e999}', "$.limit"),
    "a number for a text": (b'{"since": 5}', "$.since"),
    "an object for a list": (b'{"write": {}}', "$.write"),
    "null in a list": (b'{"write": [null]}', "$.write[0]"),
}


@pytest.mark.parametrize(("body", "field"), WELL_FORMED.values(), ids=WELL_FORMED)
async def test_what_is_well_formed_but_wrong_is_invalid_and_names_the_member(house: House, body: bytes, field: str):
    phone = await house.sign_up()
    answer = await phone.http.post(f"{API}/sync", content=body, headers=JSON)
    is_problem(answer, 422, "invalid")
    assert answer.json()["field"] == field
    assert CANARY not in answer.text


TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; x=1"]
TYPES += ["application/jsonx", "application/json; charset=latin-1", "", "application/json, text/plain"]


@pytest.mark.parametrize("media_type", TYPES)
async def test_a_body_of_another_type_is_refused(house: House, media_type: str):
    phone = await house.sign_up()
    content = json.dumps({"write": [new_write()]}).encode()
    answer = await phone.http.post(f"{API}/sync", content=content, headers={"Content-Type": media_type})
    is_problem(answer, 415, "wrong-type")
    assert not await house.rows("SELECT name FROM record")


@pytest.mark.parametrize("media_type", ["application/json;charset=utf-8", 'Application/JSON ; charset="UTF-8"'])
async def test_json_may_say_that_it_is_utf_8(house: House, media_type: str):
    phone = await house.sign_up()
    answer = await phone.http.post(f"{API}/sync", content=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", "deflate, gzip"])
async def test_a_compressed_body_is_refused_unread(house: House, encoding: str):
    phone = await house.sign_up()
    bomb = gzip.compress(bytes(50_000_000))
    answer = await phone.http.post(f"{API}/sync", content=bomb, headers=JSON | {"Content-Encoding": encoding})
    is_problem(answer, 415, "wrong-type")


async def pieces(count: int, sent: list[int]) -> AsyncIterator[bytes]:
    for _ in range(count):
        sent.append(1)
        yield b" " * 65536


@pytest.mark.parametrize(("path", "most"), [("/session", 64 * 1024), ("/sync", 4 * 1024 * 1024)])
async def test_a_body_over_its_limit_is_refused_declared_or_not_and_no_more_is_read(house: House, path: str, most: int):
    phone = await house.sign_up()
    declared = await phone.http.post(f"{API}{path}", content=b" " * (most + 1), headers=JSON)
    is_problem(declared, 413, "too-large")
    lied = await phone.http.post(f"{API}{path}", content=b"{}", headers=JSON | {"Content-Length": "9" * 5000})
    is_problem(lied, 413, "too-large")
    sent: list[int] = []
    chunked = await phone.http.post(f"{API}{path}", content=pieces(200, sent), headers=JSON)
    is_problem(chunked, 413, "too-large")
    assert len(sent) <= most // 65536 + 2


@pytest.mark.parametrize("length", ["-1", "1.5", "x", "+2", "２"])
async def test_a_length_that_is_no_number_is_malformed(house: House, length: str):
    phone = await house.sign_up()
    headers = [(b"content-type", b"application/json"), (b"content-length", length.encode())]
    is_problem(await phone.http.post(f"{API}/sync", content=b"{}", headers=headers), 400, "malformed")


async def test_a_body_that_does_not_come_to_its_end_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch):
    phone = await house.sign_up()
    monkeypatch.setattr("api.web.parsing.BODY_SECONDS", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(30)

    is_problem(await phone.http.post(f"{API}/sync", content=slow(), headers=JSON), 400, "malformed")
