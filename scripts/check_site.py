#!/usr/bin/env python3
"""Builds the public site and prints every bar of its design with the figure of the worst page. Exit 1 if one fails.

.venv/bin/python scripts/check_site.py                all bars but Lighthouse; the browser takes a few minutes
.venv/bin/python scripts/check_site.py --quick        without a browser
.venv/bin/python scripts/check_site.py --lighthouse   Lighthouse too, a report: on a quiet machine, ten more minutes.
                                                      Its program is `lighthouse` or what HANDRAIL_LIGHTHOUSE names
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

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
#: Lighthouse: performance, then the three others, and the largest paint.
FAST, FULL, MOST_MILLISECONDS, RUNS = 98, 100, 1500, 3
SCORES = ("performance", "accessibility", "best-practices", "seo")


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


def serve(folder: Path, handler: Any) -> tuple[ThreadingHTTPServer, str]:
    """A small server of the built site, and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def look(folder: Path) -> list[Bar]:
    """What only a browser can tell: on every English page, and on every translation that is published."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only this part needs a browser

    import looking  # noqa: PLC0415  # the same

    server, origin = serve(folder, looking.Handler)
    axe: list[str] = []
    unseen: list[str] = []
    refused: list[str] = []
    kept: list[str] = []
    asked: list[str] = []
    widths: dict[int, dict[str, int]] = {1: {}, 2: {}}
    with sync_playwright() as playwright:
        browser = looking.launch(playwright)
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.add_init_script(looking.WATCH)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in paths():
            page.set_viewport_size({"width": 360, "height": 740})
            page.goto(origin + path)
            unseen += [f"{path} {it}" for it in looking.unseen(page)]
            page.evaluate(looking.OPEN)
            axe += [f"{path} {it}" for it in looking.axe(page)]
            refused += [f"{path} {it}" for it in page.evaluate("refused")]
            page.set_viewport_size({"width": NARROW, "height": 740})
            for text, found in widths.items():
                found[path] = looking.width(page, text)
            kept += [path for _ in range(page.evaluate("localStorage.length + sessionStorage.length"))]
        kept += [str(it) for it in context.cookies()]
        context.close()
        ways = [
            it
            for width in (360, 1280)
            for scheme in ("light", "dark")
            for menu in ("shut", "open")
            for it in looking.axe_in_every_way(browser, origin, width, scheme, menu)
        ]
        broken = looking.broken_without_scripts(browser, origin)
        browser.close()
    server.shutdown()
    others = [url for url in asked if not url.startswith(origin)]
    widest = {text: max(found, key=lambda path: found[path]) for text, found in widths.items()}

    def none(name: str, found: list[str]) -> Bar:
        return Bar(name, "0", str(len(found)), "".join(found[:1]), not found)

    return [
        none("axe violations, every page", axe),
        none("axe violations, each kind of page: light, dark; ltr, rtl; 360, 1280 px; menu open, shut", ways),
        none("Tab stops that cannot be seen", unseen),
        *(
            Bar(f"pixels wide at 320 px{said}", "≤ 320", str(widths[text][path]), path, widths[text][path] <= NARROW)
            for text, said, path in ((1, "", widest[1]), (2, " with text twice as large", widest[2]))
        ),
        none("violations of the security policy", refused),
        none("requests to anyone else", others),
        none("cookies and stored things", kept),
        none("broken without scripts, but for the search", broken),
    ]


def lighthouse(folder: Path) -> list[Bar]:
    """A report: each kind of page as a phone on slow 4G, the median of three runs. It holds nothing up."""
    import looking  # noqa: PLC0415  # only this part and the one before need it

    program = os.environ.get("HANDRAIL_LIGHTHOUSE") or shutil.which("lighthouse")
    if not program:
        raise SystemExit("Lighthouse is not here: npm install lighthouse, and set HANDRAIL_LIGHTHOUSE to its program")

    class Packed(looking.Handler):
        """Sends texts packed and lets them be kept, as the server does."""

        def do_GET(self) -> None:  # noqa: N802  # named by the library
            at = self.path.partition("?")[0].lstrip("/")
            file = Path(self.directory) / at / ("index.html" if not at or at.endswith("/") else "")
            if not file.is_file():
                return self.send_error(404)
            body = gzip.compress(file.read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(file.name))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=31536000, immutable" if "assets/" in at else "no-cache")
            self.end_headers()
            self.wfile.write(body)
            return None

    server, origin = serve(folder, Packed)
    environment = {**os.environ, "CHROME_PATH": os.environ.get("HANDRAIL_CHROMIUM", "/usr/bin/chromium")}
    rows = []
    for path in (it for it in [*looking.KINDS, "/ar/get-help-now/"] if it != "/no-such-page/"):
        runs = []
        for _ in range(RUNS):
            command = [program, origin + path, "--quiet", "--output=json", f"--only-categories={','.join(SCORES)}"]
            command.append("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            runs.append(json.loads(done.stdout))
        scores = [round(100 * statistics.median(it["categories"][name]["score"] for it in runs)) for name in SCORES]
        paint = statistics.median(it["audits"]["largest-contentful-paint"]["numericValue"] for it in runs)
        figure = f"{' / '.join(map(str, scores))}, largest paint {paint / 1000:.2f} s"
        good = scores[0] >= FAST and min(scores[1:]) >= FULL and paint <= MOST_MILLISECONDS
        rows.append(Bar(f"Lighthouse {path}", "≥ 98 / 100 / 100 / 100, ≤ 1.5 s; a report", figure, "", holds=True))
        if not good:
            rows.append(Bar("  below its bar: measure again on a quiet machine", "-", "-", "", holds=True))
    server.shutdown()
    return rows


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
        if "--lighthouse" in sys.argv:
            rows += lighthouse(folder)
    for row in rows:
        worst = f"   {row.worst[:140]}" if row.worst else ""
        print(f"{'  ' if row.holds else 'NO'} {row.name}: {row.figure} ({row.bar}){worst}")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
