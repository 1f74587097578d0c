"""Every screen of the desk by keyboard alone, at 1280 and at 360 px, light and dark: nothing for axe to say, nothing
sideways, each place that Tab leads to is seen, and the focus is never lost."""

import re
import sys
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Locator, expect

from a_survivor import takes
from both import NARROW
from daybook import ZONE
from laptop import WIDE, Laptop, d, four_words, opened
from live_server import CHECKOUT, LiveServer
from protocol.totp import STEP, code_at
from walked import BEFORE_RELEASE

sys.path.insert(0, str(CHECKOUT / "scripts"))

from demo_desk import shared_by

FOCUS = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const style = getComputedStyle(on);
  const box = on.getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return { ring, inside, html: on.outerHTML.replace(/^.*? id=/, "id=").slice(0, 160) };
}"""


class Hands:
    """Somebody who has no mouse. `found` is what was wrong on the way."""

    def __init__(self, laptop: Laptop, size: str) -> None:
        self.laptop, self.page, self.size = laptop, laptop.page, size
        self.found: list[str] = []

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    def to(self, wanted: Locator) -> None:
        """Tabs to it; on the way every stop shows that it has the focus, and is in sight."""
        expect(wanted.first).to_be_visible(timeout=40_000)
        for _ in range(150):
            if wanted.first.evaluate("(element) => element === document.activeElement"):
                return
            self.key("Tab")
            focus = self.page.evaluate(FOCUS)
            if focus and not (focus["ring"] and focus["inside"]):
                self.found.append(f"{self.size}: not seen: {focus}")
        raise AssertionError(f"Tab does not lead to {wanted}")

    def button(self, key: str, **values: object) -> None:
        """Tabs to the button and presses Enter."""
        self.to(self.page.get_by_role("button", name=d(key, **values), exact=True))
        self.key("Enter")

    def type(self, key: str, text: str) -> None:
        """Tabs to the field and types."""
        self.to(self.page.get_by_role("textbox", name=d(key), exact=True))
        self.page.keyboard.type(text)

    def place(self, name: str) -> None:
        self.to(self.page.get_by_role("navigation").get_by_role("button", name=d(f"place.{name}")))
        self.key("Enter")

    def looks(self, name: str) -> None:
        """A picture in both schemes, and what axe says in each; nothing goes sideways; the focus is somewhere."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
            self.page.wait_for_timeout(100)
            self.laptop.picture(f"desk-{self.size}-{name}-{scheme}", full=True)
            self.found += [f"{name} {self.size} {scheme}: {line}" for line in self.laptop.axe()]
        if self.laptop.scrolls_sideways():
            self.found.append(f"{name} {self.size}: scrolls sideways")

    def held(self, name: str) -> None:
        """After a press the focus stays on something, so that the next Tab goes on from there."""
        self.page.wait_for_timeout(300)
        if self.page.evaluate(FOCUS) is None:
            self.found.append(f"{name} {self.size}: the focus is lost")


def door(hands: Hands, code: str) -> None:
    """From the door, by the one-time code, to the open desk."""
    laptop, page = hands.laptop, hands.page
    laptop.visit("/desk/")
    hands.to(page.get_by_role("button", name=d("door.sign-up"), exact=True))
    hands.looks("door")
    hands.button("door.code")
    hands.looks("door-code")
    hands.button("back")
    hands.button("door.sign-in")
    hands.looks("door-sign-in")
    hands.button("back")
    hands.button("door.sign-up")
    words = page.locator("ol.words li")
    expect(words).to_have_count(9, timeout=30_000)
    hands.type("up.code", code)
    hands.looks("door-sign-up")
    told = [re.sub(r"\s", "", one) for one in words.all_inner_texts()]
    laptop.handle, laptop.passphrase = "-".join(told[:3]), " ".join(told[3:])
    hands.button("next")
    hands.type("door.passphrase", laptop.passphrase)
    hands.looks("door-again")
    hands.button("up.make")
    expect(page.locator("p.code")).to_be_visible(timeout=60_000)
    laptop.secret = page.locator("p.code").inner_text().replace(" ", "")
    hands.looks("second-set-up")
    hands.type("second.code", code_at(laptop.secret))
    hands.button("second.confirm")
    expect(page.get_by_role("button", name=d("second.go"), exact=True)).to_be_visible(timeout=40_000)
    hands.looks("second")
    hands.type("second.code", code_at(laptop.secret, time.time() + STEP))
    hands.key("Enter")
    opened(laptop)


