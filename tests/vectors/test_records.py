"""The JSON Schemas of records take what is right and refuse what has one thing wrong."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from make_records import SCHEMAS

HERE = Path(__file__).parent
EXAMPLES = json.loads((HERE / "records" / "examples.json").read_text())["examples"]


def schema_of(kind):
    return json.loads((HERE / "records" / f"{kind}.schema.json").read_text())


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_type_has_a_schema_that_is_itself_right(kind):
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_each_example_is_taken_or_refused(example):
    assert Draft202012Validator(schema_of(example["type"])).is_valid(example["plain"]) is example["valid"]


def test_each_type_of_the_page_has_a_schema_and_an_example():
    page = (HERE.parents[1] / "docs" / "records.md").read_text()
    types = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert types == set(SCHEMAS) == {example["type"] for example in EXAMPLES}


def test_the_sample_persons_records_are_valid():
    sys.path.insert(0, str(HERE.parents[1] / "scripts"))
    import demo

    plains = demo.daybook(date(2026, 5, 12), demo.zone_of_this_machine())
    assert [plain["type"] for plain in plains] == ["goal"] * 3 + ["appointment"] * 2 + ["milestone"]
    for plain in plains:
        Draft202012Validator(schema_of(plain["type"])).validate(plain)
