"""Leaving, reading with less trail, without a script, and on paper: in a real Chromium."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

import looking

ELSEWHERE = "https://www.bbc.com/weather"


def weather(page: Page) -> list[dict[str, str]]:
    """Answers for the page elsewhere, so that no test leaves this machine; gives the headers of each request."""
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers)
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><p>Sun</p>")

    page.route("https://www.bbc.com/**", answer)
    return asked


# Reading with less trail.


def test_with_less_trail_the_history_keeps_one_address_and_nothing_is_stored(
    page: Page, context: BrowserContext, origin: str
) -> None:
    page.goto("about:blank")
    page.goto(origin + "/recover/")
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Read with less trail").click()
    expect(page.locator(".quiet [role=status]")).to_contain_text("one address")
    page.keyboard.press("Escape")
    page.locator("main a", has_text="Therapy and counselling").click()
    expect(page.locator("h1")).to_have_text("Therapy and counselling")
    page.locator("main a", has_text="questions to ask").click()
    page.locator("main a", has_text="Get help now").first.click()
    expect(page.locator("h1")).to_have_text("Get help now")
    page.locator(".menu > summary").click()
    page.locator(".menu nav a", has_text="How we write and check").click()
    expect(page.locator("h1")).to_have_text("How we write and check")
    assert page.url == origin + "/recover/"
    assert page.title() == "Recovery"
    assert page.evaluate("[history.length, localStorage.length, sessionStorage.length, window.name]") == [2, 0, 0, ""]
    assert context.cookies() == []
    page.go_back()
    assert page.url == "about:blank"


def test_with_less_trail_leaving_still_works(page: Page, origin: str) -> None:
    weather(page)
    page.goto(origin + "/recover/")
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Read with less trail").click()
    page.keyboard.press("Escape")
    page.locator("main a", has_text="Therapy and counselling").click()
    expect(page.locator("h1")).to_have_text("Therapy and counselling")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)


# Leaving.


def test_leaving_with_a_script_empties_the_page_at_once_and_takes_its_place_in_the_history(
    page: Page, origin: str
) -> None:
    page.goto("about:blank")
    page.goto(origin + "/recover/therapy/")
    held: list[Route] = []
    page.route("https://www.bbc.com/**", lambda route: held.append(route))  # noqa: PLW0108  # it must be a function
    left = page.evaluate("document.querySelector('.leave').click(); [document.body.textContent, document.title]")
    assert left == ["", "Weather"]
    while not held:
        page.wait_for_timeout(20)
    assert "referer" not in held[0].request.headers
    held[0].fulfill(status=200, content_type="text/html", body="<title>Weather</title>")
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert page.url == "about:blank"


def test_shift_three_times_leaves(page: Page, origin: str) -> None:
    weather(page)
    page.goto(origin + "/get-help-now/")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)


def test_capital_letters_do_not_leave(page: Page, origin: str) -> None:
    weather(page)
    page.goto(origin + "/get-help-now/")
    page.locator(".menu > summary").click()
    page.locator("#search").focus()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(200)
    assert page.url == origin + "/get-help-now/"


def test_leaving_works_without_a_script_and_says_nothing_of_where_she_was(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    asked = weather(page)
    page.goto(origin + "/rights/your-rights/")
    page.locator(".leave").click()
    page.wait_for_url(ELSEWHERE)
    assert "referer" not in asked[0]
    context.close()


def test_the_way_out_stays_in_sight_when_she_scrolls(page: Page, origin: str) -> None:
    page.goto(origin + "/rights/your-rights/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(100)
    box = page.locator(".leave").bounding_box()
    assert box
    assert 0 <= box["y"] < 100
    assert box["height"] >= 44


# Without a script, and on paper.


def test_without_a_script_everything_but_the_search_works(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(origin + "/")
    page.locator(".menu > summary").click()
    assert not page.locator(".search").is_visible()
    page.locator(".menu nav a", has_text="Get help now").click()
    page.wait_for_url("**/get-help-now/")
    number = page.locator("a.number").first
    assert not number.is_visible()
    page.locator(".country > summary").first.click()
    assert page.locator(".country a.number").first.is_visible()
    context.close()


def test_on_paper_stand_the_words_and_all_numbers_and_no_menu(page: Page, origin: str) -> None:
    page.goto(origin + "/get-help-now/")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    numbers = page.locator(".country a.number")
    assert numbers.count() >= 15
    for index in range(numbers.count()):
        assert numbers.nth(index).is_visible()


def test_with_a_country_chosen_just_its_sheet_is_printed(page: Page, origin: str) -> None:
    page.goto(origin + "/numbers/")
    page.locator(".picker a", has_text="United Kingdom").click()
    page.emulate_media(media="print")
    assert page.locator("#paper-gb").is_visible()
    assert not page.locator("#paper-us").is_visible()
    for hidden in ("h1", "header", "footer", ".safe", ".picker"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert "Handrail" not in page.locator("#paper-gb").inner_text()


def test_targets_of_the_top_and_the_doors_are_large_enough_for_a_thumb(page: Page, origin: str) -> None:
    page.goto(origin + "/")
    for selector, least in ((".brand", 44), (".menu > summary", 44), (".leave", 44), (".doors li", 48)):
        for element in page.locator(selector).all():
            box = element.bounding_box()
            assert box
            assert box["height"] >= least, selector


def test_the_axe_of_the_lock_file_is_there() -> None:
    assert Path(looking.AXE).is_file(), "npm packages are missing: scripts/build installs them"