def connecting(hands: Hands, origin: str) -> None:
    """A code, four words, and a person with things of each kind."""
    page = hands.page
    hands.place("connect")
    hands.looks("connect")
    hands.type("connect.you", "Sample Worker")
    hands.type("connect.organisation", "Sample House")
    hands.type("connect.name", "Person Nine")
    hands.button("connect.make")
    code = page.locator("p.code").first
    expect(code).to_be_visible(timeout=20_000)
    hands.held("code")
    hands.looks("code")
    plains = shared_by(9, datetime.now(ZONE).date(), ZONE.key)
    assert takes(origin, code.inner_text().replace(" ", ""), *plains) == four_words(hands.laptop)
    hands.looks("four-words")
    hands.button("words.same")
    expect(page.get_by_role("heading", name="Person Ten", exact=True)).to_be_visible(timeout=30_000)


def one_person(hands: Hands) -> None:
    """All that opens on a person's page."""
    page = hands.page
    expect(page.get_by_text("blue teapot")).to_be_visible(timeout=30_000)
    hands.looks("person")
    hands.button("contact.no")
    hands.held("contact")
    for what in ("goal", "step", "appointment", "milestone"):
        hands.button(f"suggest.{what}")
        hands.held(f"suggest-{what}")
        hands.looks(f"suggest-{what}")
    hands.type("suggest.milestone-title", "Library card")
    hands.button("suggest.send")
    expect(page.get_by_text(d("suggest.sent"), exact=True)).to_be_visible()
    hands.held("suggested")
    hands.type("notes.text", "Bring the form")
    hands.button("notes.keep")
    expect(page.get_by_role("button", name=d("notes.remove-name", text="Bring the form"))).to_be_visible()
    hands.held("noted")
    hands.button("moved.say-name", title="Dentist")
    hands.held("moved")
    hands.looks("moved")
    hands.button("cancel")
    hands.held("moved-cancelled")
    hands.button("steps.show")
    hands.looks("steps")
    for key in ("pass", "ending"):
        hands.button(f"{key}.open")
        hands.held(f"{key} opened")
        hands.looks(key)
        hands.button("cancel")
        hands.held(f"{key} cancelled")
    hands.button("review.open")
    expect(page.get_by_role("heading", name=d("review.title"))).to_be_focused()
    # Who sits beside the desk sees no name of anybody else.
    expect(page.locator(".left")).to_be_hidden()
    hands.looks("review")
    hands.button("close")
    hands.held("reviewed")
    hands.button("person.met-today")
    hands.held("met")


def other_places(hands: Hands) -> None:
    """The week with a need to arrange, totals, the account, the keys; then the end of the link, and the lock."""
    page = hands.page
    hands.place("week")
    hands.looks("week")
    hands.button("need.arrange-name", what=d("need.transport"), name="Person Ten")
    hands.held("arranging")
    hands.looks("arranging")
    hands.page.keyboard.type("9:15, blue car")
    hands.button("need.send")
    expect(page.get_by_text(d("need.told"), exact=True).first).to_be_visible()
    hands.held("arranged")
    for place in ("totals", "account", "people"):
        hands.place(place)
        hands.looks(place)
    hands.key("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    hands.looks("keys")
    hands.key("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    hands.key("/")
    page.keyboard.type("ten")
    hands.key("ArrowDown")
    hands.key("Enter")
    expect(page.get_by_role("heading", name="Person Ten", exact=True)).to_be_visible()
    hands.button("ending.open")
    hands.to(page.get_by_role("checkbox", name=d("ending.sure")))
    hands.key("Space")
    hands.button("ending.end")
    expect(page.get_by_role("button", name=d("ending.remove"), exact=True)).to_be_visible(timeout=20_000)
    hands.held("ended")
    hands.looks("ended")
    hands.button("lock")
    expect(page.get_by_role("textbox", name=d("door.passphrase"), exact=True)).to_be_focused()
    hands.looks("locked")
    page.keyboard.type("not the words")
    hands.key("Enter")
    expect(page.get_by_role("alert")).to_have_text(d("door.wrong"), timeout=40_000)
    hands.looks("locked-wrong")


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="360", marks=BEFORE_RELEASE)])
def test_every_screen_of_the_desk_by_keyboard_alone_in_both_schemes(
    new_laptop: Callable[..., Laptop], live_server: LiveServer, size: dict[str, int]
) -> None:
    laptop = new_laptop()
    laptop.page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of the two
    hands = Hands(laptop, str(size["width"]))
    door(hands, live_server.staff_code())
    connecting(hands, live_server.origin)
    one_person(hands)
    other_places(hands)
    assert not hands.found, "\n".join(dict.fromkeys(hands.found))
