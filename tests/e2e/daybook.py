"""What a person does in the app, named as she would name it. Everything is found by role and text."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from phone import Phone
from words import t

PIN = "480261"
ZONE = ZoneInfo("Europe/Berlin")  # that of the phones


def button(page: Page, key: str, **values: object) -> Locator:
    """The button that reads as the message `key`, in the layer that is not inert."""
    return page.get_by_role("button", name=t(key, **values), exact=True)


def field(page: Page, key: str, **values: object) -> Locator:
    """The text field labelled with the message `key`."""
    return page.get_by_role("textbox", name=t(key, **values), exact=True)


def type_pin(page: Page, pin: str, done: str) -> None:
    """Taps a PIN on the pad and then the button `done` (a key of the messages)."""
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    button(page, done).click()


def tick(page: Page, name: str, *, on: bool = True) -> None:
    """Presses a box that shows its new state once it is kept, and waits for that."""
    box = page.get_by_role("checkbox", name=name, exact=True)
    box.click()
    expect(box).to_be_checked(checked=on)


def choose_pin(page: Page, pin: str) -> None:
    """Types a new PIN twice."""
    for says in ("keep.pin-first", "keep.pin-again"):
        expect(page.get_by_text(t(says))).to_be_visible()
        type_pin(page, pin, "keep.pin-next")


def refuse_reminders(page: Page) -> None:
    """Answers *Not now* whenever the app asks about reminders."""
    asked = page.get_by_role("dialog", name=t("remind.ask-title"))
    page.add_locator_handler(asked, lambda: button(page, "remind.not-now").click())


def keep(phone: Phone, pin: str = PIN) -> Page:
    """From the ordinary page to a daybook that is kept on this phone, open on *Today*.

    Where the app later asks about reminders the answer is *Not now*.
    """
    page = phone.visit()
    refuse_reminders(page)
    button(page, "front.keep").click()
    button(page, "keep.choose-pin").click()
    choose_pin(page, pin)
    inside(page)
    return page


def inside(page: Page) -> None:
    """Waits until the daybook is open."""
    expect(page.get_by_role("navigation", name=t("places.name"))).to_be_visible(timeout=40_000)


def unlock(phone: Phone, pin: str = PIN) -> Page:
    """From the ordinary page of a phone that keeps a daybook into it."""
    page = phone.page
    button(page, "front.open").click()
    type_pin(page, pin, "front.open")
    inside(page)
    return page


def close(page: Page) -> None:
    """The cross: the ordinary page, at once."""
    button(page, "front.close").click()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()


def go_to(page: Page, place: str) -> None:
    """One of the four places: today, goals, dates, more; back first from what lies on top."""
    while button(page, "front.back").count():
        button(page, "front.back").first.click()
    page.get_by_role("navigation", name=t("places.name")).get_by_role("button", name=t(f"places.{place}")).click()
    expect(page.get_by_role("button", name=t(f"places.{place}"), exact=True)).to_have_attribute("aria-current", "page")


def open_with_words(phone: Phone, handle: str, passphrase: str, pin: str = PIN) -> Page:
    """A second phone, by the words."""
    page = phone.visit()
    button(page, "front.have-one").click()
    field(page, "have.handle").fill(handle)
    field(page, "have.passphrase").fill(passphrase)
    button(page, "have.next").click()
    choose_pin(page, pin)
    return page


def open_with_code(phone: Phone, code: str, pin: str = PIN) -> Page:
    """A second phone, by the recovery code."""
    page = phone.visit()
    button(page, "front.have-one").click()
    page.get_by_role("radio", name=t("have.by-code"), exact=True).check()
    field(page, "have.code").fill(code)
    button(page, "have.next").click()
    choose_pin(page, pin)
    return page


def add_goal(page: Page, title: str, steps: list[str], why: str = "") -> None:
    """A new goal with its steps, from anywhere in the daybook."""
    go_to(page, "goals")
    button(page, "goals.new").click()
    field(page, "goals.title").fill(title)
    for step in steps:
        field(page, "things.steps-add").fill(step)
        field(page, "things.steps-add").press("Enter")
        expect(page.get_by_role("checkbox", name=step)).to_be_visible()
    if why:
        field(page, "goals.why").fill(why)
    button(page, "goals.save").click()
    expect(page.get_by_text(title)).to_be_visible()


def open_row(page: Page, title: str) -> None:
    """Opens the thing that a list names so."""
    page.get_by_role("button", name=title).click()


def add_milestone(page: Page, title: str, stage: str, note: str) -> None:
    """A new milestone with one stage of her own and a note."""
    go_to(page, "goals")
    button(page, "milestones.new").click()
    button(page, "path.other").click()
    field(page, "milestones.title").fill(title)
    field(page, "things.stages-add").fill(stage)
    field(page, "things.stages-add").press("Enter")
    field(page, "milestones.note").fill(note)
    button(page, "milestones.save").click()
    expect(page.get_by_text(title)).to_be_visible()


LEADS = {10_080: ("week", 1), 2880: ("day", 2), 1440: ("day", 1), 120: ("hour", 2), 60: ("hour", 1), 30: ("minute", 30)}


def tomorrow() -> datetime:
    """Tomorrow at 14:00 where the phones are."""
    return (datetime.now(ZONE) + timedelta(days=1)).replace(hour=14, minute=0)


def add_appointment(
    page: Page, title: str, place: str, start: datetime | None = None, leads: tuple[int, ...] = (1440, 120)
) -> None:
    """A new appointment with reminders so many minutes before it."""
    start = start or tomorrow()
    go_to(page, "dates")
    button(page, "dates.new").click()
    button(page, "dates.appointment-choice").click()
    field(page, "dates.title").fill(title)
    page.get_by_label(t("dates.day"), exact=True).fill(start.strftime("%Y-%m-%d"))
    page.get_by_label(t("dates.time"), exact=True).fill(start.strftime("%H:%M"))
    field(page, "dates.place").fill(place)
    for minutes, (unit, n) in LEADS.items():
        page.get_by_role("checkbox", name=t(f"lead.{unit}", n=n), exact=True).set_checked(minutes in leads)
    button(page, "dates.save").click()
    expect(page.get_by_text(title).first).to_be_attached()  # one that is over is folded away


def add_deadline(page: Page, title: str, days: int) -> None:
    """A new deadline, so many days from now."""
    go_to(page, "dates")
    button(page, "dates.new").click()
    button(page, "dates.deadline-choice").click()
    field(page, "dates.deadline-title").fill(title)
    day = datetime.now(ZONE) + timedelta(days=days)
    page.get_by_label(t("dates.deadline-day"), exact=True).fill(day.strftime("%Y-%m-%d"))
    button(page, "dates.save").click()
    expect(page.get_by_text(title).first).to_be_visible()


def read_words(page: Page) -> tuple[str, str]:
    """Her three words joined by `-`, and her six joined by blanks, as *A way back* shows them."""
    go_to(page, "more")
    page.get_by_role("button", name=t("way.title")).click()
    page.get_by_role("button", name=t("way.words-second")).click()
    words = page.locator("ol.words li")
    expect(words).to_have_count(9)
    shown = words.all_text_contents()
    return "-".join(shown[:3]), " ".join(shown[3:])


def try_words(page: Page) -> tuple[str, str]:
    """Her words, read and typed back: a way back that was tried. Gives them."""
    handle, passphrase = read_words(page)
    button(page, "way.type-back").click()
    field(page, "way.handle").fill(handle)
    field(page, "way.passphrase").fill(passphrase)
    button(page, "way.check").click()
    expect(page.get_by_text(t("way.state-tried"))).to_be_visible()
    return handle, passphrase


def open_lock(page: Page) -> None:
    """*PIN and lock*."""
    go_to(page, "more")
    page.get_by_role("button", name=t("more.pin")).click()
    expect(page.get_by_text(t("lock.at-once"))).to_be_visible()


def only_with_signal(page: Page) -> None:
    """The PIN opens it only with signal, from now on."""
    open_lock(page)
    page.get_by_role("radio", name=t("lock.mode-signal"), exact=True).check()
    expect(page.get_by_text(t("lock.mode-set"), exact=True)).to_be_visible(timeout=30_000)


def choose_second(page: Page, pin: str, *, drop: bool = False) -> None:
    """A second PIN."""
    open_lock(page)
    page.get_by_role("button", name=t("lock.second")).click()
    if drop:
        page.get_by_role("checkbox", name=t("lock.second-drop")).check()
    button(page, "lock.second-choose").click()
    choose_pin(page, pin)
    expect(page.get_by_text(t("lock.second-made"), exact=True)).to_be_visible(timeout=30_000)


def at_front(page: Page) -> None:
    """Waits until the ordinary page stands there, with nothing on it."""
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible(timeout=30_000)


def try_pin(page: Page, pin: str) -> None:
    """From the ordinary page: a PIN is typed."""
    if not page.get_by_role("heading", name=t("front.pin-title")).count():
        button(page, "front.open").click()
    type_pin(page, pin, "front.open")


def make_code(page: Page) -> str:
    """Makes a recovery code on one paper, gives it back, and returns it."""
    go_to(page, "more")
    page.get_by_role("button", name=t("way.title")).click()
    page.get_by_role("button", name=t("way.code"), exact=False).first.click()
    code = page.locator("p.code")
    expect(code).to_be_visible()
    shown = (code.text_content() or "").strip()
    button(page, "way.give-back").click()
    field(page, "way.code").fill(shown)
    button(page, "way.check").click()
    expect(page.get_by_text(t("way.state-tried"))).to_be_visible()
    return shown


def all_sent(page: Page) -> None:
    """Waits until no line says that something is not sent."""
    expect(page.get_by_text(re.compile(r"not sent yet"))).to_have_count(0, timeout=20_000)
