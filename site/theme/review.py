"""What of the content is due: dates that pass, facts without a source, translations that wait for a person.

`handrail check content` calls `report` and `lines`:

    found = review.report(Path("content"))          # or with on=date(…), soon=30
    for line in review.lines(found):
        print(line)
    raise SystemExit(1 if found.stale else 0)
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import facts
import goals
import languages
import pages

#: A fact that changes often is looked at each month, a number each quarter, whatever the date of its page.
NUMBER_DAYS = 90


@dataclass
class Report:
    """What was found. `stale` must be mended before the site is built; the rest is work to plan."""

    stale: list[str] = field(default_factory=list)
    soon: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    translations: list[str] = field(default_factory=list)
    unread: int = 0


def _page(found: Report, text: pages.Text, on: date, soon: timedelta) -> None:
    where = text.path if text.language == languages.ENGLISH else f"{text.path} ({text.language})"
    due = text.meta["next_review"]
    if due < on:
        found.stale.append(f"{where}: to be compared with its sources by {due}")
    elif due <= on + soon:
        found.soon.append(f"{where}: {due}")
    if text.meta["review_by"] == pages.NOBODY:
        found.unread += 1


def _sourced(found: Report, text: pages.Text, sources: dict[str, dict[str, object]]) -> None:
    cited: list[str] = []
    for match in facts.CITATION.finditer(text.body):
        cited += [source for source in match[1].split(", ") if source not in cited]
    try:
        facts.check_page(text.path, text.meta, cited, sources)
    except facts.Unfit as error:
        if str(error) not in found.stale and "has passed" not in str(error):
            found.stale.append(str(error))
    if pages.sourceless(text):
        found.stale.append(f"{text.path}: no source is cited")


def _texts(found: Report, content: Path, sources: dict[str, dict[str, object]], on: date, soon: int) -> None:
    texts = pages.load(content)
    templates = goals.load(content / "goal_templates.yml")
    goals.check_links(templates, {path: it.meta for (path, code), it in texts.items() if code == languages.ENGLISH})
    for (path, code), text in texts.items():
        _page(found, text, on, timedelta(days=soon))
        english = texts[path, languages.ENGLISH]
        if code == languages.ENGLISH:
            _sourced(found, text, sources)
            if text.meta["translation"] != "none":
                missing = [other for other in languages.OTHERS if (path, other) not in texts]
                found.translations += [f"{path} ({other}): not translated" for other in missing]
        elif text.meta["translates"] != english.meta["reviewed"]:
            found.stale.append(f"{path} ({code}): the English page was changed on {english.meta['reviewed']}")
        elif not pages.published(text, english, drafts=False):
            found.translations.append(f"{path} ({code}): a draft that no person has read")


def _numbers(found: Report, content: Path, sources: dict[str, dict[str, object]], on: date) -> None:
    data = facts.load_helplines(content / "helplines.yml", sources)
    for line in data["emergency"] + data["helplines"]:
        name = line.get("name") or f"{line['country']} emergency"
        if line["seen"] + timedelta(days=facts.SEEN_DAYS) < on:
            found.stale.append(f"{name}: seen on {line['seen']}, more than a year ago")
        elif line["seen"] + timedelta(days=NUMBER_DAYS) < on or line["confirmed_by_call"] is None:
            called = line["confirmed_by_call"] or "never called"
            found.numbers.append(f"{name} {line['phone']}: seen {line['seen']}, {called}")


def report(content: Path, *, on: date | None = None, soon: int = 30) -> Report:
    """Looks at all of `content` as of a day (today if none is given). Raises `facts.Unfit` for data that is wrong."""
    day = on or facts.today()
    found = Report()
    sources = facts.load_sources(content / "sources.yml")
    _texts(found, content, sources, day, soon)
    _numbers(found, content, sources, day)
    return found


def lines(found: Report) -> list[str]:
    """The report as lines to print."""
    parts = [
        ("Must be mended before the site is built", found.stale),
        ("Due soon", found.soon),
        ("Numbers to look at and to call", found.numbers),
        ("Translations", found.translations),
    ]
    text = [f"{title}: {len(rows)}" + "".join(f"\n  {row}" for row in rows) for title, rows in parts]
    return [*text, f"Pages that no lawyer, clinician or survivor has read: {found.unread}"]


if __name__ == "__main__":
    result = report(Path(__file__).resolve().parents[2] / "content")
    print("\n".join(lines(result)))  # noqa: T201  # a command line prints
    raise SystemExit(1 if result.stale else 0)
