"""Goals and milestones: begun from an idea, put in order, called her own names, paused and taken up again."""

import re
import sqlite3
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from daybook import (
    PIN,
    add_goal,
    all_sent,
    button,
    close,
    field,
    go_to,
    inside,
    keep,
    open_row,
    refuse_reminders,
    type_pin,
    unlock,
)
from live_server import LiveServer, scripts_of
from phone import Phone
from searching import files_with
from words import MESSAGES, t


def title_field(page: Page) -> Locator:
    return field(page, "goals.title")


def steps_of(number: int) -> list[str]:
    """The texts of a template's steps."""
    return [MESSAGES[key] for key in sorted(MESSAGES) if re.fullmatch(rf"template\.{number}\.\d+", key)]


def pick(page: Page, number: int, area: str) -> None:
    """Chooses a template from the list of ideas."""
    page.locator("summary", has_text=t(f"area.{area}")).click()
    page.get_by_role("button", name=t(f"template.{number}")).click()


def texts(page: Page, within: str) -> list[str]:
    """The rows of a list as they stand."""
    return page.get_by_role("list", name=within, exact=True).locator("li .entry-text").all_inner_texts()


def order_of(page: Page, name: str) -> Callable[[], list[str]]:
    """Opens *Change the order* and gives what reads the rows."""
    button(page, "order.change-name", name=name).click()
    expect(page.get_by_role("heading", name=t("order.title"), level=1)).to_be_visible()
    return lambda: texts(page, name)


def expect_order(read: Callable[[], list[str]], wanted: list[str]) -> None:
    for _ in range(50):
        if read() == wanted:
            return
    assert read() == wanted


# ── from an idea ──


def test_a_goal_is_begun_from_an_idea_and_kept_with_its_number(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "goals")
    button(page, "goals.new").click()
    button(page, "goals.idea").click()
    pick(page, 6, "papers")
    expect(title_field(page)).to_have_value(t("template.6"))
    for step in steps_of(6):
        expect(page.get_by_role("checkbox", name=step)).to_be_visible()
    button(page, "goals.save").click()
    expect(page.get_by_role("heading", name=t("area.papers"))).to_be_visible()
    open_row(page, t("template.6"))
    expect(page.get_by_role("checkbox")).to_have_count(len(steps_of(6)))
    go_to(page, "goals")
    button(page, "goals.new").click()
    button(page, "goals.idea").click()
    page.locator("summary", has_text=t("area.papers")).click()
    expect(page.get_by_role("button", name=f"{t('template.6')} {t('ideas.have')}")).to_be_visible()


def test_an_idea_that_is_not_saved_leaves_nothing(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "goals")
    button(page, "goals.new").click()
    button(page, "goals.idea").click()
    pick(page, 103, "health")
    expect(title_field(page)).to_have_value(t("template.103"))
    button(page, "front.back").click()
    expect(page.get_by_text(t("goals.empty"))).to_be_visible()


def test_a_link_with_a_number_leaves_the_address_at_once_and_opens_after_the_pin(phone: Phone) -> None:
    page = keep(phone)
    all_sent(page)
    close(page)
    page.goto("about:blank")
    phone.visit("/app/#11")
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    assert page.url == f"{phone.origin}/app/"
    assert t("template.11") not in page.content()
    button(page, "front.open").click()
    type_pin(page, PIN, "front.open")
    expect(title_field(page)).to_have_value(t("template.11"), timeout=40_000)
    button(page, "goals.save").click()
    go_to(page, "goals")
    expect(page.get_by_text(t("template.11"))).to_be_visible()
    close(page)
    unlock(phone)
    expect(title_field(page)).to_have_count(0)


def test_a_link_with_a_number_opens_for_someone_who_only_looks(phone: Phone) -> None:
    page = phone.visit("/app/#4")
    button(page, "front.open").click()
    expect(title_field(page)).to_have_value(t("template.4"))


def test_a_number_that_comes_to_the_page_as_it_stands_goes_from_the_address_too(phone: Phone) -> None:
    page = phone.visit()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    page.evaluate("location.hash = '#5'")
    phone.until("() => location.hash === ''")
    button(page, "front.open").click()
    expect(title_field(page)).to_have_value(t("template.5"))
    assert page.url == f"{phone.origin}/app/"


