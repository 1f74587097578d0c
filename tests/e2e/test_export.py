"""Everything out and in again: a sealed copy opens on another server, a readable one comes only after a warning."""

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from client import Device
from daybook import add_appointment, add_goal, add_milestone, all_sent, button, field, go_to, keep, open_row, read_words
from live_server import LiveServer
from phone import PICTURES, Phone
from pictures import jpeg
from protocol import codes, exports
from words import t

# Before the lock, and in the list of downloads, none of these stands.
TELLING = re.compile("traffick|victim|survivor|hotline|case manager|safety|lawyer|handrail|export", re.IGNORECASE)


def open_copies(page: Page) -> None:
    go_to(page, "more")
    page.get_by_role("button", name=t("more.copy")).click()
    expect(page.get_by_text(t("export.says"))).to_be_visible()


def fill(page: Page) -> None:
    """A goal with a note of its own, a date, and a milestone with a picture."""
    add_goal(page, "Get my own room", ["Ask what it costs", "Look at two rooms"], "Quiet at night.")
    add_appointment(page, "Dentist", "Long Lane 4")
    add_milestone(page, "Bank account", "Bring two papers", "They open at nine.")
    open_row(page, "Bank account")
    page.get_by_text(t("milestones.paper"), exact=True).click()
    with page.expect_file_chooser() as chooser:
        button(page, "photo.choose").click()
    chooser.value.set_files({"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": jpeg(page, 900, 600)})
    expect(page.get_by_role("button", name=t("photo.see"))).to_be_visible(timeout=30_000)


def seal(page: Page, to: Path) -> tuple[Path, str]:
    """Makes a sealed copy with a new code, from the code on by the keyboard; gives the file and the code."""
    open_copies(page)
    page.get_by_role("button", name=t("export.sealed-second")).click()
    shown = page.locator("p.code")
    expect(shown).to_be_visible()
    code = (shown.text_content() or "").strip()
    button(page, "export.next").click()
    field(page, "export.code").fill(code)
    button(page, "export.make").press("Enter")
    with page.expect_download() as download:
        button(page, "export.save").press("Enter", timeout=30_000)
    file = to / download.value.suggested_filename
    download.value.save_as(file)
    return file, code


def put_in(page: Page, file: Path, code: str) -> None:
    open_copies(page)
    page.get_by_role("button", name=t("export.in-second")).click()
    with page.expect_file_chooser() as chooser:
        button(page, "export.choose").press("Enter")
    chooser.value.set_files(file)
    field(page, "export.code").fill(code)
    button(page, "export.put").press("Enter")


def on_server(server: LiveServer, words: tuple[str, str]) -> dict[str, dict[str, object]]:
    """Every record of the account that these words open, read by the Python client, without who wrote it when."""

    async def fetch() -> dict[str, dict[str, object]]:
        async with httpx.AsyncClient(base_url=server.origin, timeout=30) as http:
            device = Device(http)
            await device.sign_in(*words)
            await device.sync()
            return device.shown()

    with ThreadPoolExecutor(1) as pool:
        all_records = pool.submit(asyncio.run, fetch()).result()
    return {each: {**plain, "by": {}} for each, plain in all_records.items()}


def test_a_daybook_goes_offline_into_a_file_and_is_whole_on_another_server(
    new_phone: Callable[..., Phone], own_server: LiveServer, tmp_path: Path
) -> None:
    phone = new_phone()
    page = keep(phone)
    fill(page)
    all_sent(page)
    phone.works_offline()
    phone.context.set_offline(True)
    file, code = seal(page, tmp_path)
    assert file.name == "daybook.bin"
    assert not TELLING.search(file.read_bytes().decode("latin-1"))
    phone.context.set_offline(False)
    here = on_server(server_of(phone), read_words(page))

    # Python opens the same file.
    read = {each: {**plain, "by": {}} for each, plain in exports.read_export(codes.read(code), file.read_bytes())}
    assert read == here
    assert {plain["type"] for plain in read.values()} >= {"goal", "note", "appointment", "milestone", "photo"}

    other = new_phone(own_server)
    there = keep(other)
    put_in(there, file, code)
    expect(there.get_by_text(t("export.done-added", n=len(here)))).to_be_visible(timeout=40_000)
    other.picture("copy-done")
    go_to(there, "goals")
    open_row(there, "Bank account")
    expect(there.get_by_role("button", name=t("photo.see"))).to_be_visible(timeout=30_000)
    all_sent(there)
    assert on_server(own_server, read_words(there)) == here

    put_in(there, file, code)
    expect(there.get_by_text(t("export.done-same", n=len(here)))).to_be_visible(timeout=40_000)
    assert on_server(own_server, read_words(there)) == here


