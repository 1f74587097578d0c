"""The pages in a real Chromium, behind the headers that the server sends."""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import looking
from conftest import Built

ELSEWHERE = "https://www.bbc.com/weather"
#: Every page of every language, before a release.
EVERYTHING = os.environ.get("HANDRAIL_TEST_ALL") == "1"


@pytest.mark.parametrize("path", looking.KINDS)
def test_a_page_breaks_no_policy_asks_no_one_else_and_keeps_nothing(
    page: Page, context, origin: str, path: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(origin + path)
    page.locator(".menu > summary").click()
    page.locator("#search").fill("rights")
    page.locator(".results a").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("refused") == []
    assert [text for text in said if "404" not in text] == []
    assert [url for url in asked if not url.startswith(origin)] == []
    # The page, its style, script and icon; the index came when the search was opened.
    assert len(asked) <= 6
    assert context.cookies() == []
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert kept == [0, 0, 0, 0, 0]


def test_the_search_index_is_not_fetched_before_the_search_is_opened(page: Page, origin: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(origin + "/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "search" in url]


def test_every_page_breaks_no_policy_and_asks_no_one_else(page: Page, origin: str, built: Built) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in built.all if EVERYTHING else built.pages():
        page.goto(origin + path)
        assert page.evaluate("refused") == [], path
    assert [url for url in asked if not url.startswith(origin)] == []


def test_axe_finds_nothing_on_any_page(page: Page, origin: str, built: Built) -> None:
    for path in built.all if EVERYTHING else built.pages():
        page.goto(origin + path)
        page.evaluate(looking.OPEN)
        found = looking.axe(page)
        assert not found, (path, json.dumps(found, indent=1))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("menu", ["shut", "open"])
def test_axe_finds_nothing_on_a_page_of_each_kind_in_both_schemes_and_directions(
    browser: Browser, origin: str, width: int, scheme: str, menu: str
) -> None:
    assert looking.axe_in_every_way(browser, origin, width, scheme, menu) == []


@pytest.mark.parametrize("text", [1, 2])
def test_nothing_scrolls_sideways_at_320_px_and_with_text_twice_as_large(
    page: Page, origin: str, built: Built, text: int
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    others = ["/es/", "/fr/", "/ar/", "/ar/rescue/medical-care/", "/no-such-page/"]
    for path in [*(built.all if EVERYTHING else built.pages()), *others]:
        page.goto(origin + path)
        assert looking.width(page, text) <= 320, path


@pytest.mark.parametrize("before", ["", "/ar"])
def test_with_large_text_on_a_narrow_phone_nothing_runs_down_in_single_letters(
    page: Page, origin: str, before: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{origin}{before}/countries/united-kingdom/")
    assert looking.width(page, 2) <= 320
    narrow = page.evaluate("[...document.querySelectorAll('.line dd')].map((it) => it.clientWidth)")
    assert narrow
    assert min(narrow) > 200
    # Each word of the top row stands on one line, at either size.
    for text in (1, 2):
        looking.width(page, text)
        lines = page.evaluate(
            "['.brand', '.menu > summary', '.leave'].map((it) => {"
            " const range = document.createRange(); range.selectNodeContents(document.querySelector(it));"
            " return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size; })"
        )
        assert lines == [1, 1, 1], text
    # The end of the menu can be reached, however high the top is.
    page.locator(".menu").evaluate("(it) => (it.open = true)")
    assert page.evaluate("document.querySelector('.sheet').getBoundingClientRect().bottom <= innerHeight + 1")


def test_tab_never_lands_on_something_unseen_on_any_page(page: Page, origin: str, built: Built) -> None:
    for path in [*(built.all if EVERYTHING else built.pages()), "/ar/"]:
        page.goto(origin + path)
        assert looking.unseen(page) == [], path


@pytest.mark.parametrize("path", ["/", "/get-help-now/", "/rights/your-rights/", "/ar/"])
def test_tab_never_lands_on_something_unseen_with_all_parts_open(page: Page, origin: str, path: str) -> None:
    page.goto(origin + path)
    page.evaluate(looking.OPEN)
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    page.evaluate("document.querySelectorAll('.menu details').forEach((it) => (it.open = true))")
    assert looking.unseen(page) == []


def test_the_first_tab_is_the_link_to_the_text(page: Page, origin: str) -> None:
    page.goto(origin + "/recover/therapy/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_menu_opens_and_closes_by_keyboard(page: Page, origin: str) -> None:
    page.goto(origin + "/")
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu nav a").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".menu nav a").first.is_visible()
    assert page.evaluate("document.activeElement.matches('.menu > summary')")


def test_the_search_finds_a_part_of_a_page_and_goes_there(page: Page, origin: str) -> None:
    page.goto(origin + "/recover/therapy/")
    page.locator(".menu > summary").click()
    page.locator("#search").fill("hang again")
    page.get_by_role("link", name="Get help now: Your choices").click()
    page.wait_for_url("**/get-help-now/#your-choices")
    page.locator(".menu > summary").click()
    page.locator("#search").fill("zzzz")
    # The index of the new page may still be on its way.
    expect(page.locator(".search [role=status]")).to_have_text("Nothing found. Try another word.")


def test_one_page_fills_no_more_than_two_places_of_what_was_found(page: Page, origin: str) -> None:
    page.goto(origin + "/")
    page.locator(".menu > summary").click()
    page.locator("#search").fill("lawyer")
    page.locator(".results a").first.wait_for()
    found = [
        href.partition("#")[0] for href in page.eval_on_selector_all(".results a", "(all) => all.map((it) => it.href)")
    ]
    assert len(set(found)) >= 4
    assert max(map(found.count, found)) <= 2


def test_the_search_says_what_it_found_once_the_index_is_there_and_when_it_does_not_come(
    page: Page, origin: str
) -> None:
    held: list[Route] = []
    page.route("**/search-en-*.json", lambda route: held.append(route))  # noqa: PLW0108  # it must be a function
    page.goto(origin + "/")
    page.locator(".menu > summary").click()
    page.locator("#search").fill("zzzz")
    status = page.locator(".search [role=status]")
    while not held:
        page.wait_for_timeout(20)
    assert status.inner_text() == ""
    held.pop().abort()
    expect(status).to_have_text("The search did not load. The list below has all pages.")
    page.locator("#search").fill("zzz")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(status).to_have_text("Nothing found. Try another word.")
