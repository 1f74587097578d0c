"""Seven pretended days of one person, every second one without a network: each thing she needs, counted in taps.

The days are walked one after the other in one sitting, on one phone; dates are set so that each falls when its day
needs it. What stood in the way, and what was mended, is told in `docs/seven-days.md`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

import dates
from daybook import (
    PIN,
    add_appointment,
    all_sent,
    button,
    choose_pin,
    close,
    field,
    go_to,
    inside,
    refuse_reminders,
    tomorrow,
    type_pin,
)
from phone import PICTURES, Phone
from walked import BEFORE_RELEASE
from words import t

COUNT = "window.taps = 0; addEventListener('click', (event) => { if (event.isTrusted) window.taps++; }, true);"


class Diary:
    """Counts taps for each thing and keeps a picture of how it ended."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.lines: list[tuple[str, str, int]] = []
        phone.context.add_init_script(COUNT)

    @property
    def page(self) -> Page:
        return self.phone.page

    @contextmanager
    def need(self, day: str, what: str, at_most: int, picture: str) -> Iterator[None]:
        before = self.page.evaluate("window.taps")
        yield
        taps = self.page.evaluate("window.taps") - before
        self.phone.picture(f"day-{picture}")
        self.lines.append((day, what, taps))
        assert taps <= at_most, f"{day}, {what}: {taps} taps"

    def offline(self, away: bool) -> None:
        self.phone.context.set_offline(away)

    def pin(self) -> None:
        """From the ordinary page into the daybook."""
        button(self.page, "front.open").click()
        type_pin(self.page, PIN, "front.open")
        inside(self.page)


@BEFORE_RELEASE
def test_seven_days(phone: Phone) -> None:
    diary = Diary(phone)
    page = phone.visit()
    refuse_reminders(page)

    # Monday, at the advice centre: she looks, she keeps it, she writes down when to come again.
    with diary.need("Monday", "keep it on this phone, with a PIN", 16, "1-kept"):
        button(page, "front.keep").click()
        button(page, "keep.choose-pin").click()
        choose_pin(page, PIN)
        inside(page)
    with diary.need("Monday", "write down tomorrow's appointment, its place and time", 12, "1-appointment"):
        add_appointment(page, "Talk about papers", "Mill Road 9, third floor", tomorrow())
    all_sent(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    close(page)

    # Tuesday, on the bus, without a network: where, what to bring, what to ask; the driver reads the address.
    diary.offline(away=True)
    page.reload()
    with diary.need("Tuesday", "see the next date: from the home screen to when and where", 8, "2-today"):
        diary.pin()
        expect(page.get_by_text("Mill Road 9, third floor").first).to_be_visible()
    with diary.need("Tuesday", "show the address to the driver", 2, "2-shown"):
        button(page, "show.open-name", title="Talk about papers").click()
        page.get_by_role("button", name="Mill Road 9, third floor").click()
        expect(page.locator(".shown h1")).to_be_visible()
    button(page, "front.back").click()
    button(page, "front.back").click()
    with diary.need("Tuesday", "choose what to ask", 9, "2-ask"):
        open_row_of_today(page)
        dates.choose_kind(page, "lawyer")
        dates.ask(page, "ask.lawyer.next", own="How long does it take?")
    close(page)

    # Wednesday, after the talk: what was said, and the next date. The network is back in the evening.
    page.reload()
    diary.pin()
    add_appointment(page, "Advice centre", "Mill Road 9", dates.ago(3), ())
    go_to(page, "today")
    with diary.need("Wednesday", "write down what they said", 3, "3-after"):
        button(page, "after.write-name", title="Advice centre").click()
        field(page, "after.text").fill("Come back with the form. Room 12.")
    go_to(page, "today")
    diary.offline(away=False)
    all_sent(page)
    close(page)

    # Thursday: something to want, in small steps; one is done.
    diary.pin()
    with diary.need("Thursday", "a goal with three steps", 9, "4-goal"):
        go_to(page, "goals")
        button(page, "goals.new").click()
        field(page, "goals.title").fill("Learn to swim")
        for step in ("Ask when it is open", "Borrow a towel", "Go once"):
            field(page, "things.steps-add").fill(step)
            field(page, "things.steps-add").press("Enter")
        button(page, "goals.save").click()
    with diary.need("Thursday", "tick a step, from Today", 2, "4-ticked"):
        go_to(page, "today")
        page.get_by_role("checkbox", name="Ask when it is open").check()
    all_sent(page)
    close(page)

    # Friday, a bad night, no network: breathing before the lock, and a pause of all reminders is one tap inside.
    diary.offline(away=True)
    page.reload()
    with diary.need("Friday", "breathe, without the PIN", 2, "5-breathe"):
        button(page, "front.breathe").click()
        page.get_by_role("button", name=t("breathe.breath")).click()
        expect(page.get_by_role("heading", name=t("breathe.breath"), level=1)).to_be_visible()
    with diary.need("Friday", "close it when somebody comes in", 1, "5-closed"):
        button(page, "front.close").click()
        expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()

    # Saturday: something bigger, stage by stage, still without a network.
    diary.pin()
    with diary.need("Saturday", "a milestone with a stage", 8, "6-milestone"):
        go_to(page, "goals")
        button(page, "milestones.new").click()
        button(page, "path.other").click()
        field(page, "milestones.title").fill("A certificate")
        field(page, "things.stages-add").fill("Ask which paper they need")
        field(page, "things.stages-add").press("Enter")
        button(page, "milestones.save").click()
    expect(page.get_by_text("not sent yet").first).to_be_visible()
    close(page)

    # Sunday: the network is back, all goes out by itself; what was done, in one look.
    diary.offline(away=False)
    diary.pin()
    all_sent(page)
    with diary.need("Sunday", "what was done this week", 3, "7-progress"):
        go_to(page, "more")
        page.get_by_role("button", name=t("progress.title")).click()
        expect(page.locator(".garden li").first).to_be_visible()
    go_to(page, "today")
    diary.phone.picture("day-7-today")
    table = "".join(f"| {day} | {what} | {taps} |\n" for day, what, taps in diary.lines)
    (PICTURES / "seven-days.txt").write_text(table, encoding="utf-8")


def open_row_of_today(page: Page) -> None:
    """From Today to the next date's own screen."""
    button(page, "today.open-name", title="Talk about papers").click()


def test_the_diary_is_told_in_the_documents() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "seven-days.md").read_text(encoding="utf-8")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        assert f"| {day} |" in text
