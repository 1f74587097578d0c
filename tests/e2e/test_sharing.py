"""Her side of a link, in the real app: connecting, sharing, stopping, suggestions, answers, the end."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from case_manager import CONTACT, DUTIES, CaseManager, command
from daybook import add_appointment, add_goal, all_sent, button, field, go_to, keep, open_row
from live_server import LiveServer
from phone import Phone
from words import t

WHY = "so that nobody needs to know"


@pytest.fixture(scope="module")
def worker(live_server: LiveServer) -> Iterator[CaseManager]:
    made = CaseManager(live_server)
    yield made
    made.close()


def open_sharing(page: Page) -> None:
    go_to(page, "more")
    page.get_by_role("button", name=t("more.sharing")).first.click()
    expect(page.get_by_role("heading", name=t("sharing.title"), level=1)).to_be_visible()


def type_code(page: Page, code: str) -> None:
    open_sharing(page)
    button(page, "connect.title").click()
    field(page, "connect.code").fill(code)
    button(page, "connect.look").click()


def connect(page: Page, worker: CaseManager) -> str:
    """From *More* to a link whose words were compared on both sides; gives the code."""
    code = worker.invite()
    type_code(page, code)
    page.get_by_role("radio", name=t("connect.know-no"), exact=True).check()
    button(page, "connect.yes", name=worker.name).click()
    expect(page.locator("ol.words li")).to_have_count(4)
    assert page.locator("ol.words li").all_inner_texts() == worker.words(code)
    button(page, "connect.same").click()
    expect(page.get_by_text(t("connect.good", name=worker.name))).to_be_visible()
    return code


def share(page: Page, worker: CaseManager) -> None:
    """On the screen of a thing: shares it for 30 days."""
    button(page, "who.share").click()
    button(page, "share.do", name=worker.name).click()
    expect(page.get_by_text(t("share.done", name=worker.name)).first).to_be_visible()


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never"
        time.sleep(0.2)


def looked_at(phone: Phone, name: str, found: list[str]) -> None:
    """A picture, and what axe has to say; nothing goes sideways at 320 px."""
    phone.picture(f"sharing-{name}", full=True)
    found += [f"{name}: {line}" for line in phone.axe()]
    phone.page.set_viewport_size({"width": 320, "height": 640})
    if phone.scrolls_sideways():
        found.append(f"{name}: scrolls sideways")
    phone.page.set_viewport_size({"width": 360, "height": 740})


def test_she_connects_shares_and_stops_and_every_screen_is_well_formed(phone: Phone, worker: CaseManager) -> None:
    page, found = keep(phone), list[str]()
    add_goal(page, "Learn to drive", ["Book a lesson"], why=WHY)
    open_sharing(page)
    looked_at(phone, "people-nobody", found)
    button(page, "connect.title").click()
    looked_at(phone, "connect", found)
    field(page, "connect.code").fill("ABC")
    button(page, "connect.look").click()
    expect(page.get_by_text(t("connect.no-code"))).to_be_visible()
    code = worker.invite()
    field(page, "connect.code").fill(code.lower())
    button(page, "connect.look").click()
    # Before anything is agreed: who, what they must report, and whether she knows them.
    expect(page.get_by_text(DUTIES)).to_be_visible()
    expect(page.get_by_text(worker.house).first).to_be_visible()
    expect(button(page, "connect.yes", name=worker.name)).to_have_count(0)
    page.get_by_role("radio", name=t("connect.know-yes"), exact=True).check()
    looked_at(phone, "who", found)
    assert worker.told(code)["state"] == "invited"
    page.get_by_role("radio", name=t("connect.know-no"), exact=True).check()
    button(page, "connect.yes", name=worker.name).click()
    expect(page.locator("ol.words li")).to_have_count(4)
    assert page.locator("ol.words li").all_inner_texts() == worker.words(code)
    looked_at(phone, "words", found)
    button(page, "connect.same").click()
    # Where she goes on: what this person sees now, which is nothing.
    expect(page.get_by_text(t("person.sees-nothing"))).to_be_visible()
    looked_at(phone, "person-new", found)
    open_sharing(page)
    looked_at(phone, "people", found)
    # One thing, with the exact preview; the private note is not in it.
    go_to(page, "goals")
    open_row(page, "Learn to drive")
    expect(page.get_by_text(t("who.only-you"))).to_be_visible()
    button(page, "who.share").click()
    expect(page.locator("dl.facts")).to_contain_text("Book a lesson")
    assert WHY not in page.locator(".layer").last.inner_text()
    expect(page.get_by_text(t("share.could-change"))).to_be_visible()  # said before: they can tell that it changed
    looked_at(phone, "share", found)
    assert page.get_by_role("radio", name=t("share.for-30"), exact=True).is_checked()
    button(page, "share.do", name=worker.name).click()
    expect(page.get_by_text(t("share.done", name=worker.name)).first).to_be_visible()
    until(lambda: [one.get("title") for one in worker.sees(code)] == ["Learn to drive"])
    assert WHY not in str(worker.sees(code))
    looked_at(phone, "shared", found)
    button(page, "front.back").click()
    expect(page.get_by_text(t("who.sees-too"))).to_be_visible()
    looked_at(phone, "goal-shared", found)
    field(page, "goals.title").fill("Learn to drive well")
    until(lambda: [one.get("title") for one in worker.sees(code)] == ["Learn to drive well"])
    # The ledger tells what reached them; then she stops.
    open_sharing(page)
    page.get_by_role("button", name=t("ledger.title")).click()
    expect(page.get_by_text("Learn to drive well")).to_be_visible()
    looked_at(phone, "ledger", found)
    button(page, "who.shared").click()
    button(page, "share.stop").click()
    expect(page.get_by_text(t("share.stopped")).first).to_be_visible()
    until(lambda: worker.sees(code) == [])
    assert found == []


def test_a_suggestion_is_added_or_let_go_and_nobody_is_told(phone: Phone, worker: CaseManager) -> None:
    page, found = keep(phone), list[str]()
    code = connect(page, worker)
    markup = "<b>Swim</b>"
    worker.send(code, {"type": "suggestion", "for": "goal", "about": None, "why": "You said you like water.",
                       "proposal": {"title": markup, "steps": ["Find a pool"]}})  # fmt: skip
    worker.send(code, {"type": "suggestion", "for": "milestone", "about": None, "why": "",
                       "proposal": {"title": "Library card", "track": "other"}})  # fmt: skip
    phone_sync(page)
    go_to(page, "today")
    expect(page.get_by_role("heading", name=t("cards.suggests-goal", name=worker.name))).to_be_visible(timeout=30_000)
    # Markup is text (attack 12).
    expect(page.get_by_text(markup, exact=True)).to_be_visible()
    looked_at(phone, "suggestions", found)
    card = page.locator(
        "section.card", has=page.get_by_role("heading", name=t("cards.suggests-goal", name=worker.name))
    )
    card.get_by_role("button", name=t("cards.add"), exact=True).click()
    expect(card).to_have_count(0)
    other = page.locator("section.card", has_text="Library card")
    other.get_by_role("button", name=t("cards.let-go"), exact=True).click()
    expect(other).to_have_count(0)
    all_sent(page)
    # The worker reads nothing of it: neither the goal nor what became of the other.
    assert worker.sees(code) == []
    go_to(page, "goals")
    expect(page.get_by_text(markup, exact=True)).to_be_visible()
    expect(page.get_by_text("Library card")).to_have_count(0)
    assert found == []


def phone_sync(page: Page) -> None:
    """Asks for what is new: a change of hers is sent soon, and brings it along."""
    add_goal(page, "A goal of today", [])


def test_a_shared_date_is_arranged_and_answered(phone: Phone, worker: CaseManager) -> None:
    page, found = keep(phone), list[str]()
    code = connect(page, worker)
    add_appointment(page, "Dentist", "Mill Road 4")
    open_row(page, "Dentist")
    share(page, worker)
    button(page, "front.back").click()
    until(lambda: len(worker.sees(code)) == 1)
    date = next(iter(ids_across(worker, code)))
    button(page, "reply.late").click()
    expect(page.get_by_text(t("reply.last", text=t("reply.late")))).to_be_visible()
    until(lambda: [one["answer"] for one in worker.sees(code) if one["type"] == "reply"] == ["late"])
    worker.send(code, {"type": "reply", "about": date, "answer": "arranged", "text": "Ride 9:15, blue car", "need": ""})
    phone_sync(page)
    go_to(page, "today")
    expect(page.get_by_text("Ride 9:15, blue car")).to_be_visible(timeout=30_000)
    looked_at(phone, "arranged", found)
    page.get_by_role("button", name=t("cards.open"), exact=True).click()
    expect(page.get_by_text("Ride 9:15, blue car").last).to_be_visible()
    looked_at(phone, "date", found)
    assert found == []


def ids_across(worker: CaseManager, code: str) -> list[str]:
    """The ids of what is shared across a link now."""
    made = worker.invitations[code]
    answer = worker.synced()
    return [row["id"] for row in answer if row["link"] == made.link.hex() and not row["gone"]]


def test_a_link_that_is_ended_takes_everything_along_and_says_whom_to_call(phone: Phone, worker: CaseManager) -> None:
    page, found = keep(phone), list[str]()
    code = connect(page, worker)
    add_goal(page, "Swim", [])
    open_row(page, "Swim")
    share(page, worker)
    until(lambda: len(worker.sees(code)) == 1)
    worker.end(code)
    phone_sync(page)
    go_to(page, "today")
    expect(page.get_by_text(t("cards.ended-lost"))).to_be_visible(timeout=30_000)
    expect(page.get_by_text(CONTACT)).to_be_visible()
    looked_at(phone, "ended", found)
    button(page, "cards.ok").click()
    expect(page.get_by_text(t("cards.ended-lost"))).to_have_count(0)
    go_to(page, "goals")
    open_row(page, "Swim")
    expect(page.get_by_text(t("who.only-you"))).to_be_visible()
    assert found == []


def test_an_account_that_the_operator_closes_is_told_as_such(
    new_phone: Callable[..., Phone], live_server: LiveServer
) -> None:
    worker = CaseManager(live_server, "B. Example")
    page = keep(new_phone())
    code = connect(page, worker)
    listed = command(live_server, "staff", "list")
    line = next(one for one in listed.splitlines() if "B. Example" in one)
    command(live_server, "staff", "disable", line.split()[0])
    phone_sync(page)
    go_to(page, "today")
    told = t("cards.ended-organisation", name=worker.name, organisation=worker.house)
    expect(page.get_by_text(told)).to_be_visible(timeout=30_000)
    worker.close()
    assert code


def test_a_code_in_other_hands_is_noticed(new_phone: Callable[..., Phone], worker: CaseManager) -> None:
    code = worker.invite()
    thief = keep(new_phone())
    type_code(thief, code)
    thief.get_by_role("radio", name=t("connect.know-no"), exact=True).check()
    button(thief, "connect.yes", name=worker.name).click()
    expect(thief.locator("ol.words li")).to_have_count(4)
    page = keep(new_phone())
    type_code(page, code)
    expect(page.get_by_text(t("connect.used"))).to_be_visible()
    expect(page.locator("ol.words li")).to_have_count(0)


def test_how_to_reach_her_is_hers_until_she_shares_it(phone: Phone, worker: CaseManager) -> None:
    page, found = keep(phone), list[str]()
    code = connect(page, worker)
    open_sharing(page)
    page.get_by_role("button", name=t("contact.title")).click()
    field(page, "contact.how").fill("Text only, the second number")
    button(page, "contact.right").click()
    looked_at(phone, "contact", found)
    all_sent(page)
    assert worker.sees(code) == []
    share(page, worker)
    until(lambda: [one["how"] for one in worker.sees(code)] == ["Text only, the second number"])
    open_sharing(page)
    page.get_by_role("button", name=t("contact.name"), exact=False).click()
    field(page, "contact.name").fill("Sam")
    looked_at(phone, "name", found)
    open_sharing(page)
    page.get_by_role("button", name=worker.name).click()
    looked_at(phone, "person", found)
    button(page, "person.end-with", name=worker.name).click()
    button(page, "person.end-sure").click()
    expect(page.get_by_text(t("person.end-done", name=worker.name)).first).to_be_visible()
    until(lambda: worker.told(code)["state"] == "ended")
    assert found == []


def test_another_person_is_passed_on_and_only_her_yes_moves_anything(phone: Phone, live_server: LiveServer) -> None:
    first, second = CaseManager(live_server, "C. Example"), CaseManager(live_server, "D. Example")
    page, found = keep(phone), list[str]()
    code = connect(page, first)
    add_goal(page, "Swim", [])
    open_row(page, "Swim")
    share(page, first)
    until(lambda: len(first.sees(code)) == 1)
    passed = second.invite()
    proposal = {"code": passed, "change": "handover", "name": second.name, "organisation": second.house}
    first.send(code, {"type": "suggestion", "for": "link", "about": None, "why": "", "proposal": proposal})
    phone_sync(page)
    go_to(page, "today")
    expect(page.get_by_text(t("cards.handover", name=first.name, other=second.name))).to_be_visible(timeout=30_000)
    looked_at(phone, "cover", found)
    assert second.told(passed)["state"] == "invited"
    button(page, "cards.look").click()
    page.get_by_role("radio", name=t("connect.know-no"), exact=True).check()
    button(page, "connect.yes", name=second.name).click()
    expect(page.locator("ol.words li")).to_have_count(4)
    assert page.locator("ol.words li").all_inner_texts() == second.words(passed)
    assert second.sees(passed) == []
    button(page, "connect.same").click()
    # The same things are offered; each can be left out.
    expect(page.get_by_role("heading", name=t("cards.same-things"), level=1)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Swim")).to_be_checked()
    looked_at(phone, "same-things", found)
    button(page, "share.do", name=second.name).click()
    until(lambda: [one.get("title") for one in second.sees(passed)] == ["Swim"])
    until(lambda: [one.get("title") for one in first.sees(code)] == ["Swim"])
    # The first still sees it, until she ends that too.
    expect(page.get_by_text(t("cards.handed-over", name=first.name))).to_be_visible()
    button(page, "person.end-with", name=first.name).click()
    button(page, "person.end-sure").click()
    until(lambda: first.told(code)["state"] == "ended")
    assert [one.get("title") for one in second.sees(passed)] == ["Swim"]
    for worker in (first, second):
        worker.close()
    assert found == []


def test_a_share_ends_by_itself_on_its_day(own_server: LiveServer, new_phone: Callable[..., Phone]) -> None:
    worker = CaseManager(own_server)
    page = keep(new_phone(own_server))
    code = connect(page, worker)
    add_goal(page, "Swim", [])
    open_row(page, "Swim")
    button(page, "who.share").click()
    page.get_by_role("radio", name=t("share.for-7"), exact=True).check()
    button(page, "share.do", name=worker.name).click()
    until(lambda: len(worker.sees(code)) == 1)
    all_sent(page)
    worker.close()
    own_server.stop()
    own_server.clock_ahead = 8 * 86_400
    own_server.start()
    phone_sync(page)
    go_to(page, "goals")
    open_row(page, "Swim")
    expect(page.get_by_text(t("who.only-you"))).to_be_visible(timeout=30_000)
    open_sharing(page)
    page.get_by_role("button", name=t("ledger.title")).click()
    expect(button(page, "ledger.again")).to_be_visible()
    expect(page.get_by_text(re.compile("^" + t("ledger.ended", day="")))).to_be_visible()


def test_sharing_and_stopping_by_keyboard_alone(new_phone: Callable[..., Phone], worker: CaseManager) -> None:
    phone = new_phone(has_touch=False, is_mobile=False)
    page = keep(phone)
    code = connect(page, worker)
    add_goal(page, "Swim", [])
    open_row(page, "Swim")

    def press(name: str) -> None:
        """Tabs to the button, which shows that it has the focus, and presses Enter."""
        wanted = page.get_by_role("button", name=name, exact=True)
        expect(wanted.first).to_be_visible()
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.first.evaluate("(element) => element === document.activeElement"):
                break
        assert wanted.first.evaluate("(element) => getComputedStyle(element).outlineStyle") != "none"
        page.keyboard.press("Enter")

    press(t("who.share"))
    expect(page.get_by_role("heading", name=t("share.title"), level=1)).to_be_focused()
    press(t("share.do", name=worker.name))
    until(lambda: len(worker.sees(code)) == 1)
    press(t("share.stop"))
    until(lambda: worker.sees(code) == [])
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=t("goals.one"), level=1)).to_be_visible()
