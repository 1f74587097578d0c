"""The numbers as HTML: for survivors (never the police or immigration), to report, and to carry on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

#: Who may answer a number on a page for survivors.
ANSWERS = ("charity", "government", "other")
#: Hours that fit on a card, such as “Day and night”.
SHORT = 16


def shown(data: Mapping[str, Any], country: str) -> list[dict[str, Any]]:
    """The lines of one country that a survivor's page shows."""
    return [
        it for it in data["helplines"] if it["country"] == country and it["for"] == "survivor" and it["who"] in ANSWERS
    ]


def cite(sources: list[str], cited: list[str], words: Mapping[str, Any]) -> str:
    """Small links to sources; those new to the page go to the end of `cited`."""
    links = []
    for source in sources:
        if source not in cited:
            cited.append(source)
        number = cited.index(source) + 1
        links.append(f'<a href="#source-{number}" aria-label="{words["source"]} {number}">{number}</a>')
    return f"<sup>{', '.join(links)}</sup>"


def link(scheme: str, phone: str) -> str:
    """A number that a phone can take up by a touch."""
    return f'<a class="number" href="{scheme}:{re.sub(r"[^0-9+]", "", phone)}">{escape(phone)}</a>'


def own(text: str, words: Mapping[str, Any]) -> str:
    """A text of the data file, which is in English, on a page of any language: its translation where there is one."""
    if words["code"] == "en":
        return escape(text)
    return escape(words["lines"][text]) if text in words["lines"] else f'<bdi lang="en">{escape(text)}</bdi>'


def plain(phone: str) -> str:
    """A number on paper."""
    return f'<strong class="plain">{escape(phone)}</strong>'


def pairs(line: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """Who answers, when, in which languages, at what cost; what is not known is said."""
    rows = [(words["who"], words[f"who_{line['who']}"])]
    rows += [
        (words[name], own(line[name], words) if line[name] else words["unknown"])
        for name in ("hours", "languages", "cost")
    ]
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows) + "</dl>"


def card(line: Mapping[str, Any], cited: list[str], words: Mapping[str, Any], level: int = 3) -> str:
    """One number with everything that stands beside it, under a heading of that level."""
    beside = [words["shows"]]
    if line["confirmed_by_call"] is None:
        beside.append(words["not_called"])
    if line["status"] == "secondary":
        beside.append(words["not_official_number"])
    heading = f"{own(line['name'], words)}{cite(line['sources'], cited, words)}"
    parts = [f"<h{level}>{heading}</h{level}><p>{own(line['helps'], words)}</p>"]
    parts.append(f"<p>{words['call']} {link('tel', line['phone'])}</p>")
    parts.append(f'<p class="second">{" ".join(beside)}</p>')
    if line["text"]:
        choice = escape(line["text"]["words"]).replace(" or ", f" {words['text_or']} ")
        said = words["text_words"].format(words=choice) if choice else ""
        parts.append(f"<p>{words['text']} {link('sms', line['text']['phone'])} {said}</p>")
        parts.append(f'<p class="second">{words["text_shows"]}</p>')
    parts.append(pairs(line, words))
    if line["note"]:
        parts.append(f"<p>{own(line['note'], words)}</p>")
    return f'<li class="line">{"".join(parts)}</li>'


def emergency(data: Mapping[str, Any], country: str, cited: list[str], words: Mapping[str, Any]) -> str:
    """The country's emergency number, or whom to ask when no official page for it was seen."""
    for line in data["emergency"]:
        if line["country"] == country:
            said = f"{words['emergency']}: {link('tel', line['phone'])}{cite(line['sources'], cited, words)}"
            languages = f" {own(line['languages'], words)}" if line["languages"] else ""
            return (
                f'<p class="urgent">{said}<br>{words["emergency_who"]}{languages}<br><span class="second">'
                f"{words['shows']} {words['not_called']}</span></p>"
            )
    return f'<p class="urgent">{words["emergency"]}: {words["emergency_ask"]}</p>'


