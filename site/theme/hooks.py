"""The build of the public site, beside what Material does: our own small files, citations, numbers, the search index.

mkdocs loads this file by its path (`hooks:` in mkdocs.yml) and calls the functions by their names, once for each
language. Nothing here depends on the day or the machine but the check that facts are not stale.
"""

from __future__ import annotations

# ruff: noqa: ARG001  # mkdocs calls the hooks with these names
import hashlib
import os
import re
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.utils import get_relative_url

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import facts  # noqa: E402  # these stand beside this file; mkdocs takes the folder off the path again
import goals  # noqa: E402
import helplines  # noqa: E402
import languages  # noqa: E402
import pages  # noqa: E402
import search  # noqa: E402
import squeeze  # noqa: E402

sys.path.remove(str(HERE))

TOKENS = HERE.parent / "ui" / "tokens.css"
PICTURE = re.compile(r"<!-- picture: ([a-z]+) -->")
LISTED = re.compile(r"<!-- (doors|strands) -->\s*<ul>")
MARK = re.compile(r"<!-- (helplines|report-lines|numbers-to-print|contents|goal|daybook)(?:: ([A-Z]{2}))? -->")
#: Where lines of the police and of immigration may stand.
REPORTS = re.compile(r"prevent/report\.md|countries/.+")
STATE: dict[str, Any] = {}


def drafts() -> bool:
    """True if drafts are built too, for those who read them before the public does."""
    return os.environ.get("HANDRAIL_SITE_DRAFTS") == "1"


def named(stem: str, ending: str, content: str) -> tuple[str, str]:
    """The file's path with eight hex digits of its SHA-256, so that it may be kept for ever, and its content."""
    return f"assets/{stem}-{hashlib.sha256(content.encode()).hexdigest()[:8]}.{ending}", content


def load(content: Path) -> dict[str, Any]:
    """The data that pages stand on; raises `facts.Unfit`."""
    sources = facts.load_sources(content / "sources.yml")
    texts = pages.load(content)
    templates = goals.load(content / "goal_templates.yml")
    english = {path: text for (path, language), text in texts.items() if language == languages.ENGLISH}
    goals.check_links(templates, {path: text.meta for path, text in english.items()})
    return {
        "sources": sources,
        "helplines": facts.load_helplines(content / "helplines.yml", sources),
        "texts": texts,
        "goals": templates,
    }


@event_priority(-200)  # after the plugin for languages has said which language this build is
def on_config(config: Any) -> None:
    """Loads the data that pages stand on; a wrong entry ends the build."""
    language = config.theme["language"]
    try:
        if language == languages.ENGLISH:  # the first of each build; the others stand on the same data
            languages.words_of.cache_clear()
            STATE.update(load(Path(config.docs_dir)))
    except facts.Unfit as error:
        raise PluginError(str(error)) from error
    style = squeeze.css(TOKENS.read_text("utf-8") + (HERE / "site.css").read_text("utf-8"))
    css, style = named("site", "css", style)
    js, script = named("site", "js", squeeze.script((HERE / "site.js").read_text("utf-8")))
    STATE.update(
        language=language,
        words=languages.words_of(language),
        sections=pages.sections(config.nav),
        files={css: style, js: script},
        built={"css": css, "js": js, "icon": config.theme["favicon"]},
        index=[],
    )


def text_of(path: str) -> pages.Text:
    """The text that this language's site shows for an English path: its translation if published, or the English."""
    english = STATE["texts"][path, languages.ENGLISH]
    own = STATE["texts"].get((path, STATE["language"]), english)
    return own if own is english or pages.published(own, english, drafts=drafts()) else english


