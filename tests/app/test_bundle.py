"""What the build of the app weighs and holds (docs/architecture.md, "The app")."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "build" / "app"
ASSETS = BUILD / "assets"
KB = 1024
# Loaded when wanted and counted apart: Argon2id, the words of a new passphrase, the reader and the maker of squares,
# X25519 for browsers that have none, and the schema that goes into a readable copy.
APART = {"argon2", "wordlist", "jsqr", "x25519", "squares", "schemas"}
# What opens with the daybook: the frame inside, the four places, and the keeper's worker. All else comes when wanted,
# and must not be called by one of these names.
OPENED = {"inside", "today", "goals", "dates", "more", "keeper"}
IMPORT = re.compile(r"""(?:from|import)\s*["']\./([^"']+\.js)["']""")


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if not (BUILD / "index.html").exists():
        pytest.exit("build/app is not there: run scripts/build first", returncode=2)


def part_of(path: Path) -> str:
    """Which part of the app a script holds: the files themselves are called by nothing but a hash."""
    return json.loads((BUILD.parent / "app.parts.json").read_text())[path.name]


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def entry() -> list[Path]:
    """The scripts that the first screen loads."""
    html = (BUILD / "index.html").read_text()
    return [BUILD / path for path in re.findall(r'(?:src|href)="/app/(assets/[^"]+\.js)"', html)]


def test_the_first_screen_loads_at_most_35_kb_of_script() -> None:
    assert entry()
    assert sum(weight(path) for path in entry()) <= 35 * KB


def with_imports(paths: set[Path]) -> set[Path]:
    """The files, and all that they import at once."""
    found, waiting = set(), list(paths)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += [ASSETS / name for name in IMPORT.findall(path.read_text())]
    return found


def ours() -> set[Path]:
    """Every part of the app but those that count apart."""
    scripts = set(ASSETS.glob("*.js"))
    apart = {path for path in scripts if part_of(path) in APART}
    assert {part_of(path) for path in apart} == APART
    return scripts - apart


def opened() -> set[Path]:
    """Every script that is there once the daybook is open."""
    found = with_imports({*entry(), *(path for path in ours() if part_of(path) in OPENED)})
    assert {part_of(path) for path in found} >= OPENED
    return found


def test_the_opened_daybook_with_its_four_places_is_at_most_80_kb_of_script() -> None:
    assert sum(weight(path) for path in opened() & ours()) <= 80 * KB


def test_each_part_that_comes_when_wanted_is_at_most_8_kb_and_all_together_180() -> None:
    wanted = ours() - opened()
    assert {part_of(path): weight(path) for path in wanted if weight(path) > 8 * KB} == {}
    assert sum(weight(path) for path in ours()) <= 180 * KB


def test_no_name_of_a_file_says_what_it_holds() -> None:
    names = {str(path.relative_to(BUILD)) for path in BUILD.rglob("*") if path.is_file()}
    names = {re.sub(r"\.(br|gz)$", "", name) for name in names}
    plain = re.compile(
        r"index\.html|sw\.js|manifest\.webmanifest|icons/icon(-\d+)?\.(png|svg)|packs/[a-z]{2}\.json|"
        r"assets/a-[\w-]{8}\.(js|css)|assets/words/[a-z]{2}/\d+-[0-9a-f]{8}\.json"
    )
    assert {name for name in names if not plain.fullmatch(name)} == set()


SITE = BUILD.parents[1] / "site"


def texts(language: str) -> dict[str, Path]:
    """The files of texts of a language, by the part they belong to; each is called by the number of its part."""
    bundled = {"front", "keeper", "desk"}
    parts = sorted(path.stem for path in (SITE / "locales" / "en").glob("*.json") if path.stem not in bundled)
    files = {int(path.name.split("-")[0]): path for path in (ASSETS / "words" / language).glob("*.json")}
    assert sorted(files) == list(range(len(parts)))
    return {part: files[n] for n, part in enumerate(parts)}


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_texts_of_a_language_are_data_of_at_most_38_kb_and_none_of_them_is_in_a_script(language: str) -> None:
    files = texts(language)
    assert files.keys() > {"shell", "daybook", "account", "templates"}
    assert json.loads(files["keep"].read_text()).keys() >= {"keep.choose-pin"}
    assert sum(weight(path) for path in files.values()) <= 38 * KB
    scripts = "".join(path.read_text() for path in ASSETS.glob("*.js"))
    read = {part: json.loads((SITE / "locales" / language / f"{part}.json").read_text()) for part in files}
    long = [text for part in read.values() for text in part.values() if len(text) > 40 and "{" not in text]
    assert [text for text in long if text in scripts] == []


# What may stand nowhere before the lock, in any language: what the app is for is not told.
TELLING = {
    "en": "traffick|victim|survivor|hotline|case manager|safety|lawyer",
    "es": "trata de|tráfico|víctima|sobrevivient|línea de ayuda|explota|abogad|seguridad|trabajadora? social",
    "fr": "traite des|trafic|victime|surviv|ligne d.écoute|exploit|avocat|sécurité|assistante? sociale",
    "ar": "اتجار|الاتجار|ضحية|ضحايا|ناج[يٍ]|استغلال|محام|الأمان|السلامة|خط مساعدة",
}
BEFORE_THE_LOCK = ("front", "calm", "keep", "lock", "keeper")


@pytest.mark.parametrize("language", TELLING)
def test_no_text_before_the_lock_tells_in_any_language(language: str) -> None:
    told = re.compile(TELLING[language], re.IGNORECASE)
    shown = [path for path in (SITE / "locales" / language).glob("*.json") if path.stem in BEFORE_THE_LOCK]
    shown += [path for part, path in texts(language).items() if part in BEFORE_THE_LOCK]
    assert shown
    assert {path.name: told.findall(path.read_text()) for path in shown if told.search(path.read_text())} == {}
    # The first script carries the first screen in all of them.
    assert [path.name for path in entry() if told.search(path.read_text())] == []


def test_the_service_worker_is_at_most_5_kb() -> None:
    assert weight(BUILD / "sw.js") <= 5 * KB


def test_every_file_that_the_page_names_carries_its_hash() -> None:
    html = (BUILD / "index.html").read_text()
    named = re.findall(r'<(?:script|link)[^>]*?(?:src|href)="/app/(assets/[^"]+)"([^>]*)>', html)
    assert named
    for path, rest in named:
        digest = hashlib.sha384((BUILD / path).read_bytes()).digest()
        assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in rest, path


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    html = (BUILD / "index.html").read_text()
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", html) == []


def test_no_script_of_ours_makes_code_or_markup_of_text() -> None:
    risky = re.compile(
        r"\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write\(|dangerouslySetInnerHTML"
    )
    sources = [path for part in ("app", "core", "ui", "worker") for path in (SITE / part).rglob("*.ts*")]
    assert len(sources) > 50
    assert {path.name: risky.findall(path.read_text()) for path in sources if risky.search(path.read_text())} == {}


def test_it_installs_under_a_neutral_name_and_icon() -> None:
    manifest = json.loads((BUILD / "manifest.webmanifest").read_text())
    assert manifest["name"] == manifest["short_name"] == "Daybook"
    assert set(manifest) <= {
        *("id", "name", "short_name", "lang", "dir", "start_url", "scope", "display", "icons"),
        *("background_color", "theme_color"),
    }
    for icon in manifest["icons"]:
        assert (BUILD / icon["src"]).stat().st_size > 0
