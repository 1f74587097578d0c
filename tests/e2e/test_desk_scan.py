"""Her phone scans the square on the desk's screen: the camera only while it scans, and typing where it cannot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from both import say_yes
from daybook import button, field, go_to, keep
from film import film
from laptop import Laptop, d, four_words, make_code, press, sign_up
from live_server import LiveServer
from phone import Phone
from words import t

# Counts what is asked of the camera, and keeps what it gave.
WATCHED = """
const asked = (window.asked = []);
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  asked.push({ wanted, tracks: [] });
  const one = asked[asked.length - 1];
  const stream = await real(wanted);
  one.tracks = stream.getTracks();
  return stream;
};
"""
SEEN = {"permissions": ["notifications", "camera"]}


def asked(page: Page) -> list[dict[str, Any]]:
    """What was asked of the camera so far, and how the tracks it gave stand."""
    return page.evaluate(
        """window.asked.map(({wanted, tracks}) =>
          ({wanted, tracks: tracks.map((one) => one.kind + " " + one.readyState)}))"""
    )


def to_connect(page: Page) -> None:
    go_to(page, "more")
    page.get_by_role("button", name=t("sharing.title")).first.click()
    button(page, "connect.title").click()
    expect(field(page, "connect.code")).to_be_visible()


@pytest.fixture
def code(laptop: Laptop, live_server: LiveServer) -> str:
    """A code that stands on the screen of a desk."""
    sign_up(laptop, live_server.staff_code())
    return make_code(laptop, "Person One")


def test_the_square_is_scanned_and_the_camera_is_off_at_once(
    new_phone: Callable[..., Phone], laptop: Laptop, code: str, tmp_path: Path
) -> None:
    square = laptop.page.get_by_role("img", name=d("connect.square")).screenshot()
    phone = new_phone(camera=film(laptop.context, square, tmp_path / "square.y4m"), **SEEN)
    phone.context.add_init_script(WATCHED)
    loaded: list[str] = []
    phone.context.on("request", lambda request: loaded.append(request.url))
    page = keep(phone)
    assert page.evaluate("'BarcodeDetector' in globalThis") is False, "this way goes through jsQR"
    to_connect(page)
    assert asked(page) == [], "the camera is asked for only when she presses Scan"
    before = len(loaded)
    button(page, "connect.scan").click()
    hers = say_yes(page, "Sample Worker")
    assert hers == four_words(laptop)
    (one,) = asked(page)
    assert one["wanted"] == {"video": {"facingMode": "environment"}, "audio": False}
    assert one["tracks"] == ["video ended"]
    # The reader came from here, when it was wanted; no picture went anywhere (`put_away` looks for foreign requests).
    scripts = [url for url in loaded[before:] if url.endswith(".js")]
    assert scripts, "its reader is a part of its own"
    button(page, "connect.same").click()
    press(laptop, "words.same").click()
    expect(laptop.page.get_by_role("heading", name="Person One", exact=True)).to_be_visible()


def test_back_and_close_end_the_camera_before_anything_is_read(
    new_phone: Callable[..., Phone], laptop: Laptop, live_server: LiveServer, tmp_path: Path
) -> None:
    laptop.visit("/desk/")
    nothing = laptop.page.locator("h1").screenshot()
    phone = new_phone(camera=film(laptop.context, nothing, tmp_path / "nothing.y4m"), **SEEN)
    phone.context.add_init_script(WATCHED)
    page = keep(phone)
    for way in ("front.back", "front.close"):
        to_connect(page)
        button(page, "connect.scan").click()
        expect(page.get_by_text(t("scan.says"))).to_be_visible()
        phone.until("window.asked.at(-1).tracks.some((one) => one.readyState === 'live')")
        phone.picture("sharing-scan")
        button(page, way).first.click()
        phone.until("window.asked.at(-1).tracks.every((one) => one.readyState === 'ended')")
    assert len(asked(page)) == 2


def test_without_a_camera_or_leave_to_use_it_she_types(
    new_phone: Callable[..., Phone], laptop: Laptop, code: str
) -> None:
    phone = new_phone()  # neither a camera nor leave
    page = keep(phone)
    to_connect(page)
    button(page, "connect.scan").click()
    expect(page.get_by_role("alert").filter(has_text=t("scan.no-camera"))).to_be_visible()
    assert phone.axe() == []
    button(page, "front.back").click()
    field(page, "connect.code").fill(code)
    button(page, "connect.look").click()
    assert say_yes(page, "Sample Worker") == four_words(laptop)
