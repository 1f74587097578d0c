"""The documents say what the code does."""

import re
from pathlib import Path

from typer.main import get_command

from api import errors
from api.__main__ import app
from api.settings import VARIABLES
from api.web.replies import status_of
from api.web.routes import ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]


def subclasses(of: type) -> set[type]:
    return {of} | {deeper for direct in of.__subclasses__() for deeper in subclasses(direct)}


def test_the_table_of_settings_is_the_settings():
    rows = re.findall(r"^\| `(HANDRAIL_\w+)` \| (.*) \|$", (ROOT / "docs" / "operating.md").read_text(), re.MULTILINE)
    assert dict(rows) == VARIABLES


def test_every_problem_is_described_with_its_status():
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    problems = {kind for kind in subclasses(errors.Failure) if "code" in vars(kind)}
    assert {slug: int(status) for slug, status in rows} == {kind.code: status_of(kind) for kind in problems}
    assert len(rows) == len(problems)


def test_every_address_is_in_the_documents_and_no_other():
    cells = re.findall(r"^\| (`(?:GET|POST|PUT|DELETE) .*?) \| ", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    named = {one for cell in cells for one in re.findall(r"`((?:GET|POST|PUT|DELETE) [^`]+)`", cell)}
    table = {f"{one.method} {re.sub(r'{session}', '{id}', one.path)}" for one in ENDPOINTS if one.path}
    assert named == table | {"GET /api/v1", "GET /healthz", "GET /readyz"}


def test_the_tree_of_errors_names_every_failure():
    names = {kind.__name__ for kind in subclasses(errors.Failure) if kind.__module__ == "api.errors"}
    assert set(re.findall(r"[├└]── (\w+)", errors.__doc__ or "")) | {"Failure"} == names


def test_the_rooms_that_the_servers_readme_names_are_there():
    text = (ROOT / "api" / "README.md").read_text()
    for name in set(re.findall(r"`((?:web|services|storage)/\w+\.py)`", text)):
        assert (ROOT / "api" / name).is_file(), name


def test_every_command_in_the_documents_exists():
    commands = set(getattr(get_command(app), "commands", {}))
    named = set()
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        named |= set(re.findall(r"`(?:\.venv/bin/)?handrail ([a-z][a-z-]*)", path.read_text()))
    assert named - commands == set()
