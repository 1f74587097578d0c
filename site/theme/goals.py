"""Small plans that a page offers for the daybook: `content/goal_templates.yml`, and the box on the page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import facts
import languages

AREAS = ("home", "health", "law", "learning", "work", "money", "people", "safety", "me")
MOST_STEPS = 7


def _in_languages(value: Any, *, fits: facts.Check) -> bool:
    return (
        isinstance(value, dict)
        and languages.ENGLISH in value
        and set(value) <= set(languages.LANGUAGES)
        and all(map(fits, value.values()))
    )


def _steps(value: Any) -> bool:
    return isinstance(value, list) and 1 <= len(value) <= MOST_STEPS and all(isinstance(it, str) and it for it in value)


TEMPLATE: Mapping[str, facts.Check] = {
    "number": lambda value: isinstance(value, int) and value > 0,
    "page": lambda value: isinstance(value, str) and value.endswith(".md"),
    "area": lambda value: value in AREAS,
    "title": lambda value: _in_languages(value, fits=lambda it: isinstance(it, str) and bool(it)),
    "steps": lambda value: _in_languages(value, fits=_steps),
}


def load(path: Path) -> dict[int, dict[str, Any]]:
    """The templates by number. Raises `facts.Unfit` for one that is wrong or has fewer steps in another language."""
    found: dict[int, dict[str, Any]] = {}
    for entry in languages.load(path):
        where = f"{path.name}, {entry.get('number')}"
        facts.check(where, entry, TEMPLATE)
        if entry["number"] in found:
            raise facts.Unfit(f"{where}: twice")
        if set(entry["title"]) != set(entry["steps"]):
            raise facts.Unfit(f"{where}: title and steps are not in the same languages")
        if len({len(steps) for steps in entry["steps"].values()}) != 1:
            raise facts.Unfit(f"{where}: not as many steps in every language")
        found[entry["number"]] = entry
    return found


def check_links(templates: Mapping[int, Mapping[str, Any]], pages: Mapping[str, Mapping[str, Any]]) -> None:
    """Each template is offered by the page that it names, and by no other; `pages` is path to front matter."""
    offered = {meta["goal_template"]: path for path, meta in pages.items() if "goal_template" in meta}
    for number, template in templates.items():
        if offered.get(number) != template["page"]:
            raise facts.Unfit(f"goal_templates.yml, {number}: {template['page']} does not offer it")
    for number, path in offered.items():
        if number not in templates:
            raise facts.Unfit(f"{path}: there is no goal template {number}")


def box(template: Mapping[str, Any], language: str, words: Mapping[str, Any]) -> str:
    """The plan with its steps, the link that adds it, and beside it the question whose phone this is."""
    own = language if language in template["title"] else languages.ENGLISH
    steps = "".join(f"<li>{escape(step)}</li>" for step in template["steps"][own])
    return (
        f'<section class="goal"><h3>{words["goal"]}</h3><p><strong>{escape(template["title"][own])}</strong></p>'
        f'<ol>{steps}</ol><p><a href="/app/#{template["number"]}">{words["goal_add"]}</a></p>'
        f'<p class="second">{words["goal_phone"]} {words["goal_history"]}</p></section>'
    )
