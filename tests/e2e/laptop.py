"""A laptop: a second browser beside the phone, 1280 px wide, with a keyboard; and what crosses its wire."""

import re
import time
from typing import Any

from playwright.sync_api import Locator, Page, Playwright, Request, Response, expect

from phone import Phone
from protocol.totp import STEP, code_at
from words import t

WIDE = {"width": 1280, "height": 800}


class Laptop(Phone):
    """A browser with a wide window. `traffic` holds every request and answer of the API, as text."""

    def __init__(self, playwright: Playwright, origin: str, **options: Any) -> None:
        self.traffic: list[str] = []
        self.secret = ""
        self.spent = 0
        self.handle = self.passphrase = ""
        desk = {"viewport": WIDE, "device_scale_factor": 1, "is_mobile": False, "has_touch": False}
        super().__init__(playwright, origin, **(desk | options))

    def start(self) -> None:
        """Starts the browser and begins to listen to its wire."""
        super().start()
        self.context.on("request", self._heard_request)
        self.context.on("response", self._heard_response)

    def _heard_request(self, request: Request) -> None:
        if "/api/" in request.url:
            self.traffic.append(f"{request.method} {request.url}\n{request.post_data or ''}")

    def _heard_response(self, response: Response) -> None:
        if "/api/" in response.url:
            self.traffic.append(response.text())


def d(key: str, **values: object) -> str:
    """A text of the desk."""
    return t(f"desk.{key}", **values)


def press(laptop: Laptop, key: str, **values: object) -> Locator:
    """The button that reads as a text of the desk."""
    return laptop.page.get_by_role("button", name=d(key, **values), exact=True)


def typed(laptop: Laptop, key: str) -> Locator:
    """The text field labelled with a text of the desk."""
    return laptop.page.get_by_role("textbox", name=d(key), exact=True)


def sign_up(laptop: Laptop, staff_code: str) -> Page:
    """From the door with a one-time code to the open desk, through words that are typed back and a second step."""
    page = laptop.visit("/desk/")
    press(laptop, "door.sign-up").click()
    typed(laptop, "up.code").fill(staff_code)
    expect(page.locator("ol.words li")).to_have_count(9, timeout=30_000)
    words = [re.sub(r"\s", "", one) for one in page.locator("ol.words li").all_inner_texts()]
    laptop.handle, laptop.passphrase = "-".join(words[:3]), " ".join(words[3:])
    press(laptop, "next").click()
    typed(laptop, "door.passphrase").fill(laptop.passphrase)
    press(laptop, "up.make").click()
    set_up_second_step(laptop)
    return page


def set_up_second_step(laptop: Laptop) -> None:
    """Takes the secret from the page, as a code app does, and gives a code back."""
    shown = laptop.page.locator("p.code")
    expect(shown).to_be_visible(timeout=40_000)
    laptop.secret = shown.inner_text().replace(" ", "")
    typed(laptop, "second.code").fill(code_at(laptop.secret))
    press(laptop, "second.confirm").click()
    pass_second_step(laptop)


def pass_second_step(laptop: Laptop, ahead: float = 0) -> None:
    """Types the next code: the last one may be spent, and one step ahead counts too. `ahead`: the server's clock."""
    expect(press(laptop, "second.go")).to_be_visible(timeout=40_000)
    code_time = time.time() + ahead + STEP
    if code_time // STEP <= laptop.spent:  # each code counts once
        laptop.page.wait_for_timeout((laptop.spent * STEP + STEP - code_time) * 1000 + 500)
        code_time = time.time() + ahead + STEP
    laptop.spent = code_time // STEP
    typed(laptop, "second.code").fill(code_at(laptop.secret, code_time))
    press(laptop, "second.go").click()
    opened(laptop)


def opened(laptop: Laptop) -> None:
    """Waits until the desk is open."""
    expect(laptop.page.get_by_role("navigation", name=d("place.name"))).to_be_visible(timeout=40_000)


def lock(laptop: Laptop) -> None:
    press(laptop, "lock").click()
    expect(typed(laptop, "door.passphrase")).to_be_visible()


def unlock(laptop: Laptop) -> None:
    typed(laptop, "door.passphrase").fill(laptop.passphrase)
    press(laptop, "door.open").click()
    opened(laptop)


def go(laptop: Laptop, place: str) -> None:
    laptop.page.get_by_role("navigation").get_by_role("button", name=d(f"place.{place}")).click()


def make_code(laptop: Laptop, name: str, you: str = "Sample Worker") -> str:
    """Makes a code for fifteen minutes, in the name of `you`; gives its 27 characters."""
    page = laptop.page
    go(laptop, "connect")
    if not typed(laptop, "connect.you").input_value():
        typed(laptop, "connect.you").fill(you)
        typed(laptop, "connect.organisation").fill("Sample House")
    typed(laptop, "connect.name").fill(name)
    press(laptop, "connect.make").click()
    expect(page.locator("p.code")).to_be_visible(timeout=20_000)
    return page.locator("p.code").first.inner_text().replace(" ", "")


def four_words(laptop: Laptop) -> list[str]:
    """The words that the desk shows once somebody took the code."""
    words = laptop.page.locator("ol.four li")
    expect(words).to_have_count(4, timeout=30_000)
    return words.all_inner_texts()


def open_person(laptop: Laptop, name: str) -> None:
    go(laptop, "people")
    laptop.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()
    expect(laptop.page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def look_for_new(laptop: Laptop) -> None:
    """Fetches what is new."""
    press(laptop, "fresh").click()
