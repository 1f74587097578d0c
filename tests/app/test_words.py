"""The app's words: plain, short, quiet, in the message files alone (docs/look and words: README of site/ui)."""

import functools
import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

SITE = Path(__file__).resolve().parents[2] / "site"
LOCALES = SITE / "locales"
ENGLISH = LOCALES / "en"
OTHERS = ("es", "fr", "ar")
# What is not translated yet: names of files, and keys (without a plural's form) in files that are. The app shows the
# English text meanwhile. Whoever adds an English text translates it, or names it here.
GAPS = frozenset({"desk"})
# What each language needs of a text that counts (Unicode CLDR). French and Spanish have a form for millions too.
FORMS = {"es": {"one", "other"}, "fr": {"one", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}
FORM = re.compile(r"\.(zero|one|two|few|many|other)$")
FILES = sorted(ENGLISH.glob("*.json"))
LONGEST = 20  # words of a sentence
HIGHEST = 6.0  # Flesch-Kincaid grade


def load_reading() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reading", SITE / "theme" / "reading.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["reading"] = module
    spec.loader.exec_module(module)
    return module


reading = load_reading()


def texts(path: Path) -> dict[str, str]:
    """The messages with their placeholders filled by a short word."""
    return {key: re.sub(r"\{\w+\}", "this", text) for key, text in json.loads(path.read_text()).items()}


def sentences(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?:])\s+", text) if one.strip()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_is_long(path: Path) -> None:
    long = {key: one for key, text in texts(path).items() for one in sentences(text) if len(one.split()) > LONGEST}
    assert long == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_child_of_eleven_can_read_it(path: Path) -> None:
    whole = [one for text in texts(path).values() for one in sentences(text) if len(one.split()) > 3]
    if whole:
        page = "".join(f"<p>{one}</p>" for one in whole)
        assert reading.measure(f"<main>{page}</main>").grade <= HIGHEST


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_neither_shouts_nor_begs_nor_blames(path: Path) -> None:
    loud = re.compile(r"!|\bplease\b|\boops\b|\bsorry\b|\bvictim\b|\bcongrat|\bstreak\b|\bmiss you\b", re.IGNORECASE)
    assert {key: text for key, text in texts(path).items() if loud.search(text)} == {}


def test_keys_stand_in_order_and_in_one_file_only() -> None:
    seen: dict[str, str] = {}
    for path in FILES:
        keys = list(json.loads(path.read_text()))
        assert keys == sorted(keys), path.name
        doubled = {key: seen[key] for key in keys if key in seen}
        assert doubled == {}, path.name
        seen |= dict.fromkeys(keys, path.name)


def test_every_message_that_the_code_names_exists() -> None:
    known = {re.sub(r"\.(zero|one|two|few|many|other)$", "", key) for path in FILES for key in texts(path)}
    known |= {key for path in FILES for key in texts(path)}
    used = set()
    for path in [*(SITE / "app").rglob("*.tsx"), *(SITE / "app").rglob("*.ts")]:
        used |= set(re.findall(r"""\bt\(\s*["']([a-z0-9.-]+)["']""", path.read_text()))
    assert used - known == set()
    assert len(used) > 100


@functools.cache
def counted() -> set[str]:
    """What has a form for one and for others; `show.one` ("Card") and `kind.other` are no such forms."""
    english = {key: text for path in FILES for key, text in messages("en", path.stem).items()}
    ends = {key.removesuffix(".other") for key in english if key.endswith(".other")}
    return {key for key in ends if f"{key}.one" in english or "{n}" in english[f"{key}.other"]}


def stem(key: str) -> str:
    """The key without the form of a plural."""
    return FORM.sub("", key) if FORM.sub("", key) in counted() else key


def messages(language: str, name: str) -> dict[str, str]:
    path = LOCALES / language / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_every_language_has_every_text_but_the_known_gaps(language: str, name: str) -> None:
    english, own = messages("en", name), messages(language, name)
    wanted = set() if name in GAPS else {stem(key) for key in english} - GAPS
    assert wanted - {stem(key) for key in own} == set()
    assert {stem(key) for key in own} - {stem(key) for key in english} == set()
    assert list(own) == sorted(own)
    assert [key for key, text in own.items() if not text.strip()] == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_a_translation_has_the_same_places_to_fill_in(language: str, name: str) -> None:
    english, own = messages("en", name), messages(language, name)
    wanted: dict[str, set[str]] = {}
    for key, text in english.items():
        wanted.setdefault(stem(key), set()).update(placeholders(text))
    wrong = {}
    for key, text in own.items():
        # "One thing" or "two things" may be said without the digit.
        missing = wanted.get(stem(key), set()) - placeholders(text) - ({"n"} if stem(key) != key else set())
        if missing or placeholders(text) - wanted.get(stem(key), set()):
            wrong[key] = text
    assert wrong == {}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_a_text_that_counts_has_every_form_of_its_language(language: str, name: str) -> None:
    own = messages(language, name)
    counting = counted() & {stem(key) for key in own}
    lacking = {key: FORMS[language] - {one.rsplit(".", 1)[1] for one in own if stem(one) == key} for key in counting}
    assert {key: forms for key, forms in lacking.items() if forms} == {}


def test_the_list_of_gaps_holds_nothing_that_is_translated() -> None:
    done = set()
    for path in FILES:
        keys = {stem(key) for key in messages("en", path.stem)}
        everywhere = set.intersection(*({stem(key) for key in messages(one, path.stem)} for one in OTHERS))
        done |= (keys & everywhere & GAPS) | ({path.stem} & GAPS if keys <= everywhere else set())
    assert done == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_neither_shouts_nor_is_left_in_english(language: str) -> None:
    loud = re.compile(r"[!¡]")
    same = re.compile(r"[a-z]{4,}", re.IGNORECASE)
    for path in FILES:
        english, own = messages("en", path.stem), messages(language, path.stem)
        assert {key: text for key, text in own.items() if loud.search(text)} == {}
        left = {
            key
            for key, text in own.items()
            if english.get(key) == text and len(same.findall(re.sub(r"{\w+}", "", text))) > 1
        }
        assert left == set(), path.stem
