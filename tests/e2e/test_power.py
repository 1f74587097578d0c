"""What survives when the power fails: the phone's, or the server's."""

from collections.abc import Callable

from playwright.sync_api import expect

from daybook import add_goal, all_sent, go_to, keep, open_with_words, read_words, unlock
from live_server import LiveServer
from phone import Phone


def test_what_was_kept_is_there_after_the_phone_dies(phone: Phone) -> None:
    page = keep(phone)
    all_sent(page)
    phone.works_offline()
    phone.context.set_offline(True)
    add_goal(page, "Renew the card", ["Find the old one"])
    phone.kill()
    phone.start()
    phone.visit()
    page = unlock(phone)
    go_to(page, "goals")
    expect(page.get_by_text("Renew the card")).to_be_visible()
    all_sent(page)


def test_nothing_acknowledged_is_lost_when_the_server_dies_in_the_middle_of_a_sync(
    new_phone: Callable[..., Phone], own_server: LiveServer
) -> None:
    phone = new_phone(own_server)
    page = keep(phone)
    all_sent(page)
    handle, passphrase = read_words(page)
    titles = [f"Goal number {n}" for n in range(6)]
    for n, title in enumerate(titles):
        with phone.context.expect_event("request", lambda request: request.url.endswith("/api/v1/sync")):
            add_goal(page, title, ["One step"])
        if n % 3 == 1:
            own_server.kill()
            own_server.start()
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    all_sent(page)
    other = new_phone(own_server)
    there = open_with_words(other, handle, passphrase)
    go_to(there, "goals")
    for title in titles:
        expect(there.get_by_text(title, exact=True)).to_have_count(1)