@event_priority(100)  # before the plugin for languages chooses a file for each page
def on_files(files: Files, config: Any) -> Files:
    """Leaves out Material's own bundle, styles and icons, and translations that nobody has read yet."""
    kept = []
    for file in files:
        of_theme = file.src_uri.startswith("assets/") and file.src_uri != config.theme["favicon"]
        if of_theme or file.src_uri == "sitemap.xml":
            continue
        if file.src_uri.endswith(".md"):
            path, language = languages.split(file.src_uri)
            if language != languages.ENGLISH:
                both = STATE["texts"][path, language], STATE["texts"][path, languages.ENGLISH]
                if not pages.published(*both, drafts=drafts()):
                    continue
        kept.append(file)
    return Files(kept)


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Writes our files and gives the templates their words and names.

    All pages are rendered by now, so the index is whole. The files are written here because the plugin for languages
    cannot take files that stand in no folder.
    """
    # A site map would need the host's name, which is not known at build time. There is one page for what is missing.
    config.theme.static_templates.discard("sitemap.xml")
    if STATE["language"] != languages.ENGLISH:
        config.theme.static_templates.discard("404.html")
    path, content = named(f"search-{STATE['language']}", "json", search.index(STATE["index"]))
    for name, text in (STATE["files"] | {path: content}).items():
        target = Path(config.site_dir) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    env.globals.update(
        words=STATE["words"],
        built=STATE["built"] | {"search": path},
        language=STATE["language"],
        languages=languages.LANGUAGES,
        text_of=text_of,
        address=languages.address,
        shown_in=shown_in,
        built_languages=config.plugins["i18n"].build_languages,
    )
    return env


def shown_in(path: str) -> list[tuple[str, str, bool]]:
    """Code and address of a page in every language, and whether its text is in that language there."""
    english = STATE["texts"][path, languages.ENGLISH]
    found = []
    for code in languages.LANGUAGES:
        own = STATE["texts"].get((path, code))
        there = own is not None and (own is english or pages.published(own, english, drafts=drafts()))
        found.append((code, languages.address(path, code), there))
    return found


def cites(markdown: str, words: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Turns `[S56]` into a small link to the source at the page's foot; gives the sources in their order."""
    cited: list[str] = []
    return facts.CITATION.sub(lambda match: helplines.cite(match[1].split(", "), cited, words), markdown), cited


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Checks the page and turns its citations into links."""
    where = page.file.src_uri
    path, language = languages.split(where)
    english = STATE["texts"][path, languages.ENGLISH]
    words = languages.words_of(language)
    text, cited = cites(markdown, words)
    try:
        if language == languages.ENGLISH:
            facts.check_page(where, page.meta, cited, STATE["sources"])
            if pages.sourceless(english):
                raise PluginError(f"{where}: no source is cited")
        else:
            facts.check_translation(where, page.meta, english.meta, cited)
            page.meta = {**english.meta, **page.meta}
        typed = facts.typed_numbers(markdown, STATE["helplines"])
    except facts.Unfit as error:
        raise PluginError(str(error)) from error
    if typed:
        raise PluginError(f"{where}: a number to call belongs in helplines.yml: {', '.join(typed)}")
    page.meta.update(cited=cited, path=path, language=language, words=words)
    return text


def contents(page: Any) -> str:
    """The pages of this part of the menu, each with what it says in one line."""
    rows = []
    for path in STATE["sections"][page.meta["path"]]:
        text = text_of(path)
        link = get_relative_url(languages.address(path, STATE["language"]), page.url)
        lang = "" if text.language == page.meta["language"] else f' lang="{text.language}" dir="auto"'
        rows.append(f'<li{lang}><a href="{link}">{escape(text.heading)}</a><p>{escape(text.meta["summary"])}</p></li>')
    return f'<ul class="contents">{"".join(rows)}</ul>'


def mark(match: re.Match[str], page: Any) -> str:
    """What stands in the place of one mark of a page."""
    name, country = match[1], match[2]
    data, words, cited, path = STATE["helplines"], page.meta["words"], page.meta["cited"], page.meta["path"]
    if name == "contents":
        return contents(page)
    if name == "daybook":
        return f'<a class="daybook" href="/app/">{words["daybook"]}</a>'
    if name == "goal":
        return goals.box(STATE["goals"][page.meta["goal_template"]], page.meta["language"], words)
    if name == "numbers-to-print":
        return helplines.paper(data, words, cited)
    if name == "report-lines":
        if not REPORTS.fullmatch(path):
            raise PluginError(f"{path}: lines of the police and of immigration may not stand here")
        return helplines.report(data, words, cited, country)
    if page.meta["reader"] == "helper":
        raise PluginError(f"{path}: the list of numbers is for survivors' pages")
    return helplines.lines(data, country, cited, words) if country else helplines.render(data, words, cited)


def sources_read(cited: list[Mapping[str, Any]], words: Mapping[str, Any]) -> str:
    """On which day, or between which days, the sources of a page were read."""
    days = sorted({it["seen"] for it in cited})
    if not days:
        return ""
    first, last = languages.in_words(days[0], words), languages.in_words(days[-1], words)
    return str(words["sources_read" if first == last else "sources_read_between"].format(first=first, date=last))


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Puts pictures and numbers in their places, and the page's words into the search index."""
    words, cited = STATE["words"], page.meta["cited"]
    html = PICTURE.sub(lambda match: (HERE / "pictures" / f"{match[1]}.svg").read_text("utf-8").strip(), html)
    html = LISTED.sub(r'<ul class="\1">', html)
    if ("goal_template" in page.meta) != ("<!-- goal -->" in html):
        raise PluginError(f"{page.file.src_uri}: goal_template and its mark belong together")
    html = MARK.sub(lambda match: mark(match, page), html)
    page.meta["cited"] = [STATE["sources"][source] for source in cited]
    page.meta["sources_read"] = sources_read(page.meta["cited"], words)
    for name in ("reviewed", "next_review"):
        page.meta[f"{name}_words"] = languages.in_words(page.meta[name], words)
    STATE["index"] += search.parts(page.meta["title"], page.url, html)
    return html


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Takes empty lines out; refuses a page that the site's content security policy would cut."""
    if re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)", output):
        raise PluginError(f"{page.file.src_uri}: an inline style or script")
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"^[ \t]+", "", output, flags=re.MULTILINE))
