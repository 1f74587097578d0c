"""What is hers alone: progress week by week, moods where she wants them, her plan, her notes."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from daybook import ZONE, add_appointment, add_goal, all_sent, button, close, field, go_to, keep, open_row, unlock
from phone import Phone
from searching import files_with
from words import t

LISTS = ("signs", "helps", "people", "places", "take")


def to(page: Page, key: str) -> None:
    """From *More* to what is called so."""
    go_to(page, "more")
    page.get_by_role("button", name=t(key)).first.click()
    expect(page.get_by_role("heading", name=t(key), level=1)).to_be_visible()


def write_plan(page: Page, texts: dict[str, str], sentence: str) -> None:
    to(page, "plan.title")
    page.get_by_role("button", name=re.compile(f"{t('plan.write')}|{t('plan.change')}")).click()
    field(page, "plan.sentence").fill(sentence)
    for name, text in texts.items():
        field(page, f"plan.{name}-add").fill(text)
        field(page, f"plan.{name}-add").press("Enter")
        expect(button(page, "plan.delete", text=text)).to_be_visible()


def add_past_date(page: Page, title: str, days: int) -> None:
    """An appointment that was so many days ago."""
    go_to(page, "dates")
    button(page, "dates.new").click()
    button(page, "dates.appointment-choice").click()
    field(page, "dates.title").fill(title)
    day = datetime.now(ZONE) - timedelta(days=days)
    page.get_by_label(t("dates.day"), exact=True).fill(day.strftime("%Y-%m-%d"))
    button(page, "dates.save").click()
    expect(page.get_by_text(t("dates.earlier"))).to_be_visible()


def write_note(page: Page, title: str, text: str) -> None:
    button(page, "notes.new").click()
    field(page, "notes.name").fill(title)
    field(page, "notes.text").fill(text)
    button(page, "things.keep").click()


def press_weather(page: Page, value: int) -> None:
    page.get_by_role("radio", name=t(f"mood.{value}"), exact=True).check(force=True)


def kept_days(page: Page) -> int:
    return page.locator(".mood-entry").count()


# ── progress ──


def test_only_weeks_in_which_something_was_done_are_drawn_and_listed(phone: Phone) -> None:
    page = keep(phone)
    to(page, "progress.title")
    expect(page.get_by_text(t("progress.empty"))).to_be_visible()
    add_goal(page, "A room", ["Ask what it costs", "Look at two rooms"])
    open_row(page, "A room")
    page.get_by_role("checkbox", name="Ask what it costs").check()
    add_past_date(page, "Dentist", 20)
    add_appointment(page, "Not yet", "Long Lane 4")
    to(page, "progress.title")
    expect(page.locator(".garden li")).to_have_count(2)
    expect(page.locator(".leaf")).to_have_count(2)
    expect(page.get_by_role("table")).to_have_count(0)
    button(page, "progress.show").click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.filter(has_text="Ask what it costs")).to_be_visible()
    expect(rows.filter(has_text="Dentist")).to_be_visible()
    expect(rows.filter(has_text="Look at two rooms")).to_have_count(0)
    expect(rows.filter(has_text="Not yet")).to_have_count(0)
    button(page, "progress.hide").click()
    expect(page.get_by_role("table")).to_have_count(0)


# ── moods ──


def test_moods_are_off_until_she_turns_them_on_and_go_when_she_says_so(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "more")
    expect(page.get_by_role("button", name=t("mood.title"))).to_have_count(0)
    to(page, "progress.title")
    page.get_by_role("button", name=t("mood.title")).click()
    expect(page.get_by_role("radio")).to_have_count(0)
    on = page.get_by_role("checkbox", name=t("mood.on"))
    on.check()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    press_weather(page, 2)
    expect(page.locator(".mood-entry")).to_have_count(1)
    press_weather(page, 4)
    expect(page.locator(".mood-entry")).to_contain_text(t("mood.4"))
    assert kept_days(page) == 1, "one for a day"
    field(page, "mood.note").fill("A long walk")
    expect(page.locator(".mood-entry")).to_contain_text("A long walk")
    page.get_by_role("checkbox", name=t("mood.in-progress")).check()
    all_sent(page)
    page.reload()
    unlock(phone)
    to(page, "progress.title")
    expect(page.locator(".sky-dots circle")).to_have_count(1)
    to(page, "mood.title")
    page.get_by_role("checkbox", name=t("mood.on")).uncheck()
    expect(page.get_by_text(t("mood.still-kept", n=1))).to_be_visible()
    to(page, "progress.title")
    expect(page.locator(".sky-dots")).to_have_count(0)
    page.get_by_role("button", name=t("mood.title")).click()
    button(page, "mood.delete-all").click()
    page.get_by_role("dialog").get_by_role("button", name=t("mood.delete-all")).click()
    expect(button(page, "mood.delete-all")).to_have_count(0)
    expect(page.get_by_text(t("mood.still-kept", n=1))).to_have_count(0)


def test_a_day_comes_back_with_undo(phone: Phone) -> None:
    page = keep(phone)
    to(page, "progress.title")
    page.get_by_role("button", name=t("mood.title")).click()
    page.get_by_role("checkbox", name=t("mood.on")).check()
    press_weather(page, 5)
    page.locator(".mood-entry").get_by_role("button").click()
    expect(page.locator(".mood-entry")).to_have_count(0)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    button(page, "front.undo").click()
    expect(page.locator(".mood-entry")).to_contain_text(t("mood.5"))


# ── the plan ──


def test_her_plan_is_written_read_and_one_press_from_today(phone: Phone) -> None:
    page = keep(phone)
    texts = {name: f"mine {name}" for name in LISTS} | {"people": "Amina 0171 5550 123"}
    write_plan(page, texts, "It passed before.")
    page.get_by_role("checkbox", name=t("plan.on-today")).check()
    button(page, "plan.delete", text="mine take").click()
    button(page, "front.undo").click()
    expect(button(page, "plan.delete", text="mine take")).to_be_visible()
    button(page, "things.keep").click()
    for text in texts.values():
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    call = page.get_by_role("link", name=t("numbers.call", phone="0171 5550 123"))
    assert call.get_attribute("href") == "tel:01715550123"
    all_sent(page)
    page.reload()
    unlock(phone)
    open_row(page, t("plan.title"))
    expect(page.get_by_text("mine signs")).to_be_visible()


def test_her_sentence_stands_in_breathe_only_while_the_daybook_is_open(phone: Phone) -> None:
    page = keep(phone)
    write_plan(page, {}, "It passed before.")
    to(page, "front.breathe")
    expect(page.get_by_text("It passed before.")).to_be_visible()
    close(page)
    button(page, "front.breathe").click()
    expect(page.get_by_text(t("breathe.says"))).to_be_visible()
    assert "It passed before." not in page.content()


# ── notes ──


def test_notes_are_found_by_a_word_and_come_back_with_undo(phone: Phone) -> None:
    page = keep(phone)
    to(page, "notes.title")
    write_note(page, "Words", "Café, library, ticket")
    write_note(page, "", "The red door\nnext to the shop")
    expect(page.get_by_role("button", name="The red door")).to_be_visible()
    field(page, "notes.search").fill("cafe TICK")
    expect(page.get_by_text(t("notes.found", n=1))).to_be_visible()
    expect(page.get_by_role("button", name="The red door")).to_have_count(0)
    open_row(page, "Words")
    button(page, "notes.delete").click()
    expect(page.get_by_role("button", name="Words")).to_have_count(0)
    button(page, "front.undo").click()
    expect(page.get_by_role("button", name="Words")).to_be_visible()
    all_sent(page)
    page.reload()
    unlock(phone)
    to(page, "notes.title")
    open_row(page, "Words")
    expect(field(page, "notes.text")).to_have_value("Café, library, ticket")


def test_none_of_it_lies_in_clear_on_the_locked_phone(phone: Phone) -> None:
    canaries = [f"canary{name}qzx" for name in ("sign", "sentence", "note", "mood", "search")]
    sign, sentence, note, mood, search = canaries
    page = keep(phone)
    write_plan(page, {"signs": sign}, sentence)
    to(page, "notes.title")
    write_note(page, note, note)
    write_note(page, "Other", "Other")
    field(page, "notes.search").fill(search)
    to(page, "progress.title")
    page.get_by_role("button", name=t("mood.title")).click()
    page.get_by_role("checkbox", name=t("mood.on")).check()
    press_weather(page, 3)
    field(page, "mood.note").fill(mood)
    all_sent(page)
    close(page)
    assert [word for word in canaries if word in page.content()] == []
    phone.off()
    on_phone = phone.written()
    assert any("IndexedDB" in path for path in on_phone)
    assert files_with(on_phone, canaries) == []
