"""A phone: Chromium as an Android browser shows itself, with a profile on disk that can be searched and cut off."""

import contextlib
import json
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright, Request

from live_server import CHECKOUT

CHROMIUM = os.environ.get("HANDRAIL_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = CHECKOUT / "build" / "pictures"
AXE = CHECKOUT / "site" / "node_modules" / "axe-core" / "axe.min.js"
# The network is taken away and servers are killed on purpose; all else that a console says is a fault.
EXPECTED = re.compile(r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)")

WATCH = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP violation: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""


#: What the origin keeps where nothing was kept (`Phone.stored`).
NOTHING = {"databases": [], "caches": [], "workers": 0, "local": [], "session": [], "cookies": ""}


class Phone:
    """One browser with one profile. `problems` holds what went wrong in its pages and workers, in words.

    `camera`: a film (Y4M) that its camera sees; without one it has no camera.
    """

    def __init__(self, playwright: Playwright, origin: str, camera: Path | None = None, **options: Any) -> None:
        self._playwright, self.origin = playwright, origin
        self.options = options
        self.camera = camera
        self.profile = Path(tempfile.mkdtemp(prefix="handrail-phone-"))
        self.problems: list[str] = []
        self.allowed: list[str] = []
        self._context: BrowserContext | None = None
        self.page: Page
        self._session: CDPSession | None = None
        self._registration: str | None = None
        self.start()

    @property
    def context(self) -> BrowserContext:
        if self._context is None:
            raise RuntimeError("the phone is off")
        return self._context

    def start(self) -> None:
        """Starts the browser on its profile (again), with one empty page."""
        options = {
            "viewport": {"width": 360, "height": 740},
            "device_scale_factor": 2,
            "is_mobile": True,
            "has_touch": True,
            "locale": "en-GB",
            "timezone_id": "Europe/Berlin",
            "permissions": ["notifications", "clipboard-read", "clipboard-write"],
            "reduced_motion": "reduce",
        } | self.options
        film = [f"--use-file-for-fake-video-capture={self.camera}", "--use-fake-device-for-media-stream"]
        arguments = ARGUMENTS + (film if self.camera else [])
        self._context = self._playwright.chromium.launch_persistent_context(
            self.profile, executable_path=CHROMIUM, args=arguments, chromium_sandbox=False, **options
        )
        self._context.set_default_timeout(15_000)
        self._context.add_init_script(WATCH)
        self._context.on("request", self._on_request)
        self._context.on("console", lambda message: self._on_console(message.type, message.text))
        self._context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        self._session = self._registration = None
        self.page = self._context.pages[0]

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:", "about:", "chrome")):
            self.problems.append(f"a request to {request.url}")

    def _on_console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.problems.append(f"console {kind}: {text}")

    def allow(self, *patterns: str) -> None:
        """Says which problems a test brings about on purpose (regular expressions)."""
        self.allowed.extend(patterns)

    def faults(self) -> list[str]:
        """The problems that no test asked for."""
        return [problem for problem in self.problems if not any(re.search(each, problem) for each in self.allowed)]

    def visit(self, path: str = "/app/") -> Page:
        """Loads a page of the server under test."""
        self.page.goto(self.origin + path)
        return self.page

    def kill(self) -> None:
        """Ends the browser as an empty battery does; its profile stays as it is on the disk."""
        for process in list(self._processes()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._close()

    def off(self) -> None:
        """Closes the browser in order; its profile stays."""
        self._close()

    def _close(self) -> None:
        if self._context:
            with contextlib.suppress(Error):
                self._context.close()
            self._context = None

    def remove(self) -> None:
        """Closes the browser and deletes its profile."""
        self._close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def arguments(self) -> list[str]:
        """What the browser was started with."""
        return [
            one.decode()
            for process in self._processes()
            for one in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        ]

    def _processes(self) -> Iterator[int]:
        wanted = f"--user-data-dir={self.profile}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if wanted in (entry / "cmdline").read_bytes().split(b"\0"):
                        yield int(entry.name)

    def written(self) -> dict[str, bytes]:
        """Every file of the profile: path in it → bytes. Close or kill the browser first."""
        files = (path for path in self.profile.rglob("*") if path.is_file() and not path.is_symlink())
        return {str(path.relative_to(self.profile)): path.read_bytes() for path in files}

    def stored(self) -> dict[str, Any]:
        """What the origin keeps, as its own page sees it."""
        return self.page.evaluate(
            """async () => ({
              databases: (await indexedDB.databases()).map((each) => each.name),
              caches: await caches.keys(),
              workers: (await navigator.serviceWorker.getRegistrations()).length,
              local: Object.entries(localStorage),
              session: Object.entries(sessionStorage),
              cookies: document.cookie,
            })"""
        )

    # ── push ──

    def push(self, payload: Any) -> None:
        """Delivers a push to the service worker as Chromium's push client does after decrypting."""
        if self._session is None:
            self._session = self.context.new_cdp_session(self.page)
            self._session.on("ServiceWorker.workerRegistrationUpdated", self._on_registration)
            self._session.send("ServiceWorker.enable")
        # A push for a worker that is not active yet is dropped.
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        while self._registration is None:
            self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        data = payload if isinstance(payload, str) else json.dumps(payload)
        message = {"origin": self.origin, "registrationId": self._registration, "data": data}
        # Chromium drops one that comes while its worker is being started: it is sent again until the worker told of it.
        for _ in range(8):
            self.page.evaluate(
                """() => {
                  window.pushArrived = false;
                  navigator.serviceWorker.addEventListener("message", ({data}) => {
                    if (data === "pushed") window.pushArrived = true;
                  });
                }"""
            )
            self._session.send("ServiceWorker.deliverPushMessage", message)
            arrived = """async () => {
              for (const end = Date.now() + 3000; !window.pushArrived && Date.now() < end; )
                await new Promise((resolve) => setTimeout(resolve, 50));
              return window.pushArrived;
            }"""
            if self.page.evaluate(arrived):
                return
        raise AssertionError("no push reached the worker")

    def _on_registration(self, event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if not registration["isDeleted"]:
                self._registration = registration["registrationId"]

    def notifications(self) -> list[dict[str, Any]]:
        """What the phone shows now, newest last."""
        return self.page.evaluate(
            """async () => {
              const registration = await navigator.serviceWorker.ready;
              return (await registration.getNotifications()).map((each) =>
                ({title: each.title, body: each.body, tag: each.tag, silent: each.silent, data: each.data}));
            }"""
        )

    def wait_for_notifications(self, condition: str) -> list[dict[str, Any]]:
        """Waits until the notifications `all` meet a JavaScript condition, and gives them."""
        self.page.evaluate(
            """async (condition) => {
              const holds = new Function("all", "return " + condition);
              const registration = await navigator.serviceWorker.ready;
              for (const end = Date.now() + 20000; !holds(await registration.getNotifications()); ) {
                if (Date.now() > end) throw new Error("never: " + condition);
                await new Promise((resolve) => setTimeout(resolve, 50));
              }
            }""",
            condition,
        )
        return self.notifications()

    def tap_notification(self) -> None:
        """Taps the one notification that is shown."""
        worker = self.context.service_workers[0]
        worker.evaluate(
            """async () => {
              const [notification] = await registration.getNotifications();
              dispatchEvent(new NotificationEvent("notificationclick", {notification}));
            }"""
        )

    # ── judging ──

    def until(self, condition: str, argument: object = None, seconds: float = 15) -> None:
        """Waits until a JavaScript expression or function holds. Asks from outside: the page's CSP forbids `eval`."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition, argument):
            if time.monotonic() > end:
                raise AssertionError(f"never: {condition}")
            self.page.wait_for_timeout(50)

    def works_offline(self) -> None:
        """Waits until the service worker holds every file of the app, as it does soon after keeping."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def seen(self) -> str:
        """What the page shows now, in words."""
        try:
            return f"{self.page.url}\n{self.page.locator('body').aria_snapshot()}"
        except Error as error:
            return f"not to be seen: {error}"

    def picture(self, name: str, *, full: bool = False) -> None:
        """Keeps a screenshot as ``build/pictures/<name>.png``."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=full, animations="disabled", caret="hide")

    def axe(self) -> list[str]:
        """What axe-core finds on the page as it is now, one line each; empty is well."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then((all) => all.violations)"
        )
        return [
            f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for each in violations
            for node in each["nodes"]
        ]

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def put_away(phones: list[Phone]) -> None:
    """Removes them all; any console error, CSP violation or foreign request that no test asked for is a failure."""
    for phone in phones:
        phone.remove()
    faults = [fault for phone in phones for fault in phone.faults()]
    assert not faults, "\n".join(faults)
