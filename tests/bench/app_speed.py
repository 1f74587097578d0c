"""How fast the app shows itself on a slow phone: python tests/bench/app_speed.py (after scripts/build).

Chromium at 360 px with its network and CPU throttled as Lighthouse does on mobile: 150 ms, 1.6 Mbit/s, CPU 4×. Prints
the median of the rounds and their spread. Chromium slows only the page's own thread; what a worker does (Argon2id,
opening the sealed snapshot) runs at full speed, so its time is also printed times four.
"""

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "e2e"), str(HERE.parents[1])]

from rows import measured  # noqa: E402

from client import Device  # noqa: E402  found through the path set above
from daybook import PIN, button, inside, open_with_words, type_pin  # noqa: E402
from live_server import LiveServer  # noqa: E402
from phone import Phone  # noqa: E402

ROUNDS = 5
RECORDS = 1000
HANDLE, PASSPHRASE = "bench-bench-bench", "one two three four five six"
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
OBSERVE = """
window.seen = { lcp: 0, cls: 0, tbt: 0, progress: [], today: 0 };
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value; })
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.tbt += Math.max(0, e.duration - 50); })
  .observe({ type: "longtask", buffered: true });
const Own = Worker;
window.Worker = class extends Own {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (data.event === "onProgress") seen.progress.push([data.given[0], performance.now()]);
    });
  }
};
new MutationObserver(() => {
  if (!seen.today && document.querySelector(".when")) requestAnimationFrame(() => (seen.today = performance.now()));
}).observe(document, { subtree: true, childList: true });
"""


def throttle(context: BrowserContext, page: Page, cpu: int = 4, network: dict[str, Any] | None = None) -> None:
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
    if network:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", network)


def first_screen(playwright: Playwright, server: LiveServer) -> None:
    """Cold: nothing kept, nothing cached."""
    found: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        phone = Phone(playwright, server.origin)
        phone.context.add_init_script(OBSERVE)
        throttle(phone.context, phone.page, network=SLOW)
        phone.visit()
        phone.page.wait_for_load_state("networkidle")
        phone.page.wait_for_timeout(500)
        found.append(phone.page.evaluate("seen"))
        phone.remove()
    measured("App: first screen, cold, slow 4G, 4x CPU: LCP", [one["lcp"] for one in found], "ms", at_most=1800)
    measured("App: first screen, cold: blocked (TBT)", [one["tbt"] for one in found], "ms", at_most=50)
    measured("App: first screen, cold: moved (CLS)", [one["cls"] for one in found], "", at_most=0.02)


async def fill(server: LiveServer) -> None:
    """An account with so many records, through the Python client."""
    async with httpx.AsyncClient(base_url=server.origin, timeout=60) as http:
        device = Device(http)
        await device.sign_up(HANDLE, PASSPHRASE)
        today = dt.datetime.now(dt.UTC).date()
        for n in range(RECORDS):
            day = (today + dt.timedelta(days=1 + n % 300)).isoformat()
            start = {"date": day, "time": "10:00", "zone": "Europe/Berlin"}
            plain: dict[str, Any] = {"type": "appointment", "created": today.isoformat(), "title": f"Date {n}"}
            plain |= {"start": start, "kind": "other", "place": "Long Lane 4", "with": "", "minutes": 30, "needs": []}
            plain |= {"lead_times": [], "bring": ["papers"], "state": "planned"}
            plain |= {"repeat": {"every": "none", "until": None}}
            if n % 3 == 0:
                step = {"id": f"{n:032x}", "text": "One step", "done_on": None, "dropped": False, "order": "V"}
                plain = {"type": "goal", "created": today.isoformat(), "title": f"Goal {n}", "area": "other"}
                plain |= {"state": "active", "steps": [step], "target_date": None, "template": None, "from": None}
            device.save(plain)
        await device.sync()


def kept_daybook(playwright: Playwright, server: LiveServer) -> None:
    """With a daybook of 1,000 records: the first screen offline, and from the key to Today."""
    phone = Phone(playwright, server.origin)
    page = open_with_words(phone, HANDLE, PASSPHRASE)
    inside(page)
    expect(page.locator(".when").first).to_be_visible(timeout=60_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_timeout(3000)
    phone.context.add_init_script(OBSERVE)
    phone.context.set_offline(True)
    first: list[float] = []
    key: list[float] = []
    shown: list[float] = []
    worked: list[float] = []
    for _ in range(ROUNDS):
        page = phone.context.new_page()
        throttle(phone.context, page)
        page.goto(f"{server.origin}/app/")
        page.wait_for_timeout(1500)
        first.append(page.evaluate("seen.lcp"))
        button(page, "front.open").click()
        type_pin(page, PIN, "front.open")
        while not page.evaluate("seen.today > 0"):  # asked from outside: the page's policy forbids `eval`
            page.wait_for_timeout(500)
        told = page.evaluate("seen")
        at = {round(part, 2): when for part, when in told["progress"]}
        key.append(at[0.8] - at[0.1])
        worked.append(at[1] - at[0.8])
        shown.append(told["today"] - at[0.8])
        page.close()
    measured("App: first screen, offline, 4x CPU: LCP", first, "ms", at_most=1000)
    measured(f"App, {RECORDS:,} records: from the key to Today, page at 4x CPU", shown, "ms", at_most=1000)
    measured(f"App, {RECORDS:,} records: of it in the worker, at full speed", worked, "ms")
    both = [page_part + 3 * part for page_part, part in zip(shown, worked, strict=True)]
    measured(f"App, {RECORDS:,} records: the same, the worker's part times four", both, "ms", at_most=1000)
    measured("App: Argon2id 64 MiB, t = 3, at full speed", key, "ms")
    phone.remove()


def main() -> None:
    server = LiveServer("http://localhost:9", HANDRAIL_RATE_LIMITS="off")
    try:
        asyncio.run(fill(server))
        with sync_playwright() as playwright:
            first_screen(playwright, server)
            kept_daybook(playwright, server)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
