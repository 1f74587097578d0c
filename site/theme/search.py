"""The search index: one small file for each language, fetched only when the search is opened."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape
from typing import Any

HEADING = re.compile(r'<h([12]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
#: Shorter words are not searched for.
LEAST_LETTERS = 3
#: A word in more than this share of all parts finds nothing in particular.
COMMON = 0.12


def parts(title: str, url: str, html: str) -> list[dict[str, Any]]:
    """One entry for each part of a page: where it is, its heading, and its different words."""
    found = [(match.start(), match[1], match[2], match[3]) for match in HEADING.finditer(html)]
    entries = []
    for number, (start, level, anchor, heading) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(html)
        text = unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", " ", html[start:end])).lower()
        entries.append(
            {
                "url": url if level == "1" else f"{url}#{anchor}",
                "page": title,
                "heading": "" if level == "1" else unescape(re.sub("<[^>]+>", "", heading)),
                "words": {word for word in re.findall(r"\w+", text) if len(word) >= LEAST_LETTERS},
            }
        )
    return entries


def index(entries: list[dict[str, Any]]) -> str:
    """The file: pages once with their parts, `[[title, url, [[anchor, heading, words], …]], …]`; common words out."""
    seen = Counter(word for entry in entries for word in entry["words"])
    common = {word for word, times in seen.items() if len(entries) > 1 / COMMON and times > COMMON * len(entries)}
    pages: dict[str, list[Any]] = {}
    for entry in entries:
        url, _, anchor = entry["url"].partition("#")
        page = pages.setdefault(url, [entry["page"], url, []])
        page[2].append([anchor, entry["heading"], " ".join(sorted(entry["words"] - common))])
    return json.dumps(list(pages.values()), ensure_ascii=False, separators=(",", ":"))
