"""The OpenAPI 3.1 document, made from the route table and from the types that decode the requests."""

import re
from typing import Any

import msgspec

from api.web.endpoints import Endpoint, Nothing
from api.web.routes import ENDPOINTS, ROOT
from api.web.session import SAFE, Who

REF = "#/components/schemas/{name}"
_ID = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_PROBLEM: dict[str, Any] = {
    "description": "A problem (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}},
}


class Problem(msgspec.Struct):
    """RFC 9457. `type` is `/problems/<slug>`; a slug, once published, stays."""

    type: str
    title: str
    status: int
    detail: str | msgspec.UnsetType = msgspec.UNSET
    field: str | msgspec.UnsetType = msgspec.UNSET
    left: int | msgspec.UnsetType = msgspec.UNSET
    incident: str | msgspec.UnsetType = msgspec.UNSET


def document(cookie: str) -> dict[str, Any]:
    """Gives the document. `cookie`: the name of the session's cookie here."""
    kinds = {kind for one in ENDPOINTS for kind in (one.takes, *one.answers.values()) if kind is not None}
    every = [*sorted(kinds, key=lambda one: one.__name__), Problem]
    _, components = msgspec.json.schema_components(every, ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in ENDPOINTS:
        paths.setdefault(ROOT + one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handrail",
            "version": "1",
            "description": "Read docs/protocol.md for what the members mean, docs/api.md for the slugs of problems.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": cookie}},
        },
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{one.handler.__module__.rpartition('.')[2]}_{one.handler.__name__}",
        "summary": (one.handler.__doc__ or "").strip().split("\n")[0],
        "security": [{}] if one.who is Who.ANYONE else [{"session": []}],
        "responses": {str(status): _answer(kind) for status, kind in one.answers.items()} | {"default": _PROBLEM},
    }
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _ID} for name in re.findall(r"{(\w+)}", one.path)
    ]
    if one.method in SAFE:
        parameters += _query(one.takes)
    elif one.takes is not Nothing:
        required = any(field.required for field in msgspec.structs.fields(one.takes))
        schema = {"$ref": REF.format(name=one.takes.__name__)}
        operation["requestBody"] = {"required": required, "content": {"application/json": {"schema": schema}}}
    if parameters:
        operation["parameters"] = parameters
    return operation


def _query(kind: type[msgspec.Struct]) -> list[dict[str, Any]]:
    properties = msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in properties.items()]


def _answer(kind: type[msgspec.Struct] | None) -> dict[str, Any]:
    if kind is None:
        return {"description": "Done"}
    schema = {"$ref": REF.format(name=kind.__name__)}
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}
