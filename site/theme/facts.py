"""What the pages stand on: sources, helplines, front matter. Each loader refuses what is missing, wrong or stale.

Every function raises `Unfit` with one line that names the file, the entry and what is wrong.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

#: A number is shown for a year after it was last seen on a page.
SEEN_DAYS = 365
SOURCE_ID = re.compile(r"S[\w-]+")
#: `[S56]` or `[S48, S49]` at the end of a sentence.
CITATION = re.compile(r"\s*\[(S[\w-]+(?:, S[\w-]+)*)\](?!\()")
#: A run of so many digits, unless it is a year or two, is taken for a number to call.
LEAST_DIGITS = 5
#: 8,598 is a count.
COUNT = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")
DIGITS = re.compile(r"\+?\d(?:[\d ()./-]*\d)?")
#: Words that tell what the site is for; a title lands in the history and on the tab.
TELLING = re.compile(
    r"traffick|victim|survivor|hotline|helpline|slave|exploit|abus|rescue|escape|police|immigra|violen|traum"
    r"|trata|víctima|sobrevivi|esclav|explota|rescat|policía|migra|traite|survivan|secours|refuge"
    r"|اتجار|ضحية|ضحايا|ناج|شرطة|هجرة|عنف|عبودية",
    re.IGNORECASE,
)

Check = Callable[[Any], bool]


class Unfit(Exception):  # noqa: N818  # named by what it says of the content, like the pages it stops
    """The content may not be published as it is."""


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _text_or_none(value: Any) -> bool:
    return value is None or _text(value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _one_of(*allowed: str) -> Check:
    return lambda value: value in allowed


def _day(value: Any) -> bool:
    return isinstance(value, date)


def _country(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) is not None


SOURCE: Mapping[str, Check] = {
    "id": lambda value: _text(value) and SOURCE_ID.fullmatch(value) is not None,
    "organisation": _text,
    "page": _text,
    "url": lambda value: _text(value) and value.startswith(("https://", "http://")),
    "seen": _day,
    "dated": _text_or_none,
    "kind": _one_of("official", "secondary"),
}
EMERGENCY: Mapping[str, Check] = {
    "country": _country,
    "phone": _text,
    "languages": _text_or_none,
    "sources": _texts,
    "status": _one_of("official"),
    "seen": _day,
    "confirmed_by_call": lambda value: value is None or _day(value),
}
HELPLINE: Mapping[str, Check] = {
    "id": _text,
    "country": _country,
    "name": _text,
    "phone": _text,
    "text": lambda value: value is None or (isinstance(value, dict) and set(value) == {"phone", "words"}),
    "who": _one_of("charity", "government", "police", "immigration", "other"),
    "for": _one_of("survivor", "reporter"),
    "helps": _text,
    "hours": _text_or_none,
    "languages": _text_or_none,
    "cost": _text_or_none,
    "note": _text_or_none,
    "sources": _texts,
    "status": _one_of("official", "secondary"),
    "seen": _day,
    "confirmed_by_call": lambda value: value is None or _day(value),
}
PAGE: Mapping[str, Check] = {
    "title": lambda value: _text(value) and not TELLING.search(value),
    "summary": _text,
    "reader": _one_of("survivor", "helper", "everyone"),
    "reviewed": _day,
    "review_by": _text,
    "next_review": _day,
    "countries": lambda value: (
        isinstance(value, list) and bool(value) and all(it == "any" or _country(it) for it in value)
    ),
    # draft: a translation is built only when a person has read it, or for those who will. marked: it is published
    # with a line that says that nobody has. none: for those who help; it stays in English.
    "translation": _one_of("draft", "marked", "none"),
    "sources": lambda value: isinstance(value, list) and all(map(_text, value)),
}
PAGE_MAY: Mapping[str, Check] = {
    "goal_template": lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0,
}
#: What a translation says of itself; the rest it has from the English page.
TRANSLATION: Mapping[str, Check] = {
    "title": lambda value: _text(value) and not TELLING.search(value),
    "summary": _text,
    "reviewed": _day,
    "review_by": _text,
    "next_review": _day,
    "translates": _day,
}


def today() -> date:
    """The day of the build in UTC; SOURCE_DATE_EPOCH (seconds) sets another, for builds that can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()


