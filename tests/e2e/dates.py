"""What a person does with her dates, and the screens that open from them."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from daybook import ZONE, add_appointment, button, field, go_to, tick
from live_server import CHECKOUT
from phone import Phone
from words import spoken, t

READY = json.loads((CHECKOUT / "site" / "locales" / "show.json").read_text(encoding="utf-8"))["languages"]


def ago(hours: float) -> datetime:
    """So many hours ago, where the phones are."""
    return datetime.now(ZONE) - timedelta(hours=hours)


def ahead(hours: float) -> datetime:
    """In so many hours, where the phones are."""
    return ago(-hours)


def choose_kind(page: Page, kind: str) -> None:
    """On the screen of an appointment: changes its kind."""
    button(page, "dates.change").click()
    page.get_by_label(t("dates.kind"), exact=True).select_option(kind)
    button(page, "dates.save").click()


def repeat(page: Page, every: str) -> None:
    """On the screen of an appointment: lets it come again."""
    button(page, "dates.change").click()
    page.get_by_text(t("dates.more")).click()
    page.get_by_label(t("dates.repeat"), exact=True).select_option(every)
    button(page, "dates.save").click()


def bring(page: Page, *things: str) -> None:
    """On the screen of an appointment: adds what is often needed."""
    button(page, "dates.change").click()
    for thing in things:
        button(page, "bring.add-name", text=t(thing)).click()
    button(page, "dates.save").click()


def ask(page: Page, *questions: str, own: str = "") -> None:
    """On the screen of an appointment: chooses what to ask."""
    page.get_by_role("button", name=t("ask.choose")).or_(page.get_by_role("button", name=t("ask.more"))).click()
    for question in questions:
        page.get_by_role("checkbox", name=t(question), exact=True).check()
    if own:
        field(page, "ask.add").fill(own)
        field(page, "ask.add").press("Enter")
        expect(page.get_by_role("checkbox", name=own, exact=True)).to_be_checked()
    button(page, "ask.save").click()


def fill(phone: Phone) -> None:
    """A talk that is just over, with nothing in it that is anybody's."""
    add_appointment(phone.page, "Advice centre", "Mill Road 9", ago(3), ())


def today_and_show(phone: Phone) -> Iterator[str]:
    """From Today: what can be shown, one of it large, a card of her own; and what was said."""
    page = phone.page
    button(page, "show.open-name", title="Dentist").click()
    expect(page.get_by_text(t("show.ready"), exact=True)).to_be_visible()
    page.get_by_role("radio", name="Français", exact=True).check()
    expect(page.get_by_text(t("show.unchecked"))).to_be_visible()
    yield "show"
    page.get_by_role("button", name=READY[spoken()]["read"]).click()
    expect(page.locator(".shown")).to_be_visible()
    yield "shown-french"
    button(page, "front.back").click()
    page.get_by_role("radio", name="العربية", exact=True).check()
    expect(page.get_by_role("radio", name="العربية", exact=True)).to_be_checked()
    page.wait_for_timeout(500)  # the choice is kept; nothing on this screen shows when
    page.get_by_role("button", name=READY[spoken()]["interpreter"]).click()
    expect(page.locator(".shown h1[dir=rtl]")).to_be_visible()
    yield "shown-arabic"
    button(page, "front.back").click()
    button(page, "show.new").click()
    field(page, "show.text").fill("Long Lane 4\nsecond floor, bell “Miller”")
    yield "new-card"
    button(page, "show.see").click()
    yield "shown-card"
    button(page, "front.back").click()
    button(page, "show.save").click()
    go_to(page, "today")
    button(page, "after.write-name", title="Advice centre").click()
    expect(field(page, "after.text")).to_be_visible()
    yield "after"
    button(page, "front.back").click()


def appointment(phone: Phone) -> Iterator[str]:
    """From an appointment: what to bring and to ask, and a file for the calendar. Begins and ends on its screen."""
    page = phone.page
    choose_kind(page, "doctor")
    repeat(page, "weekly")
    bring(page, "bring.insurance", "bring.medicines")
    page.get_by_role("button", name=t("ask.choose")).click()
    expect(page.get_by_role("checkbox", name=t("ask.doctor.plain"), exact=True)).to_be_visible()
    yield "ask"
    button(page, "ask.save").click()
    ask(page, "ask.doctor.plain", "ask.doctor.woman", own="Is it free?")
    tick(page, t("bring.insurance"))
    yield "appointment-full"
    page.locator(".layer:not([inert]) .scroll").evaluate("(scroll) => scroll.scrollTo(0, scroll.scrollHeight)")
    yield "appointment-full-end"
    button(page, "calendar.open").click()
    expect(field(page, "calendar.words")).to_have_value(t("calendar.neutral"))
    yield "calendar"
    button(page, "front.back").click()
