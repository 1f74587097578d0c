"""Two minutes before a meeting, in it, and after it: what she sees and may press."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

import dates
from daybook import add_appointment, add_deadline, button, close, field, go_to, keep, open_row, tick, tomorrow, unlock
from phone import Phone
from words import t

TITLE, PLACE = "Blue house", "Mill Road 9, third floor"


def in_two_hours(page: Page, title: str = TITLE) -> None:
    add_appointment(page, title, PLACE, dates.ahead(2), (60,))
    open_row(page, title)
    dates.choose_kind(page, "lawyer")


def test_what_is_needed_is_arranged_packed_and_asked_and_is_there_after_closing(phone: Phone) -> None:
    page = keep(phone)
    in_two_hours(page)
    page.get_by_text(t("need.more")).click()
    button(page, "need.add", what=t("need.transport")).click()
    page.get_by_role("button", name=t("need.transport")).first.click()
    page.get_by_role("radio", name=t("need.is-arranged"), exact=True).check()
    field(page, "need.how").fill("9:15, blue car")
    button(page, "things.keep").click()
    dates.bring(page, "bring.letters", "bring.id")
    for key, packed in (("bring.letters", True), ("bring.id", True), ("bring.id", False)):
        tick(page, t(key), on=packed)
    dates.ask(page, "ask.lawyer.next", "ask.lawyer.sign", own="Can my aunt come?")
    close(page)
    unlock(phone)
    expect(page.get_by_text(f"{t('need.transport')}: 9:15, blue car")).to_be_visible()
    button(page, "today.open-name", title=TITLE).click()
    expect(page.get_by_role("checkbox", name=t("bring.letters"), exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox", name=t("bring.id"), exact=True)).not_to_be_checked()
    asks = page.locator(".asks.large li")
    expect(asks).to_have_text([t("ask.lawyer.next"), t("ask.lawyer.sign"), "Can my aunt come?"])
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.asks li')).fontSize)") >= 24
    dates.ask(page)
    page.get_by_role("button", name=t("ask.more")).click()
    page.get_by_role("checkbox", name="Can my aunt come?", exact=True).uncheck()
    button(page, "ask.save").click()
    expect(asks).to_have_count(2)


def test_the_address_is_two_presses_from_today_and_fills_the_screen(phone: Phone) -> None:
    page = keep(phone)
    in_two_hours(page)
    go_to(page, "today")
    button(page, "show.open-name", title=TITLE).click()
    page.get_by_role("button", name=PLACE).click()
    shown = page.locator(".shown h1")
    expect(shown).to_have_text(PLACE)
    assert shown.evaluate("(heading) => parseFloat(getComputedStyle(heading).fontSize)") >= 40
    style = page.locator(".shown").evaluate("(box) => getComputedStyle(box).color + getComputedStyle(box).background")
    assert style.startswith("rgb(0, 0, 0)")
    assert "rgb(255, 255, 255)" in style
    page.go_back()
    expect(page.get_by_role("heading", name=t("show.title"), level=1)).to_be_visible()


def test_a_card_of_her_own_is_kept_with_its_language_and_shown_in_its_direction(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "dates")
    button(page, "show.open").click()
    button(page, "show.new").click()
    field(page, "show.text").fill("شارع النيل ١٢")
    page.get_by_label(t("show.language"), exact=True).select_option("ar")
    button(page, "show.save").click()
    close(page)
    unlock(phone)
    go_to(page, "dates")
    button(page, "show.open").click()
    page.get_by_role("button", name="شارع النيل ١٢", exact=True).click()
    shown = page.locator(".shown h1")
    expect(shown).to_have_attribute("lang", "ar")
    expect(shown).to_have_attribute("dir", "rtl")
    button(page, "front.back").click()
    button(page, "show.change-name", text="شارع النيل ١٢").click()
    field(page, "show.text").fill(" ")
    button(page, "show.save").click()
    expect(page.get_by_text(t("show.mine-none"))).to_be_visible()


def test_after_it_she_is_asked_what_they_said_and_the_next_date_is_nearly_filled_in(phone: Phone) -> None:
    page = keep(phone)
    add_appointment(page, TITLE, PLACE, dates.ago(2), ())
    go_to(page, "today")
    button(page, "after.write-name", title=TITLE).click()
    field(page, "after.text").fill("Bring the form on Monday")
    expect(page.get_by_text(t("after.again").split("{")[0])).to_have_count(0)
    button(page, "after.next-new").click()
    expect(field(page, "dates.title")).to_have_value(TITLE)
    expect(field(page, "dates.place")).to_have_value(PLACE)
    page.get_by_label(t("dates.day"), exact=True).fill(tomorrow().strftime("%Y-%m-%d"))
    button(page, "dates.save").click()
    button(page, "after.save").click()
    expect(page.get_by_text(t("after.ask"))).to_have_count(0)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    go_to(page, "dates")
    page.get_by_text(t("dates.earlier"), exact=True).click()
    page.get_by_role("button", name=TITLE).last.click()
    expect(page.get_by_text("Bring the form on Monday")).to_be_visible()


def test_while_a_repeat_goes_on_what_comes_next_is_a_week_later(phone: Phone) -> None:
    page = keep(phone)
    start = dates.ago(0.3)
    add_appointment(page, TITLE, PLACE, start, ())
    open_row(page, TITLE)
    dates.repeat(page, "weekly")
    button(page, "after.text").click()
    again = page.get_by_text(t("after.again").split("{")[0])
    expect(again).to_be_visible()
    expect(again).not_to_contain_text("today")
    expect(again).to_contain_text(str((start + timedelta(days=7)).day))


def test_a_meeting_that_just_ended_is_let_be_with_one_press_and_can_be_taken_back(phone: Phone) -> None:
    page = keep(phone)
    add_appointment(page, TITLE, PLACE, dates.ago(2), ())
    go_to(page, "today")
    button(page, "after.let-be-name", title=TITLE).click()
    expect(page.get_by_text(t("after.ask"))).to_have_count(0)
    button(page, "front.undo").click()
    expect(page.get_by_text(t("after.ask"))).to_be_visible()
    button(page, "after.let-be-name", title=TITLE).click()
    close(page)
    unlock(phone)
    expect(page.get_by_role("heading", name=t("places.today"), level=1)).to_be_visible()
    expect(page.get_by_text(t("after.ask"))).to_have_count(0)


def test_one_time_of_a_repeat_is_left_out_and_put_back_and_the_repeat_goes_on(phone: Phone) -> None:
    page = keep(phone)
    start = dates.ahead(26)
    add_appointment(page, TITLE, PLACE, start, (60,))
    open_row(page, TITLE)
    dates.repeat(page, "weekly")
    when = page.locator(".when")
    expect(when).to_contain_text(start.strftime("%H:%M"))
    before = when.text_content()
    button(page, "dates.not-this-time").click()
    expect(when).not_to_have_text(before or "")
    expect(page.get_by_text(t("repeat.weekly"))).to_be_visible()
    button(page, "front.undo").click()
    expect(when).to_have_text(before or "")
    button(page, "dates.not-this-time").click()
    expect(when).not_to_have_text(before or "")
    button(page, "dates.change").click()
    page.get_by_text(t("dates.more")).click()
    page.get_by_role("button", name=re.compile(f"^{t('dates.back-in')}")).click()
    button(page, "dates.save").click()
    expect(when).to_have_text(before or "")


def test_a_file_for_the_calendar_holds_her_words_and_the_time_and_nothing_else(phone: Phone) -> None:
    page = keep(phone)
    in_two_hours(page)
    button(page, "calendar.open").click()
    expect(page.get_by_text(t("calendar.who"))).to_be_visible()
    expect(field(page, "calendar.words")).to_have_value(t("calendar.neutral"))
    field(page, "calendar.words").fill("Errand, small")
    with page.expect_download() as waiting:
        button(page, "calendar.make").click()
    assert waiting.value.suggested_filename == "date.ics"
    text = waiting.value.path().read_bytes().decode()
    assert "SUMMARY:Errand\\, small\r\n" in text
    assert "TRIGGER:-PT60M\r\n" in text
    assert {line.split(":")[0].split(";")[0] for line in text.split("\r\n") if line} == {
        *("BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND"),
        *("SUMMARY", "ACTION", "DESCRIPTION", "TRIGGER"),
    }
    for hers in (TITLE, "Mill", "awyer"):
        assert hers not in text


def test_a_repeat_goes_into_the_calendar_as_its_next_twelve_times(phone: Phone) -> None:
    page = keep(phone)
    add_appointment(page, TITLE, PLACE, dates.ahead(26), ())
    open_row(page, TITLE)
    dates.repeat(page, "weekly")
    button(page, "dates.not-this-time").click()
    button(page, "calendar.open").click()
    page.get_by_role("radio", name=t("calendar.many", n=12), exact=True).check()
    with page.expect_download() as waiting:
        button(page, "calendar.make").click()
    text = waiting.value.path().read_bytes().decode()
    starts = re.findall(r"DTSTART:(\d{8})T", text)
    assert len(starts) == len(set(starts)) == 12
    assert dates.ahead(26).strftime("%Y%m%d") not in starts


def test_a_deadline_can_be_told_three_months_ahead(phone: Phone) -> None:
    page = keep(phone)
    add_deadline(page, "Hand in the form", 120)
    open_row(page, "Hand in the form")
    for days in (90, 60, 30, 14, 3):
        expect(page.get_by_role("checkbox", name=t("lead.day", n=days), exact=True)).to_be_visible()
    page.get_by_role("checkbox", name=t("lead.day", n=90), exact=True).check()
    button(page, "front.back").click()
    open_row(page, "Hand in the form")
    expect(page.get_by_role("checkbox", name=t("lead.day", n=90), exact=True)).to_be_checked()


def test_all_of_it_opens_without_a_network(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    page = keep(phone)
    in_two_hours(page)
    phone.works_offline()
    phone.context.set_offline(True)
    page.reload()
    unlock(phone)
    button(page, "today.open-name", title=TITLE).click()
    dates.ask(page, "ask.lawyer.next")
    expect(page.locator(".asks li")).to_have_text([t("ask.lawyer.next")])
    button(page, "show.open").click()
    page.get_by_role("button", name=dates.READY["en"]["write"]).click()
    expect(page.locator(".shown h1")).to_be_visible()
