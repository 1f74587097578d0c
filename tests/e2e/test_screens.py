"""Every screen, looked at: nothing for axe to say, nothing sideways at 320 px, a picture of each.

Light, at 320 px. With HANDRAIL_TEST_ALL dark as well, and both are axe-checked at 320 px and at 1280 px, too.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from playwright.sync_api import expect

import screens
from daybook import keep, unlock
from phone import Phone
from walked import ALL, BEFORE_RELEASE, before_release

# These stand nowhere before the lock (design: what the app is for is not told).
TELLING = re.compile("traffick|victim|survivor|hotline|case manager|safety|lawyer", re.IGNORECASE)


def whole_walk(phone: Phone) -> Iterator[str]:
    def inside() -> Iterator[str]:
        unlock(phone)
        screens.fill(phone)
        yield from chain(screens.daybook(phone), screens.more(phone))

    return chain(screens.before_the_lock(phone), inside())


@pytest.mark.parametrize("scheme", ["light", before_release("dark")])
def test_every_screen_is_well_formed_and_fits_a_narrow_phone(new_phone: Callable[..., Phone], scheme: str) -> None:
    phone = new_phone(color_scheme=scheme)
    found: list[str] = []
    for name in whole_walk(phone):
        phone.picture(name if scheme == "light" else f"{name}-dark")
        found += [f"{name}: {line}" for line in phone.axe()]
        widths = (320, 1280) if ALL else (320,)
        for width in widths:
            phone.page.set_viewport_size({"width": width, "height": 640})
            if phone.scrolls_sideways():
                found.append(f"{name}: scrolls sideways at {width} px")
            if ALL:
                found += [f"{name} at {width} px: {line}" for line in phone.axe()]
        phone.page.set_viewport_size({"width": 360, "height": 740})
    assert found == []


@BEFORE_RELEASE
def test_pictures_of_every_screen_with_words_that_cannot_be_read(new_phone: Callable[..., Phone]) -> None:
    """For whoever judges whether pictures alone lead through the app; nothing is asserted but that it can be walked."""
    phone = new_phone()
    phone.context.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
             const sheet = new CSSStyleSheet();
             sheet.replaceSync("* { -webkit-text-security: square !important; }");
             document.adoptedStyleSheets = [sheet];
           });"""
    )
    for name in whole_walk(phone):
        phone.picture(f"{name}-unread")


def test_text_at_twice_its_size_fits_too(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    wide: list[str] = []
    phone.context.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
    )
    wide += [name for name in screens.before_the_lock(phone) if phone.scrolls_sideways()]
    unlock(phone)
    screens.fill(phone)
    wide += [name for name in screens.daybook(phone) if phone.scrolls_sideways()]
    assert wide == []


def test_no_screen_before_the_lock_tells_what_it_is_for(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    told: list[str] = []
    for name in screens.before_the_lock(phone):
        shown = phone.page.locator("body").inner_text() + phone.page.title() + phone.page.url
        told += [f"{name}: {word}" for word in TELLING.findall(shown)]
    assert told == []


def test_the_first_page_and_what_it_loads_hold_no_telling_word(phone: Phone) -> None:
    loaded: list[tuple[str, str]] = []
    phone.context.on("response", lambda response: loaded.append((response.url, response.text())))
    phone.visit()
    expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    texts = [*loaded, ("manifest", phone.page.evaluate("fetch('/app/manifest.webmanifest').then((r) => r.text())"))]
    assert any(url.endswith(".js") for url, _ in texts)
    assert [(url, TELLING.findall(text)) for url, text in texts if TELLING.search(text)] == []


def test_one_whole_path_by_keyboard_alone(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(has_touch=False, is_mobile=False)
    page = phone.visit()

    def go_by_tab(name: str, role: str = "button") -> None:
        """Tabs until the element with this name has the focus, and shows it."""
        wanted = page.get_by_role(role, name=name, exact=True)
        expect(wanted.first).to_be_visible()
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.first.evaluate("(element) => element === document.activeElement"):
                box = wanted.first.bounding_box()
                assert box, f"{name} has the focus and is not to be seen"
                outline = wanted.first.evaluate("(element) => getComputedStyle(element).outlineStyle")
                assert outline != "none", f"{name} does not show that it has the focus"
                return
        raise AssertionError(f"Tab does not lead to {name}")

    words = screens.t
    go_by_tab(words("front.keep"))
    page.keyboard.press("Enter")
    go_by_tab(words("keep.choose-pin"))
    page.keyboard.press("Enter")
    for says in ("keep.pin-first", "keep.pin-again"):
        expect(page.get_by_text(words(says))).to_be_visible()
        page.wait_for_timeout(500)  # nobody types within the frame in which the pad appears
        page.keyboard.type("480261")
        page.keyboard.press("Enter")
    screens.inside(page)
    go_by_tab(words("places.goals"))
    page.keyboard.press("Enter")
    go_by_tab(words("goals.new"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name=words("goals.title"))).to_be_focused()
    page.keyboard.type("Walk every day")
    go_by_tab(words("things.steps-add"), "textbox")
    page.keyboard.type("Round the park")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Round the park")).to_be_visible()
    go_by_tab(words("goals.save"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Walk every day")).to_be_visible()
    go_by_tab(words("front.close"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name=words("front.ways"))).to_be_visible()


def test_nothing_offers_to_translate_or_to_keep_her_words(phone: Phone) -> None:
    page = keep(phone)
    assert page.evaluate("document.documentElement.translate") is False
    assert page.locator("form, input[type=password], input[name=password]").count() == 0
    unhelped: list[str] = []
    screens.fill(phone)
    for name in screens.daybook(phone):
        unhelped += page.evaluate(
            """(name) => [...document.querySelectorAll("input:not([type]), input[type=text], textarea")]
              .filter((field) => field.autocomplete !== "off" || field.spellcheck || field.name)
              .map((field) => name + ": " + field.outerHTML)""",
            name,
        )
    assert unhelped == []
