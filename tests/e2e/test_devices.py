"""One daybook on two phones and in two tabs: changes meet, and the way back leads back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from daybook import (
    add_goal,
    all_sent,
    button,
    field,
    go_to,
    inside,
    keep,
    make_code,
    open_row,
    open_with_code,
    open_with_words,
    read_words,
    type_pin,
    unlock,
)
from live_server import LiveServer
from phone import Phone
from words import t

DAY = 24 * 3600


@pytest.fixture
def two(new_phone: Callable[..., Phone]) -> tuple[Phone, Phone]:
    """Two phones on which the same daybook is open, with one goal in it that both have."""
    first, second = new_phone(), new_phone()
    page = keep(first)
    add_goal(page, "Learn to swim", ["Buy a towel"])
    all_sent(page)
    handle, passphrase = read_words(page)
    there = open_with_words(second, handle, passphrase)
    inside(there)
    go_to(there, "goals")
    expect(there.get_by_text("Learn to swim")).to_be_visible()
    for each in (page, there):
        go_to(each, "goals")
        open_row(each, "Learn to swim")
    return first, second


def meet(*phones: Phone) -> None:
    """The phones come online one after the other, and the first once more."""
    for phone in (*phones, *phones):
        phone.context.set_offline(True)
        phone.context.set_offline(False)
        all_sent(phone.page)


def test_different_fields_changed_on_two_phones_both_win(two: tuple[Phone, Phone]) -> None:
    first, second = two
    for phone in two:
        phone.context.set_offline(True)
    field(first.page, "goals.title").fill("Learn to swim well")
    field(second.page, "things.steps-add").fill("Ask for the times")
    field(second.page, "things.steps-add").press("Enter")
    for phone in two:
        button(phone.page, "front.back").click()
    meet(first, second)
    for phone in two:
        expect(phone.page.get_by_text("Learn to swim well")).to_be_visible()
        open_row(phone.page, "Learn to swim well")
        expect(phone.page.get_by_role("checkbox", name="Ask for the times")).to_be_visible()
        expect(phone.page.get_by_role("checkbox", name="Buy a towel")).to_be_visible()


def test_the_same_field_changed_on_two_phones_keeps_both_and_asks(two: tuple[Phone, Phone]) -> None:
    first, second = two
    for phone, title in zip(two, ("Swim on Mondays", "Swim on Fridays"), strict=True):
        phone.context.set_offline(True)
        field(phone.page, "goals.title").fill(title)
        button(phone.page, "front.back").click()
    meet(first, second)
    for phone in two:
        go_to(phone.page, "today")
    asked = second.page
    button(asked, "questions.look").click()
    for title in ("Swim on Mondays", "Swim on Fridays"):
        expect(asked.get_by_role("paragraph").filter(has_text=title)).to_be_visible()
    button(asked, "questions.keep-name", text="Swim on Mondays").click()
    expect(asked.get_by_text(t("questions.none"))).to_be_visible()
    button(asked, "front.back").click()
    meet(second, first)
    for phone in two:
        go_to(phone.page, "goals")
        expect(phone.page.get_by_text("Swim on Mondays")).to_be_visible()
        expect(phone.page.get_by_text("Swim on Fridays")).to_have_count(0)
        go_to(phone.page, "today")
        expect(button(phone.page, "questions.look")).to_have_count(0)


def test_two_tabs_write_and_nothing_is_lost(phone: Phone) -> None:
    page = keep(phone)
    other = phone.context.new_page()
    other.goto(phone.origin + "/app/")
    button(other, "front.open").click()
    type_pin(other, "480261", "front.open")
    inside(other)
    add_goal(page, "From the first tab", [])
    add_goal(other, "From the second tab", [])
    add_goal(page, "From the first tab again", [])
    for tab in (page, other):
        go_to(tab, "goals")
        for title in ("From the first tab", "From the second tab", "From the first tab again"):
            expect(tab.get_by_text(title, exact=True)).to_be_visible()
    all_sent(page)


def test_the_words_given_back_count_as_a_way_back(phone: Phone) -> None:
    page = keep(phone)
    handle, passphrase = read_words(page)
    button(page, "way.type-back").click()
    field(page, "way.handle").fill(handle.replace("-", " "))
    field(page, "way.passphrase").fill("not these six words at all")
    button(page, "way.check").click()
    expect(page.get_by_text(t("way.not-right"))).to_be_visible()
    field(page, "way.passphrase").fill(passphrase)
    button(page, "way.check").click()
    expect(page.get_by_text(t("way.state-tried"))).to_be_visible()


def test_a_recovery_code_opens_another_phone_after_a_day_and_is_then_spent(
    new_phone: Callable[..., Phone], own_server: LiveServer
) -> None:
    first = new_phone(own_server)
    page = keep(first)
    add_goal(page, "Learn to swim", [])
    all_sent(page)
    code = make_code(page)
    second = new_phone(own_server)
    there = open_with_code(second, code)
    expect(there.get_by_text(re.compile("It opens after"))).to_be_visible(timeout=30_000)
    own_server.stop()
    own_server.clock_ahead = DAY + 60
    own_server.start()
    there = open_with_code(second, code)
    inside(there)
    go_to(there, "goals")
    expect(there.get_by_text("Learn to swim")).to_be_visible()
    third = new_phone(own_server)
    elsewhere = open_with_code(third, code)
    expect(elsewhere.get_by_text(t("opening.wrong"))).to_be_visible(timeout=30_000)
    first.allow("401")
    third.allow("40[0-9]")
    first.page.reload()
    unlock(first)
    expect(first.page.get_by_text(re.compile("Signed out"))).to_be_visible(timeout=30_000)
