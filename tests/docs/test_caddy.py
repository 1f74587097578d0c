"""The Caddyfile of the documents in front of a real server: what Caddy adds, what it lets through and what it logs."""

import asyncio
import base64
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "e2e"))
from live_server import LiveServer, free_port  # noqa: E402  found through the path above

CADDYFILE = ROOT / "docs" / "deploy" / "Caddyfile"
APP, SITE = "daybook.example", "words.example"
SCRIPT = "/app/assets/main-AbCdEf12.js"
HSTS = "max-age=63072000"
#: Where clients come from: Linux answers on all of 127.0.0.0/8, and none of these stands anywhere else.
ONE, OTHER = "127.0.77.1", "127.0.77.2"
needs_caddy = pytest.mark.skipif(
    not shutil.which("caddy"), reason="caddy is not installed (on Debian: apt install caddy)"
)


def on_this_machine(text: str, backend: int, http: int, https: int) -> str:
    """The example with certificates of Caddy's own, on free ports: nothing else is changed."""
    options = f"{{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n\thttp_port {http}\n\thttps_port {https}\n"
    assert text.count("127.0.0.1:8000") == 1
    assert text.count("\n{\n") == 1
    return text.replace("\n{\n", f"\n{options}", 1).replace("127.0.0.1:8000", f"127.0.0.1:{backend}")


@dataclass
class Front:
    """Caddy before a server."""

    server: LiveServer
    https: int
    http: int
    authority: ssl.SSLContext
    log: Path

    def client(self, address: str = ONE) -> httpx.Client:
        transport = httpx.HTTPTransport(verify=self.authority, local_address=address)
        return httpx.Client(transport=transport, base_url=f"https://127.0.0.1:{self.https}")

    def ask(self, host: str, path: str, address: str = ONE, method: str = "GET", **more: object) -> httpx.Response:
        headers = {"Host": host, **dict(more.pop("headers", {}))}  # type: ignore[call-overload]
        with self.client(address) as client:
            return client.request(method, path, headers=headers, extensions={"sni_hostname": host}, **more)  # type: ignore[arg-type]

    def sign_in(self, address: str, **headers: str) -> int:
        words = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("lookup", "sign_in_key")}
        return self.ask(APP, "/api/v1/session", address, "POST", json=words, headers=headers).status_code


