"""A walk through every screen: what is on the phone is made ready, then each screen is opened and named."""

from collections.abc import Iterator

from playwright.sync_api import expect

import dates
from daybook import (
    PIN,
    add_appointment,
    add_deadline,
    add_goal,
    add_milestone,
    all_sent,
    button,
    choose_pin,
    close,
    field,
    go_to,
    inside,
    open_row,
    refuse_reminders,
    tomorrow,
)
from phone import Phone
from pictures import jpeg
from words import t


def before_the_lock(phone: Phone) -> Iterator[str]:
    """The screens that anyone sees who takes the phone, up to the PIN; ends in a daybook that is kept."""
    page = phone.visit()
    refuse_reminders(page)
    expect(button(page, "front.keep")).to_be_visible()
    yield "front-empty"
    for entry in ("Milk and bread", "Call about the bike", "Return the library books before Saturday"):
        field(page, "front.add-label").fill(entry)
        button(page, "front.add").click()
    page.get_by_role("checkbox", name="Milk and bread").check()
    yield "front"
    yield from calm(phone)
    button(page, "front.have-one").click()
    expect(field(page, "have.handle")).to_be_visible()
    yield "have-words"
    page.get_by_role("radio", name=t("have.by-papers"), exact=True).check()
    yield "have-papers"
    button(page, "gone.title").click()
    expect(page.get_by_text(t("gone.by-code"))).to_be_visible()
    yield "phone-gone"
    button(page, "front.close").click()
    button(page, "front.open").click()
    inside(page)
    expect(page.get_by_text(t("line.not-kept"))).to_be_visible()
    expect(page.get_by_text(t("today.empty"))).to_be_visible()
    yield "looking-today"
    for place in ("goals", "dates", "more"):
        go_to(page, place)
        expect(page.get_by_role("heading", name=t(f"places.{place}"), level=1)).to_be_visible()
        yield f"looking-{place}"
    button(page, "front.close").click()
    button(page, "front.keep").click()
    expect(page.get_by_text(t("keep.says-sealed"))).to_be_visible()
    yield "keep"
    button(page, "keep.choose-pin").click()
    expect(page.get_by_text(t("keep.pin-first"))).to_be_visible()
    yield "choose-pin"
    choose_pin(page, PIN)
    inside(page)
    close(page)
    yield "front-kept"
    button(page, "front.open").click()
    expect(page.get_by_role("heading", name=t("front.pin-title"))).to_be_visible()
    yield "unlock"
    button(page, "front.pin-forgot").click()
    expect(page.get_by_text(t("forgot.neither"))).to_be_visible()
    yield "forgot"
    button(page, "front.close").click()


def calm(phone: Phone) -> Iterator[str]:
    """*Breathe* and *Numbers*, from the ordinary page and back to it."""
    page = phone.page
    button(page, "front.breathe").click()
    expect(page.get_by_text(t("breathe.says"))).to_be_visible()
    yield "breathe"
    page.get_by_role("button", name=t("breathe.breath")).click()
    button(page, "breathe.start").click()
    expect(page.get_by_text(t("breathe.in"), exact=True)).to_be_visible()
    yield "breathe-breath"
    button(page, "front.back").click()
    for exercise in ("senses", "place"):
        page.get_by_role("button", name=t(f"breathe.{exercise}")).click()
        button(page, "breathe.next").click()
        yield f"breathe-{exercise}"
        button(page, "front.back").click()
    button(page, "front.close").click()
    button(page, "front.numbers").click()
    page.get_by_label(t("numbers.country")).select_option("AU")
    expect(page.locator(".to-call")).to_be_visible()
    yield "numbers"
    button(page, "front.close").click()


def fill(phone: Phone) -> None:
    """A week of a daybook, with nothing in it that is anybody's."""
    page = phone.page
    add_goal(page, "Get my own room", ["Ask what it costs", "Look at two rooms", "Save for the first month"], "Quiet.")
    add_goal(page, "Pass the language test", ["Find the next date", "Practise twice a week"])
    add_milestone(page, "Bank account", "Bring two papers", "They open at nine.")
    add_appointment(page, "Dentist", "Long Lane 4, second floor", tomorrow(), (1440, 120))
    dates.fill(phone)
    add_deadline(page, "Hand in the form", 9)
    all_sent(page)


