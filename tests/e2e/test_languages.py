"""Four languages: the phone's own at first, chosen on the first screen, kept on this phone alone, offline too."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import words
from daybook import PIN, button, choose_pin, go_to, inside, keep, refuse_reminders, unlock
from phone import NOTHING, Phone
from test_screens import whole_walk
from walked import before_release
from words import t

NAMES = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}


@pytest.fixture(autouse=True)
def in_english_again() -> Iterator[None]:
    yield
    words.speak("en")


def spoken(page: Page) -> tuple[str, str]:
    return tuple(page.evaluate("[document.documentElement.lang, document.documentElement.dir]"))


def choose(page: Page, language: str) -> None:
    page.locator(".layer:not([inert])").get_by_role("button", name=NAMES[language], exact=True).click()
    expect(page.locator(f"html[lang={language}]")).to_have_count(1)
    words.speak(language)


def until_kept(phone: Phone, language: str) -> None:
    """Waits until the texts of a language lie on the phone."""
    phone.until(
        """async (folder) => {
          for (const name of await caches.keys()) {
            const kept = (await (await caches.open(name)).keys()).map((one) => one.url);
            if (kept.filter((url) => url.includes(folder)).length > 15) return true;
          }
          return false;
        }""",
        f"/words/{language}/",
    )


@pytest.mark.parametrize(("locale", "language"), [("fr-CA", "fr"), ("es-MX", "es"), ("ar-SY", "ar"), ("uk-UA", "en")])
def test_the_first_screen_speaks_the_language_of_the_phone(
    new_phone: Callable[..., Phone], locale: str, language: str
) -> None:
    phone = new_phone(locale=locale)
    phone.context.add_init_script(
        # What stands on the page at each moment, so that a flash of another language is seen.
        "const shown = (window.shown = new Set());"
        "new MutationObserver(() => { if (document.body?.innerText) shown.add(document.body.innerText); })"
        ".observe(document, {childList: true, subtree: true, characterData: true});"
    )
    page = phone.visit()
    words.speak(language)
    expect(button(page, "front.keep")).to_be_visible()
    assert spoken(page) == (language, "rtl" if language == "ar" else "ltr")
    if language != "en":
        assert not [text for text in page.evaluate("[...shown]") if words.read("en")["front.open"] in text]
        expect(page.get_by_text(t("front.machine"))).to_be_visible()


def test_a_choice_before_keeping_stores_nothing(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    page = phone.visit()
    expect(button(page, "front.keep")).to_be_visible()
    choose(page, "es")
    expect(button(page, "front.keep")).to_be_visible()
    button(page, "front.open").click()
    inside(page)
    for place in ("goals", "dates", "more", "today"):
        go_to(page, place)
    assert phone.stored() == NOTHING
    page.reload()
    words.speak("en")
    expect(button(page, "front.keep")).to_be_visible()


def test_a_choice_is_kept_with_the_daybook_and_every_text_is_there_offline(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    page = phone.visit()
    expect(button(page, "front.keep")).to_be_visible()
    choose(page, "ar")
    refuse_reminders(page)
    button(page, "front.keep").click()
    button(page, "keep.choose-pin").click()
    choose_pin(page, PIN)
    inside(page)
    phone.works_offline()
    until_kept(phone, "ar")
    phone.context.set_offline(True)
    page.reload()
    expect(button(page, "front.open")).to_be_visible()
    assert spoken(page) == ("ar", "rtl")
    unlock(phone)
    go_to(page, "more")
    for key in ("plan.title", "more.reminders", "more.pin", "way.title"):
        page.get_by_role("button", name=t(key)).first.click()
        expect(page.get_by_role("heading", name=t(key), level=1)).to_be_visible()
        button(page, "front.back").click()
    go_to(page, "goals")
    expect(button(page, "goals.new")).to_be_visible()


def test_a_change_in_more_works_offline_afterwards_and_offline_it_says_so(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    page = keep(phone)
    phone.works_offline()
    go_to(page, "more")
    page.get_by_role("button", name=t("front.language")).click()
    choose(page, "fr")
    expect(page.get_by_role("heading", name=t("front.language"))).to_be_visible()
    expect(page.get_by_role("button", name="Français")).to_be_focused()
    until_kept(phone, "fr")
    phone.context.set_offline(True)
    # Never fetched here, and no network: it stays as it is, and says so.
    phone.allow("net::ERR_FAILED")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_text(t("front.not-loaded"))).to_be_visible()
    assert spoken(page) == ("fr", "ltr")
    page.reload()
    expect(button(page, "front.open")).to_be_visible()
    assert spoken(page) == ("fr", "ltr")
    unlock(phone)
    go_to(page, "dates")
    expect(button(page, "dates.new")).to_be_visible()
    button(page, "front.close").click()
    page.locator("body").press("Shift")
    expect(button(page, "front.open")).to_be_visible()


def test_languages_are_chosen_by_keyboard(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(has_touch=False, is_mobile=False)
    page = phone.visit()
    expect(button(page, "front.keep")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.language") == "ar":
            break
    page.keyboard.press("Enter")
    expect(page.locator("html[dir=rtl]")).to_have_count(1)
    expect(page.get_by_role("button", name="العربية")).to_be_focused()


# Text nodes and names that a person meets on what lies on top, but not her own words and not what she typed.
SHOWN = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    const hers = parent.closest("[inert], [translate=no]:not(html), [lang]:not(html)");
    if (data.trim() && !hers && parent.checkVisibility()) found.add(data.trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [alt], [placeholder]"))
    if (!one.closest("[inert], [hidden]"))
      for (const name of ["aria-label", "alt", "placeholder"]) found.add(one.getAttribute(name) || "-");
  return [...found];
}"""
KEY = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z0-9-]+)+")
# Names that no language changes; and what the walk itself types stands in its own source.
SAME = {"Daybook"}
TYPED = "".join(Path(__file__).with_name(name).read_text() for name in ("screens.py", "dates.py", "daybook.py"))


