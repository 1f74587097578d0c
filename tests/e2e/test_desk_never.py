"""What a desk never shows of somebody (docs/never.md, 5): she lets go, stops, stops quietly, never shared, never
opened it; the page of the desk reads the same as if there had been nothing."""

import re

from playwright.sync_api import expect

from both import CANARY, arrives, connected, eventually, leaves, refresh, share_goal
from daybook import add_goal, all_sent, button, go_to, open_row
from laptop import Laptop, d, go, look_for_new, open_person, press, typed
from live_server import LiveServer
from phone import Phone
from words import t

GOAL = f"{CANARY} goal"


def page_of(laptop: Laptop) -> str:
    """All that the desk says of the one person, in words, with what screen readers get."""
    open_person(laptop, "Person One")
    look_for_new(laptop)
    laptop.page.wait_for_timeout(2500)
    return re.sub(r"\s+", " ", laptop.page.locator("main").aria_snapshot())


def test_5_what_she_lets_go_stops_or_never_shared_leaves_no_word_at_the_desk(
    phone: Phone, laptop: Laptop, live_server: LiveServer
) -> None:
    page = connected(phone, laptop, live_server)
    empty = page_of(laptop)

    # Never shared, and nothing says that there is something.
    add_goal(page, "Hers alone", ["Nobody sees"])
    all_sent(page)
    assert page_of(laptop) == empty

    # A suggestion that she lets go.
    press(laptop, "suggest.goal").click()
    typed(laptop, "suggest.goal-title").fill(f"{CANARY} swim")
    press(laptop, "suggest.send").click()
    expect(laptop.page.get_by_text(d("suggest.sent"), exact=True)).to_be_visible()
    sent = page_of(laptop)
    arrives(page, f"{CANARY} swim")
    button(page, "cards.let-go").click()
    expect(page.get_by_text(f"{CANARY} swim")).to_have_count(0)
    all_sent(page)
    assert page_of(laptop) == sent == empty

    # Shared, then stopped at once.
    share_goal(page, laptop)
    assert page_of(laptop) != empty
    go_to(page, "goals")
    open_row(page, GOAL)
    button(page, "who.shared").click()
    button(page, "share.stop").click()
    expect(page.get_by_text(t("share.stopped")).first).to_be_visible()
    all_sent(page)
    leaves(laptop, GOAL)
    assert page_of(laptop) == empty

    # She locks it, and is away: the same again. In the list there is nothing of it either.
    button(page, "front.close").first.click()
    assert page_of(laptop) == empty
    go(laptop, "people")
    row = laptop.page.locator(".name-row")
    assert row.all_inner_texts() == [f"Person One\n{d('people.new')}"]
    go(laptop, "week")
    expect(laptop.page.get_by_text(d("week.no-changes"))).to_be_visible()


def test_5_a_link_that_she_ends_says_that_it_ended_and_no_more(
    phone: Phone, laptop: Laptop, live_server: LiveServer
) -> None:
    page = connected(phone, laptop, live_server)
    share_goal(page, laptop)
    eventually(laptop, GOAL)
    go_to(page, "more")
    page.get_by_role("button", name=t("sharing.title")).first.click()
    page.get_by_role("button", name=re.compile("^Sample Worker")).click()
    button(page, "person.end-with", name="Sample Worker").click()
    button(page, "person.end-sure").click()
    expect(page.get_by_text(t("person.end-done", name="Sample Worker"))).to_be_visible()
    refresh(page)
    leaves(laptop, GOAL)
    expect(press(laptop, "ending.remove")).to_be_visible()
    said = laptop.page.locator(".right").inner_text().replace("Person One", "").replace(d("ending.remove"), "").strip()
    assert re.fullmatch(re.escape(d("ending.ended", day="DAY")).replace("DAY", r"\w+ \d+ \w+"), said), said
