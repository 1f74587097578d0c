"""How hard a page is to read: sentences, syllables, Flesch-Kincaid grade. English only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

#: Elements whose text is one block: a sentence does not run from one into the next.
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "summary"}
#: Not the page's own prose: links to sources, the list of numbers, drawings.
LEFT_OUT = {"sup", "svg"}
#: A word of so few letters has one syllable.
SHORT = 3


class Blocks(HTMLParser):
    """Collects the text blocks inside <main>; headings apart, since they are no sentences."""

    def __init__(self) -> None:
        """Starts with nothing read."""
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self.inside = False
        self.skip = 0
        self.stack: list[str] = []
        self.lists = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a block, or leaves out what is no prose."""
        css = dict(attrs).get("class") or ""
        if tag == "main":
            self.inside = True
        if self.skip or tag in LEFT_OUT or "country" in css.split():
            self.skip += tag not in ("br", "path", "circle", "rect")
            return
        if self.inside and tag in BLOCKS:
            self.blocks.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """Closes what was left out, or the page."""
        if self.skip:
            self.skip -= tag not in ("br", "path", "circle", "rect")
        elif tag == "main":
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Adds text to the open block."""
        if self.inside and not self.skip and self.blocks:
            tag, text = self.blocks[-1]
            self.blocks[-1] = (tag, text + data)


def blocks(html: str) -> list[tuple[str, str]]:
    """(element, text) for each block of prose in a built page's <main>."""
    parser = Blocks()
    parser.feed(html)
    return [(tag, " ".join(text.split())) for tag, text in parser.blocks if text.strip()]


def words(text: str) -> list[str]:
    """Words; a number counts as one."""
    return re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*", text)


def sentences(html: str) -> list[str]:
    """Sentences of the prose, without headings and without the terms of a glossary."""
    found = []
    for tag, text in blocks(html):
        if tag in ("p", "li", "dd"):
            found += [part for part in re.split(r"(?<=[.?:…])[”\"]?\s+", text) if words(part)]
    return found


def syllables(word: str) -> int:
    """Syllables by vowel groups: silent e, -es and -ed taken off, at least one."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= SHORT:
        return 1
    count = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^laeiouy]e$|[^tdaeiouy]ed$|[^aeiouyscxz]es$", word):
        count -= 1
    if re.search(r"i(?:a|o|um|er)|(?<!p)eo|crea|[^gq]ua(?!r|l)", word) and not re.search(
        r"[tcs]i(?:o|a)|ia[nr]?ge", word
    ):
        count += 1
    return max(count, 1)


@dataclass(frozen=True)
class Reading:
    """Grade and lengths of one page."""

    grade: float
    average: float
    longest: str


def measure(html: str) -> Reading:
    """Flesch-Kincaid grade: 0.39 words per sentence + 11.8 syllables per word - 15.59."""
    parts = sentences(html)
    said = [word for part in parts for word in words(part)]
    average = len(said) / len(parts)
    grade = 0.39 * average + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
    return Reading(grade, average, max(parts, key=lambda part: len(words(part))))
