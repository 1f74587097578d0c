"""A stranger with the installed, locked app and every menu finds no word that tells what it is for (attack 35).

All that can be read is collected by pressing everything that can be pressed, and kept in `build/locked-app.txt`, for
somebody with fresh eyes: a list of words is no judge of what can be guessed.
"""

import json
import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from daybook import add_appointment, add_goal, all_sent, close, keep, only_with_signal, try_words
from live_server import CHECKOUT
from phone import Phone
from words import t

OUT = CHECKOUT / "build" / "locked-app.txt"
TELLING = re.compile(
    "traffick|victim|survivor|hotline|helpline|case ?manager|case ?worker|safety|lawyer|legal|court|shelter|refuge|"
    "abus|violen|immigra|asylum|escap|rescu|exploit|slave|crime|crisis|trauma|therap|hiding|secret|handrail|"
    "recovery|desk|share|sharing",
    re.IGNORECASE,
)
DEPTH = 4
# Everything on the page that is read or read out, and every value that its markup carries.
STRINGS = """() => {
  const found = new Set([document.title, location.href, history.state === null ? "" : JSON.stringify(history.state)]);
  for (const text of document.body.innerText.split("\\n")) found.add(text);
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes)
      if (!["d", "points"].includes(name)) found.add(`${name}=${value}`);
    for (const node of element.childNodes) if (node.nodeType === 3 || node.nodeType === 8) found.add(node.data);
    if (element.value !== undefined) found.add(`value=${element.value}`);
  }
  return [...found].map((one) => one.trim()).filter(Boolean);
}"""
# The names of all that can be pressed in the layer on top.
PRESSED = """() => [...document.querySelectorAll(
    "button, summary, a[href^='/'], input[type=radio], input[type=checkbox]")]
  .filter((one) => !one.closest("[inert], [hidden]") && one.offsetParent !== null)
  .map((one) => one.labels?.[0]?.innerText ?? one.getAttribute("aria-label") ?? one.innerText)
  .map((one) => one.trim())"""
PRESS = """(name) => {
  const all = document.querySelectorAll("button, summary, a[href^='/'], input[type=radio], input[type=checkbox]");
  for (const one of all) {
    if (one.closest("[inert], [hidden]") || one.offsetParent === null) continue;
    const named = one.labels?.[0]?.innerText ?? one.getAttribute("aria-label") ?? one.innerText;
    if (named.trim() === name) return one.click(), true;
  }
  return false;
}"""
CHOICES = """() => [...document.querySelectorAll("select")].filter((one) => !one.closest("[inert], [hidden]"))
  .flatMap((one) => [...one.options].map((option) => option.text))"""
# What the phone keeps of the app, as its own page can list it.
KEPT = """async () => {
  const found = [];
  for (const registration of await navigator.serviceWorker.getRegistrations())
    found.push(`worker ${registration.active?.scriptURL} for ${registration.scope}`);
  for (const name of await caches.keys()) {
    found.push(`cache ${name}`);
    for (const request of await (await caches.open(name)).keys()) found.push(`cached ${request.url}`);
  }
  for (const [name, value] of [...Object.entries(localStorage), ...Object.entries(sessionStorage)])
    found.push(`stored ${name}=${value}`);
  for (const { name } of await indexedDB.databases()) {
    found.push(`database ${name}`);
    const database = await new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const ask = (what) => new Promise((done) => {
        const request = database.transaction(store).objectStore(store)[what]();
        request.onsuccess = () => done(request.result);
      });
      const [keys, values] = [await ask("getAllKeys"), await ask("getAll")];
      const clear = (_, value) => value instanceof Uint8Array ? `${value.length} bytes` : value;
      keys.forEach((key, n) => found.push(`in ${name}/${store}/${key}: ${JSON.stringify(values[n], clear)}`));
    }
    database.close();
  }
  return found;
}"""
# Pressing these shows nothing new, or leaves the phone.
SKIPPED = {t("front.back"), t("front.close"), t("front.read"), t("front.pin-delete"), *"0123456789"}


def walk(page: Page, path: tuple[str, ...], seen: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Every state that pressing leads to from the locked first page, with all that can be read there."""
    page.reload()
    expect(page.get_by_role("navigation", name=t("front.ways"))).to_be_visible()
    for name in path:
        if not page.evaluate(PRESS, name):
            return
        page.wait_for_timeout(400)
    text = page.locator("body").inner_text()
    if text in seen:
        return
    seen.add(text)
    strings = page.evaluate(STRINGS) + page.evaluate(CHOICES)
    names = list(dict.fromkeys(name for name in page.evaluate(PRESSED) if name and name not in SKIPPED))
    yield " > ".join(path) or "first page", strings
    if len(path) < DEPTH:
        for name in names:
            yield from walk(page, (*path, name), seen)


def test_35_nothing_in_the_locked_installed_app_tells_what_it_is_for(phone: Phone) -> None:
    asked: list[str] = []
    page = keep(phone)
    add_goal(page, "Something of hers", ["A step"])
    add_appointment(page, "Somewhere", "Some place")
    all_sent(page)
    try_words(page)
    only_with_signal(page)
    phone.works_offline()
    close(page)
    phone.context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    lines: list[str] = []
    for where, strings in walk(page, (), set()):
        lines += [f"[{where}] {one}" for one in strings]
    page.reload()
    manifest = page.evaluate("fetch('/app/manifest.webmanifest').then((answer) => answer.json())")
    lines += [f"[manifest] {name}: {json.dumps(value)}" for name, value in manifest.items()]
    lines += [f"[kept] {one}" for one in page.evaluate(KEPT)]
    lines += [f"[asked for] {one}" for one in dict.fromkeys(asked)]
    lines += [f"[cookie] {cookie['name']} {cookie['path']}" for cookie in phone.context.cookies()]
    lines += [f"[notification] {json.dumps(one)}" for one in phone.notifications()]
    states = {line.partition("]")[0] for line in lines}
    firsts = {line.partition("] ")[2]: line for line in reversed(lines)}  # each string where it stands first
    OUT.write_text("\n".join(reversed(firsts.values())) + "\n")
    assert len(states) > 12, states
    for wanted in ("[manifest]", "[kept] cached", "[kept] in daybook/a", "[asked for]", "[cookie]"):
        assert any(line.startswith(wanted) for line in lines), wanted
    assert "Something of hers" not in OUT.read_text()
    assert [line for line in lines if line.startswith("[kept] in daybook/") and re.search(r'"\w+":', line)] == []
    told = [line for line in lines if TELLING.search(line.partition("]")[2])]
    assert told == []
