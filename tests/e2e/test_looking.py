"""Looking stores nothing: ten screens without *Keep on this phone*, then the profile is searched (attack 34)."""

from collections.abc import Callable
from urllib.parse import urlparse

from playwright.sync_api import expect

from daybook import button, go_to, inside
from phone import NOTHING, Phone
from words import t

STORES = ("IndexedDB", "Service Worker", "CacheStorage", "File System", "Local Storage", "Session Storage", "databases")


def test_ten_screens_looked_at_leave_no_storage_worker_or_cache_of_the_origin(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    page = phone.visit()
    button(page, "front.add").click()
    page.get_by_label(t("front.add-label")).fill("milk")
    page.get_by_label(t("front.add-label")).press("Enter")
    expect(page.get_by_text("milk")).to_be_visible()
    button(page, "front.keep").click()
    expect(page.get_by_text(t("keep.says-sealed"))).to_be_visible()
    button(page, "keep.choose-pin").click()
    expect(page.get_by_text(t("keep.pin-first"))).to_be_visible()
    button(page, "front.close").click()
    button(page, "front.have-one").click()
    expect(page.get_by_label(t("have.handle"))).to_be_visible()
    button(page, "front.close").click()
    button(page, "front.breathe").click()
    page.get_by_role("button", name=t("breathe.breath")).click()
    page.get_by_role("checkbox", name=t("breathe.sound")).check()
    button(page, "breathe.start").click()
    expect(page.get_by_text(t("breathe.in"), exact=True)).to_be_visible()
    button(page, "front.close").click()
    button(page, "front.numbers").click()
    page.get_by_label(t("numbers.country")).select_option(label="Canada")
    expect(page.locator(".to-call")).to_be_visible()
    button(page, "front.close").click()
    button(page, "front.open").click()
    inside(page)
    for place in ("goals", "dates", "more", "today"):
        go_to(page, place)
    go_to(page, "more")
    page.get_by_role("button", name=t("notes.title")).click()
    button(page, "notes.new").click()
    page.get_by_role("textbox", name=t("notes.text")).fill("only looking")
    button(page, "things.keep").click()
    page.get_by_role("button", name="only looking").click()
    button(page, "notes.delete").click()
    button(page, "front.undo").click()
    expect(page.get_by_role("button", name="only looking")).to_be_visible()
    go_to(page, "more")
    page.get_by_role("button", name=t("progress.title")).click()
    page.get_by_role("button", name=t("mood.title")).click()
    page.get_by_role("checkbox", name=t("mood.on")).check()
    page.get_by_role("radio", name=t("mood.4"), exact=True).check(force=True)
    expect(page.get_by_role("textbox", name=t("mood.note"))).to_be_visible()
    go_to(page, "more")
    page.get_by_role("button", name=t("front.numbers")).click()
    expect(page.get_by_role("heading", name=t("lines.title"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=t("lines.before"))).to_have_count(0)
    assert phone.stored() == NOTHING
    assert phone.context.cookies() == []
    phone.off()
    port = str(urlparse(phone.origin).port).encode()
    kept = [
        path
        for path, data in phone.written().items()
        if any(store in path for store in STORES) and (port in data or port.decode() in path)
    ]
    assert kept == []
