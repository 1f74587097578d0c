"""Spanish, French and Arabic: what is published, what waits for a person, and what a reader sees meanwhile."""

from __future__ import annotations

import re
from datetime import date

import pytest

import facts
import languages
import pages
from conftest import ROOT, Built

CONTENT = ROOT / "content"
TEXTS = pages.load(CONTENT)
ENGLISH = {path: text for (path, code), text in TEXTS.items() if code == "en"}
#: Rights, law, papers, medical and get-help pages may not be published before a person has read the translation.
HELD = re.compile(
    r"rights/.+|countries/(?!index).+|get-help-now|numbers|glossary|prevent/report|prevent/job-offers|recover/therapy"
    r"|recover/work|recover/case-management|recover/under-18|rescue/(?!index).+"
)


def test_a_page_on_rights_papers_medicine_or_help_is_never_published_unread() -> None:
    for path, text in ENGLISH.items():
        if HELD.fullmatch(path.removesuffix(".md")):
            assert text.meta["translation"] in ("draft", "none"), path


def test_survivors_most_important_pages_are_there_in_every_language() -> None:
    wanted = {
        "index.md", "get-help-now.md", "use-this-site-safely.md", "leaving.md", "numbers.md", "rescue/held-now.md",
        "rescue/first-days.md", "rescue/medical-care.md", "rescue/safe-housing.md", "rights/your-rights.md",
        "recover/stabilise.md", "recover/tech-safety.md", "recover/reintegration.md",
    }  # fmt: skip
    for code in languages.OTHERS:
        assert wanted <= {path for path, own in TEXTS if own == code}


def test_a_page_that_is_marked_is_translated_in_every_language() -> None:
    for path, text in ENGLISH.items():
        if text.meta["translation"] == "marked":
            for code in languages.OTHERS:
                assert (path, code) in TEXTS, (path, code)


def test_a_translation_has_the_parts_links_marks_and_sources_of_its_english_page() -> None:
    for (path, code), text in TEXTS.items():
        if code == "en":
            continue
        english = ENGLISH[path]
        for what in (r"^## ", r"^### ", r"^\d\. ", r"^- ", r"<!-- (?!picture)[^>]+-->", r"\]\(([^)#]+)[)#]", r"^: "):
            count = [len(re.findall(what, it.body, re.MULTILINE)) for it in (text, english)]
            assert count[0] == count[1], (path, code, what, count)
        cited = [sorted(facts.CITATION.findall(it.body)) for it in (text, english)]
        assert cited[0] == cited[1], (path, code)


@pytest.mark.parametrize("code", languages.OTHERS)
def test_a_draft_is_shown_in_english_with_the_numbers_and_how_to_ask_for_an_interpreter(built: Built, code) -> None:
    html = built.all[f"/{code}/rights/your-rights/"]
    words = languages.words_of(code)
    assert words["translation_missing"] in html
    assert re.search(rf'<strong lang="en" dir="ltr">{re.escape(words["translation_say"])}</strong>', html)
    assert f'href="../../get-help-now/">{words["numbers"]}' in html
    assert '<div lang="en" dir="ltr"><' in html
    assert "Rights you have almost anywhere" in html
    assert words["translation_not_read"] not in html
    numbers = built.all[f"/{code}/get-help-now/"]
    assert numbers.count('class="number"') >= 20


@pytest.mark.parametrize("code", languages.OTHERS)
def test_a_published_translation_says_that_nobody_has_checked_it(built: Built, code) -> None:
    words = languages.words_of(code)
    for path, text in ENGLISH.items():
        html = built.all["/" + languages.address(path, code)]
        shown = text.meta["translation"] == "marked"
        assert (words["translation_not_read"] in html) == shown, path
        assert (words["translation_missing"] in html) != shown, path
        assert words["not_read"] in html, path


@pytest.mark.parametrize("code", languages.OTHERS)
def test_with_drafts_asked_for_they_are_built(drafted: Built, code: str) -> None:
    html = drafted.all[f"/{code}/get-help-now/"]
    assert TEXTS["get-help-now.md", code].heading in html
    assert languages.words_of(code)["translation_not_read"] in html
    assert html.count('class="number"') >= 20