def english_only(language: str) -> re.Pattern[str]:
    """What is written in English, and not so in `language`: whole texts, with anything where something is filled in."""
    own = set(words.read(language).values())
    texts = {text for text in words.read("en").values() if text not in own and re.search(r"[A-Za-z]{2}", text)}
    bare = [text for text in texts if re.sub(r"{\w+}|[^A-Za-z]", "", text)]
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(text)) for text in bare))


@pytest.mark.parametrize("language", [before_release("es"), before_release("fr"), "ar"])
def test_every_screen_is_whole_in_each_language(new_phone: Callable[..., Phone], language: str) -> None:
    phone = new_phone(locale=language)
    words.speak(language)
    english = english_only(language)
    found: list[str] = []
    for name in whole_walk(phone):
        phone.picture(f"{language}-{name}")
        shown = [text for text in phone.page.evaluate(SHOWN) if text not in SAME and f'"{text}"' not in TYPED]
        found += [f"{name}: in English: {text}" for text in shown if english.fullmatch(text)]
        found += [f"{name}: a key: {text}" for text in shown if KEY.fullmatch(text)]
        found += [f"{name}: {line}" for line in phone.axe()]
        if phone.page.evaluate("document.documentElement.lang") != language:
            found.append(f"{name}: another language is said")
        phone.page.set_viewport_size({"width": 320, "height": 640})
        if phone.scrolls_sideways():
            found.append(f"{name}: scrolls sideways at 320 px")
        phone.page.set_viewport_size({"width": 360, "height": 740})
        close = phone.page.locator("button.close")
        if close.count() and ((close.bounding_box() or {"x": 0})["x"] > 180) is (language == "ar"):
            found.append(f"{name}: Close stands on the wrong side")
    assert found == []
