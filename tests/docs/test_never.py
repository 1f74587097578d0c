"""docs/never.md names tests that are there, for each sentence and each role."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "never.md").read_text()
ROLES = ["She", "Case manager", "Operator"]


def test_every_test_that_is_named_is_there() -> None:
    python = set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE))
    typescript = set(re.findall(r'`([\w/-]+\.test\.ts)` "([^"]+)"', PAGE))
    assert len(python) > 40
    assert len(typescript) > 5
    missing = [
        f"{file}: {name}"
        for file, name in python
        if not re.search(rf"^(async )?def {name}\(", (ROOT / "tests" / file).read_text(), re.MULTILINE)
    ]
    missing += [
        f"{file}: {name}" for file, name in typescript if f'"{name}"' not in (ROOT / "tests" / file).read_text()
    ]
    assert missing == []


def test_every_sentence_has_a_line_for_each_role_and_a_test() -> None:
    parts = re.split(r"^## (\d+)\. ", PAGE, flags=re.MULTILINE)[1:]
    assert [int(number) for number in parts[::2]] == list(range(1, 11))
    for number, text in zip(parts[::2], parts[1::2], strict=True):
        rows = re.findall(r"^\| (She|Case manager|Operator) \| (.+) \|$", text, re.MULTILINE)
        assert [role for role, _ in rows] == ROLES, number
        tested = [role for role, tests in rows if re.search(r"\.(py::|test\.ts`)", tests)]
        assert "She" in tested, number
        assert len(tested) >= 2 or number in {"7", "8"}, number


def test_the_tests_of_these_sentences_are_all_named() -> None:
    """Who writes another one says here what it holds up."""
    files = [*ROOT.glob("tests/*/test_never.py"), *ROOT.glob("tests/*/test_desk_never.py")]
    written = {
        (str(path.relative_to(ROOT / "tests")), name)
        for path in files
        if path.parent.name != "docs"
        for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(), re.MULTILINE)
    }
    assert len(written) > 15
    assert written - set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)) == set()
