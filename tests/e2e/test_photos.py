"""A picture of a paper: made small, turned right, without what the camera wrote; sealed; gone when it is removed."""

import base64
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from daybook import all_sent, button, close, go_to, keep, open_row, open_with_words, read_words, unlock
from live_server import LiveServer
from phone import Phone
from pictures import file_of, jpeg, with_exif
from words import t

LONGEST = 280 * 1024
CANARY = "canaryexifqzx"
# The bytes and the colours of the picture that is shown.
READ = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0);
  const at = (x, y) => [...pen.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data];
  return { width: canvas.width, height: canvas.height, left: at(0.1, 0.5), right: at(0.9, 0.5), top: at(0.5, 0.1) };
}"""


def picture(page: Page) -> Locator:
    """The picture on the milestone's screen."""
    return page.locator(".paper img")


def open_paper(page: Page) -> None:
    """A milestone with a title, open."""
    go_to(page, "goals")
    button(page, "milestones.new").click()
    page.get_by_role("button", name=t("path.papers")).click()
    button(page, "milestones.save").click()
    open_row(page, t("path.papers"))


def put(page: Page, file: Path, key: str = "photo.choose") -> None:
    with page.expect_file_chooser() as chooser:
        button(page, key).click()
    chooser.value.set_files(file)


