"""The public pages inside the daybook: found, read offline where she kept them, and begun as a goal."""

from playwright.sync_api import Page, expect

from daybook import button, close, go_to, inside, keep, refuse_reminders, unlock
from phone import Phone
from words import t


def to_reading(page: Page) -> None:
    go_to(page, "more")
    page.get_by_role("button", name=t("own.reading")).click()
    expect(page.get_by_role("textbox", name=t("reading.search"))).to_be_visible(timeout=20_000)


def find(page: Page, words: str, heading: str) -> None:
    page.get_by_role("textbox", name=t("reading.search")).fill(words)
    page.get_by_role("button", name=heading).first.click()
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def test_a_page_is_found_by_its_words_and_begins_a_goal(phone: Phone) -> None:
    page = keep(phone)
    before = page.url
    to_reading(page)
    page.get_by_role("textbox", name=t("reading.search")).fill("zzzz")
    expect(page.get_by_text(t("reading.found", n=0))).to_be_visible()
    find(page, "counselling", "Therapy and counselling")
    phone.picture("reading-page")
    assert phone.axe() == []
    assert page.url == before, "no page has an address"
    expect(page.get_by_text(t("reading.whose-phone"))).to_be_visible()
    button(page, "reading.add").click()
    title = page.get_by_role("textbox", name=t("goals.title"))
    expect(title).to_have_value(t("template.15"))
    button(page, "goals.save").click()
    go_to(page, "goals")
    expect(page.get_by_text(t("template.15"))).to_be_visible()


def test_pages_are_read_without_a_network_only_where_she_kept_them(phone: Phone) -> None:
    page = keep(phone)
    phone.works_offline()
    phone.allow("ERR_FAILED")  # the network is taken away under a fetch
    to_reading(page)
    assert "pages" not in phone.stored()["caches"], "reading keeps nothing"
    phone.context.set_offline(True)
    close(page)
    unlock(phone)
    go_to(page, "more")
    page.get_by_role("button", name=t("own.reading")).click()
    expect(page.get_by_text(t("reading.no-network"))).to_be_visible()
    phone.context.set_offline(False)
    button(page, "reading.again").click()
    button(page, "reading.keep").click()
    expect(page.get_by_text(t("reading.kept"))).to_be_visible()
    phone.context.set_offline(True)
    page.reload()
    unlock(phone)
    to_reading(page)
    find(page, "lawyers court", "Lawyers, police and court, whatever your passport")
    button(page, "front.back").click()
    button(page, "reading.drop").click()
    expect(button(page, "reading.keep")).to_be_visible()
    assert "pages" not in phone.stored()["caches"]


def test_looking_reads_and_keeps_nothing(phone: Phone) -> None:
    page = phone.visit()
    refuse_reminders(page)
    button(page, "front.open").click()
    inside(page)
    to_reading(page)
    find(page, "rights", "Rights you have almost anywhere")
    expect(button(page, "reading.keep")).to_have_count(0)
    stored = phone.stored()
    assert stored["databases"] == stored["caches"] == []
