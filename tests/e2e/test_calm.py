"""Before the lock: the everyday list, *Breathe* and *Numbers*. In the daybook: the lines, which are hers to move."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from daybook import button, close, go_to, keep, unlock
from phone import Phone
from words import t

EXERCISES = {"breath": 0, "senses": 5, "feet": 4, "cold": 4, "place": 4}
TELLING = re.compile("traffick|victim|survivor|hotline|case manager|safety|lawyer", re.IGNORECASE)
# Counts what could sound: a browser makes no tone without one of these.
LISTEN = """
window.heard = [];
const Real = window.AudioContext;
window.AudioContext = class extends Real {
  constructor(...given) { super(...given); window.heard.push(this); }
};
window.started = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...given) { window.started++; return start.apply(this, given); };
"""


def breathe(page: Page, exercise: str) -> None:
    """From the ordinary page to an exercise."""
    button(page, "front.breathe").click()
    page.get_by_role("button", name=t(f"breathe.{exercise}")).click()
    expect(page.get_by_role("heading", name=t(f"breathe.{exercise}"), level=1)).to_be_visible()


def choose(page: Page, country: str) -> None:
    page.get_by_label(t("numbers.country")).select_option(label=country)


def numbers_inside(page: Page) -> None:
    go_to(page, "more")
    page.get_by_role("button", name=t("front.numbers")).click()
    expect(page.get_by_role("heading", name=t("lines.title"))).to_be_visible()


def add_to_list(page: Page, *entries: str) -> None:
    for entry in entries:
        page.get_by_label(t("front.add-label")).fill(entry)
        page.get_by_label(t("front.add-label")).press("Enter")


def test_what_is_ticked_is_cleared_and_comes_back_where_it_was(phone: Phone) -> None:
    page = phone.visit()
    add_to_list(page, "Milk", "Bread", "Soap")
    expect(button(page, "front.clear")).to_have_count(0)
    for entry in ("Milk", "Soap"):
        page.get_by_role("checkbox", name=entry).check()
    button(page, "front.clear").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    add_to_list(page, "Salt")
    button(page, "front.undo").click()
    expect(page.locator("li .text")).to_have_text(["Milk", "Bread", "Soap", "Salt"])


def test_the_list_is_there_after_a_reload_once_something_is_kept(phone: Phone) -> None:
    page = phone.visit()
    add_to_list(page, "Milk")
    button(page, "front.keep").click()
    button(page, "front.close").click()
    keep_from_here = keep(phone)
    close(keep_from_here)
    add_to_list(page, "Bread")
    page.reload()
    expect(page.locator("li .text")).to_have_text(["Bread"])


def test_every_exercise_can_be_gone_through_and_stopped(phone: Phone) -> None:
    page = phone.visit()
    for exercise, steps in EXERCISES.items():
        breathe(page, exercise)
        if steps == 0:
            button(page, "breathe.start").click()
            expect(page.get_by_text(t("breathe.in"), exact=True)).to_be_visible()
            expect(page.get_by_text(t("breathe.out"), exact=True)).to_be_visible()
            button(page, "breathe.stop").click()
            expect(button(page, "breathe.start")).to_be_visible()
            button(page, "front.back").click()
        else:
            for _ in range(steps - 1):
                button(page, "breathe.next").click()
            expect(page.get_by_text(t("breathe.step", at=steps, of=steps))).to_be_visible()
            button(page, "breathe.done").click()
        expect(page.get_by_role("heading", name=t("breathe.title"), level=1)).to_be_visible()
        button(page, "front.back").click()
    breathe(page, "feet")
    button(page, "breathe.next").click()
    button(page, "breathe.stop").click()
    expect(page.get_by_text(t("breathe.says"))).to_be_visible()
    button(page, "front.close").click()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()


def test_nothing_sounds_before_she_asks_and_nothing_after_she_leaves(phone: Phone) -> None:
    phone.context.add_init_script(LISTEN)
    page = phone.visit()
    for exercise in ("breath", "senses"):
        breathe(page, exercise)
        button(page, "breathe.start" if exercise == "breath" else "breathe.next").click()
        page.wait_for_timeout(600)
        assert page.evaluate("heard.length") == 0
        page.get_by_role("checkbox", name=t("breathe.sound")).check()
        phone.until("started > 0")
        button(page, "front.close").click()
        phone.until("heard.every((each) => each.state === 'closed')")
        page.evaluate("heard.length = 0; started = 0")


def test_the_circle_stands_still_where_less_motion_is_wanted(new_phone: Callable[..., Phone]) -> None:
    for wish, still in (("reduce", True), ("no-preference", False)):
        phone = new_phone(reduced_motion=wish)
        page = phone.visit()
        breathe(page, "breath")
        button(page, "breathe.start").click()
        moving = page.locator(".ball").evaluate("(ball) => getComputedStyle(ball).transitionDuration")
        assert (moving == "0s") is still
        expect(page.locator(".dot.full").first).to_be_visible()


def test_the_breathing_ends_by_itself_and_an_untouched_phone_stays_there(phone: Phone) -> None:
    page = phone.page
    page.clock.install()
    phone.visit()
    breathe(page, "breath")
    button(page, "breathe.start").click()
    page.clock.run_for(40_000)
    expect(button(page, "breathe.stop")).to_be_visible()
    page.clock.run_for(41_000)
    expect(page.get_by_text(t("breathe.breath-over"))).to_be_visible()
    page.clock.run_for(130_000)
    expect(button(page, "breathe.again")).to_be_visible()


def test_before_the_lock_there_is_the_emergency_number_and_no_telling_word(phone: Phone) -> None:
    loaded: list[tuple[str, str]] = []
    phone.context.on("response", lambda response: loaded.append((response.url, response.text())))
    page = phone.visit()
    button(page, "front.breathe").click()
    expect(page.get_by_text(t("breathe.says"))).to_be_visible()
    button(page, "front.back").click()
    button(page, "front.numbers").click()
    choose(page, "Canada")
    expect(page.locator(".to-call")).to_have_text("911")
    for inside_only in ("lines.beside", "lines.police"):
        expect(page.get_by_text(t(inside_only))).to_have_count(0)
    call = page.get_by_role("link", name=t("numbers.call", phone="911"))
    assert call.get_attribute("href") == "tel:911"
    assert page.get_by_label(t("numbers.country")).locator("option").count() > 190
    choose(page, "Japan")
    expect(page.get_by_text(t("numbers.ask"))).to_be_visible()
    expect(page.locator("a[href^='tel:']")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert len([url for url, _ in loaded if url.endswith(".js")]) > 3
    assert [(url, TELLING.findall(text)) for url, text in loaded if TELLING.search(text)] == []
    shown = page.locator("body").inner_text()
    assert not TELLING.search(shown)


def test_the_country_is_kept_only_with_a_daybook(phone: Phone) -> None:
    page = phone.visit()
    button(page, "front.numbers").click()
    choose(page, "Canada")
    page.reload()
    button(page, "front.numbers").click()
    expect(page.get_by_label(t("numbers.country"))).not_to_have_value("CA")
    keep(phone)
    close(page)
    button(page, "front.numbers").click()
    choose(page, "Canada")
    page.wait_for_timeout(1000)  # it is written behind the screen; nothing tells when
    page.reload()
    button(page, "front.numbers").click()
    expect(page.get_by_label(t("numbers.country"))).to_have_value("CA")


def test_in_the_daybook_stand_the_lines_for_her_and_no_police_or_immigration(phone: Phone) -> None:
    page = keep(phone)
    numbers_inside(page)
    for country, there, never in (
        ("United States", "RAINN", "HSI"),
        ("Australia", "1800RESPECT", "Federal Police"),
    ):
        choose(page, country)
        expect(page.get_by_role("heading", name=re.compile(there))).to_be_visible()
        assert never not in page.locator("body").inner_text()
    calls = page.locator("a[href^='tel:']").count()
    assert calls > 2
    assert page.locator("body").inner_text().count(t("lines.beside")) == calls


def test_the_lines_stand_before_the_lock_only_once_she_moved_them(phone: Phone) -> None:
    page = keep(phone)
    numbers_inside(page)
    choose(page, "Canada")
    switch = page.get_by_role("checkbox", name=t("lines.before"))
    expect(switch).not_to_be_checked()
    name = re.compile("Canadian Human")
    close(page)
    button(page, "front.numbers").click()
    expect(page.locator(".to-call")).to_have_text("911")
    expect(page.get_by_text(name)).to_have_count(0)
    button(page, "front.close").click()
    unlock(phone)
    numbers_inside(page)
    switch.check()
    close(page)
    button(page, "front.numbers").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.reload()
    button(page, "front.numbers").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.reload()
    unlock(phone)
    numbers_inside(page)
    switch.uncheck()
    close(page)
    button(page, "front.numbers").click()
    expect(page.locator(".to-call")).to_have_text("911")
    expect(page.get_by_text(name)).to_have_count(0)
