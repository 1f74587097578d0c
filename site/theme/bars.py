"""Every bar of the public site that can be measured without a browser, on a folder that mkdocs has built.

`scripts/check_site.py` prints them; the tests hold them. Each bar names its worst page.
"""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import brotli  # type: ignore[import-untyped]  # the package ships no types

import languages
import reading

#: The one link that leaves the site outside the lists of sources.
LEAVE = "https://www.bbc.com/weather"
MOST_BYTES, MOST_REQUESTS, MOST_SCRIPT, MOST_INDEX, MOST_PACK = 30_000, 6, 3 * 1024, 40_000, 100_000
MOST_GRADE, MEDIAN_GRADE, MOST_AVERAGE, MOST_WORDS = 8.0, 6.0, 15.0, 25
FEWEST_PAGES = 44
OUTSIDE = re.compile(r"[a-z]+:|//")


@dataclass(frozen=True)
class Bar:
    """One bar: what is measured, what it may be, what it is, where it is worst, and whether it holds."""

    name: str
    bar: str
    figure: str
    worst: str
    holds: bool


class References(HTMLParser):
    """Every address a browser fetches for a page by itself, every address it can be led to, and what is inline."""

    def __init__(self, html: str) -> None:
        """Reads one page."""
        super().__init__()
        self.fetched: list[str] = []
        self.led: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what one element asks for."""
        has = {name: value or "" for name, value in attrs}
        if tag in ("img", "script", "iframe", "source", "video", "audio", "embed", "object", "link"):
            self.fetched += [has[name] for name in ("src", "srcset", "href", "data") if name in has]
        if tag in ("a", "form", "area"):
            self.led += [(has[name], has.get("rel", "")) for name in ("href", "action") if name in has]
        self.inline += [f"<{tag} {name}>" for name in has if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in has):
            self.inline.append(f"<{tag}>")


def pages(folder: Path) -> dict[str, str]:
    """Path on the site to HTML, in all languages, without the page for what is missing."""
    return {
        "/" + page.relative_to(folder).as_posix().removesuffix("index.html"): page.read_text("utf-8")
        for page in sorted(folder.rglob("index.html"))
    }


def english(built: Mapping[str, str]) -> dict[str, str]:
    """The English pages of a build."""
    return {path: html for path, html in built.items() if path.split("/")[1] not in languages.OTHERS}


def weight(folder: Path, path: str, html: str) -> tuple[int, int]:
    """Bytes on the wire and number of requests for one page with everything that it fetches."""
    parts = {html.encode()}
    for address in References(html).fetched:
        parts.add((folder / urljoin(path, address).lstrip("/")).read_bytes())
    return sum(len(brotli.compress(part)) for part in parts), len(parts)


def dead_links(built: Mapping[str, str]) -> list[str]:
    """Links inside the site that lead nowhere."""
    found = []
    ids = {path: set(re.findall(r'\sid="([^"]+)"', html)) for path, html in built.items()}
    for path, html in built.items():
        for address, _ in References(html).led:
            if re.match(r"[a-z]+:", address) or re.match(r"/app/(#\d+)?$", address):
                continue
            target, _, anchor = urljoin(path, address).partition("#")
            if target not in built or (anchor and anchor not in ids[target]):
                found.append(f"{path}: {address}")
    return found


def ways_out(html: str) -> list[str]:
    """Links of a page that leave the site, but for its list of sources."""
    return [it for it, _ in References(html.partition('<ol class="sources">')[0]).led if it.startswith("http")]


def _worst(name: str, limit: str, figures: Mapping[str, float], most: float, unit: str = "") -> Bar:
    worst = max(figures, key=lambda path: figures[path])
    figure = figures[worst]
    shown = f"{figure:.1f}" if isinstance(figure, float) else str(figure)
    return Bar(name, limit, f"{shown}{unit}", worst, figure <= most)


def _none(name: str, found: list[str]) -> Bar:
    return Bar(name, "0", str(len(found)), found[0] if found else "", not found)


def read(built: Mapping[str, str]) -> list[Bar]:
    """How hard the English pages are to read."""
    found = {path: reading.measure(html) for path, html in english(built).items()}
    grades = {path: it.grade for path, it in found.items()}
    longest = {f"{path} “{it.longest}”": len(reading.words(it.longest)) for path, it in found.items()}
    median = statistics.median(grades.values())
    return [
        Bar("reading grade, median", "≤ 6", f"{median:.1f}", "", median <= MEDIAN_GRADE),
        _worst("reading grade, hardest page", "≤ 8", grades, MOST_GRADE),
        _worst("words a sentence, average", "≤ 15", {path: it.average for path, it in found.items()}, MOST_AVERAGE),
        _worst("words in the longest sentence", "≤ 25", longest, MOST_WORDS),
    ]


def light(folder: Path, built: Mapping[str, str]) -> list[Bar]:
    """What a page weighs, and what it asks of others."""
    weights = {path: weight(folder, path, html) for path, html in built.items()}
    scripts = sum(script.stat().st_size for script in folder.rglob("*.js"))
    indexes = {file.name: len(brotli.compress(file.read_bytes())) for file in folder.glob("assets/search-*.json")}
    outside = [path for path, html in built.items() if any(map(OUTSIDE.match, References(html).fetched))]
    inline = [path for path, html in built.items() if References(html).inline]
    leaving = [path for path, html in built.items() if ways_out(html) != [LEAVE]]
    return [
        _worst("bytes of a page, all of it", "≤ 30,000", {path: it[0] for path, it in weights.items()}, MOST_BYTES),
        _worst("requests of a page", "≤ 6", {path: it[1] for path, it in weights.items()}, MOST_REQUESTS),
        Bar("bytes of script, not compressed", "≤ 3,072", str(scripts), "", scripts <= MOST_SCRIPT),
        _worst("bytes of a search index", "≤ 40,000, when opened", indexes, MOST_INDEX),
        _none("pages that ask another origin", outside),
        _none("pages with an inline script or style", inline),
        _none("pages with another way out of the site than one", leaving),
        _none("dead links inside the site", dead_links(built)),
    ]


def packed(packs: Mapping[str, Mapping[str, object]]) -> list[Bar]:
    """The packs for reading offline."""
    sizes = {code: len(brotli.compress(json.dumps(pack, ensure_ascii=False).encode())) for code, pack in packs.items()}
    return [_worst("bytes of an offline pack", "≤ 100,000", sizes, MOST_PACK)]


def measure(folder: Path, packs: Callable[[Path], Mapping[str, Mapping[str, object]]] | None = None) -> list[Bar]:
    """All bars of a built folder, in the order of the design's table."""
    built = pages(folder)
    count = len(english(built))
    bars = [Bar("pages in English", f"≥ {FEWEST_PAGES}", str(count), "", count >= FEWEST_PAGES)]
    bars += read(built) + light(folder, built)
    return bars + (packed(packs(folder)) if packs else [])
