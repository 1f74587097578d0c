"""Hands that change, in two real browsers at once: handed over by her yes, an account that is closed, a share that
runs out."""

from collections.abc import Callable

from playwright.sync_api import expect

from both import CANARY, arrives, connected, eventually, leaves, say_yes, share_goal
from daybook import add_goal, all_sent, button, go_to, open_row
from laptop import (
    Laptop,
    d,
    four_words,
    go,
    lock,
    look_for_new,
    make_code,
    open_person,
    pass_second_step,
    press,
    sign_up,
    typed,
    unlock,
)
from live_server import LiveServer
from phone import Phone
from words import t

DAY = 86_400
GOAL = f"{CANARY} goal"


def account_of(server: LiveServer, name: str) -> str:
    """The id that the operator's list names beside a case manager."""
    return next(line for line in server.command("staff", "list").splitlines() if name in line).split()[0]


def test_one_leaves_and_the_next_of_the_house_goes_on_by_her_yes_alone(
    new_phone: Callable[..., Phone], new_laptop: Callable[..., Laptop], own_server: LiveServer
) -> None:
    first, second = new_laptop(own_server), new_laptop(own_server)
    phone = new_phone(own_server)
    page = connected(phone, first, own_server)
    share_goal(page, first)
    house = ("--name", "Next Worker", "--organisation", "Sample House")
    sign_up(second, own_server.command("staff", "add", *house).split()[-1])
    code = make_code(second, "From a colleague", "Next Worker")

    open_person(first, "Person One")
    press(first, "pass.open").click()
    first.page.get_by_role("radio", name=d("pass.handover"), exact=True).check(force=True)
    typed(first, "pass.name").fill("Next Worker")
    typed(first, "pass.code").fill(code)
    press(first, "pass.send").click()
    expect(first.page.get_by_text(d("pass.sent"))).to_be_visible()

    # She is asked on *Today*. Until she says yes, the next one has nobody and nothing.
    arrives(page, t("cards.handover", name="Sample Worker", other="Next Worker"))
    expect(page.get_by_text(t("cards.only-your-yes"))).to_be_visible()
    phone.picture("sharing-handover")
    go(second, "people")
    look_for_new(second)
    expect(second.page.get_by_text(d("people.none"))).to_be_visible()
    button(page, "cards.look").click()
    hers = say_yes(page, "Next Worker")
    go(second, "connect")
    assert four_words(second) == hers
    button(page, "connect.same").click()
    press(second, "words.same").click()
    expect(second.page.get_by_text(GOAL)).to_have_count(0)

    # The same things are offered; she shares them, and ends the old link herself.
    expect(page.get_by_role("heading", name=t("cards.same-things"))).to_be_visible()
    button(page, "share.do", name="Next Worker").click()
    expect(page.get_by_text(t("cards.handed-over", name="Sample Worker"))).to_be_visible()
    button(page, "person.end-with", name="Sample Worker").click()
    button(page, "person.end-sure").click()
    expect(page.get_by_text(t("person.end-done", name="Sample Worker"))).to_be_visible()
    all_sent(page)
    eventually(second, GOAL)

    # The one who left keeps a name in the list, no word of hers, and no reason.
    open_person(first, "Person One")
    leaves(first, GOAL)
    expect(press(first, "ending.remove")).to_be_visible()
    shown = first.page.locator("main").inner_text().lower()
    assert [word for word in ("next worker", "stopped", "declined", "phone", "because") if word in shown] == []

    # The operator closes the account: she hears nothing twice, and the next one goes on.
    own_server.command("staff", "disable", account_of(own_server, "Sample Worker"))
    open_person(second, "From a colleague")
    look_for_new(second)
    expect(second.page.get_by_text(GOAL).first).to_be_visible()
    go_to(page, "today")
    expect(page.get_by_text(t("cards.ended-lost"))).to_have_count(0)


def test_a_closed_account_sees_nothing_any_more_and_she_is_told_whom_to_call(
    new_phone: Callable[..., Phone], new_laptop: Callable[..., Laptop], own_server: LiveServer
) -> None:
    laptop = new_laptop(own_server)
    phone = new_phone(own_server)
    laptop.allow(r"status of 401")
    page = connected(phone, laptop, own_server)
    share_goal(page, laptop)
    own_server.command("staff", "disable", account_of(own_server, "Sample Worker"))

    arrives(page, t("cards.ended-organisation", name="Sample Worker", organisation="Sample House"))
    expect(page.get_by_text(t("cards.ended-lost"))).to_be_visible()
    expect(page.get_by_text(t("cards.ended-call", organisation="Sample House"))).to_be_visible()
    expect(page.get_by_text("Nobody: a sample")).to_be_visible()
    phone.picture("sharing-closed")
    assert phone.axe() == []
    button(page, "cards.ok").click()
    expect(page.get_by_text(t("cards.ended-lost"))).to_have_count(0)
    go_to(page, "goals")
    open_row(page, GOAL)
    expect(page.get_by_text(t("who.only-you"))).to_be_visible()

    # The desk holds nothing of hers any more, open or locked.
    look_for_new(laptop)
    expect(laptop.page.get_by_text(d("line.signed-out"))).to_be_visible(timeout=30_000)
    expect(laptop.page.get_by_text(GOAL)).to_have_count(0)
    lock(laptop)
    unlock(laptop)
    go(laptop, "people")
    laptop.page.get_by_role("button", name="Person One").click()
    expect(laptop.page.get_by_text(d("line.signed-out"))).to_be_visible(timeout=30_000)
    expect(laptop.page.get_by_text(GOAL)).to_have_count(0)
    # Nor does any laptop open it again.
    other = new_laptop(own_server)
    other.allow(r"status of 401")
    other.visit("/desk/")
    press(other, "door.sign-in").click()
    typed(other, "door.handle").fill(laptop.handle)
    typed(other, "door.passphrase").fill(laptop.passphrase)
    press(other, "door.open").click()
    expect(other.page.get_by_role("alert")).to_have_text(d("door.wrong"), timeout=40_000)


def test_a_share_runs_out_on_both_screens(
    new_phone: Callable[..., Phone], new_laptop: Callable[..., Laptop], own_server: LiveServer
) -> None:
    laptop = new_laptop(own_server)
    page = connected(new_phone(own_server), laptop, own_server)
    add_goal(page, GOAL, ["One"])
    open_row(page, GOAL)
    button(page, "who.share").click()
    page.get_by_role("radio", name=t("share.for-7"), exact=True).check(force=True)
    button(page, "share.do", name="Sample Worker").click()
    all_sent(page)
    share_other = f"{CANARY} bank"
    add_goal(page, share_other, [])
    open_row(page, share_other)
    button(page, "who.share").click()
    button(page, "share.do", name="Sample Worker").click()
    all_sent(page)
    eventually(laptop, GOAL)
    eventually(laptop, share_other)
    go_to(page, "today")

    own_server.stop()
    own_server.clock_ahead = 8 * DAY
    own_server.start()
    look_for_new(laptop)
    # A session that was not used for days begins anew, with the second step.
    pass_second_step(laptop, ahead=8 * DAY)
    open_person(laptop, "Person One")
    leaves(laptop, GOAL)
    expect(laptop.page.get_by_text(share_other).first).to_be_visible()
    expect(press(laptop, "pass.open")).to_be_visible()  # the link itself is as it was
    arrives(page, t("places.today"))
    go_to(page, "goals")
    open_row(page, GOAL)
    expect(page.get_by_text(t("who.only-you"))).to_be_visible(timeout=30_000)
