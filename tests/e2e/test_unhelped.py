"""No browser completes, corrects, learns, translates or keeps what she types (attack 33)."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from itertools import chain, pairwise

import pytest
from playwright.sync_api import Page, expect

import screens
from daybook import add_goal, button, close, field, keep, try_words, unlock
from phone import Phone
from searching import files_with
from words import t

CANARY = "canaryunhelpedqzx"
CONTROL = "controlunhelpedqzx"
# What a browser keeps of what is typed, by the names of its files.
KEEPERS = ("Login Data", "Web Data", "Custom Dictionary", "Affiliation Database", "Shortcuts", "History", "Autofill")
FIELDS = """(name) => {
  const page = document.documentElement;
  const wrong = [];
  const say = (element, what) => wrong.push(`${name}: ${what}: ${element.outerHTML.slice(0, 200)}`);
  if (page.translate || page.getAttribute("translate") !== "no") say(page.cloneNode(), "may be translated");
  if (document.querySelector("meta[name=google]")?.content !== "notranslate") say(page.cloneNode(), "no notranslate");
  for (const one of document.querySelectorAll("form, input[type=password], input[type=email], input[type=tel]"))
    say(one, "is offered to a keeper of passwords");
  for (const one of document.querySelectorAll("[translate=yes], [contenteditable]")) say(one, "is helped");
  for (const one of document.querySelectorAll("input, textarea, select")) {
    if (one.name && one.type !== "radio") say(one, "has a name");
    if (one.translate) say(one, "may be translated");
    if (["radio", "checkbox", "file", "select-one"].includes(one.type)) continue;
    if (one.getAttribute("autocomplete") !== "off") say(one, "autocomplete");
    if (one.getAttribute("autocorrect") !== "off") say(one, "autocorrect");
    if (!["off", "none", "sentences"].includes(one.getAttribute("autocapitalize"))) say(one, "autocapitalize");
    if (one.spellcheck || one.getAttribute("spellcheck") !== "false") say(one, "spellcheck");
  }
  return [document.querySelectorAll("input, textarea").length, wrong];
}"""


def test_33_every_field_of_every_screen_is_left_alone(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()

    def inside() -> Iterator[str]:
        unlock(phone)
        screens.fill(phone)
        yield from chain(screens.daybook(phone), screens.more(phone))

    count, wrong = 0, list[str]()
    for name in chain(screens.before_the_lock(phone), inside()):
        seen, found = phone.page.evaluate(FIELDS, name)
        count += seen
        wrong += found
    assert wrong == []
    assert count > 100


@pytest.fixture
def control() -> Iterator[str]:
    """A page with an ordinary named form, as others have: a browser does keep what is sent by it."""

    class Form(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<!doctype html><title>x</title><form action='/sent'><input name='city'><button>go</button></form>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Form)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def helpful(phone: Phone) -> None:
    """Starts the browser again as people have it: it saves passwords and forms, translates, and checks spelling."""
    off = [one for one in phone.arguments() if one.startswith("--disable-features=")]
    phone.off()
    preferences = phone.profile / "Default" / "Preferences"
    known = json.loads(preferences.read_text()) if preferences.exists() else {}
    known |= {
        "credentials_enable_service": True,
        "autofill": {"enabled": True, "profile_enabled": True},
        "translate": {"enabled": True},
        "translate_allowlists": {"en": "de"},
        "spellcheck": {"dictionaries": ["en-US"], "use_spelling_service": False},
        "browser": {"enable_spellchecking": True},
    }
    preferences.parent.mkdir(parents=True, exist_ok=True)
    preferences.write_text(json.dumps(known))
    phone.options |= {"ignore_default_args": ["--enable-automation", *off], "is_mobile": False, "has_touch": False}
    phone.start()


def type_and_send(page: Page, origin: str) -> None:
    page.goto(origin)
    page.locator("input").press_sequentially(CONTROL)
    page.get_by_role("button").click()
    page.wait_for_url("**/sent**")


def keepers(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a profile in which a browser keeps what was typed."""
    return {path: data for path, data in files.items() if any(name in path for name in KEEPERS)}


def test_33_nothing_that_she_typed_is_kept_by_a_helpful_browser(new_phone: Callable[..., Phone], control: str) -> None:
    # What stands in such a browser's files by itself: names of columns such as "context" and "output".
    untouched = new_phone()
    helpful(untouched)
    untouched.allow(f"a request to {control}", "favicon")
    type_and_send(untouched.page, control)
    untouched.page.wait_for_timeout(3000)
    untouched.off()
    by_itself = keepers(untouched.written())
    phone = new_phone()
    helpful(phone)
    phone.allow(f"a request to {control}", "favicon")
    page = keep(phone)
    handle, passphrase = try_words(page)
    add_goal(page, CANARY, [f"{CANARY} step"])
    close(page)
    page.reload()
    button(page, "front.open").click()
    button(page, "front.pin-forgot").click()
    words = field(page, "have.passphrase")
    expect(words).to_be_visible()
    words.press_sequentially(passphrase)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    type_and_send(page, control)
    page.wait_for_timeout(3000)  # the browser writes its database of forms a little later
    phone.off()
    files = phone.written()
    kept = keepers(files)
    assert files_with(kept, [CONTROL]), "this browser keeps nothing at all: it shows nothing"
    named, opening = handle.split("-"), passphrase.split(" ")
    parts = [f"{one}-{other}" for one, other in pairwise(named)] + [
        f"{one} {other}" for one, other in pairwise(opening)
    ]
    # A short word can stand in any file by chance.
    parts += [word for word in [*named, *opening] if len(word) > 5 and not files_with(by_itself, [word])]
    forms = {path: data for path, data in kept.items() if "History" not in path and "Shortcuts" not in path}
    assert files_with(forms, [*parts, CANARY]) == []
    assert files_with(kept, [handle, passphrase, CANARY]) == []
    assert files_with(files, [handle, passphrase, CANARY]) == []
