"""The Markdown files of `content/`: their front matter and headings, and which translations are published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import facts
import languages

H1 = re.compile(r"^# (.+)$", re.MULTILINE)
FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
#: What `review_by` says until a person has read a page.
NOBODY = "none yet"


@dataclass(frozen=True)
class Text:
    """One Markdown file: the path of its English page, its language, front matter, first heading and body."""

    path: str
    language: str
    meta: Mapping[str, Any]
    heading: str
    body: str


def read(file: Path, content: Path) -> Text:
    """Reads one file; raises `facts.Unfit` when it has no front matter or no first heading."""
    where = file.relative_to(content).as_posix()
    found = FRONT.match(file.read_text("utf-8"))
    if not found:
        raise facts.Unfit(f"{where}: no front matter")
    heading = H1.search(found[2])
    if not heading:
        raise facts.Unfit(f"{where}: no first heading")
    path, language = languages.split(where)
    return Text(path, language, yaml.load(found[1], yaml.CSafeLoader), heading[1], found[2])


def load(content: Path) -> dict[tuple[str, str], Text]:
    """Every page by English path and language. A translation without its English page is refused."""
    found = {}
    for file in sorted(content.rglob("*.md")):
        text = read(file, content)
        found[text.path, text.language] = text
    for path, language in found:
        if (path, languages.ENGLISH) not in found:
            raise facts.Unfit(f"{path}: translated to {language}, but there is no such English page")
    return found


def published(text: Text, english: Text, *, drafts: bool) -> bool:
    """True if the site shows this translation: always, or once a person has read it, or for those who read drafts."""
    return english.meta["translation"] == "marked" or drafts or text.meta["review_by"] != NOBODY


def sourceless(text: Text) -> bool:
    """True for a page that cites nothing and is not just a list of pages or numbers."""
    return not facts.CITATION.search(text.body) and not re.search(r"<!-- (?:contents|numbers-to-print)", text.body)


def sections(nav: list[Any]) -> dict[str, list[str]]:
    """The index page of each part of the menu, with the pages below it in the menu's order."""
    found = {}
    for item in nav:
        if isinstance(item, dict):
            for paths in item.values():
                if isinstance(paths, list):
                    found[paths[0]] = paths[1:]
    return found