def build(folder: Path) -> Path:
    """Pages as small as can be, with their compressed copies."""
    for name, text in {
        "app/index.html": "<!doctype html><title>Daybook</title>",
        SCRIPT[1:]: "console.log('as built')\n" * 100,
        "app/sw.js": "self.oninstall = () => self.skipWaiting()\n",
        "public/index.html": "<!doctype html><title>Words</title>",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    compress = [sys.executable, str(ROOT / "scripts" / "compress.py"), str(folder / "app")]
    subprocess.run(compress, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("caddy")
    hosts = {"HANDRAIL_ORIGIN": f"https://{APP}", "HANDRAIL_SITE_ORIGIN": f"https://{SITE}"}
    more = {"HANDRAIL_TRUSTED_PROXIES": "127.0.0.1", "HANDRAIL_BUILD_DIR": str(build(folder / "build"))}
    server = LiveServer("http://localhost:1", **hosts, **more)
    http, https = free_port(), free_port()
    file, log = folder / "Caddyfile", folder / "log"
    backend = int(server.settings["HANDRAIL_PORT"])
    file.write_text(on_this_machine(CADDYFILE.read_text(), backend, http, https))
    environ = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PATH": "/usr/bin"}
    command = [str(shutil.which("caddy")), "run", "--config", str(file), "--adapter", "caddyfile"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environ, stdout=out, stderr=out)
    try:
        root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        yield Front(server, https, http, _authority(root, https, log), log)
    finally:
        process.terminate()
        process.wait(20)
        server.remove()


def _authority(root: Path, port: int, log: Path) -> ssl.SSLContext:
    """Trusts Caddy's own authority once both hosts have their certificates."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError):
            context = ssl.create_default_context(cafile=str(root))
            for host in (APP, SITE):
                with socket.create_connection(("127.0.0.1", port), 5) as plain:
                    context.wrap_socket(plain, server_hostname=host).close()
            return context
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@needs_caddy
def test_both_hosts_answer_by_https_and_say_once_that_it_stays_so(front: Front):
    for host, path, title in ((APP, "/app/", "Daybook"), (SITE, "/", "Words")):
        answer = front.ask(host, path)
        assert (answer.status_code, title in answer.text) == (200, True)
        assert answer.headers.get_list("strict-transport-security") == [HSTS]
    assert front.ask(APP, "/").text == ""
    assert front.ask(SITE, "/app/").status_code == 404
    with httpx.Client(transport=httpx.HTTPTransport(local_address=ONE)) as plain:
        answer = plain.get(f"http://127.0.0.1:{front.http}/app/", headers={"Host": APP})
    assert (answer.status_code, answer.headers["location"].split(":")[0]) == (308, "https")


@needs_caddy
def test_what_the_server_says_of_its_files_comes_through(front: Front):
    script = front.ask(APP, SCRIPT, headers={"Accept-Encoding": "gzip"})
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.text.startswith("console.log")
    kept = front.ask(APP, SCRIPT, headers={"Accept-Encoding": "gzip", "If-None-Match": script.headers["etag"]})
    assert kept.status_code == 304
    page = front.ask(APP, "/app/")
    assert page.headers["cache-control"] == "no-cache"
    assert "script-src 'self' 'wasm-unsafe-eval'" in page.headers["content-security-policy"]
    worker = front.ask(APP, "/app/sw.js")  # below /app/, so that it may serve /app/ without a header
    assert worker.status_code == 200
    assert "javascript" in worker.headers["content-type"]
    answer = front.ask(APP, "/api/v1")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]


@needs_caddy
def test_guesses_are_counted_by_client_whatever_a_client_says_of_itself(front: Front):
    told = [front.sign_in(ONE, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(40)]
    assert set(told) == {401, 429}, told
    assert told.count(401) <= 31
    assert front.sign_in(OTHER) == 401
    assert front.sign_in(OTHER, **{"X-Forwarded-For": ONE}) == 401
    assert front.sign_in(ONE, Forwarded="for=203.0.113.99", **{"X-Real-IP": "203.0.113.99"}) == 429


@needs_caddy
def test_no_log_holds_an_address_or_a_page_whatever_fails(front: Front):
    """Runs last: it kills the server."""
    assert front.ask(APP, "/app/?mark-of-a-page").status_code == 200
    for bad in (b"\x16\x03\x01nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x00" * 4000):
        _send(front.https, bad)
    _send(front.http, b"NONSENSE mark-of-a-page\r\n\r\n")
    _send(front.http, b"GET /mark-of-a-page HTTP/1.1\r\nHost: daybook.example\r\nX: " + b"x" * 2_000_000)
    asyncio.run(_cut_off(front))
    front.server.kill()
    down = front.ask(APP, "/app/?mark-of-a-page", headers={"Referer": "https://mark-of-a-page.example/"})
    assert down.status_code == 502
    assert down.headers.get_list("strict-transport-security") == [HSTS]
    time.sleep(1)
    for log in (front.log, front.server.log):
        text = log.read_text()
        assert "127.0.77." not in text
        assert "mark-of-a-page" not in text
    assert "certificate obtained" in front.log.read_text()  # what an operator needs is there


def _send(port: int, what: bytes) -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5, source_address=(ONE, 0)) as plain:
        plain.sendall(what)
        plain.settimeout(2)
        plain.recv(1000)


async def _cut_off(front: Front) -> None:
    """Goes away while a body is under way."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", front.https, ssl=front.authority, server_hostname=APP, local_addr=(ONE, 0)
    )
    head = f"POST /api/v1/session?mark-of-a-page HTTP/1.1\r\nHost: {APP}\r\nContent-Length: 100000\r\n\r\n"
    writer.write(head.encode() + b"x" * 1000)
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.transport.abort()
    await asyncio.sleep(0.3)
    del reader
