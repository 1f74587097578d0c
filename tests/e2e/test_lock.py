"""The phone in other hands: locked, asked for the PIN, searched. The numbers are those of the list of attacks."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from daybook import (
    PIN,
    add_goal,
    all_sent,
    at_front,
    button,
    choose_second,
    close,
    go_to,
    inside,
    keep,
    only_with_signal,
    open_lock,
    try_pin,
    try_words,
    unlock,
)
from keys import key_spellings, vault_key_of
from live_server import LiveServer
from phone import Phone
from searching import files_with, files_with_bytes
from words import t

SECOND = "135790"
WRONG = "111111"
CANARY = "canarylockqzx"
STATE = """() => JSON.stringify({
  dom: document.documentElement.outerHTML,
  title: document.title,
  at: location.href,
  length: history.length,
  state: history.state,
})"""


def drawn(page: Page) -> str:
    """What is drawn, but for the numbers that tie labels to fields and what taking a picture leaves behind."""
    return re.sub(r'"P\d+-\d+"', "", page.locator("#app").inner_html()).replace(' style=""', "")


def no_worker(page: Page) -> None:
    """Waits until the worker that had the keys has ended, within the five seconds that it has."""
    for _ in range(60):
        if not page.workers:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the worker with the keys still runs")


def test_31_locked_nothing_of_hers_is_in_dom_title_history_caches_or_database(
    new_phone: Callable[..., Phone], own_server: LiveServer
) -> None:
    phone = new_phone(own_server)
    ordinary = phone.visit().evaluate(STATE)
    page = keep(phone)
    add_goal(page, CANARY, ["One step"], why=f"{CANARY}why")
    all_sent(page)
    handle, passphrase = try_words(page)
    key = vault_key_of(own_server, handle, passphrase)
    only_with_signal(page)
    close(page)
    seen = page.evaluate(STATE) + str(phone.stored())
    assert [text for text in (CANARY, handle, passphrase) if text in seen] == []
    words = [word for word in passphrase.split(" ") if re.search(rf"\b{word}\b", seen)]
    assert [word for word in words if word not in ordinary] == []  # such a word may stand on the page anyway
    expect(page.locator("main")).to_have_count(1)
    no_worker(page)
    kept = page.evaluate(
        """async () => {
          const names = (await indexedDB.databases()).map((each) => each.name);
          const texts = [];
          for (const key of await caches.keys())
            for (const request of await (await caches.open(key)).keys()) texts.push(request.url);
          return {names, texts: texts.join(" ")};
        }"""
    )
    assert sorted(kept["names"]) == ["daybook", "list"]
    assert CANARY not in kept["texts"]
    phone.off()
    written = phone.written()
    assert files_with(written, [CANARY, handle, passphrase]) == []
    assert files_with_bytes(written, key_spellings(key)) == []


def test_31_the_worker_with_the_keys_ends_when_it_is_closed(phone: Phone) -> None:
    page = keep(phone)
    assert len(page.workers) == 1
    close(page)
    no_worker(page)
    unlock(phone)


def test_closing_while_something_is_being_written_keeps_it(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "goals")
    button(page, "goals.new").click()
    page.get_by_role("textbox", name=t("goals.title"), exact=True).fill("Learn to float")
    close(page)
    unlock(phone)
    go_to(page, "goals")
    expect(page.get_by_text("Learn to float")).to_be_visible()


def test_with_signal_only_the_pin_opens_nothing_offline_and_the_words_do(phone: Phone) -> None:
    page = keep(phone)
    _, passphrase = try_words(page)
    only_with_signal(page)
    close(page)
    phone.works_offline()
    phone.context.set_offline(True)
    try_pin(page, PIN)
    expect(page.get_by_text(t("opening.needs-signal"))).to_be_visible(timeout=30_000)
    button(page, "front.pin-forgot").click()
    page.get_by_role("textbox", name=t("have.passphrase"), exact=True).fill(passphrase)
    button(page, "front.open").click()
    inside(page)
    phone.context.set_offline(False)


def test_21_five_wrong_pins_show_the_ordinary_page_and_spend_the_half(phone: Phone) -> None:
    phone.allow("status of 4(03|10)")
    page = keep(phone)
    _, passphrase = try_words(page)
    only_with_signal(page)
    close(page)
    for left in (4, 3, 2, 1):
        try_pin(page, WRONG)
        expect(page.get_by_text(t("opening.wrong-left", n=left))).to_be_visible(timeout=30_000)
    try_pin(page, WRONG)
    at_front(page)
    assert not re.search("wip|delet|destroy|gone", page.locator("body").inner_text(), re.IGNORECASE)
    try_pin(page, PIN)
    expect(page.get_by_text(t("opening.spent"))).to_be_visible(timeout=30_000)
    button(page, "front.pin-forgot").click()
    page.get_by_role("textbox", name=t("have.passphrase"), exact=True).fill(passphrase)
    button(page, "front.open").click()
    inside(page)
    all_sent(page)
    close(page)
    unlock(phone)


def test_20_wrong_pins_are_slowed_where_it_opens_anywhere(phone: Phone) -> None:
    page = keep(phone)
    close(page)
    for _ in range(4):
        try_pin(page, WRONG)
        expect(page.get_by_text(t("opening.wrong"))).to_be_visible(timeout=30_000)
    try_pin(page, WRONG)
    at_front(page)
    page.reload()
    try_pin(page, PIN)
    expect(page.get_by_text(t("opening.too-many"))).to_be_visible(timeout=30_000)


def test_the_second_pin_shows_what_close_shows(phone: Phone) -> None:
    page = keep(phone)
    add_goal(page, CANARY, [])
    choose_second(page, SECOND)
    close(page)
    as_closed, pictured = drawn(page), page.screenshot()
    try_pin(page, SECOND)
    at_front(page)
    expect(page.get_by_role("heading", name=t("front.pin-title"))).to_have_count(0)
    page.wait_for_timeout(300)
    assert drawn(page) == as_closed
    assert page.screenshot() == pictured
    page.go_back()
    expect(page.get_by_text(CANARY)).to_have_count(0)
    phone.visit()
    unlock(phone)
    go_to(page, "goals")
    expect(page.get_by_text(CANARY)).to_be_visible()


def test_a_push_while_the_second_pin_is_on_shows_the_cover(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "more")
    page.get_by_role("button", name=t("more.reminders")).first.click()
    page.get_by_role("textbox", name=t("remind.cover"), exact=True).fill("Water the plants")
    button(page, "remind.cover-save").click()
    expect(page.get_by_text(t("more.saved"), exact=True)).to_be_visible()
    page.get_by_role("checkbox", name=t("remind.details")).check()
    choose_second(page, SECOND)
    close(page)
    told = """async (wanted) => {
      const left = () => new Promise((resolve) => {
        const opening = indexedDB.open("daybook");
        opening.onsuccess = () => {
          // Members lie by place (site/core/kept.ts): the key of notices is the fourth of what is told.
          const get = opening.result.transaction("a").objectStore("a").get(4);
          get.onsuccess = () => { opening.result.close(); resolve(get.result[3] === null); };
        };
      });
      for (const end = Date.now() + 15000; (await left()) !== wanted; ) {
        if (Date.now() > end) return false;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return true;
    }"""
    assert page.evaluate(told, False), "the key is there while she wants details"
    try_pin(page, SECOND)
    at_front(page)
    assert page.evaluate(told, True), "no key of notices is left for the service worker"
    phone.push({"notification": {"title": "Daybook", "body": "Have a look", "tag": "a", "data": {"notice": "AAAA"}}})
    [shown] = phone.wait_for_notifications("all.length === 1")
    assert (shown["title"], shown["body"]) == ("Daybook", "Water the plants")


def test_dropping_the_keys_waits_for_a_way_back_and_then_leaves_the_words_alone(phone: Phone) -> None:
    page = keep(phone)
    add_goal(page, CANARY, [])
    open_lock(page)
    page.get_by_role("button", name=t("lock.second")).click()
    expect(page.get_by_text(t("lock.second-drop-way-first"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=t("lock.second-drop"))).to_have_count(0)
    handle, passphrase = try_words(page)
    choose_second(page, SECOND, drop=True)
    all_sent(page)
    close(page)
    try_pin(page, SECOND)
    at_front(page)
    try_pin(page, PIN)
    expect(page.get_by_text(t("opening.wrong"))).to_be_visible(timeout=30_000)
    button(page, "front.pin-forgot").click()
    button(page, "front.have-one").click()
    page.get_by_role("textbox", name=t("have.handle"), exact=True).fill(handle)
    page.get_by_role("textbox", name=t("have.passphrase"), exact=True).fill(passphrase)
    button(page, "have.next").click()
    for says in ("keep.pin-first", "keep.pin-again"):
        expect(page.get_by_text(t(says))).to_be_visible()
        for digit in PIN:
            page.get_by_role("button", name=digit, exact=True).click()
        button(page, "keep.pin-next").click()
    inside(page)
    go_to(page, "goals")
    expect(page.get_by_text(CANARY)).to_be_visible()


def test_it_locks_after_two_minutes_without_a_touch_and_soon_after_hiding(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone()
    page = phone.page
    page.clock.install()
    keep(phone)
    page.clock.run_for(110_000)
    inside(page)
    page.clock.run_for(16_000)
    at_front(page)
    unlock(phone)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert page.evaluate("getComputedStyle(document.body).visibility") == "hidden"
    page.clock.run_for(36_000)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", {value: "visible", configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    at_front(page)
