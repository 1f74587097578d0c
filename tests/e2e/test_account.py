"""What happens to her account: a code at work, a strange phone, other words, the log."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from daybook import (
    add_goal,
    all_sent,
    button,
    close,
    field,
    go_to,
    inside,
    keep,
    make_code,
    open_with_code,
    open_with_words,
    read_words,
    unlock,
)
from live_server import LiveServer
from phone import Phone
from words import t


def opened_again(phone: Phone) -> Page:
    """Closed and opened: the log is looked at anew."""
    close(phone.page)
    unlock(phone)
    go_to(phone.page, "today")
    return phone.page


@pytest.mark.parametrize("answer", ["no", "ok"])
def test_someone_at_work_with_a_code_is_told_on_today_and_can_be_stopped(
    new_phone: Callable[..., Phone], own_server: LiveServer, answer: str
) -> None:
    phone, stranger = new_phone(own_server), new_phone(own_server)
    page = keep(phone)
    code = make_code(page)
    there = open_with_code(stranger, code)
    expect(there.get_by_text(re.compile("It opens after"))).to_be_visible(timeout=30_000)
    opened_again(phone)
    expect(page.get_by_text(re.compile("Was it you"))).to_be_visible(timeout=20_000)
    if answer == "no":
        phone.picture("today-code")
        assert phone.axe() == []
    button(page, f"news.recovery-{answer}").click()
    expect(page.get_by_text(re.compile("Was it you"))).to_have_count(0)
    own_server.stop()
    own_server.clock_ahead = 24 * 3600 + 60
    own_server.start()
    there = open_with_code(stranger, code)
    if answer == "ok":
        inside(there)
    else:
        expect(there.get_by_text(re.compile("It opens after"))).to_be_visible(timeout=30_000)


def test_a_new_phone_is_told_until_it_is_mine_or_signed_out(new_phone: Callable[..., Phone]) -> None:
    phone, second, third = new_phone(), new_phone(), new_phone()
    page = keep(phone)
    all_sent(page)
    handle, passphrase = read_words(page)
    inside(open_with_words(second, handle, passphrase))
    opened_again(phone)
    expect(page.get_by_text(re.compile("Another phone opened your daybook"))).to_be_visible(timeout=20_000)
    phone.picture("today-new-phone")
    button(page, "news.device-ok").click()
    expect(button(page, "news.device-ok")).to_have_count(0)
    inside(open_with_words(third, handle, passphrase))
    opened_again(phone)
    button(page, "news.device-no").click()
    expect(button(page, "news.device-no")).to_have_count(0)
    third.allow("status of 401")
    go_to(page, "more")
    page.get_by_role("button", name=t("more.devices")).click()
    expect(page.get_by_role("heading", name=t("devices.other"))).to_have_count(1)


def test_phones_are_named_compared_and_signed_out(new_phone: Callable[..., Phone]) -> None:
    phone, second = new_phone(), new_phone()
    page = keep(phone)
    add_goal(page, "Learn to swim", [])
    all_sent(page)
    handle, passphrase = read_words(page)
    there = open_with_words(second, handle, passphrase)
    inside(there)
    digits = []
    for one in (page, there):
        go_to(one, "more")
        one.get_by_role("button", name=t("more.devices")).click()
        expect(one.get_by_role("heading", name=t("devices.this"))).to_be_visible()
    there.get_by_role("radio", name=t("devices.sign-tree"), exact=True).click()
    expect(there.get_by_role("heading", name=f"{t('devices.this')}: {t('devices.sign-tree')}")).to_be_visible()
    for one in (page, there):
        one.get_by_role("button", name=t("devices.compare")).click()
        expect(one.locator("p.code")).to_be_visible()
        digits.append(one.locator("p.code").inner_text())
        button(one, "front.back").click()
    assert digits[0] == digits[1]
    assert re.fullmatch(r"(\d{5} ){5}\d{5}", digits[0])
    button(page, "front.back").click()
    page.get_by_role("button", name=t("more.devices")).click()
    expect(page.get_by_role("heading", name=f"{t('devices.other')}: {t('devices.sign-tree')}")).to_be_visible()
    page.get_by_role("button", name=t("devices.end-all")).click()
    page.get_by_role("dialog").get_by_role("button", name=t("devices.end-all")).click()
    expect(page.get_by_role("heading", name=t("devices.other"))).to_have_count(0)
    second.allow("status of 401")


@pytest.mark.parametrize("why", ["other", "known"])
def test_other_words_open_it_and_the_old_ones_do_not(new_phone: Callable[..., Phone], why: str) -> None:
    phone, second, third = new_phone(), new_phone(), new_phone()
    page = keep(phone)
    add_goal(page, "Learn to swim", [])
    all_sent(page)
    old = read_words(page)
    button(page, "front.back").click()
    page.get_by_role("button", name=t("change.title")).click()
    page.get_by_role("radio", name=t(f"change.why-{why}"), exact=True).check()
    button(page, "change.next").click()
    if why == "known":
        page.get_by_role("radio", name=t("change.which-own"), exact=True).check()
        handle, passphrase = "Blue House Nine", "the neighbour paints seven crooked ladders behind a chapel"
        field(page, "change.own-handle").fill(handle)
        field(page, "change.own-passphrase").fill(passphrase)
    else:
        words = page.locator("ol.words li")
        expect(words).to_have_count(9)
        shown = words.all_text_contents()
        handle, passphrase = " ".join(shown[:3]), " ".join(shown[3:])
    button(page, "change.next").click()
    expect(page.get_by_role("heading", name=t("way.type-back"))).to_be_visible()
    field(page, "change.own-handle").fill(handle)
    field(page, "change.own-passphrase").fill("something else")
    button(page, "change.title").click()
    expect(page.get_by_text(t("way.not-right"))).to_be_visible()
    field(page, "change.own-passphrase").fill(passphrase)
    button(page, "change.title").click()
    done = t("change.done-known" if why == "known" else "change.done")
    expect(page.get_by_text(done, exact=True)).to_be_visible(timeout=40_000)
    all_sent(page)
    close(page)
    unlock(phone)
    go_to(page, "goals")
    expect(page.get_by_text("Learn to swim")).to_be_visible()
    there = open_with_words(second, handle, passphrase)
    inside(there)
    go_to(there, "goals")
    expect(there.get_by_text("Learn to swim")).to_be_visible()
    third.allow("status of 401")
    elsewhere = open_with_words(third, *old)
    expect(elsewhere.get_by_text(t("opening.wrong"))).to_be_visible(timeout=30_000)


def test_the_log_tells_in_plain_words(phone: Phone) -> None:
    page = keep(phone)
    make_code(page)
    go_to(page, "more")
    page.get_by_role("button", name=t("more.log")).click()
    expect(page.get_by_text(t("log.kind-signed-in"))).to_be_visible()
    expect(page.get_by_text(t("log.kind-credentials-changed"))).to_be_visible()
    expect(page.get_by_text(t("log.odd"))).to_have_count(0)
