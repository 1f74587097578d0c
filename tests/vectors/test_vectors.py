"""The Python client gives what the frozen vectors say, and refuses what they refuse."""

import json
from pathlib import Path

import pytest

import make
from operations import OPERATIONS
from protocol.context import OpenError, ProtocolError

HERE = Path(__file__).parent


def vectors_of(area):
    return json.loads((HERE / f"{area}.json").read_text())["vectors"]


ALL = [(area, vector) for area in make.AREAS for vector in vectors_of(area)]


@pytest.mark.parametrize("vector", [pytest.param(one, id=f"{area}: {one['name']}") for area, one in ALL])
def test_each_vector_gives_its_output_or_is_refused(vector):
    operation = OPERATIONS[vector["op"]]
    if "output" in vector:
        assert operation(vector["input"]) == vector["output"]
        return
    with pytest.raises(ProtocolError) as refusal:
        operation(vector["input"])
    if vector["op"].startswith("open_"):
        assert type(refusal.value) is OpenError
        assert str(refusal.value) == "cannot be opened"


@pytest.mark.parametrize("area", make.AREAS)
def test_making_the_vectors_again_gives_the_same_bytes(area):
    assert make.text_of(area) == (HERE / f"{area}.json").read_text()


def test_making_the_schemas_of_records_again_gives_the_same_bytes():
    texts = make.record_texts()
    assert {path.name: path.read_text() for path in (HERE / "records").iterdir()} == texts


@pytest.mark.parametrize("area", make.AREAS)
def test_names_are_unique_and_each_vector_has_one_outcome(area):
    found = vectors_of(area)
    assert len({vector["name"] for vector in found}) == len(found)
    assert all(("output" in vector) != ("refused" in vector) for vector in found)


def test_every_operation_is_in_a_vector_and_in_the_readme():
    used = {
        vector["op"] for area in make.AREAS for vector in json.loads((HERE / f"{area}.json").read_text())["vectors"]
    }
    assert used == set(OPERATIONS)
    readme = (HERE / "README.md").read_text()
    assert [op for op in OPERATIONS if f"`{op}`" not in readme] == []


def test_flipping_any_single_byte_of_a_body_gives_one_and_the_same_error():
    given = next(one["input"] for one in vectors_of("envelope") if one["op"] == "open_body" and "output" in one)
    body = bytes.fromhex(given["body"])
    errors = set()
    for byte in range(len(body)):
        changed = body[:byte] + bytes([body[byte] ^ 0x20]) + body[byte + 1 :]
        with pytest.raises(ProtocolError) as refusal:
            OPERATIONS["open_body"]({**given, "body": changed.hex()})
        errors.add((type(refusal.value), str(refusal.value)))
    assert errors == {(OpenError, "cannot be opened")}
