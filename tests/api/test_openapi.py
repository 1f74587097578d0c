"""The description of the API: the same as the route table, and what a generator of requests makes of it."""

import asyncio
import base64
import os
import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.web.openapi import document
from api.web.routes import ENDPOINTS, ROOT
from api.web.session import Who
from asking import API, new_account
from live_server import LiveServer
from running import House

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DOCUMENT = document("session")
#: Of each operation, right and wrong: always the same in CI, others at each run before a release.
ALL = "HANDRAIL_TEST_ALL" in os.environ
EXAMPLES = 100 if ALL else 25


async def test_the_document_is_served_as_it_is_made(house: House):
    answer = await house.client().get(f"{API}/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == DOCUMENT


def test_the_document_has_every_line_of_the_route_table_and_no_other():
    described = {(method.upper(), path) for path, operations in DOCUMENT["paths"].items() for method in operations}
    assert described == {(one.method, ROOT + one.path) for one in ENDPOINTS}
    names = [one["operationId"] for operations in DOCUMENT["paths"].values() for one in operations.values()]
    assert len(set(names)) == len(names)


def test_each_operation_says_who_may_call_it_what_it_takes_and_what_it_answers():
    for one in ENDPOINTS:
        operation = DOCUMENT["paths"][ROOT + one.path][one.method.lower()]
        assert operation["security"] == ([{}] if one.who is Who.ANYONE else [{"session": []}])
        assert set(operation["responses"]) == {str(status) for status in one.answers} | {"default"}
        assert operation["summary"]
        in_path = {found["name"] for found in operation.get("parameters", []) if found["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", one.path))


def test_every_reference_leads_somewhere_and_every_schema_is_one():
    references = re.findall(r"'\$ref': '([^']+)'", str(DOCUMENT))
    schemas = DOCUMENT["components"]["schemas"]
    assert {one.removeprefix("#/components/schemas/") for one in references} == set(schemas) - unused(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def unused(schemas: dict[str, Any]) -> set[str]:
    """Types that stand only as a query or as nothing at all: their members are parameters."""
    return {"Nothing", "Since"} & set(schemas)


def test_members_of_requests_that_are_unknown_are_refused_by_the_document_too():
    for one in ENDPOINTS:
        body = DOCUMENT["paths"][ROOT + one.path][one.method.lower()].get("requestBody")
        if body:
            name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            assert DOCUMENT["components"]["schemas"][name]["additionalProperties"] is False, name


@pytest.fixture(scope="module")
def live(postgres: Any) -> Iterator[LiveServer]:
    """A real server: the generator's requests go through the whole way."""
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": asyncio.run(postgres.new())}
    server = LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off", **database)
    yield server
    server.remove()


def signed_in(live: LiveServer) -> dict[str, str]:
    answer = httpx.post(f"{live.origin}{API}/accounts", json=new_account())
    assert answer.status_code == 201
    return {"session": answer.cookies["session"]}


#: Letters of base64 → bytes that the server takes there.
LENGTHS = {44: [32], 124: [92], 88: [64], None: [92, 80, 337]}


def with_formats(schema: Any) -> Any:
    """The document with a format at each member in base64, so that what is generated has a length that is taken."""
    if isinstance(schema, list):
        return [with_formats(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: with_formats(value) for name, value in schema.items()}
    if schema.get("contentEncoding") != "base64":
        return plain
    lengths = LENGTHS.get(schema.get("minLength"), LENGTHS[None])
    name = f"base64-{'-'.join(map(str, lengths))}"
    made = st.sampled_from(lengths).flatmap(lambda n: st.binary(min_size=n - 1, max_size=n - 1))
    schemathesis.openapi.format(name, made.map(lambda raw: base64.b64encode(b"\x01" + raw).decode()))
    return {"type": "string", "format": name}


def operations() -> Iterator[Any]:
    for found in schemathesis.openapi.from_dict(with_formats(DOCUMENT)).get_all_operations():
        operation = found.ok()
        name = f"{operation.method.upper()} {operation.path.removeprefix(ROOT)}"
        yield pytest.param(name, operation, schemathesis.GenerationMode.POSITIVE, id=name)
        if name not in {"GET ", "GET /push/key"}:  # nothing can be wrong with these
            yield pytest.param(name, operation, schemathesis.GenerationMode.NEGATIVE, id=f"{name}, wrong")


@pytest.mark.parametrize(("name", "operation", "mode"), list(operations()))
def test_no_generated_request_breaks_the_server_or_gets_an_answer_that_is_not_described(
    live: LiveServer, name: str, operation: Any, mode: schemathesis.GenerationMode
):
    cookies, session, statuses = signed_in(live), requests.Session(), set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=not ALL,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        nonlocal cookies
        if name == "DELETE /session":
            cookies = signed_in(live)
        answer = case.call(base_url=live.origin, session=session, cookies=cookies)
        case.validate_response(answer, checks=CHECKS)
        statuses.add(answer.status_code)

    run()
    if mode is schemathesis.GenerationMode.POSITIVE and name in REACHED:
        assert statuses & {200, 201, 204}, statuses


#: What must not only be refused: the generator gets through to what is behind the checks.
REACHED = {"POST /accounts", "POST /sync", "PUT /sessions/current", "PUT /device-key/{device}", "GET /events"}
