"""Every attack of the threat model has a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "attacks.md").read_text()
ROWS = {int(number): tests for number, tests in re.findall(r"^\| (\d+) \| [^|]+ \| (.+) \|$", TEXT, re.MULTILINE)}


def exists(path: str, name: str) -> bool:
    text = (ROOT / path).read_text()
    if path.endswith(".py"):
        return re.search(rf"^(?:async )?def {re.escape(name)}\(", text, re.MULTILINE) is not None
    return re.search(rf'\btest\(\s*"{re.escape(name)}"', text) is not None


def test_every_attack_is_listed_with_tests_and_each_of_them_exists():
    assert sorted(ROWS) == list(range(1, 36))
    for number, tests in ROWS.items():
        named = re.findall(r"`(tests/[^`:]+)::([^`]+)`", tests)
        assert named, number
        for path, name in named:
            assert exists(path, name), f"attack {number}: {path}::{name}"


def test_the_threat_model_tells_the_same_numbers():
    model = (ROOT / "docs" / "threat-model.md").read_text().split("## Attacks, by number")[1]
    # A number in front of a word, where a sentence begins.
    told = {int(number) for number in re.findall(r"(?:[.:*]|^)\s+(\d{1,2}) [a-z]", model, re.MULTILINE)}
    assert told == set(range(1, 36))
