"""Her first day, by hand: keep it, write, lose the network, reload, go on. And what lies on the disks afterwards."""

import re
import sqlite3
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from daybook import (
    add_appointment,
    add_goal,
    add_milestone,
    all_sent,
    button,
    close,
    go_to,
    inside,
    keep,
    open_row,
    unlock,
)
from live_server import LiveServer
from phone import Phone
from searching import files_with
from words import t

UNSENT = re.compile("not sent yet")
# Nobody writes so: whatever holds one of these holds something of hers.
CANARIES = [
    f"canary{name}qzx" for name in ("goal", "stepa", "stepb", "stepc", "why", "title", "place", "paper", "note")
]


def write_a_day(page: Page) -> None:
    """A goal with three steps, an appointment with a reminder, a milestone: a canary in every text."""
    goal, *steps, why, title, place, paper, note = CANARIES
    add_goal(page, goal, steps, why)
    add_appointment(page, title, place)
    add_milestone(page, paper, f"stage {note}", note)


def everything_is_there(page: Page) -> None:
    goal, *steps, why, title, _place, paper, _note = CANARIES
    go_to(page, "goals")
    expect(page.get_by_text(paper)).to_be_visible()
    open_row(page, goal)
    for step in steps:
        expect(page.get_by_role("checkbox", name=step)).to_be_visible()
    expect(page.get_by_role("textbox", name=t("goals.why"))).to_have_value(why)
    button(page, "front.back").click()
    go_to(page, "dates")
    expect(page.get_by_text(title).first).to_be_visible()


def test_keeping_takes_under_a_minute_and_asks_for_a_pin_only(phone: Phone) -> None:
    began = time.monotonic()
    page = keep(phone)
    assert time.monotonic() - began < 60
    all_sent(page)
    assert page.title() == "Daybook"


def test_what_is_written_offline_is_counted_kept_and_sent_later(phone: Phone) -> None:
    page = keep(phone)
    all_sent(page)
    phone.works_offline()  # now every part lies on the phone
    phone.context.set_offline(True)
    write_a_day(page)
    expect(page.get_by_text(UNSENT)).to_be_visible()
    page.reload()
    expect(page.get_by_text(CANARIES[0])).to_have_count(0)
    unlock(phone)
    everything_is_there(page)
    expect(page.get_by_text(UNSENT)).to_be_visible()
    phone.context.set_offline(False)
    all_sent(page)
    page.reload()
    unlock(phone)
    everything_is_there(page)


def test_a_wrong_pin_opens_nothing(phone: Phone) -> None:
    page = keep(phone)
    close(page)
    button(page, "front.open").click()
    for digit in "111111":
        page.get_by_role("button", name=digit, exact=True).click()
    button(page, "front.open").click()
    expect(page.get_by_text(t("opening.wrong"))).to_be_visible(timeout=30_000)
    expect(page.get_by_role("navigation", name=t("places.name"))).to_have_count(0)


def test_nothing_of_hers_lies_in_clear_on_the_server_or_on_the_locked_phone(
    new_phone: Callable[..., Phone], own_server: LiveServer
) -> None:
    phone = new_phone(own_server)
    page = keep(phone)
    write_a_day(page)
    all_sent(page)
    close(page)
    for canary in CANARIES:
        assert canary not in page.content(), "the page forgets what it showed"
    assert page.title() == "Daybook"
    assert page.url == own_server.origin + "/app/"
    phone.off()
    on_phone = phone.written()
    assert any("IndexedDB" in path for path in on_phone), "the search looks where her records are"
    assert files_with(on_phone, CANARIES) == []
    on_server = {str(path): path.read_bytes() for path in own_server.directory.rglob("*") if path.is_file()}
    assert len(on_server) >= 3, "database, secrets and log"
    assert files_with(on_server, CANARIES) == []


def test_the_browsers_history_holds_one_neutral_line(phone: Phone) -> None:
    page = keep(phone)
    add_goal(page, "Find a course", ["Ask at the library"])
    for place in ("dates", "more", "today"):
        go_to(page, place)
    close(page)
    phone.off()
    with sqlite3.connect(phone.profile / "Default" / "History") as history:
        lines = set(history.execute("SELECT url, title FROM urls WHERE url LIKE 'http%'"))
    assert lines == {(f"{phone.origin}/app/", "Daybook")}


def test_back_closes_what_lies_on_top_and_leaves_the_daybook_at_last(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "goals")
    button(page, "goals.new").click()
    expect(page.get_by_role("heading", name=t("goals.new"), level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=t("places.goals"), level=1)).to_be_visible()
    page.go_back()
    inside(page)
    expect(page.get_by_role("button", name=t("places.today"), exact=True)).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    unlock(phone)


def test_three_presses_of_shift_close_it(phone: Phone) -> None:
    page = keep(phone)
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    unlock(phone)