def test_a_number_of_no_goal_opens_nothing(phone: Phone) -> None:
    page = phone.visit("/app/#9999")
    button(page, "front.open").click()
    inside(page)
    expect(page.get_by_text(t("today.empty"))).to_be_visible()
    expect(title_field(page)).to_have_count(0)
    assert page.url == f"{phone.origin}/app/"


def test_a_screen_that_loads_slowly_does_not_open_over_another_place(phone: Phone) -> None:
    page = phone.visit()
    button(page, "front.open").click()
    inside(page)
    go_to(page, "goals")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    script = re.compile(rf"/assets/({'|'.join(map(re.escape, scripts_of('goal')))})$")
    page.route(script, hold)
    with page.expect_request(script):
        button(page, "goals.new").click()
    go_to(page, "dates")
    for route in held:
        route.continue_()
    page.wait_for_timeout(1000)
    expect(page.get_by_role("heading", name=t("places.dates"), level=1)).to_be_visible()
    expect(title_field(page)).to_have_count(0)
    go_to(page, "goals")
    button(page, "goals.new").click()
    expect(title_field(page)).to_be_visible()


# ── order ──


def three_goals(phone: Phone) -> Page:
    page = keep(phone)
    for title in ("Alpha", "Bravo", "Charlie"):
        add_goal(page, title, [])
    return page


def test_goals_are_moved_by_arrow_and_the_order_stays(phone: Phone) -> None:
    page = three_goals(phone)
    read = order_of(page, t("area.other"))
    expect_order(read, ["Alpha", "Bravo", "Charlie"])
    button(page, "order.down-name", text="Alpha").click()
    expect(page.get_by_role("status").filter(has_text=t("order.now", text="Alpha", place=2, all=3))).to_be_visible()
    expect_order(read, ["Bravo", "Alpha", "Charlie"])
    expect(button(page, "order.down-name", text="Alpha")).to_be_focused()
    button(page, "front.undo").click()
    expect_order(read, ["Alpha", "Bravo", "Charlie"])
    button(page, "order.up-name", text="Charlie").click()
    expect_order(read, ["Alpha", "Charlie", "Bravo"])
    button(page, "order.done").click()
    close(page)
    page.reload()
    unlock(phone)
    go_to(page, "goals")
    rows = page.get_by_role("list", name=t("area.other"), exact=True).get_by_role("button")
    expect(rows).to_have_text([re.compile("^Alpha"), re.compile("^Charlie"), re.compile("^Bravo")])


def test_steps_are_moved_by_keyboard_on_the_handle(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(has_touch=False, is_mobile=False)
    page = keep(phone)
    add_goal(page, "Swim", ["One", "Two", "Three", "Four"])
    open_row(page, "Swim")
    read = order_of(page, t("things.steps"))
    handle = button(page, "order.handle", text="Four")
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect_order(read, ["One", "Two", "Four", "Three"])
    expect(handle).to_be_focused()
    page.keyboard.press("Home")
    expect_order(read, ["Four", "One", "Two", "Three"])
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect_order(read, ["Four", "One", "Two", "Three"])
    button(page, "front.back").click()
    expect(page.get_by_role("list", name=t("things.steps"), exact=True).locator("li")).to_have_text(
        [re.compile(f"^{text}") for text in ("Four", "One", "Two", "Three")]
    )


def drag_by_touch(phone: Phone, handle: Locator, target: Locator, *, cancel: bool = False) -> None:
    """Draws a finger from one handle past another, as a screen tells it."""
    session = phone.context.new_cdp_session(phone.page)
    start, end = handle.bounding_box(), target.bounding_box()
    assert start
    assert end
    x = start["x"] + start["width"] / 2
    y, last = start["y"] + start["height"] / 2, end["y"] + end["height"] / 2
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 11):
        point = {"x": x, "y": y + (last - y) * part / 10}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchCancel" if cancel else "touchEnd", "touchPoints": []})


