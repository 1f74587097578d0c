"""What the build of the desk holds: the same care as the app's (docs/architecture.md)."""

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "build" / "desk"
SITE = BUILD.parents[1] / "site"
KB = 1024


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if not (BUILD / "index.html").exists():
        pytest.exit("build/desk is not there: run scripts/build first", returncode=2)


def test_every_file_that_the_page_names_carries_its_hash() -> None:
    html = (BUILD / "index.html").read_text()
    named = re.findall(r'<(?:script|link)[^>]*?(?:src|href)="/desk/(assets/[^"]+)"([^>]*)>', html)
    assert {Path(path).suffix for path, _ in named} == {".js", ".css"}
    for path, rest in named:
        digest = hashlib.sha384((BUILD / path).read_bytes()).digest()
        assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in rest, path


def test_the_page_has_no_script_or_style_of_its_own_and_a_dull_title() -> None:
    html = (BUILD / "index.html").read_text()
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", html) == []
    assert "<title>Desk</title>" in html


def test_no_script_of_ours_makes_code_or_markup_of_text() -> None:
    risky = re.compile(r"\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write\(|dangerously")
    sources = list((SITE / "desk").rglob("*.ts*"))
    assert len(sources) > 20
    assert {path.name: risky.findall(path.read_text()) for path in sources if risky.search(path.read_text())} == {}


def test_the_first_page_loads_at_most_60_kb_of_script() -> None:
    html = (BUILD / "index.html").read_text()
    entry = [BUILD / path for path in re.findall(r'src="/desk/(assets/[^"]+\.js)"', html)]
    assert entry
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in entry) <= 60 * KB


def test_the_phone_carries_no_word_of_the_desk() -> None:
    app = BUILD.parent / "app"
    assert not list(app.rglob("desk-*.json"))
    assert [path.name for path in app.rglob("*.js") if "one-time code" in path.read_text()] == []
