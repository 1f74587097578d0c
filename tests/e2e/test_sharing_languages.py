"""Every screen of sharing on the phone, at 360 px, in each language: whole, in its direction, nothing cut."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

import words
from both import arrives
from case_manager import CaseManager
from daybook import add_appointment, add_goal, all_sent, button, field, go_to, keep, open_row
from live_server import LiveServer
from phone import Phone
from test_languages import KEY, SAME, SHOWN, english_only
from test_sharing import connect, ids_across, open_sharing, share, until
from walked import before_release
from words import t

HERS = {"Learn to drive", "Book a lesson", "Dentist", "Mill Road 4", "A goal of today", "Swim", "Sam"}


@pytest.fixture(autouse=True)
def in_english_again() -> Iterator[None]:
    yield
    words.speak("en")


@pytest.fixture
def pair(live_server: LiveServer) -> Iterator[tuple[CaseManager, CaseManager]]:
    made = CaseManager(live_server, "E. Example"), CaseManager(live_server, "F. Example")
    yield made
    for one in made:
        one.close()


def connecting(page: Page, worker: CaseManager) -> Iterator[str]:
    """From nobody to a link, and back in the list."""
    open_sharing(page)
    yield "nobody"
    button(page, "connect.title").click()
    yield "connect"
    field(page, "connect.code").fill("ABC")
    button(page, "connect.look").click()
    expect(page.get_by_text(t("connect.no-code"))).to_be_visible()
    yield "no-code"
    field(page, "connect.code").fill(worker.invite())
    button(page, "connect.look").click()
    page.get_by_role("radio", name=t("connect.know-yes"), exact=True).check()
    yield "who"
    button(page, "connect.yes", name=worker.name).click()
    expect(page.locator("ol.words li")).to_have_count(4)
    yield "words"
    button(page, "connect.not-same").click()
    expect(page.get_by_text(t("connect.ended"))).to_be_visible()
    open_sharing(page)
    yield "words-differed"


def sharing(page: Page, worker: CaseManager) -> Iterator[str]:
    """What she shares, and what comes back."""
    code = connect(page, worker)
    yield "person-new"
    go_to(page, "goals")
    open_row(page, "Learn to drive")
    button(page, "who.share").click()
    expect(page.locator("dl.facts")).to_be_visible()
    yield "share"
    button(page, "share.do", name=worker.name).click()
    expect(page.get_by_text(t("share.done", name=worker.name)).first).to_be_visible()
    until(lambda: len(worker.sees(code)) == 1)
    yield "shared"
    button(page, "front.back").click()
    yield "goal"
    open_sharing(page)
    page.get_by_role("button", name=t("contact.title")).click()
    field(page, "contact.how").fill("Sam")
    button(page, "contact.right").click()
    yield "contact"
    open_sharing(page)
    page.get_by_role("button", name=t("contact.name"), exact=False).click()
    field(page, "contact.name").fill("Sam")
    yield "name"
    add_appointment(page, "Dentist", "Mill Road 4")
    open_row(page, "Dentist")
    share(page, worker)
    all_sent(page)
    until(lambda: len(worker.sees(code)) == 2)
    date = next(
        one for one in ids_across(worker, code) if one in [row["id"] for row in worker.synced() if not row["gone"]]
    )
    for what, proposal in (("goal", {"title": "Swim", "steps": ["Sam"]}), ("milestone", {"title": "Swim"})):
        worker.send(code, {"type": "suggestion", "for": what, "about": None, "why": "", "proposal": proposal})
    for answer in ("arranged", "moved"):
        worker.send(code, {"type": "reply", "about": date, "answer": answer, "text": "Sam", "need": ""})
    arrives(page, t("cards.suggests-goal", name=worker.name))
    yield "today"
    go_to(page, "dates")
    open_row(page, "Dentist")
    button(page, "reply.late").click()
    expect(page.get_by_text(t("reply.last", text=t("reply.late")))).to_be_visible()
    yield "date"
    open_sharing(page)
    page.get_by_role("button", name=t("ledger.title")).click()
    expect(page.get_by_text("Learn to drive")).to_be_visible()
    yield "ledger"
    open_sharing(page)
    page.get_by_role("button", name=worker.name).first.click()
    expect(page.get_by_text(t("person.sees"), exact=True)).to_be_visible()
    yield "person"
    button(page, "person.end-with", name=worker.name).click()
    yield "end"


def hands(page: Page, worker: CaseManager, other: CaseManager) -> Iterator[str]:
    """Handed over, and ended from there."""
    code = next(reversed(worker.invitations))
    proposal = {"code": other.invite(), "change": "handover", "name": other.name, "organisation": other.house}
    worker.send(code, {"type": "suggestion", "for": "link", "about": None, "why": "", "proposal": proposal})
    arrives(page, t("cards.handover", name=worker.name, other=other.name))
    page.get_by_text(t("cards.only-your-yes")).scroll_into_view_if_needed()
    yield "handover"
    button(page, "cards.look").click()
    page.get_by_role("radio", name=t("connect.know-no"), exact=True).check()
    button(page, "connect.yes", name=other.name).click()
    expect(page.locator("ol.words li")).to_have_count(4)
    button(page, "connect.same").click()
    expect(page.get_by_role("heading", name=t("cards.same-things"), level=1)).to_be_visible()
    # What she answered the first one is not offered to the next.
    expect(page.get_by_role("checkbox")).to_have_count(2)
    yield "same-things"
    button(page, "share.do", name=other.name).click()
    expect(page.get_by_text(t("cards.handed-over", name=worker.name))).to_be_visible()
    yield "handed-over"
    all_sent(page)
    worker.end(code)
    arrives(page, t("cards.ended-lost"))
    yield "ended"


@pytest.mark.parametrize("language", ["en", before_release("es"), before_release("fr"), "ar"])
def test_every_screen_of_sharing_is_whole_in_each_language(
    new_phone: Callable[..., Phone], pair: tuple[CaseManager, CaseManager], language: str
) -> None:
    phone = new_phone(locale=language)
    words.speak(language)
    english = english_only(language) if language != "en" else None
    page, (worker, other) = keep(phone), pair
    add_goal(page, "Learn to drive", ["Book a lesson"])
    found: list[str] = []
    for part in (connecting(page, worker), sharing(page, worker), hands(page, worker, other)):
        for name in part:
            page.set_viewport_size({"width": 360, "height": 1400})  # all of it in one picture
            phone.picture(f"sharing-{language}-{name}")
            shown = [text for text in page.evaluate(SHOWN) if text not in SAME | HERS]
            if english:
                found += [f"{name}: in English: {text}" for text in shown if english.fullmatch(text)]
            found += [f"{name}: a key: {text}" for text in shown if KEY.fullmatch(text)]
            found += [f"{name}: {line}" for line in phone.axe()]
            direction = page.evaluate("document.documentElement.dir")
            if direction != ("rtl" if language == "ar" else "ltr"):
                found.append(f"{name}: {direction}")
            page.set_viewport_size({"width": 320, "height": 640})
            if phone.scrolls_sideways():
                found.append(f"{name}: scrolls sideways at 320 px")
            page.set_viewport_size({"width": 360, "height": 740})
    assert found == []