def reported(data: Mapping[str, Any], country: str | None = None) -> list[dict[str, Any]]:
    """The lines of the police and of immigration, which stand only where somebody wants to report."""
    order = list(data["countries"])
    found = [it for it in data["helplines"] if it["for"] == "reporter" and country in (None, it["country"])]
    return sorted(found, key=lambda it: order.index(it["country"]))


def countries(data: Mapping[str, Any], words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and name of each country with a line for survivors, in the order of the file."""
    names = words.get("countries", {})
    return [(code, names.get(code, name)) for code, name in data["countries"].items() if shown(data, code)]


def lines(data: Mapping[str, Any], country: str, cited: list[str], words: Mapping[str, Any], level: int = 3) -> str:
    """One country: the emergency number, then a card for each line."""
    cards = "".join(card(line, cited, words, level) for line in shown(data, country))
    return f'{emergency(data, country, cited, words)}<ul class="lines">{cards}</ul>'


def render(data: Mapping[str, Any], words: Mapping[str, Any], cited: list[str]) -> str:
    """A part for each country, closed until it is chosen; it opens without a script. Adds its sources to `cited`."""
    return "".join(
        f'<details class="country"><summary><h3 id="country-{country.lower()}">{escape(name)}</h3></summary>'
        f"{lines(data, country, cited, words, 4)}</details>"
        for country, name in countries(data, words)
    )


def report(data: Mapping[str, Any], words: Mapping[str, Any], cited: list[str], country: str | None = None) -> str:
    """The lines to report to, each named as what it is."""
    found = reported(data, country)
    if not found:
        return f"<p>{words['report_none']}</p>"
    names = words.get("countries", {})
    titled = [
        it | {"name": f"{names.get(it['country'], data['countries'][it['country']])}: {it['name']}"} for it in found
    ]
    return f'<ul class="lines">{"".join(card(line, cited, words) for line in titled)}</ul>'


def paper(data: Mapping[str, Any], words: Mapping[str, Any], cited: list[str]) -> str:
    """A sheet for each country: a card without names to cut out, then each number with its name. No mark of ours."""
    sheets = []
    for country, name in countries(data, words):
        urgent = [it for it in data["emergency"] if it["country"] == country]
        small = [(words["emergency"], it["phone"], "") for it in urgent]
        for it in shown(data, country):
            hours = it["hours"] or ""
            small.append((words["card_help"], it["phone"], hours if len(hours) <= SHORT else ""))
        rows = "".join(
            f"<li>{label} {plain(phone)} <span>{own(hours, words)}</span></li>" for label, phone, hours in small
        )
        first = "".join(
            f"<li>{plain(it['phone'])} {words['emergency']}{cite(it['sources'], cited, words)}. "
            f"{words['emergency_who']}</li>"
            for it in urgent
        )
        first = first or f"<li>{words['emergency']}: {words['emergency_ask']}</li>"
        full = "".join(
            f"<li>{plain(it['phone'])} {own(it['name'], words)}{cite(it['sources'], cited, words)}. "
            f"{own(it['helps'], words)} {words['who_' + it['who']]} {words['hours']}: "
            f"{own(it['hours'], words) if it['hours'] else words['unknown']}</li>"
            for it in shown(data, country)
        )
        sheets.append(
            f'<section class="paper" id="paper-{country.lower()}"><h3>{escape(name)}</h3>'
            f'<ul class="wallet">{rows}</ul><h4>{words["card_names"]}</h4>'
            f"<ul>{first}{full}</ul>"
            f'<p class="second">{words["shows"]} {words["not_called"]}</p></section>'
        )
    picker = "".join(
        f'<li><a href="#paper-{country.lower()}">{escape(name)}</a></li>' for country, name in countries(data, words)
    )
    return f'<ul class="picker">{picker}</ul>{"".join(sheets)}'