def bytes_of(phone: Phone) -> bytes:
    """The picture as it is kept: what the screen shows, read by the browser itself."""
    shown = picture(phone.page).get_attribute("src") or ""
    assert shown.startswith("blob:")
    session = phone.context.new_cdp_session(phone.page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    session.send("Page.enable")
    found = session.send("Page.getResourceContent", {"frameId": frame, "url": shown})
    return base64.b64decode(found["content"]) if found["base64Encoded"] else found["content"].encode("latin-1")


def bodies(server: LiveServer) -> int:
    """How many bytes of bodies the server keeps."""
    [database] = [path for path in server.data.rglob("*") if path.read_bytes()[:15] == b"SQLite format 3"]
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT sum(length(body)) FROM record").fetchone()[0])


def test_a_large_picture_on_its_side_is_made_small_and_right_and_forgets_the_camera(
    phone: Phone, tmp_path: Path
) -> None:
    page = keep(phone)
    open_paper(page)
    file = file_of(tmp_path, "IMG_0001.JPG", with_exif(jpeg(page, 3200, 2400), CANARY))
    assert file.stat().st_size > 4 * LONGEST
    put(page, file)
    expect(picture(page)).to_be_visible(timeout=30_000)
    seen = picture(page).evaluate(READ)
    assert seen["height"] > seen["width"], "turned as the camera said"
    assert seen["right"][0] > seen["right"][2], "what was above is on the right"
    assert seen["left"][2] > seen["left"][0], "what was below is on the left"
    kept = bytes_of(phone)
    assert kept[:2] == b"\xff\xd8"
    assert len(kept) <= LONGEST
    assert CANARY.encode() not in kept
    assert b"Exif" not in kept


def test_a_picture_is_sealed_on_the_server_and_on_the_locked_phone_and_opens_on_another(
    new_phone: Callable[..., Phone], own_server: LiveServer, tmp_path: Path
) -> None:
    phone = new_phone(own_server)
    page = keep(phone)
    open_paper(page)
    put(page, file_of(tmp_path, "paper.jpg", jpeg(page, 900, 600)))
    expect(picture(page)).to_be_visible(timeout=30_000)
    kept = bytes_of(phone)
    address = picture(page).get_attribute("src")
    all_sent(page)
    words = read_words(page)
    close(page)
    phone.allow("ERR_FILE_NOT_FOUND")
    gone = page.evaluate(
        "(url) => new Promise((done) => { const i = new Image(); i.onload = () => done(false);"
        " i.onerror = () => done(true); i.src = url; })",
        address,
    )
    assert gone, "the address of the picture has ended with its screen"
    phone.off()
    middle = len(kept) // 2
    raw = kept[middle : middle + 48]
    # Base64 of the same place at each of the three ways to stand: cut so that none depends on its neighbours.
    coded = [base64.b64encode(kept[middle + shift : middle + shift + 48]) for shift in range(3)]
    on_server = {str(path): path.read_bytes() for path in own_server.directory.rglob("*") if path.is_file()}
    for files in (phone.written(), on_server):
        holding = [path for path, data in files.items() if any(part in data for part in (raw, *coded))]
        assert holding == []
    other = new_phone(own_server)
    there = open_with_words(other, *words)
    go_to(there, "goals")
    open_row(there, t("path.papers"))
    expect(picture(there)).to_be_visible(timeout=30_000)
    assert bytes_of(other) == kept


def test_a_picture_is_kept_offline_replaced_removed_and_brought_back(phone: Phone, tmp_path: Path) -> None:
    page = keep(phone)
    all_sent(page)
    open_paper(page)
    phone.works_offline()
    phone.context.set_offline(True)
    first = file_of(tmp_path, "first.jpg", jpeg(page, 400, 300))
    put(page, first)
    expect(picture(page)).to_be_visible(timeout=30_000)
    close(page)
    page.reload()
    unlock(phone)
    go_to(page, "goals")
    open_row(page, t("path.papers"))
    expect(picture(page)).to_be_visible()
    before = bytes_of(phone)
    put(page, file_of(tmp_path, "second.jpg", jpeg(page, 300, 400)), "photo.choose-new")
    expect(page.get_by_text(t("photo.replaced"))).to_be_visible()
    expect(picture(page)).to_be_visible()
    assert bytes_of(phone) != before
    button(page, "photo.remove").click()
    expect(page.get_by_text(t("photo.removed"))).to_be_visible()
    expect(picture(page)).to_have_count(0)
    expect(button(page, "photo.take")).to_be_visible()
    button(page, "front.undo").click()
    expect(picture(page)).to_be_visible()
    button(page, "photo.remove").click()
    expect(picture(page)).to_have_count(0)
    phone.context.set_offline(False)
    all_sent(page)


def test_what_is_no_picture_or_too_large_is_refused_in_a_plain_sentence(phone: Phone, tmp_path: Path) -> None:
    page = keep(phone)
    open_paper(page)
    put(page, file_of(tmp_path, "letter.jpg", b"%PDF-1.7 not a picture" * 40))
    expect(page.get_by_text(t("photo.not-image"))).to_be_visible()
    page.evaluate(
        """() => {
          const input = document.querySelectorAll("input[type=file]")[1];
          const chosen = new DataTransfer();
          chosen.items.add(new File([new Uint8Array(41 * 1024 * 1024)], "big.jpg", { type: "image/jpeg" }));
          input.files = chosen.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.get_by_text(t("photo.too-large"))).to_be_visible()
    expect(page.get_by_text(t("photo.not-image"))).to_have_count(0)
    expect(picture(page)).to_have_count(0)
    put(page, file_of(tmp_path, "good.jpg", jpeg(page, 200, 200)))
    expect(picture(page)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(t("photo.too-large"))).to_have_count(0)


def test_a_picture_is_seen_large_by_buttons_and_keys(phone: Phone, tmp_path: Path) -> None:
    page = keep(phone)
    open_paper(page)
    put(page, file_of(tmp_path, "paper.jpg", jpeg(page, 900, 600)))
    page.get_by_role("button", name=t("photo.see")).click()
    image = page.locator(".viewer img")
    expect(image).to_be_visible()
    frame = page.locator(".viewer")

    def width() -> float:
        box = image.bounding_box()
        assert box
        return box["width"]

    fit = width()
    assert fit <= 360
    for _ in range(2):
        button(page, "photo.larger").click()
    assert width() > fit * 1.9
    assert not phone.scrolls_sideways(), "the picture moves inside its frame"
    frame.focus()
    before = frame.evaluate("(box) => box.scrollLeft")
    page.keyboard.press("ArrowRight")
    phone.until("(was) => document.querySelector('.viewer').scrollLeft > was", before)
    for _ in range(2):
        button(page, "photo.smaller").click()
    assert abs(width() - fit) < 1
    button(page, "front.back").click()
    expect(picture(page)).to_be_visible()


def test_the_camera_may_stand_in_front_for_a_while(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone()
    page = keep(phone)
    open_paper(page)
    page.clock.install()
    hide = """(hidden) => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true, get: () => hidden ? "hidden" : "visible",
      });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.reload()
    unlock(phone)
    go_to(page, "goals")
    open_row(page, t("path.papers"))
    with page.expect_file_chooser():
        button(page, "photo.take").click()
    page.evaluate(hide, True)
    page.clock.run_for(100_000)
    page.evaluate(hide, False)
    expect(button(page, "photo.take")).to_be_visible()
    page.evaluate(hide, True)
    page.clock.run_for(130_000)
    page.evaluate(hide, False)
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()


def test_deleting_a_milestone_takes_its_picture_along(
    new_phone: Callable[..., Phone], own_server: LiveServer, tmp_path: Path
) -> None:
    phone = new_phone(own_server)
    page = keep(phone)
    open_paper(page)
    put(page, file_of(tmp_path, "paper.jpg", jpeg(page, 900, 600)))
    expect(picture(page)).to_be_visible(timeout=30_000)
    all_sent(page)
    assert bodies(own_server) > 100_000
    button(page, "milestones.delete").click()
    page.get_by_role("dialog").get_by_role("button", name=t("milestones.delete"), exact=True).click()
    expect(page.get_by_text(re.compile(re.escape(t("delete.gone"))))).to_be_visible()
    all_sent(page)
    assert bodies(own_server) < 10_000
