"""A hostile server against the real app in a real browser. The numbers are those of the list of attacks.

2 (constants below the floor), 10 and 11 are held in `tests/core` and `tests/vectors`; 7 and 8 come with sharing.
"""

import base64
import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from daybook import (
    add_goal,
    all_sent,
    button,
    close,
    field,
    go_to,
    inside,
    keep,
    open_row,
    open_with_words,
    read_words,
    unlock,
)
from hostile import Hostile
from keys import write_record
from phone import Phone
from push_thread import PushServiceThread
from walked import ALL
from words import t

Row = dict[str, Any]
DAMAGED = re.compile("could not be read")


@pytest.fixture
def hostile(push_thread: PushServiceThread) -> Iterator[Hostile]:
    made = Hostile(push_thread.service.origin)
    yield made
    made.remove()


@pytest.fixture
def on_hostile(new_phone: Callable[..., Phone], hostile: Hostile) -> Callable[[], Phone]:
    """Makes phones that know only the hostile server."""
    return lambda: new_phone(hostile)


def written(phone: Phone, *titles: str) -> tuple[str, str]:
    """A daybook with goals, all sent; gives its words."""
    page = keep(phone)
    for title in titles:
        add_goal(page, title, [])
    all_sent(page)
    return read_words(page)


def goals(page: Page) -> None:
    go_to(page, "goals")
    expect(page.get_by_role("heading", name=t("places.goals"), level=1)).to_be_visible()


def damaged(page: Page, count: int) -> None:
    """*Today* says how many things could not be read."""
    go_to(page, "today")
    expect(page.get_by_text(t("news.damaged", n=count))).to_be_visible(timeout=20_000)


def changed(phone: Phone, before: str, after: str) -> None:
    """A goal's title is changed and sent."""
    page = phone.page
    goals(page)
    open_row(page, before)
    field(page, "goals.title").fill(after)
    button(page, "front.back").click()
    expect(page.get_by_text(after, exact=True)).to_be_visible()
    all_sent(page)


def synced(phone: Phone, hostile: Hostile) -> None:
    """The phone asks for what is new, once more at least."""
    count = len(hostile.asked)
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    for _ in range(100):
        if any(what == "POST /sync" for what, _ in hostile.asked[count:]):
            break
        phone.page.wait_for_timeout(100)
    phone.page.wait_for_timeout(500)


def test_01_parameters_salts_and_algorithms_in_an_answer_change_nothing(
    on_hostile: Callable[[], Phone], hostile: Hostile
) -> None:
    lies = {"salt": "AAAA", "kdf": "none", "iterations": 1, "memory": 8, "argon2": {"m": 8, "t": 1}, "cipher": "none"}
    hostile.tamper = lambda _what, _asked, answered: answered | lies if isinstance(answered, dict) else answered
    words = written(on_hostile(), "Learn to swim")
    there = open_with_words(on_hostile(), *words)
    inside(there)
    goals(there)
    expect(there.get_by_text("Learn to swim")).to_be_visible()
    made = next(asked for what, asked in hostile.asked if what == "POST /accounts")
    signed = next(asked for what, asked in hostile.asked if what == "POST /session")
    assert made["sign_in_key"] == signed["sign_in_key"], "the same work, whatever the server says"


def swap(rows: list[Row]) -> list[Row]:
    """Bodies of two records, each under the other's name."""
    full = [row for row in rows if row["body"]]
    bodies = [row["body"] for row in full][::-1]
    for row, body in zip(full, bodies, strict=True):
        row["body"] = body
    return rows


def test_03_bodies_of_two_records_swapped_are_shown_as_damaged_and_not_rendered(
    on_hostile: Callable[[], Phone], hostile: Hostile
) -> None:
    words = written(on_hostile(), "Learn to swim", "Learn to sing")
    hostile.rows(swap)
    there = open_with_words(on_hostile(), *words)
    inside(there)
    damaged(there, 2)
    goals(there)
    for title in ("Learn to swim", "Learn to sing"):
        expect(there.get_by_text(title)).to_have_count(0)


