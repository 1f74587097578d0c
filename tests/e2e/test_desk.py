"""The desk and the phone at once, in two real browsers: from the one-time code to the end of a link."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright, expect

from both import (
    CANARY,
    NARROW,
    arrives,
    connect,
    connected,
    eventually,
    need_transport,
    refresh,
    say_yes,
    share,
    share_goal,
)
from daybook import add_appointment, add_goal, all_sent, button, go_to, keep, open_row
from laptop import (
    WIDE,
    Laptop,
    d,
    four_words,
    go,
    lock,
    look_for_new,
    make_code,
    open_person,
    opened,
    pass_second_step,
    press,
    sign_up,
    typed,
    unlock,
)
from live_server import LiveServer
from phone import Phone
from words import t


def test_from_the_one_time_code_to_the_end_of_the_link(phone: Phone, laptop: Laptop, live_server: LiveServer) -> None:
    page, desk = connected(phone, laptop, live_server), laptop.page

    # She shares a goal and a date, and nothing of another goal.
    add_goal(page, f"{CANARY} goal", ["Find the stop"])
    open_row(page, f"{CANARY} goal")
    share(page)
    add_goal(page, "Hers alone", ["Nobody sees"])
    add_appointment(page, f"{CANARY} dentist", "Sample Street 4")
    open_row(page, f"{CANARY} dentist")
    need_transport(page)
    share(page)
    all_sent(page)
    eventually(laptop, f"{CANARY} dentist")
    expect(desk.get_by_text("Hers alone")).to_have_count(0)

    # To arrange: told across, and on her screen.
    go(laptop, "week")
    row = desk.locator(".need")
    expect(row).to_contain_text(d("need.needed"))
    row.get_by_role("button", name=d("need.arrange-name", what=d("need.transport"), name="Person One")).click()
    typed(laptop, "need.how").fill("9:15, blue car")
    press(laptop, "need.send").click()
    expect(row).to_contain_text(d("need.told"))
    # It was another time: the last word is the only one on her screen.
    row.get_by_role("button", name=d("need.change-name", what=d("need.transport"), name="Person One")).click()
    expect(typed(laptop, "need.how")).to_have_value("9:15, blue car")
    typed(laptop, "need.how").fill("9:30, blue car")
    press(laptop, "need.send").click()
    expect(row).to_contain_text("9:30, blue car")
    look_for_new(laptop)

    # A suggestion, which she takes.
    open_person(laptop, "Person One")
    press(laptop, "suggest.goal").click()
    typed(laptop, "suggest.goal-title").fill(f"{CANARY} swim")
    press(laptop, "suggest.send").click()
    expect(desk.get_by_text(d("suggest.sent"), exact=True)).to_be_visible()
    look_for_new(laptop)
    go_to(page, "today")
    refresh(page)
    expect(page.get_by_text("9:30, blue car").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("9:15, blue car")).to_have_count(0)
    expect(page.get_by_text(f"{CANARY} swim").first).to_be_visible(timeout=30_000)
    button(page, "cards.add").click()
    go_to(page, "goals")
    expect(page.get_by_text(f"{CANARY} swim")).to_be_visible()

    # The desk ends the link: gone there, and she is told that it ended, not why.
    press(laptop, "ending.open").click()
    desk.get_by_role("checkbox", name=d("ending.sure")).check()
    press(laptop, "ending.end").click()
    expect(press(laptop, "ending.remove")).to_be_visible()
    expect(desk.get_by_text(CANARY)).to_have_count(0)
    go_to(page, "today")
    refresh(page)
    expect(page.get_by_text(t("cards.ended-lost"))).to_be_visible(timeout=30_000)

    # Nothing of it crossed the laptop's wire in clear, in either direction.
    wire = "\n".join(laptop.traffic)
    assert len(laptop.traffic) > 20
    for word in (CANARY, "blue car", "Person One", "Find the stop", *laptop.passphrase.split()):
        assert word not in wire, word


def test_what_is_locked_is_sealed_and_the_second_step_is_asked_again(
    phone: Phone, laptop: Laptop, live_server: LiveServer
) -> None:
    page, desk = connected(phone, laptop, live_server), laptop.page
    share_goal(page, laptop)
    lock(laptop)
    assert CANARY not in desk.content()
    typed(laptop, "door.passphrase").fill("not the words")
    press(laptop, "door.open").click()
    expect(desk.get_by_role("alert")).to_have_text(d("door.wrong"))
    unlock(laptop)
    open_person(laptop, "Person One")
    expect(desk.get_by_text(f"{CANARY} goal").first).to_be_visible()
    # Ended sessions are asked for the second step again; what lies here stays.
    laptop.context.clear_cookies()
    look_for_new(laptop)
    expect(press(laptop, "second.go")).to_be_visible()
    pass_second_step(laptop)
    laptop.off()
    found = [name for name, data in laptop.written().items() if CANARY.encode() in data]
    assert found == []


def test_a_passkey_opens_the_desk_in_place_of_a_code(laptop: Laptop, live_server: LiveServer) -> None:
    """With the authenticator that Chromium has for tests: a real key pair, real signatures."""
    desk = sign_up(laptop, live_server.staff_code())
    wire = laptop.context.new_cdp_session(desk)
    wire.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    key |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    go(laptop, "account")
    press(laptop, "passkey.add").click()
    expect(desk.get_by_text(d("passkey.added"), exact=True)).to_be_visible()
    for _ in range(2):  # each challenge is good once
        laptop.context.clear_cookies()
        look_for_new(laptop)
        press(laptop, "second.passkey").click()
        opened(laptop)
        expect(press(laptop, "second.passkey")).to_have_count(0)
    go(laptop, "connect")
    assert len(make_code(laptop, "Person One")) == 27, "the session is a full one"


def test_a_colleague_covers_by_her_yes_alone_and_the_first_link_ends_well(
    phone: Phone, laptop: Laptop, new_laptop: Callable[[], Laptop], live_server: LiveServer
) -> None:
    page, desk = connected(phone, laptop, live_server), laptop.page
    share_goal(page, laptop)
    colleague = new_laptop()
    sign_up(colleague, live_server.staff_code())
    code = make_code(colleague, "Person Two")

    open_person(laptop, "Person One")
    press(laptop, "pass.open").click()
    typed(laptop, "pass.name").fill("Other Worker")
    typed(laptop, "pass.code").fill(code[:26])
    press(laptop, "pass.send").click()
    expect(desk.get_by_text(d("pass.no-code"))).to_be_visible()
    typed(laptop, "pass.code").fill(code)
    laptop.picture("desk-cover")
    press(laptop, "pass.send").click()
    expect(desk.get_by_text(d("pass.sent"))).to_be_visible()

    arrives(page, t("cards.cover", name="Sample Worker", other="Other Worker"))
    go(colleague, "people")
    expect(colleague.page.get_by_text(d("people.none"))).to_be_visible()
    button(page, "cards.look").click()
    hers = say_yes(page, "Sample Worker")
    go(colleague, "connect")
    assert four_words(colleague) == hers
    button(page, "connect.same").click()
    press(colleague, "words.same").click()
    expect(page.get_by_role("heading", name=t("cards.same-things"))).to_be_visible()
    button(page, "share.do", name="Sample Worker").click()
    all_sent(page)
    eventually(colleague, f"{CANARY} goal")

    # The first goes: together, with a file, then at once.
    open_person(laptop, "Person One")
    press(laptop, "ending.open").click()
    laptop.picture("desk-ending")
    with desk.expect_download() as downloading:
        press(laptop, "ending.file").click()
    assert downloading.value.suggested_filename == "notes.txt"
    assert f"{CANARY} goal" in Path(downloading.value.path()).read_text(encoding="utf-8")
    expect(press(laptop, "ending.end")).to_be_disabled()  # not before it was talked about
    desk.get_by_role("checkbox", name=d("ending.sure")).check()
    press(laptop, "ending.end").click()
    expect(press(laptop, "ending.remove")).to_be_visible()
    expect(desk.get_by_text(f"{CANARY} goal")).to_have_count(0)
    go_to(page, "today")
    refresh(page)
    expect(page.get_by_text(t("cards.ended-lost"))).to_be_visible(timeout=20_000)
    open_person(colleague, "Person Two")
    expect(colleague.page.get_by_text(f"{CANARY} goal").first).to_be_visible()


def test_words_that_differ_end_it_and_nothing_crosses(phone: Phone, laptop: Laptop, live_server: LiveServer) -> None:
    keep(phone)
    sign_up(laptop, live_server.staff_code())
    connect(phone, make_code(laptop, "Person One"))
    four_words(laptop)
    press(laptop, "words.other").click()
    expect(laptop.page.locator("ol.four")).to_have_count(0)
    go(laptop, "people")
    expect(laptop.page.get_by_text(d("people.none"))).to_be_visible()


def test_a_code_is_good_for_one_account(laptop: Laptop, playwright: Playwright, live_server: LiveServer) -> None:
    code = live_server.staff_code()
    sign_up(laptop, code)
    other = Laptop(playwright, live_server.origin)
    try:
        page = other.visit("/desk/")
        press(other, "door.sign-up").click()
        typed(other, "up.code").fill(code)
        words = page.locator("ol.words li")
        expect(words).to_have_count(9, timeout=30_000)
        passphrase = " ".join(re.sub(r"\s", "", one) for one in words.all_inner_texts()[3:])
        press(other, "next").click()
        typed(other, "door.passphrase").fill(passphrase)
        press(other, "up.make").click()
        expect(page.get_by_role("alert")).to_have_text(d("trouble.closed"), timeout=30_000)
    finally:
        other.remove()


def test_every_place_at_both_widths_for_everyone(phone: Phone, laptop: Laptop, live_server: LiveServer) -> None:
    page, desk = connected(phone, laptop, live_server), laptop.page
    add_appointment(page, "Dentist", "Sample Street 4")
    open_row(page, "Dentist")
    need_transport(page)
    share(page)
    all_sent(page)
    eventually(laptop, "Dentist")
    for size in (WIDE, NARROW):
        desk.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of the two
        for place in ("week", "people", "connect", "totals", "account"):
            go(laptop, place)
            assert laptop.axe() == [], (place, size)
            assert not laptop.scrolls_sideways(), (place, size)
            expect(desk.get_by_text(d("rule"))).to_be_visible()
        open_person(laptop, "Person One")
        assert laptop.axe() == [], size
        assert not laptop.scrolls_sideways(), size
        press(laptop, "review.open").click()
        assert laptop.axe() == [], size
        press(laptop, "close").click()
    desk.set_viewport_size(WIDE)  # type: ignore[arg-type]  # as above

    # By the keyboard alone: find, move, open.
    go(laptop, "week")
    desk.locator("body").click(position={"x": 640, "y": 790})
    desk.keyboard.press("/")
    expect(typed(laptop, "people.find")).to_be_focused()
    desk.keyboard.type("one")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Person One", exact=True)).to_be_visible()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)

    # On paper: needs by day, without a name and without a word of hers.
    go(laptop, "week")
    desk.emulate_media(media="print")
    expect(desk.get_by_text(d("need.transport")).first).to_be_visible()
    for word in ("Person One", "Dentist"):
        for found in desk.get_by_text(word).all():
            expect(found).to_be_hidden()
