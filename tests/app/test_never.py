"""What the app and the desk never ask, say or offer (docs/never.md), in their words and in their sources."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
ENGLISH = {
    key: text
    for path in sorted((SITE / "locales" / "en").glob("*.json"))
    for key, text in json.loads(path.read_text()).items()
}
SOURCES = [
    path
    for folder in ("app", "core", "desk", "ui", "worker")
    for path in sorted((SITE / folder).rglob("*"))
    if path.suffix in {".ts", ".tsx", ".html"}
]


def found(pattern: str, texts: dict[str, str]) -> dict[str, str]:
    wrong = re.compile(pattern, re.IGNORECASE)
    return {key: text for key, text in texts.items() if wrong.search(text)}


def files_with(pattern: str) -> set[str]:
    wrong = re.compile(pattern)
    return {str(path.relative_to(SITE)) for path in SOURCES if wrong.search(path.read_text())}


def test_2_only_the_scanner_opens_a_camera_and_nothing_asks_where_or_who_she_is() -> None:
    assert len(SOURCES) > 150
    assert files_with(r"getUserMedia") == {"app/keep/scan.tsx"}
    assert files_with(r"navigator\.(geolocation|contacts|credentials|bluetooth|usb)|getCurrentPosition") <= {
        "desk/sign/passkey.ts",  # a case manager's second step
        "core/desk/desk-keeper.ts",  # a comment on it
    }
    assert files_with(r'type="(email|tel)"|"(email|tel)"') == set()
    assert files_with(r"mailto:") == set()


def test_3_no_address_of_anybody_else_stands_in_a_source() -> None:
    """What a namespace or a standard is called is no request; every test in a browser counts those (`put_away`)."""
    named = {address for path in SOURCES for address in re.findall(r"https?://[\w.-]+", path.read_text())}
    assert named <= {"http://www.w3.org", "https://www.w3.org", "https://json-schema.org", "http://localhost"}, named


def test_5_the_desk_has_no_word_for_what_it_is_not_told() -> None:
    desk = {key: text for key, text in ENGLISH.items() if key.startswith("desk.")}
    assert len(desk) > 200
    telling = r"last seen|last active|was active|\bonline since|opened (it|the app)|\bwas read\b|has read|unread"
    telling += r"|declined|refused to|let it go|not shared|stopped sharing|withdr|\bbattery|location|which device"
    assert found(telling, desk) == {}


def test_6_nothing_counts_against_anybody() -> None:
    pressing = r"\bstreak|\bscore|leader ?board|\brank|overdue|\bmissed\b|we miss you|come back soon|don.t give up"
    pressing += r"|\bfailed to\b|\bhurry|only \d+ days|keep it up|well done|you have not opened"
    assert found(pressing, ENGLISH) == {}
    assert "still open" in ENGLISH["preview.state-open"].lower()


def test_7_comfort_that_is_false_is_nowhere_and_the_limits_are_said() -> None:
    promising = r"100 ?%|completely (safe|private|secure)|totally|nobody can ever|untraceable|leaves no trace|anonymous"
    assert found(promising, ENGLISH) == {}
    limits = " ".join(text for key, text in ENGLISH.items() if key.startswith(("about.", "going.", "lock.")))
    for word in ("spy", "history"):
        assert word in limits.lower(), word


def test_8_nothing_asks_what_happened_who_did_it_or_for_papers_of_a_state() -> None:
    asking = r"what happened|who did|tell us (about )?(your|what)|your story|abus|exploit|traffick|pimp|customer of"
    asking += r"|immigration status|visa status|are you legal|undocumented|country of birth|nationality|date of birth"
    # Plans and lines to call name things; the log says what happened to the daybook.
    aside = ("template.", "numbers.", "lines.", "log.", "more.log")
    labels = {key: text for key, text in ENGLISH.items() if not key.startswith(aside)}
    assert found(asking, labels) == {}
    members = {
        member
        for path in sorted((ROOT / "tests" / "vectors" / "records").glob("*.schema.json"))
        for member in json.loads(path.read_text()).get("properties", {})
    }
    assert len(members) > 50
    assert {one for one in members if re.search(r"status$|visa|crime|abuse|offender|nation|birth|legal", one)} == set()


def test_9_no_button_calls_for_help_by_itself_and_no_form_takes_a_tip() -> None:
    assert found(r"\bSOS\b|panic button|emergency button|send (a )?tip|report (a|the) crime|alert my", ENGLISH) == {}
    assert files_with(r"navigator\.share|sendBeacon|location\.href = .tel:") == set()