def check(where: str, entry: Any, fields: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> None:
    """Refuses an entry with a field missing, unknown or wrong."""
    if not isinstance(entry, dict):
        raise Unfit(f"{where}: not a mapping")
    may = may or {}
    for name, fits in fields.items():
        if name not in entry:
            raise Unfit(f"{where}: {name} is missing")
        if not fits(entry[name]):
            raise Unfit(f"{where}: {name} is wrong: {entry[name]!r}")
    for name in entry.keys() - fields.keys():
        if name not in may:
            raise Unfit(f"{where}: {name} is not a known field")
        if not may[name](entry[name]):
            raise Unfit(f"{where}: {name} is wrong: {entry[name]!r}")


def load_sources(path: Path) -> dict[str, dict[str, Any]]:
    """The sources of `sources.yml` by id."""
    found: dict[str, dict[str, Any]] = {}
    for entry in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader):
        where = f"{path.name}, {entry.get('id')}"
        check(where, entry, SOURCE)
        if entry["id"] in found:
            raise Unfit(f"{where}: twice")
        if entry["seen"] > today():
            raise Unfit(f"{where}: seen in the future")
        found[entry["id"]] = entry
    return found


def load_helplines(path: Path, sources: Mapping[str, Any]) -> dict[str, Any]:
    """`helplines.yml`: `countries` (code to name, in the order shown), `emergency` and `helplines`."""
    data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    check(path.name, data, {"countries": lambda value: isinstance(value, dict), "emergency": bool, "helplines": bool})
    for part, fields in (("emergency", EMERGENCY), ("helplines", HELPLINE)):
        for entry in data[part]:
            where = f"{path.name}, {entry.get('id') or entry.get('country')}"
            check(where, entry, fields)
            if entry["country"] not in data["countries"]:
                raise Unfit(f"{where}: the country has no name")
            unknown = [source for source in entry["sources"] if source not in sources]
            if unknown:
                raise Unfit(f"{where}: no such source: {', '.join(unknown)}")
            if not today() - timedelta(days=SEEN_DAYS) <= entry["seen"] <= today():
                raise Unfit(f"{where}: seen on {entry['seen']}, more than a year ago or in the future: look again")
            if entry["status"] == "official" and all(sources[it]["kind"] != "official" for it in entry["sources"]):
                raise Unfit(f"{where}: called official, but no source of it is")
    return dict(data)


def check_page(where: str, meta: Mapping[str, Any], cited: list[str], sources: Mapping[str, Any]) -> None:
    """Front matter: every field, not stale, and its sources the very ones that the text cites."""
    check(where, dict(meta), PAGE, PAGE_MAY)
    if not meta["reviewed"] <= today():
        raise Unfit(f"{where}: reviewed in the future")
    if meta["next_review"] < today():
        raise Unfit(f"{where}: next_review {meta['next_review']} has passed: compare it with its sources again")
    unknown = [source for source in cited if source not in sources]
    if unknown:
        raise Unfit(f"{where}: no such source: {', '.join(unknown)}")
    if sorted(cited) != sorted(meta["sources"]):
        odd = sorted(set(cited) ^ set(meta["sources"]))
        raise Unfit(f"{where}: the sources of the front matter are not those of the text: {', '.join(odd)}")


def check_translation(where: str, meta: Mapping[str, Any], english: Mapping[str, Any], cited: list[str]) -> None:
    """A translation: its own fields, not stale, of the English page as it stands now, and with all of its sources."""
    check(where, dict(meta), TRANSLATION)
    if meta["next_review"] < today():
        raise Unfit(f"{where}: next_review {meta['next_review']} has passed")
    if meta["translates"] != english["reviewed"]:
        raise Unfit(f"{where}: the English page was changed on {english['reviewed']}; this is of {meta['translates']}")
    if sorted(cited) != sorted(english["sources"]):
        odd = sorted(set(cited) ^ set(english["sources"]))
        raise Unfit(f"{where}: the sources are not those of the English page: {', '.join(odd)}")


def typed_numbers(text: str, helplines: Mapping[str, Any]) -> list[str]:
    """Telephone numbers that stand in a page's own text instead of in `helplines.yml`."""
    known = {re.sub(r"\D", "", it["phone"]) for part in ("emergency", "helplines") for it in helplines[part]}
    known |= {re.sub(r"\D", "", it["text"]["phone"]) for it in helplines["helplines"] if it["text"]}
    known |= {"000", "101", "110", "111", "112", "119", "911", "988", "999"}
    found = []
    for match in DIGITS.finditer(COUNT.sub("", CITATION.sub("", text))):
        digits = re.sub(r"\D", "", match[0])
        years = re.fullmatch(r"(?:19|20)\d\d(?:[-/ ]+(?:19|20)\d\d|-\d\d-\d\d)?", match[0])
        if digits in known or (len(digits) >= LEAST_DIGITS and not years):
            found.append(match[0])
    return found