@pytest.mark.parametrize("how", ["an older row", "an older body at the present revision"])
def test_04_an_older_epoch_or_revision_is_refused(on_hostile: Callable[[], Phone], hostile: Hostile, how: str) -> None:
    first, second = on_hostile(), on_hostile()
    words = written(first, "Learn to swim")
    seen: list[Row] = []

    def remember(rows: list[Row]) -> list[Row]:
        seen.extend(copy.deepcopy(row) for row in rows if row["body"])
        return rows

    hostile.rows(remember)
    there = open_with_words(second, *words)
    inside(there)
    goals(there)
    expect(there.get_by_text("Learn to swim")).to_be_visible()
    old = next(row for row in seen if row["revision"] == max(one["revision"] for one in seen))
    hostile.honest()
    changed(first, "Learn to swim", "Learn to dive")
    synced(second, hostile)
    expect(there.get_by_text("Learn to dive")).to_be_visible(timeout=20_000)
    changed(first, "Learn to dive", "Learn to float")

    def replay(rows: list[Row]) -> list[Row]:
        for row in rows:
            if row["body"] and how == "an older row":
                row |= {name: old[name] for name in ("revision", "epoch", "body", "key")}
            elif row["body"]:
                row["body"] = old["body"]
        return rows

    hostile.rows(replay)
    synced(second, hostile)
    damaged(there, 1)
    goals(there)
    expect(there.get_by_text("Learn to dive")).to_be_visible()
    expect(there.get_by_text("Learn to swim")).to_have_count(0)


def test_05_a_whole_account_rolled_back_for_another_phone_shows_in_its_digits(
    on_hostile: Callable[[], Phone], hostile: Hostile
) -> None:
    first = on_hostile()
    words = written(first, "Learn to swim")
    old: list[Row] = []
    hostile.rows(lambda rows: old.extend(copy.deepcopy(rows)) or rows)
    inside(open_with_words(on_hostile(), *words))
    hostile.honest()
    changed(first, "Learn to swim", "Learn to dive")
    hostile.rows(lambda rows: [row for row in old if row["id"] in {one["id"] for one in rows}])
    third = on_hostile()
    there = open_with_words(third, *words)
    inside(there)
    goals(there)
    expect(there.get_by_text("Learn to swim")).to_be_visible()
    digits = []
    for phone in (first, third):
        go_to(phone.page, "more")
        phone.page.get_by_role("button", name=t("more.devices")).click()
        phone.page.get_by_role("button", name=t("devices.compare")).click()
        expect(phone.page.locator("p.code")).to_be_visible(timeout=20_000)
        digits.append(phone.page.locator("p.code").inner_text())
    assert digits[0] != digits[1]
    expect(first.page.get_by_text(t("devices.compare-differs"))).to_be_visible()


@pytest.mark.parametrize(
    "lie",
    [{"gone": True, "body": None, "key": None}, {"body": None, "key": None}, {"owner": "0" * 32}],
    ids=["forged deletion", "body held back", "another owner"],
)
def test_06_a_forged_deletion_deletes_nothing_and_is_named(
    on_hostile: Callable[[], Phone], hostile: Hostile, lie: Row
) -> None:
    first, second = on_hostile(), on_hostile()
    words = written(first, "Learn to swim")
    there = open_with_words(second, *words)
    inside(there)
    all_sent(there)
    hostile.rows(lambda rows: [row | lie if row["body"] else row for row in rows])
    changed(first, "Learn to swim", "Learn to dive")
    synced(second, hostile)
    damaged(there, 1)
    goals(there)
    expect(there.get_by_text("Learn to swim")).to_be_visible()


def without_version(sealed: bytes) -> bytes:
    return sealed[1:]


def other_version(sealed: bytes) -> bytes:
    return b"\x00" + sealed[1:]


def flipped(at: int) -> Callable[[bytes], bytes]:
    def flip(sealed: bytes) -> bytes:
        changed = bytearray(sealed)
        changed[at] ^= 1
        return bytes(changed)

    return flip


