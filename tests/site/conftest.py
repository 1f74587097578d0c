"""The built site behind a small server that sends the headers which the real one sends."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "site" / "theme")]

import bars  # noqa: E402  # its folder was put on the path just now
from looking import WATCH, Handler, launch  # noqa: E402  # the same


@dataclass(frozen=True)
class Built:
    """A build of the site: its folder, what mkdocs printed, and how long it took in seconds."""

    folder: Path
    said: str
    seconds: float

    @functools.cached_property
    def all(self) -> dict[str, str]:
        """Path on the site to HTML in every language, without the 404 page."""
        return bars.pages(self.folder)

    def pages(self) -> dict[str, str]:
        """The English pages."""
        return bars.english(self.all)


def build(folder: Path, config: Path = ROOT / "mkdocs.yml", **env: str) -> subprocess.CompletedProcess[str]:
    """Builds as `scripts/build` does, into another folder."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(folder)]
    clean = {name: value for name, value in os.environ.items() if name != "HANDRAIL_SITE_DRAFTS"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**clean, "NO_MKDOCS_2_WARNING": "1", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def built_to(folder: Path, **env: str) -> Built:
    start = time.monotonic()
    done = build(folder, **env)
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(folder, done.stdout + done.stderr, time.monotonic() - start)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built_to(tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site as those see it who read the drafts."""
    return built_to(tmp_path_factory.mktemp("drafts"), HANDRAIL_SITE_DRAFTS="1")


def serve(folder: Path) -> tuple[ThreadingHTTPServer, str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="session")
def origin(built: Built) -> Iterator[str]:
    server, address = serve(built.folder)
    yield address
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Copy:
    """A copy of the content that a test may spoil."""

    content: Path
    config: Path

    def change(self, file: str, old: str, new: str) -> None:
        """Replaces the first place of `old`."""
        page = self.content / file
        text = page.read_text("utf-8")
        assert old in text
        page.write_text(text.replace(old, new, 1), "utf-8")

    def failure(self, **env: str) -> str:
        """What the build says when it fails; it must fail."""
        done = build(self.config.parent / "out", self.config, **env)
        assert done.returncode != 0, "the build went through"
        return done.stdout + done.stderr


@pytest.fixture
def site_copy(tmp_path: Path) -> Copy:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    config["docs_dir"] = str(content)
    config["hooks"] = [str(ROOT / hook) for hook in config["hooks"]]
    config["theme"]["custom_dir"] = str(ROOT / config["theme"]["custom_dir"])
    path = tmp_path / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config), "utf-8")
    return Copy(content, path)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 740})
    made.add_init_script(WATCH)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
