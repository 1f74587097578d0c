"""*Are my reminders working?* says what it finds in plain words, and offers a way on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from daybook import add_appointment, all_sent, button, go_to, keep, open_row, tomorrow
from phone import Phone
from push_service import PushService
from push_thread import PushServiceThread
from words import t

# Chromium cannot subscribe to a push service of ours: the page is told that it has, the server is told by hand.
SUBSCRIBED = """
PushManager.prototype.getSubscription = async () => ({ unsubscribe: async () => true, toJSON: () => ({}) });
"""
UNSENT = re.compile("not sent yet")
ONE = "navigator.serviceWorker.ready.then((r) => r.getNotifications()).then(([one]) => one && one.silent === {silent})"


def push_until(phone: Phone, payload: str, *, silent: str) -> None:
    """Delivers a push again and again until one is shown with sound, or without."""
    for _ in range(20):
        phone.push(payload)
        phone.page.wait_for_timeout(500)
        if phone.page.evaluate(ONE.format(silent=silent)):
            return
    phone.until(ONE.format(silent=silent))


def look(page: Page) -> None:
    """From anywhere: opens the screen and waits until it has looked."""
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    open_row(page, t("remind.working"))
    expect(page.locator(".findings li").first).to_be_visible(timeout=30_000)


def subscribe(page: Page, push: PushService) -> None:
    status = page.evaluate(
        """async (subscription) => (await fetch("/api/v1/push/subscription", {
             method: "PUT", headers: {"Content-Type": "application/json"}, body: JSON.stringify(subscription),
           })).status""",
        push.new_subscription() | {"lang": "en"},
    )
    assert status == 201


@pytest.fixture
def subscribed(new_phone: Callable[..., Phone], push: PushService) -> Phone:
    phone = new_phone()
    phone.context.add_init_script(SUBSCRIBED)
    page = keep(phone)
    subscribe(page, push)
    return phone


def test_after_the_first_date_with_a_reminder_she_is_asked_once_whether_it_may_come(phone: Phone) -> None:
    page = keep(phone)
    asked = page.get_by_role("dialog", name=t("remind.ask-title"))
    page.remove_locator_handler(asked)
    add_appointment(page, "Dentist", "", tomorrow(), ())
    add_appointment(page, "Course", "", tomorrow(), (60,))
    expect(asked).to_be_visible()
    expect(asked.get_by_text(t("remind.can-fail"))).to_be_visible()
    expect(asked.get_by_text(t("remind.through"))).to_be_visible()
    button(page, "remind.not-now").click()
    add_appointment(page, "Library", "", tomorrow(), (60,))
    all_sent(page)
    expect(asked).to_have_count(0)


def test_a_phone_without_reminders_is_offered_them_and_told_what_else_is_well(phone: Phone) -> None:
    page = keep(phone)
    look(page)
    expect(page.locator(".findings").get_by_text(t("working.off"))).to_be_visible()
    expect(button(page, "working.turn-on")).to_be_visible()
    expect(page.get_by_text(t("working.online"))).to_be_visible()
    expect(page.get_by_text(t("working.clock-good"))).to_be_visible()
    expect(page.get_by_text(t("working.few"))).to_be_visible()
    expect(page.get_by_text(t("remind.can-fail")).locator("visible=true")).to_be_visible()


def test_a_browser_that_blocks_them_is_told_how_to_change_it(new_phone: Callable[..., Phone]) -> None:
    page = keep(new_phone(permissions=[]))
    assert page.evaluate("Notification.permission") == "denied"
    look(page)
    expect(page.get_by_text(t("working.blocked"))).to_be_visible()
    for n in (1, 2, 3):
        expect(page.get_by_text(t(f"working.blocked-{n}"))).to_be_visible()
    expect(button(page, "working.test")).to_have_count(0)


def test_without_a_network_it_says_so_and_what_is_not_sent(phone: Phone) -> None:
    page = keep(phone)
    look(page)
    all_sent(page)
    phone.works_offline()
    phone.context.set_offline(True)
    add_appointment(page, "Dentist", "", tomorrow(), (60,))
    look(page)
    expect(page.get_by_text(t("working.no-network"))).to_be_visible()
    expect(page.locator(".findings").get_by_text(UNSENT)).to_be_visible()
    phone.context.set_offline(False)
    button(page, "working.look-again").click()
    expect(page.get_by_text(t("working.online"))).to_be_visible(timeout=20_000)
    expect(page.locator(".findings").get_by_text(UNSENT)).to_have_count(0)


def test_a_pause_is_named_and_ended_here(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    button(page, "remind.rest-week").click()
    expect(button(page, "remind.rest-end")).to_be_visible()
    look(page)
    expect(page.locator(".findings")).to_contain_text(t("working.paused").split("{")[0])
    button(page, "working.end-pause").click()
    expect(page.locator(".findings")).not_to_contain_text(t("working.paused").split("{")[0])
    button(page, "front.back").click()
    expect(button(page, "remind.rest-week")).to_be_visible()


def test_where_all_is_well_it_says_when_the_next_one_comes(subscribed: Phone) -> None:
    page = subscribed.page
    add_appointment(page, "Dentist", "", tomorrow(), (60,))
    all_sent(page)
    look(page)
    expect(page.get_by_text(t("working.on"))).to_be_visible()
    expect(page.locator(".findings li").get_by_text("13:00")).to_be_visible()
    expect(page.locator(".findings .look")).to_have_count(0)


def test_a_test_that_comes_is_told(subscribed: Phone, push_thread: PushServiceThread) -> None:
    page = subscribed.page
    look(page)
    button(page, "working.test").click()
    expect(page.get_by_text(t("working.testing"))).to_be_visible()
    message = push_thread.wait_until(lambda messages: messages, 15)[-1]
    subscribed.push((message.plaintext or b"").decode())
    expect(page.get_by_text(t("working.came"))).to_be_visible()
    subscribed.picture("reminders-working-came")
    button(page, "front.back").click()
    open_row(page, t("remind.working"))
    expect(page.get_by_text(t("working.came"))).to_be_visible()


@pytest.mark.parametrize(
    ("status", "says"), [(410, "working.unknown-here"), (503, "working.no-answer"), (403, "working.refused")]
)
def test_a_test_that_is_not_taken_is_told_with_what_to_do(
    subscribed: Phone, push: PushService, status: int, says: str
) -> None:
    page = subscribed.page
    look(page)
    push.respond_with(status)
    button(page, "working.test").click()
    expect(page.get_by_text(t(says))).to_be_visible(timeout=15_000)


def test_a_test_that_never_comes_is_told_after_half_a_minute(subscribed: Phone) -> None:
    page = subscribed.page
    look(page)
    button(page, "working.test").click()
    expect(page.get_by_text(t("working.testing"))).to_be_visible()
    expect(page.get_by_text(t("working.not-come"))).to_be_visible(timeout=35_000)


def test_where_only_dates_ring_what_is_about_the_account_comes_without_sound(
    subscribed: Phone, push_thread: PushServiceThread
) -> None:
    page = subscribed.page
    look(page)
    button(page, "working.test").click()
    first = (push_thread.wait_until(lambda messages: messages, 15)[-1].plaintext or b"").decode()
    push_until(subscribed, first, silent="false")
    button(page, "front.back").click()
    page.get_by_role("checkbox", name=t("remind.only-dates")).check()
    push_until(subscribed, first, silent="true")  # it is kept a moment after the press
    look(page)
    expect(page.get_by_text(t("working.only-dates"))).to_be_visible()