FORGERIES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "09 version stripped": ("body", without_version),
    "09 another version": ("body", other_version),
    "09 cut short": ("body", lambda sealed: sealed[:40]),
    **{f"13 body byte {at}": ("body", flipped(at)) for at in ((0, 1, 32, 33, 64, 65, -17, -1) if ALL else (0, 33, -1))},
    **{f"13 key byte {at}": ("key", flipped(at)) for at in ((0, 11, 12, 43, 44, -1) if ALL else (12, -1))},
}


def test_09_13_a_stripped_version_or_any_byte_flipped_is_one_and_the_same_error(
    on_hostile: Callable[[], Phone], hostile: Hostile
) -> None:
    first = on_hostile()
    words = written(first, "Learn to swim")
    second = on_hostile()
    page = open_with_words(second, *words)
    inside(page)
    all_sent(page)
    told = set()
    title = "Learn to swim"
    for n, (name, (member, forge)) in enumerate(FORGERIES.items()):

        def change(rows: list[Row], member: str = member, forge: Callable[[bytes], bytes] = forge) -> list[Row]:
            for row in rows:
                if row["body"]:
                    row[member] = base64.b64encode(forge(base64.b64decode(row[member]))).decode()
            return rows

        hostile.rows(change)
        changed(first, title, f"Learn to swim {n}")
        title = f"Learn to swim {n}"
        synced(second, hostile)
        go_to(page, "today")
        expect(page.get_by_text(DAMAGED), name).to_be_visible(timeout=20_000)
        told.add(page.get_by_text(DAMAGED).inner_text())
        goals(page)
        expect(page.get_by_text("Learn to swim", exact=True), name).to_be_visible()
    assert told == {t("news.damaged", n=1)}
    hostile.honest()
    changed(first, title, "Learn to dive")
    synced(second, hostile)
    expect(page.get_by_text("Learn to dive")).to_be_visible(timeout=20_000)
    go_to(page, "today")
    expect(page.get_by_text(DAMAGED)).to_have_count(0)


def test_12_markup_is_text_and_trusted_types_throw(on_hostile: Callable[[], Phone], hostile: Hostile) -> None:
    phone = on_hostile()
    words = written(phone, "Learn to swim")
    page = phone.page
    markup = '<img src=x onerror="document.title=1"><b>bold</b>'
    write_record(
        hostile.origin, *words, {"type": "goal", "title": markup, "state": "active", "steps": [], "area": "me"}
    )
    close(page)
    unlock(phone)
    goals(page)
    expect(page.get_by_text(markup, exact=True)).to_be_visible(timeout=20_000)
    assert page.locator("main img, main b").count() == 0
    assert page.title() == "Daybook"
    phone.allow("CSP violation: require-trusted-types-for", "TrustedHTML", "trusted-types")
    thrown = page.evaluate(
        """() => {
          try { document.createElement("div").innerHTML = "<b>no</b>"; return ""; }
          catch (error) { return error.name; }
        }"""
    )
    assert thrown == "TypeError"


def test_32_injected_code_does_not_run(on_hostile: Callable[[], Phone]) -> None:
    phone = on_hostile()
    phone.visit()
    phone.allow("CSP violation", "Content Security Policy", "violates the following", "TrustedScript")
    page = phone.page
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          try { script.textContent = "document.title = 'injected'"; } catch { return; }
          document.body.append(script);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.title() == "Daybook"


INJECTED = """<script>document.title = "inline"</script>
<script src="data:text/javascript,document.title='data'"></script>
<img src="data:,x" onerror="document.title = 'handler'">"""


def test_32_markup_that_came_into_the_page_on_its_way_runs_no_script(on_hostile: Callable[[], Phone]) -> None:
    """The policy alone: nothing here goes by a script that Trusted Types could stop."""
    phone = on_hostile()
    phone.allow("CSP violation", "Content Security Policy", "violates the following", "Loading the (script|image)")

    def inject(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</body>", f"{INJECTED}</body>"))

    phone.page.route("**/app/", inject)
    page = phone.visit()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    page.wait_for_timeout(300)
    assert page.locator("img[onerror]").count() == 1
    assert page.title() == "Daybook"
