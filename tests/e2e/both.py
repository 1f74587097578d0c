"""A phone and a desk at once, and what their two people do with each other."""

from playwright.sync_api import Page, expect

from daybook import add_goal, all_sent, button, field, go_to, keep, open_row
from laptop import Laptop, four_words, look_for_new, make_code, press, sign_up
from live_server import LiveServer
from phone import Phone
from words import t

CANARY = "Zanzibar"
NARROW = {"width": 360, "height": 740}


def connect(phone: Phone, code: str) -> list[str]:
    """On the phone: types the code, looks who it is, says yes; gives the four words."""
    page = phone.page
    go_to(page, "more")
    page.get_by_role("button", name=t("sharing.title")).first.click()
    button(page, "connect.title").click()
    field(page, "connect.code").fill(code)
    button(page, "connect.look").click()
    return say_yes(page, "Sample Worker")


def say_yes(page: Page, name: str) -> list[str]:
    """On the screen that says who it is: she does not know them from elsewhere, and says yes; gives the four words."""
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=20_000)
    page.get_by_role("radio", name=t("connect.know-no"), exact=True).check(force=True)
    button(page, "connect.yes", name=name).click()
    words = page.locator("ol.words li")
    expect(words).to_have_count(4, timeout=20_000)
    return words.all_inner_texts()


def need_transport(page: Page) -> None:
    """On the screen of an appointment: says that a ride is needed."""
    page.get_by_text(t("need.more")).click()
    button(page, "need.add", what=t("need.transport")).click()


def share(page: Page) -> None:
    """On the screen of a thing: shares it with the one who is connected."""
    button(page, "who.share").click()
    button(page, "share.do", name="Sample Worker").click()
    expect(page.get_by_text(t("share.done", name="Sample Worker"))).to_be_visible()


def share_goal(page: Page, laptop: Laptop) -> None:
    """A new goal, shared, and seen at the desk."""
    add_goal(page, f"{CANARY} goal", ["One"])
    open_row(page, f"{CANARY} goal")
    share(page)
    all_sent(page)
    eventually(laptop, f"{CANARY} goal")


def refresh(page: Page) -> None:
    """What the phone does when it comes back to a network."""
    page.evaluate("dispatchEvent(new Event('online'))")


def arrives(page: Page, text: str) -> None:
    """Waits on *Today* until the phone shows a text, looking for what is new now and then."""
    go_to(page, "today")
    for _ in range(20):
        refresh(page)
        page.wait_for_timeout(500)
        if page.get_by_text(text).count():
            break
    expect(page.get_by_text(text).first).to_be_visible()


def eventually(laptop: Laptop, text: str) -> None:
    """Waits until the desk shows a text, looking for what is new now and then."""
    for _ in range(10):
        look_for_new(laptop)
        laptop.page.wait_for_timeout(1000)
        if laptop.page.get_by_text(text).count():
            break
    expect(laptop.page.get_by_text(text).first).to_be_visible()


def leaves(laptop: Laptop, text: str) -> None:
    """Waits until the desk shows a text no more, looking for what is new now and then."""
    for _ in range(10):
        look_for_new(laptop)
        laptop.page.wait_for_timeout(1000)
        if not laptop.page.get_by_text(text).count():
            break
    expect(laptop.page.get_by_text(text)).to_have_count(0)


def connected(phone: Phone, laptop: Laptop, server: LiveServer) -> Page:
    """A new phone and a new desk with a good link between them; the phone's page."""
    page = keep(phone)
    sign_up(laptop, server.staff_code())
    code = make_code(laptop, "Person One")
    assert connect(phone, code) == four_words(laptop)
    button(page, "connect.same").click()
    press(laptop, "words.same").click()
    expect(laptop.page.get_by_role("heading", name="Person One", exact=True)).to_be_visible()
    return page