def test_steps_are_dragged_by_a_finger_at_320_pixels(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(viewport={"width": 320, "height": 640})
    page = keep(phone)
    add_goal(page, "Swim", ["One", "Two, which is a rather long step for so small a phone", "Three"])
    open_row(page, "Swim")
    read = order_of(page, t("things.steps"))
    two = "Two, which is a rather long step for so small a phone"
    handle = {text: button(page, "order.handle", text=text) for text in ("One", two, "Three")}
    before = handle["Three"].bounding_box()
    drag_by_touch(phone, handle["One"], handle["Three"])
    expect_order(read, [two, "Three", "One"])
    drag_by_touch(phone, handle["One"], handle[two], cancel=True)
    expect_order(read, [two, "Three", "One"])
    drag_by_touch(phone, handle["One"], handle[two])
    expect_order(read, ["One", two, "Three"])
    assert handle["Three"].bounding_box() == before, "all stands where it stood"
    assert not phone.scrolls_sideways()


def test_parts_of_life_get_her_names_and_her_order(phone: Phone) -> None:
    page = keep(phone)
    add_goal(page, "Alpha", [])
    open_row(page, "Alpha")
    page.get_by_label(t("goals.area"), exact=True).select_option(label=t("area.home"))
    go_to(page, "goals")
    add_goal(page, "Bravo", [])
    button(page, "areas.open").click()
    open_row(page, t("area.home"))
    field(page, "areas.hint").fill("My place")
    button(page, "areas.save").click()
    expect(page.get_by_role("button", name="My place")).to_be_visible()
    button(page, "order.change").click()
    expect(page.get_by_role("heading", name=t("order.title"), level=1)).to_be_visible()
    button(page, "order.handle", text=t("area.other")).focus()
    page.keyboard.press("Home")
    button(page, "order.done").click()
    go_to(page, "goals")
    expect(page.get_by_role("heading", level=2).first).to_have_text(t("area.other"))
    expect(page.get_by_role("heading", name="My place", level=2)).to_be_visible()
    all_sent(page)
    page.reload()
    unlock(phone)
    go_to(page, "goals")
    expect(page.get_by_role("heading", level=2).first).to_have_text(t("area.other"))
    open_row(page, "Bravo")
    page.get_by_label(t("goals.area"), exact=True).select_option(label="My place")
    go_to(page, "goals")
    rows = page.get_by_role("list", name="My place", exact=True).get_by_role("button")
    expect(rows).to_have_count(2)


# ── what becomes of it ──


def test_a_goal_rests_out_of_sight_and_is_taken_up_again(phone: Phone) -> None:
    page = three_goals(phone)
    for title, state in (("Alpha", "pause"), ("Bravo", "done"), ("Charlie", "let-go")):
        open_row(page, title)
        button(page, f"goals.{state}").click()
        button(page, "front.back").click()
    for title in ("Alpha", "Bravo", "Charlie"):
        expect(page.get_by_text(title)).to_be_hidden()
    page.get_by_text(t("goals.folded-let-go", n=1)).click()
    open_row(page, "Charlie")
    button(page, "goals.resume").click()
    button(page, "front.undo").click()
    expect(page.get_by_text(t("goals.is-let-go"), exact=True).first).to_be_visible()
    button(page, "goals.resume").click()
    button(page, "front.back").click()
    expect(page.get_by_role("list", name=t("area.other"), exact=True).get_by_text("Charlie")).to_be_visible()
    go_to(page, "today")
    expect(page.get_by_text("Alpha")).to_have_count(0)


# ── milestones ──


def begin(page: Page, path: str) -> None:
    go_to(page, "goals")
    button(page, "milestones.new").click()
    page.get_by_role("button", name=t(f"path.{path}")).click()
    expect(field(page, "milestones.title")).to_have_value(t(f"path.{path}"))


def test_a_milestone_begins_with_its_stages_to_take_drop_and_take_up(phone: Phone) -> None:
    page = keep(phone)
    begin(page, "recognition")
    stages = [text for key, text in MESSAGES.items() if key.startswith("stage.recognition.")]
    expect(page.get_by_role("checkbox")).to_have_count(len(stages))
    last, translate = t("stage.recognition.answer"), t("stage.recognition.translate")
    page.get_by_role("checkbox", name=last).check()
    button(page, "things.change-name", text=translate).click()
    button(page, "things.drop").click()
    expect(page.get_by_role("checkbox", name=f"{translate} {t('things.dropped')}")).to_be_visible()
    button(page, "things.change-name", text=translate).click()
    button(page, "things.take-up").click()
    expect(page.get_by_role("checkbox", name=translate, exact=True)).to_be_visible()
    button(page, "things.change-name", text=translate).click()
    button(page, "things.delete").click()
    expect(button(page, "milestones.offered-add", text=translate)).to_be_visible()
    button(page, "milestones.offered-add", text=translate).click()
    button(page, "milestones.save").click()
    expect(page.get_by_text(t("milestones.next", text=t("stage.recognition.ask")))).to_be_visible()


def add_number(page: Page, name: str, value: str) -> None:
    button(page, "reference.add").click()
    field(page, "reference.name").fill(name)
    field(page, "reference.value").fill(value)
    button(page, "reference.save").click()


def test_a_number_is_hidden_until_tapped_and_can_be_copied(phone: Phone) -> None:
    page = keep(phone)
    begin(page, "papers")
    add_number(page, "Card", "X-4711")
    button(page, "milestones.save").click()
    open_row(page, t("path.papers"))
    assert "X-4711" not in page.content()
    button(page, "reference.show-name", name="Card").click()
    expect(page.get_by_text("X-4711")).to_be_visible()
    button(page, "reference.hide-name", name="Card").click()
    assert "X-4711" not in page.content()
    button(page, "reference.copy-name", name="Card").click()
    expect(page.get_by_text(t("reference.copied"))).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "X-4711"
    button(page, "reference.change-name", name="Card").click()
    button(page, "reference.delete").click()
    expect(button(page, "reference.show-name", name="Card")).to_have_count(0)
    button(page, "front.undo").click()
    expect(button(page, "reference.show-name", name="Card")).to_be_visible()


def test_a_paper_that_runs_out_gets_a_date_to_begin_in_time(phone: Phone) -> None:
    page = keep(phone)
    begin(page, "papers")
    page.get_by_label(t("expires.date"), exact=True).fill("2031-06-30")
    button(page, "expires.make").click()
    page.get_by_role("radio", name=t("expires.before", n=90), exact=True).check()
    page.get_by_role("dialog").get_by_role("button", name=t("expires.make"), exact=True).click()
    renew = t("expires.renew", title=t("path.papers"))
    expect(page.get_by_role("button", name=renew)).to_be_visible()
    expect(button(page, "expires.make")).to_have_count(0)
    open_row(page, renew)
    expect(page.get_by_label(t("dates.deadline-day"), exact=True)).to_have_value("2031-04-01")
    go_to(page, "dates")
    expect(page.get_by_text(renew)).to_be_visible()


def test_a_number_is_not_in_clear_on_the_server_or_on_the_locked_phone(
    new_phone: Callable[..., Phone], own_server: LiveServer
) -> None:
    phone = new_phone(own_server)
    page = keep(phone)
    begin(page, "account")
    add_number(page, "canarynameqzx", "canarynumberqzx")
    button(page, "reference.show-name", name="canarynameqzx").click()
    button(page, "milestones.save").click()
    go_to(page, "goals")
    button(page, "goals.new").click()
    field(page, "goals.title").fill("canaryareaqzx goal")
    page.get_by_label(t("goals.area"), exact=True).select_option(label=t("goals.area-own"))
    field(page, "goals.area-name").fill("canaryareaqzx")
    button(page, "goals.save").click()
    expect(page.get_by_role("heading", name="canaryareaqzx")).to_be_visible()
    all_sent(page)
    close(page)
    canaries = ["canarynameqzx", "canarynumberqzx", "canaryareaqzx"]
    assert [word for word in canaries if word in page.content()] == []
    phone.off()
    assert files_with(phone.written(), canaries) == []
    on_server = {str(path): path.read_bytes() for path in own_server.directory.rglob("*") if path.is_file()}
    assert files_with(on_server, canaries) == []


def test_the_history_keeps_no_more_of_a_link_than_its_number(phone: Phone) -> None:
    page = phone.visit("/app/#6")
    refuse_reminders(page)
    button(page, "front.open").click()
    expect(title_field(page)).to_have_value(t("template.6"))
    phone.off()
    with sqlite3.connect(phone.profile / "Default" / "History") as history:
        lines = set(history.execute("SELECT url, title FROM urls WHERE url LIKE 'http%'"))
    assert {title for _, title in lines} <= {"Daybook", ""}
    assert {url for url, _ in lines} <= {f"{phone.origin}/app/", f"{phone.origin}/app/#6"}
