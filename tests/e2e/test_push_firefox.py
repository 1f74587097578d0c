"""The whole chain in a real Firefox: it subscribes by itself, the real dispatcher sends, it decrypts and shows."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from daybook import PIN
from live_server import LiveServer
from marionette import Firefox
from push_service import PushService
from push_thread import PushServiceThread
from words import t

NEUTRAL = "A reminder"

NOTIFICATIONS = """
const registration = await navigator.serviceWorker.ready;
return (await registration.getNotifications()).map((each) => ({title: each.title, body: each.body, tag: each.tag}));
"""


@pytest.fixture
def firefox(push: PushService) -> Iterator[Firefox]:
    with Firefox(push.websocket) as browser:
        yield browser


def type_pin(firefox: Firefox) -> None:
    for digit in PIN:
        firefox.press(digit)


def keep(firefox: Firefox, origin: str) -> None:
    """From the ordinary page to a daybook that is kept."""
    firefox.go(f"{origin}/app/")
    firefox.press(t("front.keep"))
    firefox.press(t("keep.choose-pin"))
    for says in ("keep.pin-first", "keep.pin-again"):
        firefox.find(f"//p[.='{t(says)}']")
        type_pin(firefox)
        firefox.press(t("keep.pin-next"))
    firefox.find(f"//nav//button[normalize-space(.)='{t('places.today')}']", 60)


def add_appointment_due_now(firefox: Firefox, title: str) -> None:
    """An appointment whose reminder, two hours before, falls due two minutes from now."""
    left = 900 - time.time() % 900
    if left < 150:
        time.sleep(left + 1)  # else it would fall due when the next quarter hour begins
    start = datetime.now().astimezone() + timedelta(minutes=122)  # the browser's zone is this machine's
    firefox.press(t("places.dates"))
    firefox.press(t("dates.new"))
    firefox.press(t("dates.appointment-choice"))
    firefox.fill(t("dates.title"), title)
    firefox.fill(t("dates.day"), start.strftime("%Y-%m-%d"))
    firefox.fill(t("dates.time"), start.strftime("%H:%M"))
    firefox.press(t("dates.save"))


def test_firefox_subscribes_gets_the_push_decrypts_and_shows_it(
    firefox: Firefox, live_server: LiveServer, push: PushService, push_thread: PushServiceThread
) -> None:
    keep(firefox, live_server.origin)
    firefox.press(t("places.more"))
    firefox.click(firefox.find(f"//button[starts-with(normalize-space(.), '{t('more.reminders')}')]"))
    firefox.press(t("remind.turn-on"))
    firefox.find(f"//p[.='{t('remind.state-on')}']", 30)
    [subscriber] = [each for each in push.subscribers.values() if each.agent]
    firefox.click(firefox.find(f"//button[starts-with(normalize-space(.), '{t('remind.working')}')]"))
    firefox.find(f"//p[.='{t('working.on')}']", 30)
    firefox.press(t("working.test"))
    firefox.find(f"//p[.='{t('working.came')}']", 40)
    firefox.wait("return (await (await navigator.serviceWorker.ready).getNotifications()).length === 1")
    [tested] = firefox.run(NOTIFICATIONS)
    assert tested["title"] == NEUTRAL
    firefox.run("for (const each of await (await navigator.serviceWorker.ready).getNotifications()) each.close();")
    firefox.press(t("front.back"))
    firefox.press(t("front.back"))
    add_appointment_due_now(firefox, "Meet the landlady")
    push_thread.wait_until(lambda messages: len(messages) >= 2, 30)
    firefox.wait("return (await (await navigator.serviceWorker.ready).getNotifications()).length > 0", seconds=30)
    [seen] = firefox.run(NOTIFICATIONS)
    assert seen["title"] == NEUTRAL
    assert "landlady" not in str(seen)
    assert seen["tag"] == push.messages[-1].topic
    assert {message.problem for message in push.messages} == {None}, "signed by the key it was subscribed with"
    assert subscriber.vapid_key == push.messages[-1].vapid_key
    assert len({message.size for message in push.messages}) == 1
    firefox.kill()
    firefox.start()
    firefox.go(f"{live_server.origin}/app/")
    firefox.press(t("front.open"))
    type_pin(firefox)
    firefox.find(f"//button[contains(@class, 'main')][normalize-space(.)='{t('front.open')}']")
    firefox.press(t("front.open"))
    firefox.press(t("places.dates"))
    firefox.find("//*[normalize-space(.)='Meet the landlady']", 30)
