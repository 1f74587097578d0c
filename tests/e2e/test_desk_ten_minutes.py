"""A meeting prepared from the demo, as `docs/ten-minutes.md` tells it: each thing counted in clicks, with pictures."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo_desk_run import Demo, sign_in, started
from laptop import Laptop, d, press, typed
from live_server import CHECKOUT
from phone import PICTURES
from walked import BEFORE_RELEASE

COUNT = """const clicks = () => Number(sessionStorage.getItem("clicks") || 0);
addEventListener("click", (event) => {
  if (event.isTrusted && event.detail > 0) sessionStorage.setItem("clicks", clicks() + 1);
}, true);"""
PAGE = (CHECKOUT / "docs" / "ten-minutes.md").read_text(encoding="utf-8")
LARGEST = 80_000  # bytes of a picture
WHO = "Person Eight"


class Clicks:
    """Counts clicks for each thing (keys are not counted), and keeps a picture of a part of the screen."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop, self.page = laptop, laptop.page
        self.lines: list[tuple[str, int]] = []

    def _now(self) -> int:
        return int(self.page.evaluate("Number(sessionStorage.getItem('clicks') || 0)"))

    @contextmanager
    def need(self, what: str) -> Iterator[None]:
        before = self._now() if self.page.url.startswith("http") else 0
        yield
        self.lines.append((what, self._now() - before))

    def picture(self, name: str, x: int, wide: int, high: int = 560) -> None:
        """A part of the window as ``build/pictures/ten-<name>.png``, small enough for the documents."""
        path = PICTURES / f"ten-{name}.png"
        PICTURES.mkdir(parents=True, exist_ok=True)
        clip = {"x": x, "y": 65, "width": wide, "height": high}
        self.page.screenshot(path=path, clip=clip, animations="disabled", caret="hide")  # type: ignore[arg-type]
        assert path.stat().st_size <= LARGEST, (name, path.stat().st_size)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with started(tmp_path) as running:
        yield running


def to_the_top(page: Page, heading: str) -> None:
    """Scrolls so that a heading stands under the bar."""
    page.get_by_role("heading", name=heading, exact=True).evaluate(
        "(element) => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 90)"
    )
    page.wait_for_timeout(200)


@BEFORE_RELEASE
def test_a_meeting_is_prepared_with_few_clicks_and_as_it_is_told(new_laptop: Callable[..., Laptop], demo: Demo) -> None:
    laptop = new_laptop(origin=demo.origin)
    laptop.context.add_init_script(COUNT)
    page, clicks = laptop.page, Clicks(laptop)
    began = time.monotonic()
    with clicks.need("Open the desk: words, then a code"):
        sign_in(laptop, demo)
    with clicks.need("Read the week: what is to be arranged, which dates come, what changed"):
        expect(page.locator(".need").first).to_be_visible(timeout=30_000)
        page.wait_for_timeout(1000)
    clicks.picture("week", 0, 640)
    with clicks.need("Open the person whose meeting it is"):
        need = page.locator(".need").filter(has_text=WHO).first
        need.get_by_role("button", name=WHO, exact=True).click()
        expect(page.get_by_text(d("answer.please-move")).first).to_be_visible()
    clicks.picture("person", 330, 880)
    with clicks.need("Tell that the ride is arranged"):
        what = d("need.arrange-name", what=d("need.transport"), name=WHO)
        page.get_by_role("button", name=what, exact=True).click()
        typed(laptop, "need.how").fill("9:15, blue car")
        typed(laptop, "need.how").press("Enter")
        expect(page.get_by_text(d("need.told"), exact=True)).to_be_visible()
    to_the_top(page, d("person.ahead"))
    clicks.picture("arranged", 330, 880, 480)
    with clicks.need("Write a note for the meeting"):
        typed(laptop, "notes.text").click()
        page.keyboard.type("Ask if another day is better. Childcare is still open.")
        press(laptop, "notes.keep").click()
        expect(page.get_by_text("Childcare is still open.", exact=False).first).to_be_visible()
    with clicks.need("Suggest a next step"):
        press(laptop, "suggest.step").click()
        expect(page.get_by_text(d("suggest.there"))).to_contain_text("Ride all the way")
        page.keyboard.type("Ask the driver where to get off")
        to_the_top(page, d("suggest.title"))
        clicks.picture("suggest", 330, 880, 520)
        press(laptop, "suggest.send").click()
        expect(page.get_by_text(d("suggest.sent"), exact=True)).to_be_visible()
    with clicks.need("Look at what the two of you will look at"):
        press(laptop, "review.open").click()
        expect(page.get_by_role("heading", name=d("review.title"))).to_be_visible()
    expect(page.get_by_text("9:15, blue car")).to_be_visible()
    expect(page.get_by_text("Person Nine")).to_be_hidden()
    clicks.picture("together", 0, 1280, 420)
    with clicks.need("Lock the desk"):
        press(laptop, "lock").click()
        expect(typed(laptop, "door.passphrase")).to_be_visible()
    # A machine does not read: this only tells that the desk itself does not keep anyone waiting.
    assert time.monotonic() - began < 240
    told = [(what, int(count)) for what, count in re.findall(r"^\| (.+?) \| (\d+) \|", PAGE, re.MULTILINE)]
    assert clicks.lines == told
