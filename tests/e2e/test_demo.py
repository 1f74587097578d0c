"""The sample person of `scripts/run --demo`, made by the Python client, is opened by the app: one protocol."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from daybook import go_to, inside, open_row, open_with_code, open_with_words
from live_server import CHECKOUT, LiveServer
from phone import Phone
from words import t


@pytest.fixture(scope="module")
def told(live_server: LiveServer) -> dict[str, str]:
    """What the demo prints: the three words, the six, the code."""
    done = subprocess.run(
        [sys.executable, "scripts/demo.py", live_server.origin],
        cwd=CHECKOUT,
        env=os.environ | {"TZ": "Europe/Berlin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = re.findall(r"(Three words|Six words|code):\s+(.+)", done.stdout)
    assert len(found) == 3, done.stdout
    return {name: value.strip() for name, value in found}


def test_the_app_opens_by_words_what_the_python_client_wrote(
    new_phone: Callable[..., Phone], told: dict[str, str]
) -> None:
    phone = new_phone()
    page = open_with_words(phone, told["Three words"], told["Six words"])
    inside(page)
    expect(page.get_by_text("Dentist").first).to_be_visible()
    expect(page.get_by_text("9:15, blue car").first).to_be_visible()
    go_to(page, "goals")
    open_row(page, "Finish the English course")
    expect(page.get_by_role("checkbox", name="Buy a notebook")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Send the form")).to_be_checked()
    go_to(page, "goals")
    expect(page.get_by_text("Bank account")).to_be_visible()


def test_its_code_must_wait_where_a_phone_of_hers_was_used(
    new_phone: Callable[..., Phone], told: dict[str, str]
) -> None:
    page = open_with_code(new_phone(), told["code"])
    expect(page.get_by_text(t("have.waits", at="X").split("X")[0].strip())).to_be_visible(timeout=20_000)
