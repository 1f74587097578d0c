"""The pages for reading offline in the app: one JSON file for each language, with text and no HTML.

    python site/theme/packs.py build/app/packs

writes `<language>.json` for each language. docs/content.md describes its shape. Drafts are left out, as on the site.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import sys
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
import facts
import goals
import helplines
import languages
import pages

#: Read once and then gone, or made of what the app has itself.
LEFT_OUT = {"rescue/held-now.md", "leaving.md", "numbers.md"}
#: Elements that become one block each; a list item in a numbered list is called `step`.
BLOCKS = {"h2", "h3", "p", "li", "dt", "dd"}
MARK = re.compile(r"<!--.*?-->", re.DOTALL)
WORDS = ("call", "text", "shows", "text_shows", "not_called", "not_official_number", "unknown", "emergency")
WORDS += ("emergency_who", "emergency_ask", "not_advice", "not_read", "translation_not_read", "translation_missing")
WORDS += ("who", "hours", "languages", "cost", "who_charity", "who_government", "who_other")


class Nodes(HTMLParser):
    """HTML of our own Markdown as blocks `[kind, part, …]`; a part is a text or `{"t": text, "to": page}`."""

    def __init__(self, path: str) -> None:
        """Takes the English path of the page, from which its links are counted."""
        super().__init__()
        self.path = path
        self.blocks: list[list[Any]] = []
        self.lists: list[str] = []
        self.to: str | None = None
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a block, a list or a link."""
        if tag in ("ul", "ol"):
            self.lists.append(tag)
        elif tag in BLOCKS:
            # A paragraph in a list item belongs to the item.
            if tag != "p" or not (self.open and self.blocks and self.blocks[-1] == [self.blocks[-1][0]]):
                self.blocks.append(["step" if tag == "li" and self.lists[-1] == "ol" else tag])
            self.open = True
        elif tag == "a":
            self.to = self._page(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Closes a block, a list or a link."""
        if tag in ("ul", "ol"):
            self.lists.pop()
            self.open = False
        elif tag in BLOCKS:
            self.open = False
        elif tag == "a":
            self.to = None

    def handle_data(self, data: str) -> None:
        """Adds text to the open block."""
        text = re.sub(r"\s+", " ", data)
        if not self.open or (not text.strip() and len(self.blocks[-1]) == 1):
            return
        block = self.blocks[-1]
        if self.to:
            block.append({"t": text, "to": self.to})
        elif len(block) > 1 and isinstance(block[-1], str):
            block[-1] += text
        else:
            block.append(text)

    def _page(self, href: str) -> str | None:
        target = href.partition("#")[0]
        if not target.endswith(".md"):
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), target))
        return None if path in LEFT_OUT else languages.address(path, languages.ENGLISH)


def blocks(text: pages.Text) -> list[list[Any]]:
    """The blocks of one page without its first heading, its citations and what the build would put in."""
    body = facts.CITATION.sub("", MARK.sub("", pages.H1.sub("", text.body, count=1)))
    parser = Nodes(text.path)
    parser.feed(markdown.markdown(body, extensions=["attr_list", "def_list", "tables"]))
    for block in parser.blocks:
        if isinstance(block[-1], str):
            block[-1] = block[-1].rstrip()
    return [block for block in parser.blocks if len(block) > 1]


def numbers(data: Mapping[str, Any], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each country with its emergency number and its lines for survivors; none of the police or of immigration.

    What is said of a line is in the language of `words` (site/theme/words/lines.<language>.yml); its name stays.
    """
    found = []
    for country, name in helplines.countries(data, words):
        urgent = next((it["phone"] for it in data["emergency"] if it["country"] == country), None)
        lines = [
            {key: line[key] for key in ("name", "phone", "text", "who")}
            | {key: words["lines"].get(line[key], line[key]) for key in ("helps", "hours", "languages", "cost", "note")}
            | {"official": line["status"] == "official", "called": line["confirmed_by_call"] is not None}
            for line in helplines.shown(data, country)
        ]
        found.append({"country": country, "name": name, "emergency": urgent, "lines": lines})
    return found


def make(content: Path, language: str, *, drafts: bool = False) -> dict[str, Any]:
    """The pack of one language. A page without a published translation stands in English and says so."""
    sources = facts.load_sources(content / "sources.yml")
    texts = pages.load(content)
    words = languages.words_of(language)
    templates = goals.load(content / "goal_templates.yml")
    order = [path for path, code in texts if code == languages.ENGLISH and path not in LEFT_OUT]
    made = []
    for path in order:
        english = texts[path, languages.ENGLISH]
        own = texts.get((path, language), english)
        text = own if own is english or pages.published(own, english, drafts=drafts) else english
        meta = {**english.meta, **text.meta}
        made.append(
            {
                "page": languages.address(path, languages.ENGLISH),
                "language": text.language,
                "heading": text.heading,
                "summary": meta["summary"],
                "reader": meta["reader"],
                "reviewed": meta["reviewed"].isoformat(),
                "read_by": None if meta["review_by"] == pages.NOBODY else meta["review_by"],
                "goal": meta.get("goal_template"),
                "blocks": blocks(text),
                "sources": english.meta["sources"],
            }
        )
    used = sorted({source for page in made for source in page["sources"]})
    return {
        "version": 1,
        "language": language,
        "direction": languages.LANGUAGES[language][1],
        "words": {name: words[name] for name in WORDS},
        "numbers": numbers(facts.load_helplines(content / "helplines.yml", sources), words),
        "goals": [
            {
                "number": it["number"],
                "page": languages.address(it["page"], languages.ENGLISH),
                "area": it["area"],
                "title": it["title"].get(language, it["title"]["en"]),
                "steps": it["steps"].get(language, it["steps"]["en"]),
            }
            for it in templates.values()
        ],
        "pages": made,
        "sources": {it: f"{sources[it]['organisation']}: {sources[it]['page']}" for it in used},
    }


def main() -> None:
    """Writes all packs into the folder that the command line names."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(sys.argv[1])
    content = root / yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))["docs_dir"]
    folder.mkdir(parents=True, exist_ok=True)
    for language in languages.LANGUAGES:
        pack = make(content, language, drafts=os.environ.get("HANDRAIL_SITE_DRAFTS") == "1")
        text = json.dumps(pack, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{language}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
