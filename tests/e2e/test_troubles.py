"""What may stand in her way: each is told on a plain screen or line, with a way on, and nothing is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from daybook import PIN, add_goal, all_sent, button, choose_pin, go_to, inside, keep, open_with_words, read_words
from live_server import LiveServer
from phone import Phone
from push_thread import PushServiceThread
from words import t

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
CHAT = "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Version/4.0 Chrome/130.0 Mobile Safari/537.36 Instagram"


def ask_to_keep(phone: Phone) -> Page:
    page = phone.visit()
    button(page, "front.keep").click()
    return page


@pytest.mark.parametrize(("agent", "screen"), [(IPHONE, "install-first"), (CHAT, "in-app")])
def test_some_browsers_get_one_plain_screen(new_phone: Callable[..., Phone], agent: str, screen: str) -> None:
    phone = new_phone(user_agent=agent)
    page = ask_to_keep(phone)
    expect(page.get_by_role("heading", name=t(f"stop.{screen}-title"))).to_be_visible()
    phone.picture(f"stop-{screen}")
    assert phone.axe() == []
    button(page, "front.back").click()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()


@pytest.mark.parametrize(
    ("screen", "script"),
    [
        ("too-old", "delete Object.getPrototypeOf(crypto).subtle"),
        ("no-storage", "delete Object.getPrototypeOf(navigator).serviceWorker"),
        (
            "full",
            "navigator.storage.estimate = async () => ({ quota: 30 * 1024 * 1024, usage: 29 * 1024 * 1024 })",
        ),
    ],
)
def test_a_browser_that_cannot_keep_it_is_told_so(phone: Phone, screen: str, script: str) -> None:
    phone.context.add_init_script(script)
    page = ask_to_keep(phone)
    expect(page.get_by_role("heading", name=t(f"stop.{screen}-title"))).to_be_visible()
    phone.picture(f"stop-{screen}")


def test_a_window_with_little_room_is_told_that_it_may_be_private(phone: Phone) -> None:
    phone.context.add_init_script("navigator.storage.estimate = async () => ({ quota: 1024 ** 3, usage: 0 })")
    page = ask_to_keep(phone)
    expect(page.get_by_text(t("keep.says-private"))).to_be_visible()


def test_a_wrong_clock_is_told(new_phone: Callable[..., Phone], push_thread: PushServiceThread) -> None:
    server = LiveServer(push_thread.service.origin, clock_ahead=3 * 3600, HANDRAIL_RATE_LIMITS="off")
    try:
        phone = new_phone(server)
        page = keep(phone)
        expect(page.get_by_text(t("line.clock-slow-hours", n=3))).to_be_visible(timeout=20_000)
        phone.picture("line-clock")
    finally:
        server.remove()


def test_an_old_version_is_told_to_reload_and_keeps_its_queue(phone: Phone) -> None:
    page = keep(phone)
    all_sent(page)

    def newer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"least_client": 99})

    phone.context.route("**/api/v1", newer)
    add_goal(page, "Written with the old version", ["One step"])
    page.reload()
    button(page, "front.open").click()
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    button(page, "front.open").click()
    inside(page)
    expect(page.get_by_text(t("line.old-client"))).to_be_visible(timeout=20_000)
    expect(button(page, "line.reload")).to_be_visible()
    phone.picture("line-old-version")
    go_to(page, "goals")
    expect(page.get_by_text("Written with the old version")).to_be_visible()


def test_what_the_browser_cleared_comes_back_with_the_words(phone: Phone) -> None:
    page = keep(phone)
    add_goal(page, "Still there", ["One step"])
    all_sent(page)
    handle, passphrase = read_words(page)
    session = phone.context.new_cdp_session(page)
    page.goto("about:blank")
    session.send("Storage.clearDataForOrigin", {"origin": phone.origin, "storageTypes": "all"})
    page = phone.visit()
    button(page, "front.have-one").click()
    expect(page.get_by_text(t("have.before"))).to_be_visible()
    button(page, "front.back").click()
    page = open_with_words(phone, handle, passphrase)
    inside(page)
    go_to(page, "goals")
    expect(page.get_by_text("Still there")).to_be_visible()


def test_no_network_at_the_first_keeping_loses_nothing_that_was_written_while_looking(phone: Phone) -> None:
    page = phone.visit()
    button(page, "front.open").click()
    inside(page)
    add_goal(page, "Written while looking", ["One step"])
    page.get_by_role("navigation", name=t("places.name")).get_by_role("button", name=t("places.more")).click()
    page.locator("footer").get_by_role("button", name=t("front.keep")).click()
    button(page, "keep.choose-pin").click()
    expect(page.get_by_text(t("keep.pin-first"))).to_be_visible()
    phone.context.set_offline(True)
    choose_pin(page, PIN)
    expect(page.get_by_text(t("trouble.offline"))).to_be_visible(timeout=20_000)
    phone.context.set_offline(False)
    button(page, "keep.choose-pin").click()
    choose_pin(page, PIN)
    inside(page)
    go_to(page, "goals")
    expect(page.get_by_text("Written while looking")).to_be_visible()
