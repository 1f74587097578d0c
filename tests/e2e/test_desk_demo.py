"""`scripts/run --demo`: a case manager with twelve plainly invented people, and what it prints opens the desk."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from demo_desk_run import Demo, sign_in, started
from laptop import Laptop, d, go, open_person
from live_server import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "scripts"))

import demo as sample
import demo_desk

COUNTED = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
#: Members of records in which a person, a place or a number could stand, and all that may stand there in a sample.
TELLING = {"name", "with", "place", "others", "how", "when", "check_phrase", "what_to_say"}
INVENTED = re.compile(
    r"|Person (One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve)|Dr\. Sample|Sample Street 4"
    r"|Example School, room 2|Nobody else|A message|by phone|9:15, blue car|Weekdays, 10 to 12|blue teapot"
    r"|It is about the form"
)
ID_OR_DAY = re.compile(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started(tmp_path_factory.mktemp("demo")) as running:
        yield running


def test_what_it_prints_opens_the_desk_with_twelve_people_at_different_stages(
    new_laptop: Callable[..., Laptop], demo: Demo
) -> None:
    laptop = new_laptop(origin=demo.origin)
    sign_in(laptop, demo)
    page = laptop.page

    go(laptop, "people")
    names = page.locator(".names .name-row span:first-child")
    expect(names).to_have_count(12, timeout=30_000)
    assert sorted(names.all_inner_texts()) == sorted(f"Person {one}" for one in COUNTED)
    # Some were met before, some were not.
    assert 0 < page.locator(".names").get_by_text(d("people.new")).count() < 12

    open_person(laptop, "Person One")  # has only just begun
    expect(page.get_by_text(d("contact.none"))).to_be_visible()
    expect(page.get_by_text(d("person.nothing-ahead"))).to_be_visible()
    open_person(laptop, "Person Ten")
    expect(page.get_by_text("blue teapot")).to_be_visible()
    expect(page.get_by_text(d("person.bring", what="a card"))).to_be_visible()
    expect(page.get_by_text("Ask how the ride to town went.")).to_be_visible()
    expect(page.get_by_role("heading", name=d("steps.title"))).to_be_visible()
    open_person(laptop, "Person Eight")
    expect(page.get_by_text(d("answer.please-move"))).to_have_count(3)  # an answer, a change, on the line

    go(laptop, "week")
    expect(page.locator(".need").filter(has_text=d("need.needed")).first).to_be_visible()
    expect(page.locator(".need").filter(has_text="by phone").first).to_be_visible()


def test_the_sample_person_is_told_too(demo: Demo) -> None:
    assert len(demo.line("Three words").split("-")) == 3
    assert len(demo.line("Six words").split()) == 6
    assert "Nobody real" in demo.printed


def texts(value: Any, member: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a record, with the member that it stands in."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, member)
    elif isinstance(value, str):
        yield member, value


def test_nobody_in_the_samples_could_be_a_real_person() -> None:
    day = date(2026, 5, 1)
    everything = [*sample.daybook(day, "UTC"), *(one for n in range(12) for one in demo_desk.shared_by(n, day, "UTC"))]
    assert len(everything) > 40
    for plain in everything:
        for member, text in texts(plain):
            if member in TELLING:
                assert INVENTED.fullmatch(text), (member, text)
            bare = ID_OR_DAY.sub("", text)
            assert "@" not in bare, text
            assert not re.search(r"\d[\d /-]{4,}\d", bare), f"it looks like a number to call: {text}"
    assert demo_desk.WORKER.startswith("Sample")
    assert demo_desk.HOUSE.startswith("Sample")
