"""What only a browser can tell of a page: axe, the order of Tab, sideways scroll. For the tests and check_site.py."""

from __future__ import annotations

import os
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "site" / "node_modules" / "axe-core" / "axe.min.js"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
#: Notes every violation of the policy before any script of the page runs.
WATCH = "window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));"
SEEN = """() => {
  const it = document.activeElement;
  if (it === document.body || it === document.documentElement) return 'body';
  for (const box of it.getClientRects()) {
    const x = box.left + Math.min(box.width, 8) / 2, y = box.top + box.height / 2;
    const on = document.elementFromPoint(x, y);
    if (box.width > 0 && on && (on === it || it.contains(on))) return 'seen';
    const end = document.elementFromPoint(box.right - Math.min(box.width, 8) / 2, y);
    if (box.width > 0 && end && (end === it || it.contains(end))) return 'seen';
  }
  return 'unseen: ' + it.outerHTML.slice(0, 120);
}"""
#: What is closed is not looked at, so everything is opened but the menu, which is the same on all pages.
OPEN = "document.querySelectorAll('details').forEach((it) => (it.open = !it.matches('.menu')))"
MOST_TABS = 400
#: One page of each kind.
KINDS = [
    "/",
    "/get-help-now/",
    "/numbers/",
    "/rescue/",
    "/rescue/medical-care/",
    "/prevent/report/",
    "/rights/your-rights/",
    "/countries/united-states/",
    "/no-such-page/",
]


class Handler(SimpleHTTPRequestHandler):
    """Files with the headers of the public site; what is missing gets its 404 page."""

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        """Nothing: a test's output is for failures."""


def launch(playwright: Playwright) -> Browser:
    """The Chromium of HANDRAIL_CHROMIUM, of the system, or of Playwright."""
    path = os.environ.get("HANDRAIL_CHROMIUM", "/usr/bin/chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    return playwright.chromium.launch(executable_path=path if Path(path).exists() else None, args=arguments)


def axe(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong on the open page."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then((it) => it.violations)")
    return [(it["id"], [node["html"][:200] for node in it["nodes"]]) for it in found]


def width(page: Page, text: int = 1) -> int:
    """How wide the open page is with everything opened and text so many times as large."""
    page.evaluate(
        "(text) => { document.documentElement.style.fontSize = 100 * text + '%';"
        " document.querySelectorAll('details').forEach((it) => (it.open = true)); }",
        text,
    )
    return int(
        page.evaluate("Math.max(document.documentElement.scrollWidth, document.querySelector('.sheet').scrollWidth)")
    )


def unseen(page: Page) -> list[str]:
    """Walks through the open page by Tab; gives what it landed on that cannot be seen."""
    found = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        where = str(page.evaluate(SEEN))
        if where == "body":
            return found
        if where != "seen":
            found.append(where)
    return [*found, "Tab never comes to an end"]


def open_all(page: Page) -> None:
    """Opens the menu of the page with all of its parts, and searches."""
    page.locator(".menu > summary").click()
    page.evaluate("document.querySelectorAll('.menu details').forEach((it) => (it.open = true))")
    page.locator("#search").fill("a")
    page.locator(".results a").first.wait_for()


def axe_in_every_way(browser: Browser, origin: str, width: int, scheme: str, menu: str) -> list[str]:
    """What axe finds on a page of each kind, from left to right and from right to left, with the menu open or shut."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]  # one of two texts
    page = context.new_page()
    found: list[str] = []
    # The menu is the same on all pages, so that two are enough for it.
    for path in ["/rescue/medical-care/"] if menu == "open" else KINDS:
        for before in ("", "/ar") if path != "/no-such-page/" else ("",):
            page.goto(origin + before + path)
            page.evaluate(OPEN)
            if menu == "open":
                open_all(page)
            found += [f"{before}{path} {width} {scheme} {menu}: {it}" for it in axe(page)]
    context.close()
    return found


def broken_without_scripts(browser: Browser, origin: str) -> list[str]:
    """What of a page cannot be reached or used in a browser that runs no scripts; the search alone may be missing."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    found = []

    def must(what: str, holds: bool) -> None:
        if not holds:
            found.append(f"{path}: {what}")

    for path in KINDS:
        page.goto(origin + path)
        must("the text", page.locator("main h1").first.is_visible())
        must("the way out", (page.locator("a.leave").get_attribute("href") or "").startswith("https://"))
        page.locator(".menu > summary").click()
        must("the menu", page.locator(".menu nav a").first.is_visible())
        must("no search without scripts", not page.locator(".search").is_visible())
        must("no quiet reading without scripts", not page.locator(".quiet").is_visible())
        page.locator(".menu > summary").click()
        for part in page.locator("main details, .toc details").all()[:3]:
            part.locator("summary").first.click()
            must("a part that opens", part.locator("a, p").last.is_visible())
    context.close()
    return found
