"""`handrail verify-deploy`: a server that serves what was built, and one that changed a byte (attack 32)."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cards import blank_cards
from api.verify import ManifestError, read_manifest, verify

ROOT = Path(__file__).resolve().parents[2]


def make_build(folder: Path) -> Path:
    """A small build: a page, a script with its compressed copy, a manifest of the web app, a public page."""
    files = {
        "app/index.html": "<!doctype html>\n<title>Daybook</title>\n"
        '<meta name="apple-mobile-web-app-title" content="Daybook">\n',
        "app/manifest.webmanifest": json.dumps({"name": "Daybook", "short_name": "Daybook", "icons": []}, indent=1)
        + "\n",
        "app/assets/main-AbCdEf12.js": "console.log('as built')\n" * 40,
        "public/index.html": "<h1>Help</h1>\n",
        "public/404.html": "<h1>Nothing</h1>\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for script in ("compress.py",):
        for area in ("app", "public"):
            subprocess.run([sys.executable, ROOT / "scripts" / script, folder / area], check=True, capture_output=True)
    subprocess.run([sys.executable, ROOT / "scripts" / "manifest.py", folder], check=True, capture_output=True)
    return folder


class Served:
    """A server of its own on a copy of a build."""

    def __init__(self, build: Path, work: Path, **settings: str) -> None:
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            port = tried.getsockname()[1]
        self.origin = f"http://localhost:{port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        own = {
            "HANDRAIL_DATA_DIR": str(work / "data"),
            "HANDRAIL_SECRET_FILE": str(work / "secrets"),
            "HANDRAIL_ORIGIN": self.origin,
            "HANDRAIL_PORT": str(port),
            "HANDRAIL_BUILD_DIR": str(build),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve"],
            cwd=ROOT,
            env=kept | own | settings,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        assert "Handrail runs" in self.process.stdout.readline()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return make_build(tmp_path / "build")


@pytest.fixture
def served(build: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Served, Path]]:
    """A server and the build that it serves, which tests may change under it before it starts."""
    copy = tmp_path / "deployed"
    shutil.copytree(build, copy)
    change = getattr(request, "param", None)
    if change:
        change(copy)
    server = Served(copy, tmp_path / "work", **({"HANDRAIL_APP_NAME": "Jottings"} if change is None else {}))
    yield server, build
    server.stop()


def command(server: Served, manifest: Path, *more: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "api", "verify-deploy", server.origin, "--manifest", str(manifest), *more]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_server_that_serves_what_was_built_passes_under_another_name_too(served: tuple[Served, Path]):
    server, build = served
    done = command(server, build / "manifest.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "'Jottings'" in done.stdout
    assert "5 files are as they were built" in done.stdout


def flip(copy: Path) -> None:
    """One byte of the script is changed, and its compressed copies with it."""
    path = copy / "app" / "assets" / "main-AbCdEf12.js"
    path.write_bytes(path.read_bytes().replace(b"as built", b"as bui1t", 1))
    subprocess.run([sys.executable, ROOT / "scripts" / "compress.py", copy / "app"], check=True, capture_output=True)


def flip_compressed(copy: Path) -> None:
    """Only what a browser gets is changed: the copy in gzip."""
    import gzip

    path = copy / "app" / "assets" / "main-AbCdEf12.js.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"as built", b"as bui1t", 1), mtime=0))


def take_away(copy: Path) -> None:
    for path in (copy / "app" / "assets").glob("main-*"):
        path.unlink()


@pytest.mark.parametrize("served", [flip, flip_compressed, take_away], indirect=True, ids=lambda each: each.__name__)
def test_32_one_changed_byte_of_the_served_app_is_named(served: tuple[Served, Path]):
    server, build = served
    done = command(server, build / "manifest.json")
    assert done.returncode == 1
    assert f"NOT {server.origin}/app/assets/main-AbCdEf12.js" in done.stdout
    assert "Do not trust this server" in done.stdout


async def test_a_server_that_is_not_there_is_told_for_each_file(build: Path):
    found = await verify("http://localhost:1", None, read_manifest(build / "manifest.json"))
    assert found.checked == 3
    assert len(found.differences) == 3
    assert all("no answer" in line for line in found.differences)


@pytest.mark.parametrize("text", [None, "{}", "no json", '{"app": {}, "public": {}}'])
def test_a_manifest_that_is_none_is_named(tmp_path: Path, text: str | None):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ManifestError):
        read_manifest(tmp_path / "manifest.json")


def test_blank_cards_say_nothing_of_what_they_are_for_and_load_nothing():
    page = blank_cards()
    assert page.count("class=box") == 3 * 27
    assert page.count("<li>") == 9
    for word in ("http", "src=", "url(", "handrail", "traffick", "survivor", "safety", "recover"):
        assert word not in page.lower()
    done = asyncio.run(_printed())
    assert done == page


async def _printed() -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "api", "cards", "print", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return out.decode()
