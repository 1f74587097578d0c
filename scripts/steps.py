"""The steps that `scripts/run`, `test`, `check` and `build` share. Standard library only: they run before anything is
installed. Each step is skipped when what it reads has not changed since it last ended well."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import manifest

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
SITE = ROOT / "site"
BUILD = ROOT / "build"
STAMPS = BUILD / ".stamps"
# mkdocs-material tells of a successor at each build; the pins in pyproject.toml are our answer.
QUIET = {"NO_MKDOCS_2_WARNING": "1"}


def stop(line: str) -> None:
    """Ends the program with one line that says what is missing and what to do."""
    print(f"\n{line}", file=sys.stderr)
    raise SystemExit(1)


def environment() -> dict[str, str]:
    """The environment for every program started here: the tools of `.venv` first, quiet and without colours."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_UPDATE_NOTIFIER": "1", **QUIET}


def run(title: str, command: list[str], *, cwd: Path = ROOT, hint: str = "") -> None:
    """Runs one program and shows its title and how long it has taken; its output only if it fails."""
    show = sys.stdout.isatty()
    began = time.monotonic()
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.5):
            print(f"\r  {title} … {time.monotonic() - began:.0f} s", end="", flush=True)

    print(f"  {title} …", end="" if show else "\n", flush=True)
    ticker = threading.Thread(target=tick, daemon=True)
    if show:
        ticker.start()
    try:
        result = subprocess.run(
            command,
            cwd=cwd,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
    except OSError as error:
        done.set()
        stop(f"{title}: {command[0]} could not be started ({error.strerror}). {hint}".rstrip())
    done.set()
    if show:
        ticker.join()
        print(f"\r  {title} … {time.monotonic() - began:.0f} s")
    if result.returncode:
        print(result.stdout, file=sys.stderr)
        stop(f"{title}: failed (the lines above say why). {hint}".rstrip())


def fingerprint(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents of files, and of all files below folders (build results left out)."""
    total = hashlib.sha256()
    skip = {"node_modules", "__pycache__"}
    for path in sorted(paths):
        files = [path]
        if path.is_dir():
            files = []
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if name not in skip)
                files += [Path(folder) / name for name in sorted(names)]
        for file in files:
            if file.is_file():
                total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def changed(name: str, mark: str, folder: Path = STAMPS) -> bool:
    stamp = folder / name
    return not stamp.exists() or stamp.read_text() != mark


def settle(name: str, mark: str, folder: Path = STAMPS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(mark)


def python_packages(*, tests: bool = False) -> None:
    """Makes `.venv` and installs exactly what the lock names, hash by hash."""
    if not PYTHON.exists():
        run(
            "Python environment",
            [sys.executable, "-m", "venv", str(VENV)],
            hint="On Debian: apt install python3-venv, then start again.",
        )
    lock = ROOT / ("requirements-test.lock" if tests else "requirements.lock")
    mark = fingerprint([lock, ROOT / "pyproject.toml"])
    stamps = VENV / "stamps"
    # The longer lock holds the shorter one, so that `run` after `test` installs nothing again.
    if not changed(lock.name, mark, stamps):
        return
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(lock)]
    run("Python packages", pip, hint="They come from PyPI: is the network there?")
    own = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    run("Handrail itself", own)
    settle(lock.name, mark, stamps)
    if tests:
        short = ROOT / "requirements.lock"
        settle(short.name, fingerprint([short, ROOT / "pyproject.toml"]), stamps)


def node_packages() -> None:
    """Installs what `site/package-lock.json` names, with the Node that came from PyPI."""
    mark = fingerprint([SITE / "package.json", SITE / "package-lock.json"])
    if not changed("node", mark, VENV / "stamps") and (SITE / "node_modules").is_dir():
        return
    npm = [str(BIN / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run("Node packages", npm, cwd=SITE, hint="They come from the npm registry: is the network there?")
    settle("node", mark, VENV / "stamps")


def app_and_site() -> None:
    """Builds the app, the desk and the public site, each with compressed copies beside, and names their hashes."""
    parts = ("app", "core", "ui", "worker", "locales", "vite", "package-lock.json", "vite.config.ts")
    # The packs for reading offline are made of the pages.
    app = [*(SITE / name for name in parts), ROOT / "content", SITE / "theme"]
    drafts = os.environ.get("HANDRAIL_SITE_DRAFTS", "")
    mark = fingerprint([*app, ROOT / "scripts" / "compress.py"]) + drafts
    if changed("app", mark) or not (BUILD / "app").is_dir():
        run("The app", [str(BIN / "node"), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], cwd=SITE)
        run("The pages for reading offline", [str(PYTHON), "site/theme/packs.py", "build/app/packs"])
        run("The app, compressed", [str(PYTHON), "scripts/compress.py", "build/app"])
        settle("app", mark)
    desk = [SITE / name for name in ("desk", "core", "ui", "locales", "vite", "package-lock.json", "vite.desk.ts")]
    mark = fingerprint([*desk, ROOT / "scripts" / "compress.py"])
    if changed("desk", mark) or not (BUILD / "desk").is_dir():
        vite = [str(BIN / "node"), "node_modules/vite/bin/vite.js", "build", "--config", "vite.desk.ts"]
        run("The desk", [*vite, "--logLevel", "warn"], cwd=SITE)
        run("The desk, compressed", [str(PYTHON), "scripts/compress.py", "build/desk"])
        settle("desk", mark)
    pages = [ROOT / "content", ROOT / "mkdocs.yml", SITE / "theme", SITE / "ui", ROOT / "scripts" / "compress.py"]
    mark = fingerprint(pages) + drafts
    if changed("public", mark) or not (BUILD / "public").is_dir():
        run("The public site", [str(PYTHON), "-m", "mkdocs", "build", "--strict", "--quiet"])
        run("The public site, compressed", [str(PYTHON), "scripts/compress.py", "build/public"])
        settle("public", mark)
    manifest.write(BUILD)


def pictures(names: Iterable[str]) -> None:
    """Copies screenshots that the tests took to `docs/pictures`."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    for name in names:
        taken = BUILD / "pictures" / f"{name}.png"
        if taken.exists():
            shutil.copyfile(taken, folder / taken.name)


def chromium() -> str | None:
    """The path of a Chromium: the one named in HANDRAIL_CHROMIUM, Playwright's, or the system's."""
    named = os.environ.get("HANDRAIL_CHROMIUM")
    if named:
        return named
    probe = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    found = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, text=True, check=False).stdout.strip()
    if found and Path(found).exists():
        return found
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def firefox() -> str | None:
    """The path of a Firefox: the one named in HANDRAIL_FIREFOX, or the system's."""
    named = os.environ.get("HANDRAIL_FIREFOX")
    mac = "/Applications/Firefox.app/Contents/MacOS/firefox"
    return named or next(filter(None, map(shutil.which, ("firefox-esr", "firefox", mac))), None)


def browsers() -> dict[str, str]:
    """Finds or installs Chromium and Firefox for the tests; returns the environment that names them."""
    if not chromium():
        short = {**environment(), "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
        print("  Chromium from Playwright …", flush=True)
        install = [str(PYTHON), "-m", "playwright", "install", "chromium"]
        if subprocess.run(install, env=short, check=False, capture_output=True).returncode:
            print("  It cannot be downloaded here: the system's own is used", flush=True)
    missing = [name for name, found in (("chromium", chromium()), ("firefox-esr", firefox())) if not found]
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        run("Package lists", ["apt-get", "update", "-q"])
        run("Browsers", ["apt-get", "install", "-q", "-y", "--no-install-recommends", *missing])
    path, fox = chromium(), firefox()
    if not path:
        stop("The tests need Chromium: install it (on Debian: apt install chromium), then start again.")
    if not fox:
        stop("The tests need Firefox: install it (on Debian: apt install firefox-esr), then start again.")
    return {"HANDRAIL_CHROMIUM": str(path), "HANDRAIL_FIREFOX": str(fox)}