def server_of(phone: Phone) -> LiveServer:
    """Enough of a server for `on_server`: where it is."""
    server = LiveServer.__new__(LiveServer)
    server.origin = phone.origin
    return server


def test_a_damaged_file_and_a_wrong_code_are_refused_and_change_nothing(phone: Phone, tmp_path: Path) -> None:
    page = keep(phone)
    add_goal(page, "Walk every day", [])
    all_sent(page)
    file, code = seal(page, tmp_path)
    damaged = tmp_path / "damaged.bin"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    put_in(page, damaged, code)
    expect(page.get_by_text(t("export.damaged"))).to_be_visible(timeout=30_000)
    phone.picture("copy-damaged")
    other = codes.show(codes.new_code())
    put_in(page, file, other)
    expect(page.get_by_text(t("export.not-code"))).to_be_visible(timeout=30_000)
    go_to(page, "goals")
    expect(page.get_by_text("Walk every day")).to_have_count(1)
    expect(page.get_by_text(re.compile("not sent yet"))).to_have_count(0)


def test_a_copy_that_can_be_read_comes_only_after_the_warning(phone: Phone, tmp_path: Path) -> None:
    page = keep(phone)
    fill(page)
    add_goal(page, "<script>alert(1)</script> & <b>bold</b>", ["One > two"])
    open_copies(page)
    page.get_by_role("button", name=t("export.read-second")).click()
    expect(page.get_by_text(t("export.read-warn"))).to_be_visible()
    button(page, "export.page").click()
    expect(page.get_by_text(t("export.read-tick"))).to_be_visible()
    page.get_by_role("checkbox", name=t("export.read-sure")).check()
    with page.expect_download() as download:
        button(page, "export.page").click()
    assert download.value.suggested_filename == "daybook.html"
    file = tmp_path / "daybook.html"
    download.value.save_as(file)
    with page.expect_download() as download:
        button(page, "export.data").click()
    assert download.value.suggested_filename == "daybook.json"
    data_file = tmp_path / "daybook.json"
    download.value.save_as(data_file)

    data = json.loads(data_file.read_text())
    schema = pytest.importorskip("jsonschema").Draft202012Validator(data["schema"])
    assert [error.message[:300] for error in schema.iter_errors(data)] == []
    assert schema.is_valid({**data, "records": [{"id": "0" * 32, "record": {"type": "goal"}}]}) is False
    types = {one["record"]["type"] for one in data["records"]}
    assert types >= {"goal", "note", "appointment", "milestone", "photo"}
    [photo] = [one["record"] for one in data["records"] if one["record"]["type"] == "photo"]
    assert len(photo["bytes"]) > 1000

    phone.allow("a request to file:")
    reader = phone.context.new_page()
    reader.goto(file.as_uri())
    for text in ("Get my own room", "Ask what it costs", "Quiet at night.", "Dentist", "Long Lane 4", "Bank account"):
        expect(reader.get_by_text(text).first).to_be_visible()
    expect(reader.get_by_text("<script>alert(1)</script> & <b>bold</b>", exact=True)).to_be_visible()
    assert reader.locator("script, b, form, a").count() == 0
    size = "() => [...document.images].map((image) => image.naturalWidth > 0)"
    assert reader.evaluate(size) == [True]
    assert reader.title() == "Daybook"
    reader.set_viewport_size({"width": 360, "height": 740})
    reader.screenshot(path=PICTURES / "copy-page.png", full_page=True)
    reader.close()


def test_the_copy_is_offered_before_everything_is_deleted(phone: Phone) -> None:
    page = keep(phone)
    go_to(page, "more")
    page.get_by_role("button", name=t("more.delete")).first.click()
    expect(page.get_by_text(t("going.copy-says"))).to_be_visible()
    phone.picture("delete-offers-copy")
    button(page, "going.copy-first").click()
    expect(page.get_by_role("heading", name=t("export.title"), level=1)).to_be_visible()