def daybook(phone: Phone) -> Iterator[str]:
    """The places, and what opens from them."""
    page = phone.page
    go_to(page, "today")
    expect(page.get_by_text("Dentist").first).to_be_visible()
    yield "today"
    yield from dates.today_and_show(phone)
    go_to(page, "goals")
    yield "goals"
    yield from goals(phone)
    open_row(page, "Get my own room")
    expect(field(page, "goals.why")).to_be_visible()
    yield "goal"
    button(page, "things.change-name", text="Look at two rooms").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "step"
    page.keyboard.press("Escape")
    button(page, "order.change-name", name=t("things.steps")).click()
    expect(button(page, "order.handle", text="Look at two rooms")).to_be_visible()
    yield "order"
    go_to(page, "goals")
    open_row(page, "Bank account")
    expect(field(page, "milestones.note")).to_be_visible()
    yield "milestone"
    yield from paper(phone)
    go_to(page, "dates")
    yield "dates"
    button(page, "dates.new").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "new-date"
    button(page, "dates.appointment-choice").click()
    expect(field(page, "dates.place")).to_be_visible()
    yield "new-appointment"
    button(page, "front.back").click()
    open_row(page, "Dentist")
    expect(page.get_by_text(t("dates.needs-title"))).to_be_visible()
    yield "appointment"
    page.get_by_text(t("need.more")).click()
    button(page, "need.add", what=t("need.transport")).click()
    page.get_by_role("button", name=t("need.transport")).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "need"
    page.keyboard.press("Escape")
    yield from dates.appointment(phone)
    button(page, "front.back").click()
    open_row(page, "Hand in the form")
    expect(field(page, "dates.deadline-title")).to_be_visible()
    yield "deadline"
    button(page, "front.back").click()


def goals(phone: Phone) -> Iterator[str]:
    """Beginning a goal, and the parts of life."""
    page = phone.page
    button(page, "goals.new").click()
    expect(field(page, "goals.title")).to_be_visible()
    yield "new-goal"
    button(page, "goals.idea").click()
    expect(page.get_by_text(t("ideas.say"))).to_be_visible()
    page.locator("summary", has_text=t("area.papers")).click()
    yield "ideas"
    page.get_by_role("button", name=t("template.111")).click()
    expect(page.get_by_role("checkbox").first).to_be_visible()
    yield "new-goal-from-idea"
    button(page, "front.back").click()
    button(page, "areas.open").click()
    expect(page.get_by_text(t("areas.say"))).to_be_visible()
    yield "areas"
    open_row(page, t("area.home"))
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "area"
    page.keyboard.press("Escape")
    button(page, "front.back").click()


def paper(phone: Phone) -> Iterator[str]:
    """What a milestone holds beside its stages; ends on *New milestone*."""
    page = phone.page
    page.get_by_text(t("milestones.paper"), exact=True).click()
    button(page, "reference.add").click()
    field(page, "reference.name").fill("Customer number")
    field(page, "reference.value").fill("4711 0815 22")
    yield "number"
    button(page, "reference.save").click()
    button(page, "reference.show-name", name="Customer number").click()
    page.get_by_label(t("expires.date"), exact=True).fill("2031-06-30")
    button(page, "expires.make").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "begin-in-time"
    page.get_by_role("dialog").get_by_role("button", name=t("expires.make"), exact=True).click()
    expect(page.get_by_text(t("expires.there"))).to_be_visible()
    with page.expect_file_chooser() as chooser:
        button(page, "photo.choose").click()
    chooser.value.set_files({"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": jpeg(page, 900, 600)})
    expect(page.get_by_role("button", name=t("photo.see"))).to_be_visible(timeout=30_000)
    button(page, "photo.choose-new").scroll_into_view_if_needed()
    yield "paper"
    page.get_by_role("button", name=t("photo.see")).click()
    expect(button(page, "photo.larger")).to_be_visible()
    yield "picture"
    go_to(page, "goals")
    button(page, "milestones.new").click()
    expect(page.get_by_text(t("paths.say"))).to_be_visible()
    yield "paths"
    page.get_by_role("button", name=t("path.recognition")).click()
    expect(field(page, "milestones.title")).to_be_visible()
    yield "new-milestone"
    button(page, "front.back").click()


def own(phone: Phone) -> Iterator[str]:
    """What is hers alone: plan, progress, moods, notes; and *Breathe* and *Numbers* as they stand in the daybook."""
    page = phone.page

    def to(key: str) -> None:
        go_to(page, "more")
        page.get_by_role("button", name=t(key)).first.click()
        expect(page.get_by_role("heading", name=t(key), level=1)).to_be_visible()

    to("plan.title")
    yield "plan-empty"
    button(page, "plan.write").click()
    field(page, "plan.sentence").fill("It was bad before, and it passed.")
    for name, text in (("signs", "I stop answering"), ("helps", "Walk to the river"), ("people", "Rosa 0171 5550 123")):
        field(page, f"plan.{name}-add").fill(text)
        field(page, f"plan.{name}-add").press("Enter")
    page.get_by_role("checkbox", name=t("plan.on-today")).check()
    yield "plan-write"
    button(page, "things.keep").click()
    expect(page.get_by_text("Walk to the river")).to_be_visible()
    yield "plan"
    go_to(page, "today")
    yield "today-plan"
    to("front.breathe")
    yield "breathe-inside"
    to("front.numbers")
    page.get_by_label(t("numbers.country")).select_option("CA")
    yield "numbers-inside"
    to("progress.title")
    yield "progress-empty"
    page.get_by_role("button", name=t("mood.title")).click()
    page.get_by_role("checkbox", name=t("mood.on")).check()
    page.get_by_role("radio", name=t("mood.4"), exact=True).click(force=True)
    expect(page.get_by_role("radio", name=t("mood.4"), exact=True)).to_be_checked()
    page.get_by_role("checkbox", name=t("mood.in-progress")).check()
    expect(page.locator(".mood-entry")).to_be_visible()
    yield "mood"
    go_to(page, "goals")
    open_row(page, "Get my own room")
    page.get_by_role("checkbox", name="Ask what it costs").check()
    to("progress.title")
    button(page, "progress.show").click()
    yield "progress"
    go_to(page, "more")
    page.get_by_role("button", name=t("own.reading")).first.click()
    expect(field(page, "reading.search")).to_be_visible(timeout=20_000)
    yield "reading"
    page.locator(".layer:not([inert]) .list-row").first.click()
    expect(page.locator(".reading")).to_be_visible()
    yield "reading-page"
    to("notes.title")
    for title, text in (("Words to learn", "Key, door, bread"), ("", "The library opens at ten")):
        button(page, "notes.new").click()
        field(page, "notes.name").fill(title)
        field(page, "notes.text").fill(text)
        button(page, "things.keep").click()
    yield "notes"
    open_row(page, "Words to learn")
    yield "note"
    button(page, "things.keep").click()


