"""What the pages say: easy to read, from a source, with numbers from one file only."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import facts
import languages
import reading
from conftest import ROOT, Built

CONTENT = ROOT / "content"
PAGES = [page for page in sorted(CONTENT.rglob("*.md")) if languages.split(page.name)[1] == "en"]
#: A paragraph with a length of time, an amount or a year states a fact.
OUR_OWN = re.compile(r"we do not know|we found no")
STATES = re.compile(r"\b\d+ (?:days|months|years|hours|minutes|people)\b|\b(?:19|20)\d\d\b|\btreaty\b|\ba study\b")


def split(page: Path) -> tuple[dict[str, object], str]:
    _, head, body = page.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


@pytest.fixture(scope="module")
def data() -> dict[str, list[dict[str, object]]]:
    return yaml.safe_load((CONTENT / "helplines.yml").read_text("utf-8"))


# How it reads.


def test_the_measure_knows_hard_words_from_easy_ones() -> None:
    easy = reading.measure("<main><p>You can call. You can stop. You have a choice.</p></main>")
    hard = reading.measure(
        "<main><p>Notwithstanding considerable institutional responsibilities, authorities habitually "
        "discontinue accommodation without communicating the underlying administrative justification.</p></main>"
    )
    assert easy.grade < 2
    assert hard.grade > 12


def test_no_page_says_please_or_shouts(built: Built) -> None:
    for path, html in built.pages().items():
        text = " ".join(part for _, part in reading.blocks(html))
        assert not re.search(r"\bplease\b|\boops\b|!", text, re.IGNORECASE), path


# What it stands on.


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(CONTENT).as_posix())
def test_a_paragraph_that_states_a_fact_cites_its_source(page: Path) -> None:
    _, body = split(page)
    # What is not known has no source.
    body = re.sub(r"## What we do not know\n.*?(?=\n## )", "", body, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-:]|\d+\.) )", body):
        if block.lstrip().startswith("#") or "<!--" in block:
            continue
        if STATES.search(facts.CITATION.sub("", block)):
            assert facts.CITATION.search(block) or OUR_OWN.search(block.lower()), block


def test_a_page_says_on_which_days_its_sources_were_read(built: Built) -> None:
    seen = {it["id"]: it["seen"] for it in yaml.safe_load((CONTENT / "sources.yml").read_text("utf-8"))}
    words = languages.words_of("en")
    pages = built.pages()
    for page in PAGES:
        meta, body = split(page)
        # Numbers bring sources of their own, with their own days.
        if not meta["sources"] or re.search("<!-- (?:helplines|report-lines|numbers)", body):
            continue
        days = sorted(seen[source] for source in meta["sources"])
        first, last = (languages.in_words(day, words) for day in (days[0], days[-1]))
        html = pages["/" + languages.address(page.relative_to(CONTENT).as_posix(), "en")]
        _, _, foot = html.partition('<h2 id="sources">')
        said = f"of these pages on {first}." if first == last else f"of these pages between {first} and {last}."
        assert said in foot, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(CONTENT).as_posix())
def test_every_line_about_a_country_cites_its_source(page: Path) -> None:
    _, body = split(page)
    _, _, after = body.partition("## By country\n")
    for line in after.partition("\n## ")[0].splitlines():
        if line.startswith("- "):
            assert facts.CITATION.search(line) or line.startswith(
                ("- We found no", "- There are exceptions.", "- Rules on")
            ), line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(CONTENT).as_posix())
def test_a_page_has_the_parts_that_every_page_has(page: Path) -> None:
    _, body = split(page)
    headings = re.findall(r"^## (.+)$", body, re.MULTILINE)
    helper = split(page)[0]["reader"] == "helper" or page.stem == "laws"
    for part in ("In short", "What not to do" if helper else "Your choices", "Words to know"):
        assert part in headings
    points = body.partition("## In short\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^- ", points, re.MULTILINE)) == 3


def test_what_changes_often_says_so_and_says_to_ask(built: Built) -> None:
    for page in PAGES:
        for line in split(page)[1].splitlines():
            if "changes often" in line:
                assert "ask" in line.partition("changes often")[2], line
    rights = (CONTENT / "rights" / "your-rights.md").read_text("utf-8")
    for source in ("S12", "S50", "S54"):
        assert re.search(rf"changes often; ask[^\n]*\[{source}\b", rights), source


def test_every_source_is_used_and_every_official_number_has_an_official_source(data) -> None:
    sources = facts.load_sources(CONTENT / "sources.yml")
    facts.load_helplines(CONTENT / "helplines.yml", sources)
    used = {source for page in PAGES for source in split(page)[0]["sources"]}
    used |= {source for part in ("emergency", "helplines") for entry in data[part] for source in entry["sources"]}
    assert set(sources) - used == set()


# Numbers.


def test_only_lines_for_survivors_stand_on_the_pages_and_none_of_the_police_or_of_immigration(
    built: Built, data
) -> None:
    hidden = [
        line for line in data["helplines"] if line["for"] != "survivor" or line["who"] in ("police", "immigration")
    ]
    assert hidden
    for path, html in built.pages().items():
        # On the page of a country they stand at the end, under a heading of their own, named as what they are.
        own = html.partition('<h2 id="to-report">')[0] if path.startswith("/countries/") else html
        for line in hidden:
            if path != "/prevent/report/":
                assert f">{line['phone']}<" not in own, path
                assert line["name"] not in own, path
    for line in hidden:
        assert f">{line['phone']}<" in built.pages()["/prevent/report/"]
    for line in data["helplines"]:
        if line not in hidden:
            assert line["phone"] in built.pages()["/get-help-now/"]


def test_beside_every_number_stands_what_it_leaves_behind_and_that_it_was_not_called(built: Built) -> None:
    html = built.pages()["/get-help-now/"]
    cards = re.findall(r'<li class="line">.*?</li>', html, re.DOTALL) + re.findall(
        r'<p class="urgent">.*?</p>', html, re.DOTALL
    )
    with_number = [card for card in cards if 'class="number"' in card]
    assert len(with_number) >= 15
    for card in with_number:
        assert "The call may show on this phone and on the bill." in card
        assert "We have not called this number." in card


def test_a_country_without_an_official_emergency_number_says_to_ask_anyone_near(built: Built, data) -> None:
    html = built.pages()["/get-help-now/"]
    known = {entry["country"] for entry in data["emergency"]}
    for part in re.findall(r'<details class="country">.*?</details>', html, re.DOTALL):
        country = re.search(r'id="country-(\w\w)"', part)
        assert country
        assert ("Ask anyone near you for the emergency number." in part) == (country[1].upper() not in known)


@pytest.mark.parametrize(
    "typed", ["1-888-373-7888", "0800 808 3733", "Call 999.", "call 112", "116 006", "(02) 1343", "555 0100"]
)
def test_a_number_typed_into_a_page_is_found(typed: str) -> None:
    sources = facts.load_sources(CONTENT / "sources.yml")
    lines = facts.load_helplines(CONTENT / "helplines.yml", sources)
    assert facts.typed_numbers(f"You can call {typed} now.", lines)


@pytest.mark.parametrize(
    "fine", ["30 days", "5 to 20 minutes", "in 2026", "2018-2022", "25 people", "A law of 2026. [S112, S20]"]
)
def test_an_ordinary_number_is_let_through(fine: str) -> None:
    sources = facts.load_sources(CONTENT / "sources.yml")
    assert not facts.typed_numbers(fine, facts.load_helplines(CONTENT / "helplines.yml", sources))


# What ends the build.


def test_a_number_typed_into_a_page_ends_the_build(site_copy) -> None:
    site_copy.change("index.md", "## In short", "Call 0800 808 3733.\n\n## In short")
    assert "belongs in helplines.yml: 0800 808 3733" in site_copy.failure()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("index.md", "reader: survivor\n", "", "reader is missing"),
        ("index.md", "title: Start here", "title: Help for victims", "title is wrong"),
        ("index.md", "reader: survivor", "reader: nobody", "reader is wrong"),
        ("index.md", "next_review: 2027-02-25", "next_review: 2020-01-01", "has passed"),
        ("index.md", "[S88]", "[S999]", "no such source: S999"),
        ("index.md", "sources: [S-ec-immig, ", "sources: [", "are not those of the text: S-ec-immig"),
        ("helplines.yml", "    who: charity\n", "    who: friend\n", "who is wrong"),
        ("helplines.yml", "    cost: Free\n", "", "cost is missing"),
        ("helplines.yml", "seen: 2026-11-24", "seen: 2024-01-01", "more than a year ago"),
        ("helplines.yml", "sources: [S33]", "sources: [S-nowhere]", "no such source"),
        ("helplines.yml", "sources: [S33]", "sources: [S62]", "no source of it is"),
        ("sources.yml", "kind: official", "kind: hearsay", "kind is wrong"),
    ],
)
def test_a_missing_wrong_or_stale_value_ends_the_build(site_copy, file: str, old: str, new: str, said: str) -> None:
    site_copy.change(file, old, new)
    assert said in site_copy.failure()


def test_a_number_that_nobody_looked_at_for_a_year_ends_the_build(site_copy) -> None:
    late = date(2027, 12, 1)
    epoch = str(int((late - date(1970, 1, 1)) / timedelta(seconds=1)))
    assert "a year ago" in site_copy.failure(SOURCE_DATE_EPOCH=epoch)


def test_every_promise_in_the_docs_stands_on_the_page_and_under_the_heading_that_they_name() -> None:
    docs = (ROOT / "docs" / "content.md").read_text("utf-8")
    table = docs.partition("## Where each promise")[2].partition("\n## ")[0]
    named = re.findall(r"`([\w/-]+)`(?: \(\*(.+?)\*\))?", table)
    for name, heading in named:
        page = CONTENT / (f"{name}index.md" if name.endswith("/") else f"{name}.md")
        assert page.exists(), name
        if heading:
            assert re.search(rf"^##+ {re.escape(heading)}$", page.read_text("utf-8"), re.MULTILINE), (name, heading)
    told = {name + "index" if name.endswith("/") else name for name, _ in named}
    missing = {page.relative_to(CONTENT).with_suffix("").as_posix() for page in PAGES} - told
    assert {name for name in missing if not name.startswith("countries/")} == set()
