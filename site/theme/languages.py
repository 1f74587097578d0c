"""The languages of the site: how they are written, where their pages lie, and the words of the template itself."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ENGLISH = "en"
#: Code to own name and direction, in the order in which they are offered.
LANGUAGES: Mapping[str, tuple[str, str]] = {
    "en": ("English", "ltr"),
    "es": ("Español", "ltr"),
    "fr": ("Français", "ltr"),
    "ar": ("العربية", "rtl"),
}
OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)


def load(path: Path) -> Any:
    """A YAML file, read by the quick loader, which is as safe as the other."""
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


@functools.cache
def words_of(language: str) -> Mapping[str, Any]:
    """The template's own words, in English what a language lacks; `lines`: what stands beside numbers, by English."""
    own, lines = HERE / "words" / f"{language}.yml", HERE / "words" / f"lines.{language}.yml"
    words = {"code": language} | load(HERE / "words" / "en.yml") | (load(own) if own.exists() else {})
    return words | {"lines": load(lines) if lines.exists() else {}}


def in_words(day: date, words: Mapping[str, Any]) -> str:
    """24 November 2026."""
    return str(words["date"].format(day=day.day, month=words["months"][day.month - 1], year=day.year))


def split(path: str) -> tuple[str, str]:
    """`recover/work.es.md` is (`recover/work.md`, `es`); a path without a language is English."""
    stem = path.removesuffix(".md")
    for code in OTHERS:
        if stem.endswith(f".{code}"):
            return f"{stem.removesuffix(f'.{code}')}.md", code
    return path, ENGLISH


def address(path: str, language: str) -> str:
    """Where the page of an English path lies on the site: `es/recover/work/`, without a slash at the start."""
    stem = path.removesuffix(".md")
    stem = "" if stem == "index" else stem.removesuffix("/index") + "/"
    return stem if language == ENGLISH else f"{language}/{stem}"
