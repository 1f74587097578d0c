"""The public site in a real Firefox: leaving, searching, choosing a country and the sheets to print.

Nothing leaves this machine: what Firefox would ask of the world goes to a proxy of the test, which only writes it down.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, Built

sys.path.append(str(ROOT / "tests" / "e2e"))

from marionette import FIREFOX, Firefox, MarionetteError  # its folder was put on the path just now

ELSEWHERE = "www.bbc.com:443"
SHIFT = "\ue008"
KINDS = (
    "/",
    "/get-help-now/",
    "/numbers/",
    "/use-this-site-safely/",
    "/leaving/",
    "/prevent/report/",
    "/recover/",
    "/recover/therapy/",
    "/countries/united-kingdom/",
    "/glossary/",
    "/about/",
    "/ar/get-help-now/",
    "/es/",
    "/no-such-page/",
)

pytestmark = pytest.mark.skipif(not Path(FIREFOX).exists(), reason="no Firefox here; HANDRAIL_FIREFOX names one")


class World:
    """A proxy that writes down whom Firefox asks for, and holds the line open without a word."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._held: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self._held.append(line)
            self.asked.append(line.recv(4096).split(b"\r\n")[0].decode("latin-1"))

    def wait(self, seconds: float = 20) -> str:
        """The first thing that was asked for of the page elsewhere."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for request in self.asked:
                if ELSEWHERE in request:
                    return request
            time.sleep(0.05)
        raise AssertionError(f"nobody asked for {ELSEWHERE}: {self.asked}")

    def by_pages(self) -> list[str]:
        """What was asked for, without what Firefox asks of its maker by itself."""
        return [request for request in self.asked if ".mozilla." not in request]

    def close(self) -> None:
        """Hangs up on everyone."""
        self._listening.close()
        for line in self._held:
            line.close()


def preferences(world: World, *, script: bool) -> dict[str, bool | int | str]:
    return {
        "javascript.enabled": script,
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": world.port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": world.port,
    }


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture
def firefox(world: World) -> Iterator[Firefox]:
    with Firefox("ws://127.0.0.1:9/", preferences(world, script=True)) as browser:
        yield browser


@pytest.fixture
def scriptless(world: World) -> Iterator[Firefox]:
    with Firefox("ws://127.0.0.1:9/", preferences(world, script=False)) as browser:
        yield browser


def shown(browser: Firefox, css: str) -> list[bool]:
    """For each element that the selector finds: can it be seen? Works where pages may run no script."""
    found = browser.command("WebDriver:FindElements", {"using": "css selector", "value": css})
    return [
        bool(browser.command("WebDriver:IsElementDisplayed", {"id": next(iter(it.values()))})["value"]) for it in found
    ]


def tap(browser: Firefox, css: str) -> None:
    """A real click on the first element that the selector finds; does not wait for where it leads."""
    found = browser.command("WebDriver:FindElement", {"using": "css selector", "value": css})["value"]
    browser.click(next(iter(found.values())))


def keys(browser: Firefox, *pressed: str) -> None:
    """Real key presses, one after the other, wherever the focus is."""
    steps = [{"type": kind, "value": key} for key in pressed for kind in ("keyDown", "keyUp")]
    browser.command("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "keyboard", "actions": steps}]})


def impatient(browser: Firefox) -> None:
    """Does not wait for a page that is never going to come."""
    browser.command("WebDriver:SetTimeouts", {"script": 30_000, "pageLoad": 500})


# Leaving.


def test_in_firefox_shift_three_times_empties_the_page_before_the_next_one_answers(
    firefox: Firefox, world: World, origin: str
) -> None:
    firefox.go(origin + "/recover/therapy/")
    impatient(firefox)
    keys(firefox, SHIFT, SHIFT)
    assert "Therapy" in firefox.run("return document.title + document.body.textContent")
    keys(firefox, SHIFT)
    assert world.wait().startswith("CONNECT ")
    # The page elsewhere has not said a word yet.
    assert firefox.run("return [document.title, document.body.textContent]") == ["Weather", ""]


def test_in_firefox_leaving_takes_the_place_of_the_page_in_the_history(
    firefox: Firefox, world: World, origin: str
) -> None:
    firefox.go("about:blank")
    firefox.go(origin + "/recover/therapy/")
    impatient(firefox)
    before = firefox.run("return history.length")
    firefox.run("document.querySelector('.leave').click()")
    world.wait()
    world.close()
    entries = []
    end = time.monotonic() + 20
    while not any("bbc.com" in entry for entry in entries) and time.monotonic() < end:
        time.sleep(0.1)
        entries = firefox.run_as_browser(
            "const {sessionHistory: it} = gBrowser.selectedBrowser.browsingContext;"
            "return Array.from({length: it.count}, (_, index) => it.getEntryAtIndex(index).URI.spec)"
        )
    assert len(entries) == before
    assert not any("therapy" in entry for entry in entries)


def test_in_firefox_leaving_works_without_a_script(scriptless: Firefox, world: World, origin: str) -> None:
    scriptless.go(origin + "/rights/your-rights/")
    impatient(scriptless)
    try:
        tap(scriptless, ".leave")
    except MarionetteError as error:
        assert "imeout" in str(error)  # noqa: PT017  # the page elsewhere never comes; that it was asked for is the rule
    world.wait()


# Finding.


def test_in_firefox_the_search_finds_a_page(firefox: Firefox, world: World, origin: str) -> None:
    firefox.go(origin + "/")
    tap(firefox, ".menu > summary")
    field = firefox.command("WebDriver:FindElement", {"using": "css selector", "value": "#search"})["value"]
    firefox.type(next(iter(field.values())), "doctor")
    found = firefox.wait("return [...document.querySelectorAll('.results a')].map((it) => it.href)")
    assert any("/medical-care/" in address for address in found), found
    assert world.by_pages() == []


def test_in_firefox_a_country_is_chosen_and_just_its_sheet_is_printed(firefox: Firefox, origin: str) -> None:
    firefox.go(origin + "/numbers/")
    tap(firefox, '.picker a[href$="#paper-gb"]')
    firefox.run_as_browser("gBrowser.selectedBrowser.browsingContext.mediumOverride = 'print'")
    firefox.wait("return matchMedia('print').matches")
    assert shown(firefox, "#paper-gb") == [True]
    assert shown(firefox, "#paper-us") == [False]
    for hidden in ("h1", "header", "footer", ".safe", ".picker"):
        assert not any(shown(firefox, hidden)), hidden


# Every kind of page.


def test_in_firefox_every_kind_of_page_keeps_to_the_policy_and_asks_nobody_else(
    firefox: Firefox, world: World, origin: str, built: Built
) -> None:
    pictures = os.environ.get("HANDRAIL_PICTURES")
    firefox.command("WebDriver:SetWindowRect", {"width": 450, "height": 800})
    for path in KINDS:
        firefox.go(origin + path)
        if path != "/no-such-page/":
            assert (built.folder / path.strip("/") / "index.html").is_file()
        assert firefox.run("return document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 50"), (
            path
        )
        assert firefox.run("return document.documentElement.scrollWidth <= innerWidth"), path
        assert firefox.run("return !document.querySelector('.quiet').hidden"), f"{path}: its script did not run"
        assert firefox.run("return [document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0], path
        if pictures:
            (Path(pictures) / f"firefox{path.replace('/', '-')}.png").write_bytes(firefox.picture())
    assert world.by_pages() == []


def test_in_firefox_every_kind_of_page_can_be_used_without_a_script(
    scriptless: Firefox, world: World, origin: str
) -> None:
    for path in KINDS:
        scriptless.go(origin + path)
        assert shown(scriptless, ".leave") == [True], path
        assert shown(scriptless, ".quiet") == [False], path
        assert not any(shown(scriptless, ".menu nav a")), path
        tap(scriptless, ".menu > summary")
        assert any(shown(scriptless, ".menu nav a")), path
        assert not any(shown(scriptless, ".search")), path
    scriptless.go(origin + "/get-help-now/")
    assert not any(shown(scriptless, ".country a.number"))
    tap(scriptless, ".country > summary")
    assert any(shown(scriptless, ".country a.number"))
    assert world.by_pages() == []