def test_arabic_runs_from_right_to_left_and_english_in_it_from_left_to_right(built: Built) -> None:
    html = built.all["/ar/recover/"]
    assert '<html lang="ar" dir="rtl">' in html
    assert 'class="page" lang="ar" dir="rtl"' in html
    assert '<html lang="en" dir="ltr">' in built.all["/recover/"]


def test_every_page_leads_to_itself_in_every_language_and_no_alternate_stands_in_the_head(built: Built) -> None:
    for path, html in built.all.items():
        picker = re.search(r'<nav class="language".*?</nav>', html, re.DOTALL)
        assert picker, path
        assert re.findall(r'hreflang="(\w+)"', picker[0]) == list(languages.LANGUAGES), path
        assert len(re.findall('aria-current="true"', picker[0])) == 1
        # A relative address there is wrong, and the host is not known when the site is built.
        assert 'rel="alternate"' not in html


def test_the_template_s_words_are_whole_in_every_language() -> None:
    english = languages.load(ROOT / "site" / "theme" / "words" / "en.yml")
    for code in languages.OTHERS:
        own = languages.load(ROOT / "site" / "theme" / "words" / f"{code}.yml")
        assert set(english) - {"leave_to"} <= set(own), code
        for name, text in own.items():
            if isinstance(text, str) and name in english:
                assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[name])), (
                    code,
                    name,
                )


@pytest.mark.parametrize("code", languages.OTHERS)
def test_what_stands_beside_a_number_is_translated_with_every_figure_and_name_kept(code: str) -> None:
    data = languages.load(CONTENT / "helplines.yml")
    lines = [it for part in ("emergency", "helplines") for it in data[part]]
    said = {it.get(name) for it in lines for name in ("helps", "hours", "languages", "cost", "note")} - {None}
    own = languages.words_of(code)["lines"]
    assert set(own) == said
    for english, text in own.items():
        for what in (r"\d+", r"\b(?:NAPTIP|ICE|Samaritans)\b"):
            assert sorted(re.findall(what, text)) == sorted(re.findall(what, english)), text
        assert not facts.TELLING.search(text) or facts.TELLING.search(english), text


@pytest.mark.parametrize("code", languages.OTHERS)
def test_a_draft_says_all_but_the_names_of_its_numbers_in_its_language(drafted: Built, code: str) -> None:
    for page in ("get-help-now", "countries/nigeria", "prevent/report"):
        cards = re.findall(r'<li class="line">.*?</dl>.*?</li>', drafted.all[f"/{code}/{page}/"], re.DOTALL)
        assert cards
        for card in cards:
            name, rest = re.fullmatch(r'<li class="line"><h\d>(.*?)</h\d>(.*)', card, re.DOTALL).groups()
            assert '<bdi lang="en">' in name
            assert 'lang="en"' not in rest, rest
            assert " or " not in rest, rest


def test_a_translation_of_an_older_english_page_ends_the_build(site_copy) -> None:
    site_copy.change("leaving.md", "reviewed: 2026-11-25", "reviewed: 2026-11-24")
    assert "the English page was changed on" in site_copy.failure()


def test_a_translation_that_lost_a_source_ends_the_build(site_copy) -> None:
    site_copy.change("leaving.fr.md", " [S107]", "")
    assert "the sources are not those of the English page: S107" in site_copy.failure()


def test_a_translation_is_published_once_a_person_has_read_it() -> None:
    english = ENGLISH["get-help-now.md"]
    own = TEXTS["get-help-now.md", "es"]
    assert not pages.published(own, english, drafts=False)
    assert pages.published(own, english, drafts=True)
    read = pages.Text(own.path, own.language, {**own.meta, "review_by": "a lawyer"}, own.heading, own.body)
    assert pages.published(read, english, drafts=False)
    assert own.meta["next_review"] > date(2026, 11, 25)