def more(phone: Phone) -> Iterator[str]:
    """*More* and all that it leads to."""
    page = phone.page
    go_to(page, "more")
    yield "more"
    yield from own(phone)
    go_to(page, "more")
    for key, name, heard in (
        ("more.reminders", "reminders", "remind.can-fail"),
        ("more.preferences", "preferences", "prefer.leads-hint"),
        ("way.title", "way-back", "way.nobody"),
        ("more.pin", "lock", "lock.at-once"),
        ("more.another", "another-phone", "another.words"),
        ("more.devices", "devices", "devices.this"),
        ("more.log", "log", "log.kind-signed-in"),
        ("more.about", "about", "about.cannot-title"),
        ("more.journey", "journey", "journey.first"),
        ("more.sign-out", "sign-out", "going.way-first"),
        ("more.copy", "copies", "export.says"),
        ("more.delete", "delete-everything", "going.delete-says"),
    ):
        page.get_by_role("button", name=t(key)).first.click()
        expect(page.get_by_text(t(heard)).locator("visible=true").first).to_be_visible()
        yield name
        if name == "reminders":
            open_row(page, t("remind.working"))
            expect(button(page, "working.look-again")).to_be_visible()
            expect(page.locator(".findings li").first).to_be_visible(timeout=20_000)
            yield "reminders-working"
            button(page, "front.back").click()
        if name == "copies":
            page.get_by_role("button", name=t("export.sealed-second")).click()
            expect(page.locator("p.code")).to_be_visible()
            yield "copy-sealed"
            button(page, "export.next").click()
            expect(field(page, "export.code")).to_be_visible()
            yield "copy-code"
            button(page, "front.back").click()
            button(page, "front.back").click()
            page.get_by_role("button", name=t("export.read-second")).click()
            expect(page.get_by_text(t("export.read-warn"))).to_be_visible()
            yield "copy-readable"
            button(page, "front.back").click()
            page.get_by_role("button", name=t("export.in-second")).click()
            expect(button(page, "export.choose")).to_be_visible()
            yield "copy-in"
            button(page, "front.back").click()
        if name == "lock":
            page.get_by_role("button", name=t("lock.second")).click()
            expect(page.get_by_text(t("lock.second-law"))).to_be_visible()
            yield "second-pin"
            button(page, "front.back").click()
            page.get_by_role("button", name=t("lock.change")).click()
            expect(page.get_by_text(t("keep.pin-first"))).to_be_visible()
            yield "change-pin"
            button(page, "front.back").click()
        if name == "devices":
            page.get_by_role("button", name=t("devices.compare")).click()
            expect(page.locator("p.code")).to_be_visible()
            yield "devices-compare"
            button(page, "front.back").click()
            page.get_by_role("button", name=t("devices.lock-all")).click()
            expect(page.get_by_text(t("devices.lock-all-says"))).to_be_visible()
            yield "devices-lock-all"
            page.keyboard.press("Escape")
        if name == "way-back":
            page.get_by_role("button", name=t("way.words-second")).click()
            expect(page.locator("ol.words li")).to_have_count(9)
            yield "way-words"
            button(page, "front.back").click()
            page.get_by_role("button", name=t("change.title")).click()
            page.get_by_role("radio", name=t("change.why-known"), exact=True).check()
            yield "change-words"
            button(page, "change.next").click()
            expect(page.locator("ol.words li")).to_have_count(9)
            yield "change-words-made"
            page.get_by_role("radio", name=t("change.which-own"), exact=True).check()
            field(page, "change.own-handle").fill("blue house nine")
            field(page, "change.own-passphrase").fill("i love you")
            button(page, "change.next").click()
            expect(page.get_by_text(t("change.weak"))).to_be_visible()
            yield "change-words-own"
            button(page, "front.back").click()
            page.get_by_role("button", name=t("way.papers")).click()
            expect(page.locator("p.code")).to_have_count(2)
            yield "way-papers"
            button(page, "front.back").click()
        button(page, "front.back").click()
