#!/usr/bin/env python3
"""Builds the public site and prints every bar of its design with the figure of the worst page. Exit 1 if one fails.

.venv/bin/python scripts/check_site.py           all bars; the browser takes a few minutes
.venv/bin/python scripts/check_site.py --quick   without a browser
"""

from __future__ import annotations

import functools
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "site" / "theme"), str(ROOT / "tests" / "site")]

import bars
import languages
import packs
import pages
import review
from bars import Bar

#: The bar is 5 s on a quiet machine.
MOST_SECONDS = 5.0
NARROW = 320


def build(folder: Path) -> Bar:
    """All pages in all languages, strictly."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    quiet = not (done.stdout + done.stderr).strip()
    # A shared machine makes a build wait; what it needs of a processor stays the same.
    figure = f"{busy:.1f} ({time.monotonic() - began:.1f} by the clock)"
    return Bar("seconds of processor to build, no warning", "≤ 5", figure, "", busy <= MOST_SECONDS and quiet)


def contents() -> list[Bar]:
    """Dates, sources and translations."""
    found = review.report(ROOT / "content")
    texts = pages.load(ROOT / "content")
    english = {path: it for (path, code), it in texts.items() if code == languages.ENGLISH}
    rows = [
        Bar(
            "stale or sourceless pages and numbers",
            "0",
            str(len(found.stale)),
            "".join(found.stale[:1]),
            not found.stale,
        )
    ]
    for code in languages.OTHERS:
        wanted = [path for path, it in english.items() if it.meta["translation"] != "none"]
        there = [path for path in wanted if (path, code) in texts]
        shown = [it for it in there if pages.published(texts[it, code], english[it], drafts=False)]
        missing = ", ".join(path for path in wanted if path not in there)
        figure = f"{len(there)} of {len(wanted)}, {len(shown)} published"
        rows.append(Bar(f"survivors' pages in {code}", "all, or marked as missing", figure, missing, holds=True))
    rows.append(
        Bar(
            "pages that a lawyer, clinician or survivor has read",
            "said on each page",
            f"0 of {len(texts)}",
            "",
            holds=True,
        )
    )
    return rows


def paths() -> list[str]:
    """Where a text stands in its own language; the other pages of a language are the English ones again."""
    texts = pages.load(ROOT / "content")
    return [
        "/" + languages.address(path, code)
        for (path, code), text in texts.items()
        if code == languages.ENGLISH or pages.published(text, texts[path, languages.ENGLISH], drafts=False)
    ]


def look(folder: Path) -> list[Bar]:
    """What only a browser can tell: on every English page, and on every translation that is published."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # the same

    import looking  # noqa: PLC0415  # only this part needs a browser

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(looking.Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    axe: list[str] = []
    unseen: list[str] = []
    refused: list[str] = []
    kept: list[str] = []
    widths: dict[str, int] = {}
    with sync_playwright() as playwright:
        context = looking.launch(playwright).new_context(viewport={"width": 360, "height": 740})
        context.add_init_script(looking.WATCH)
        page = context.new_page()
        for path in paths():
            page.set_viewport_size({"width": 360, "height": 740})
            page.goto(origin + path)
            unseen += [f"{path} {it}" for it in looking.unseen(page)]
            page.evaluate(looking.OPEN)
            axe += [f"{path} {it}" for it in looking.axe(page)]
            refused += [f"{path} {it}" for it in page.evaluate("refused")]
            page.set_viewport_size({"width": NARROW, "height": 740})
            widths[path] = looking.width(page)
            kept += [path for _ in range(page.evaluate("localStorage.length + sessionStorage.length"))]
        kept += [str(it) for it in context.cookies()]
        context.close()
    server.shutdown()
    widest = max(widths, key=lambda path: widths[path])
    return [
        Bar("axe violations", "0", str(len(axe)), "".join(axe[:1]), not axe),
        Bar("Tab stops that cannot be seen", "0", str(len(unseen)), "".join(unseen[:1]), not unseen),
        Bar("pixels wide at 320 px", "≤ 320", str(widths[widest]), widest, widths[widest] <= NARROW),
        Bar("violations of the security policy", "0", str(len(refused)), "".join(refused[:1]), not refused),
        Bar("cookies and stored things", "0", str(len(kept)), "".join(kept[:1]), not kept),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [build(folder)]
        rows += bars.measure(
            folder, lambda _: {code: packs.make(ROOT / "content", code) for code in languages.LANGUAGES}
        )
        rows += contents()
        if "--quick" not in sys.argv:
            rows += look(folder)
    for row in rows:
        worst = f"   {row.worst[:140]}" if row.worst else ""
        print(f"{'  ' if row.holds else 'NO'} {row.name}: {row.figure} ({row.bar}){worst}")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
