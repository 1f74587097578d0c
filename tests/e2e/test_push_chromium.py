"""A reminder's way to the phone: written in the app, sent by the real dispatcher, shown by the real service worker.

Chromium cannot subscribe to a push service of ours. So the subscription is made here and given to the server with the
phone's own session; what the dispatcher sends is decrypted by the push service and delivered to the service worker.
"""

import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from daybook import ZONE, add_appointment, all_sent, button, close, field, go_to, keep, open_row
from phone import Phone
from push_service import Message, PushService
from push_thread import PushServiceThread
from words import t

TITLE = "Meet the landlady"
NEUTRAL = "A reminder"
UNREADABLE = "Daybook"  # where the push itself gives no title


def due_now(lead: int = 120) -> datetime:
    """A start whose reminder, so many minutes before, falls due two minutes from now: the quarter hour has begun.

    Where a new quarter hour begins within these minutes it is waited for.
    """
    left = 900 - time.time() % 900
    if left < 150:
        time.sleep(left + 1)
    return datetime.now(ZONE) + timedelta(minutes=lead + 2)


def subscribe(phone: Phone, push: PushService) -> None:
    status = phone.page.evaluate(
        """async (subscription) => (await fetch("/api/v1/push/subscription", {
             method: "PUT", headers: {"Content-Type": "application/json"}, body: JSON.stringify(subscription),
           })).status""",
        push.new_subscription() | {"lang": "en"},
    )
    assert status == 201


def reminder(page: Page, push_thread: PushServiceThread, title: str = TITLE, *, count: int = 1) -> Message:
    """Writes an appointment whose reminder is due, and gives the push that comes of it."""
    add_appointment(page, title, "Her house", due_now(), (120,))
    all_sent(page)
    return push_thread.wait_until(lambda messages: len(messages) >= count, 20)[-1]


def shown(phone: Phone) -> dict[str, object]:
    """The one notification that is shown."""
    [seen] = phone.wait_for_notifications("all.length === 1")
    return seen


@pytest.fixture
def page(phone: Phone, push: PushService) -> Page:
    page = keep(phone)
    subscribe(phone, push)
    return page


def test_a_reminder_is_shown_in_neutral_words(phone: Phone, page: Page, push_thread: PushServiceThread) -> None:
    message = reminder(page, push_thread)
    close(page)
    phone.push((message.plaintext or b"").decode())
    seen = shown(phone)
    assert seen["title"] == NEUTRAL
    assert TITLE not in str(seen)
    assert seen["body"]
    assert seen["tag"] == message.topic


def test_her_own_words_stand_in_place_of_the_neutral_ones(
    phone: Phone, page: Page, push_thread: PushServiceThread
) -> None:
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    field(page, "remind.cover").fill("Water the plants")
    button(page, "remind.cover-save").click()
    expect(page.get_by_text(t("more.saved"), exact=True)).to_be_visible()
    button(page, "front.back").click()
    message = reminder(page, push_thread)
    close(page)
    phone.push((message.plaintext or b"").decode())
    assert shown(phone)["body"] == "Water the plants"


def test_details_are_shown_only_after_she_asked_for_them_and_not_after_she_took_it_back(
    phone: Phone, page: Page, push_thread: PushServiceThread
) -> None:
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    page.get_by_role("checkbox", name=t("remind.details")).check()
    button(page, "front.back").click()
    message = reminder(page, push_thread)
    payload = (message.plaintext or b"").decode()
    assert TITLE not in payload
    phone.push(payload)
    assert TITLE in str(shown(phone)["body"])
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    page.get_by_role("checkbox", name=t("remind.details")).uncheck()
    expect(page.get_by_role("checkbox", name=t("remind.details"))).not_to_be_checked()
    close(page)
    phone.push(payload)
    phone.wait_for_notifications("all.length === 1 && !all[0].body.includes('landlady')")


def test_a_later_reminder_of_the_same_thing_replaces_the_earlier_one_and_a_tap_takes_it_away(
    phone: Phone, page: Page, push_thread: PushServiceThread
) -> None:
    first = reminder(page, push_thread)
    second = reminder(page, push_thread, "Another thing", count=2)
    assert first.topic != second.topic
    for message in (first, first, second):
        phone.push((message.plaintext or b"").decode())
    phone.wait_for_notifications("all.length === 2")
    assert {each["tag"] for each in phone.notifications()} == {first.topic, second.topic}
    phone.tap_notification()
    phone.wait_for_notifications("all.length === 1")


@pytest.mark.parametrize("payload", ["", "not JSON", "[]", '{"notification": 7}', '{"web_push": 8030}'])
def test_a_push_that_cannot_be_read_still_shows_something_neutral(phone: Phone, payload: str) -> None:
    keep(phone)
    phone.push(payload)
    assert shown(phone)["title"] == UNREADABLE


def test_no_reminder_comes_while_they_rest(
    phone: Phone, page: Page, push: PushService, push_thread: PushServiceThread
) -> None:
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    button(page, "remind.rest-day").click()
    expect(button(page, "remind.rest-end")).to_be_visible()
    button(page, "front.back").click()
    add_appointment(page, TITLE, "Her house", due_now(), (120,))
    all_sent(page)
    go_to(page, "more")
    open_row(page, t("more.reminders"))
    button(page, "remind.rest-end").click()
    expect(button(page, "remind.rest-day")).to_be_visible()
    button(page, "front.back").click()
    last = reminder(page, push_thread, "After the rest")
    assert len(push.messages) == 1, "nothing was saved up"
    assert last.status == 201
