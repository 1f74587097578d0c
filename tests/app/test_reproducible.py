"""The same source gives the same bytes: else nobody outside could tell whether a server serves what was written."""

import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "bin" / "node"


def build(checkout: Path, out: Path, **environment: str) -> dict[str, bytes]:
    """Builds the app of a checkout and gives every file of it."""
    subprocess.run(
        [NODE, "node_modules/vite/bin/vite.js", "build", "--logLevel", "error"],
        cwd=checkout / "site",
        env={**os.environ, "HANDRAIL_APP_OUT": str(out), **environment},
        check=True,
        capture_output=True,
    )
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def copied(to: Path) -> Path:
    """What the build reads, at another place; the packages stay where they are."""
    ours = ["site", "content", "pyproject.toml", "tests/vectors/records"]
    named = subprocess.run(["git", "ls-files", "-z", *ours], cwd=ROOT, capture_output=True, check=True).stdout
    for name in named.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    (to / "site" / "node_modules").symlink_to((ROOT / "site" / "node_modules").resolve())
    return to


def test_two_builds_are_the_same_byte_for_byte_elsewhere_and_at_another_time(tmp_path: Path) -> None:
    one = build(ROOT, tmp_path / "one", TZ="UTC", LANG="C")
    other = build(copied(tmp_path / "another" / "place"), tmp_path / "other", TZ="Asia/Tokyo", LANG="fr_FR.UTF-8")
    assert len(one) > 20
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_no_build_holds_a_path_of_this_machine(tmp_path: Path) -> None:
    files = build(ROOT, tmp_path / "out")
    here = [str(ROOT).encode(), str((ROOT / "site" / "node_modules").resolve()).encode()]
    assert [name for name, data in files.items() if any(path in data for path in here)] == []


def test_the_manifest_names_every_file_with_its_hash(tmp_path: Path) -> None:
    import hashlib
    import sys

    (tmp_path / "app" / "assets").mkdir(parents=True)
    (tmp_path / "public" / "help").mkdir(parents=True)
    for name in ("app/index.html", "app/assets/one.js", "app/assets/one.js.br", "public/help/index.html"):
        (tmp_path / name).write_text(name)
    subprocess.run([sys.executable, ROOT / "scripts" / "manifest.py", tmp_path], check=True, capture_output=True)
    told = json.loads((tmp_path / "manifest.json").read_text())
    assert told["app"] == {
        "/app/": hashlib.sha256(b"app/index.html").hexdigest(),
        "/app/assets/one.js": hashlib.sha256(b"app/assets/one.js").hexdigest(),
    }
    assert list(told["public"]) == ["/help/"]
