"""The data files: their schemas, what is due, the small plans, the packs for reading offline."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import brotli
import jsonschema
import pytest
import yaml

import facts
import goals
import languages
import pages
import review
from conftest import ROOT, Built

CONTENT = ROOT / "content"


def load(name: str) -> object:
    """A data file with its dates as the texts that stand in it, as JSON has no dates."""
    text = (CONTENT / f"{name}.yml").read_text("utf-8")
    return json.loads(json.dumps(yaml.safe_load(text), default=lambda it: it.isoformat()))


def schema(name: str) -> dict[str, object]:
    return json.loads((CONTENT / "schemas" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["helplines", "sources", "goal_templates"])
def test_a_data_file_fits_its_schema(name: str) -> None:
    jsonschema.Draft202012Validator(schema(name)).validate(load(name))


def test_every_page_fits_the_schema_of_front_matter() -> None:
    check = jsonschema.Draft202012Validator(schema("page"))
    for text in pages.load(CONTENT).values():
        check.validate(json.loads(json.dumps(dict(text.meta), default=lambda it: it.isoformat())))


@pytest.mark.parametrize(
    ("field", "value"),
    [("who", "friend"), ("for", "anyone"), ("seen", "lately"), ("sources", []), ("phone", ""), ("country", "usa")],
)
def test_the_schema_of_helplines_refuses_what_the_build_refuses(field: str, value: object) -> None:
    data = load("helplines")
    data["helplines"][0][field] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema("helplines")).validate(data)


def test_the_helplines_are_made_of_fields_that_the_build_and_the_schema_both_know() -> None:
    own = schema("helplines")["$defs"]
    assert set(own["line"]["properties"]) == set(facts.HELPLINE)
    assert set(own["emergency"]["properties"]) == set(facts.EMERGENCY)
    assert set(schema("sources")["items"]["properties"]) == set(facts.SOURCE)
    assert set(schema("goal_templates")["items"]["properties"]) == set(goals.TEMPLATE)


# What is due.


def test_today_nothing_is_stale_and_it_is_said_what_waits_for_a_person() -> None:
    found = review.report(CONTENT)
    assert found.stale == []
    assert found.unread >= 44
    assert any("never called" in line for line in found.numbers)
    said = "\n".join(review.lines(found))
    assert "Must be mended before the site is built: 0" in said


def test_a_page_whose_day_has_passed_is_stale_and_one_whose_day_comes_is_announced() -> None:
    assert any("index.md" in line for line in review.report(CONTENT, on=date(2027, 2, 20)).soon)
    late = review.report(CONTENT, on=date(2027, 12, 31)).stale
    assert any("index.md" in line for line in late)
    assert any("more than a year ago" in line for line in late)


def test_a_page_without_a_source_is_stale(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    page = content / "prevent" / "community.md"
    text = facts.CITATION.sub("", page.read_text("utf-8"))
    page.write_text(re.sub(r"^sources: .*$", "sources: []", text, flags=re.MULTILINE), "utf-8")
    assert any("no source is cited" in line for line in review.report(content).stale)


# Small plans.


def test_there_are_about_twenty_plans_each_on_its_page_beside_the_question_whose_phone_it_is(built: Built) -> None:
    templates = goals.load(CONTENT / "goal_templates.yml")
    assert len(templates) >= 20
    for number, template in templates.items():
        html = built.pages()["/" + languages.address(template["page"], "en")]
        (box,) = re.findall(r'<section class="goal">.*?</section>', html, re.DOTALL)
        assert f'href="/app/#{number}"' in box
        assert template["title"]["en"] in box
        assert "Does someone else use or check this phone? Use another one." in box


def test_a_plan_on_another_page_than_its_own_is_refused() -> None:
    templates = goals.load(CONTENT / "goal_templates.yml")
    with pytest.raises(facts.Unfit, match="does not offer it"):
        goals.check_links(templates, {})


def test_every_plan_is_there_in_every_language() -> None:
    for template in goals.load(CONTENT / "goal_templates.yml").values():
        assert set(template["title"]) == set(languages.LANGUAGES)


# Reading offline.


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    subprocess.run([sys.executable, "site/theme/packs.py", str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("code", list(languages.LANGUAGES))
def test_a_pack_weighs_at_most_100_kb_and_holds_text_and_no_html(made: Path, code: str) -> None:
    text = (made / f"{code}.json").read_text("utf-8")
    assert len(brotli.compress(text.encode())) <= 100_000
    pack = json.loads(text)
    assert pack["direction"] == languages.LANGUAGES[code][1]
    assert len(pack["pages"]) >= 44
    assert "<" not in json.dumps(pack["pages"], ensure_ascii=False)
    known = {page["page"] for page in pack["pages"]}
    for page in pack["pages"]:
        assert set(page["sources"]) <= set(pack["sources"])
        for kind, *parts in page["blocks"]:
            assert kind in ("h2", "h3", "p", "li", "step", "dt", "dd")
            assert parts
            assert {part["to"] for part in parts if isinstance(part, dict) and part["to"]} <= known
    assert {goal["page"] for goal in pack["goals"]} <= known


def test_a_pack_has_no_line_of_the_police_or_of_immigration_and_no_draft(made: Path) -> None:
    for code in languages.LANGUAGES:
        pack = json.loads((made / f"{code}.json").read_text("utf-8"))
        lines = [line for country in pack["numbers"] for line in country["lines"]]
        assert {line["who"] for line in lines} <= {"charity", "government", "other"}
        rights = next(page for page in pack["pages"] if page["page"] == "rights/your-rights/")
        assert rights["language"] == "en"


def test_a_pack_says_of_each_line_what_it_says_in_its_own_language(made: Path) -> None:
    english = json.loads((made / "en.json").read_text("utf-8"))["numbers"]
    for code in languages.OTHERS:
        own = json.loads((made / f"{code}.json").read_text("utf-8"))["numbers"]
        for there, here in zip(english, own, strict=True):
            for one, other in zip(there["lines"], here["lines"], strict=True):
                assert [one["name"], one["phone"]] == [other["name"], other["phone"]]
                for name in ("helps", "hours", "languages", "cost", "note"):
                    assert (one[name] is None) == (other[name] is None)
                    assert one[name] is None or one[name] != other[name]


def test_a_pack_says_what_its_page_says(made: Path) -> None:
    pack = json.loads((made / "en.json").read_text("utf-8"))
    page = next(page for page in pack["pages"] if page["page"] == "recover/work/")
    text = " ".join(part if isinstance(part, str) else part["t"] for _, *parts in page["blocks"] for part in parts)
    body = pages.load(CONTENT)["recover/work.md", "en"].body
    for line in body.splitlines():
        plain = re.sub(r"^(?:- |\d\. |: )|\s*\[S[^\]]*\]|[*#]", "", line).strip()
        if plain and "[" not in plain and "<!--" not in plain and not line.startswith("# "):
            assert plain in text, plain
    assert ["h2", "Steps"] in page["blocks"]
    assert page["goal"] == 10
