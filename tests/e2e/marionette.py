"""A small client of Marionette, the protocol through which Firefox lets itself be driven; no geckodriver.

Messages are ``<length>:<JSON>`` over TCP: ``[0, id, command, parameters]`` out, ``[1, id, error, result]`` in.
"""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

FIREFOX = os.environ.get("HANDRAIL_FIREFOX", "/usr/bin/firefox-esr")

# Quiet and offline: nothing but what the test does goes out.
PREFERENCES: dict[str, bool | int | str] = {
    "alerts.useSystemBackend": False,  # headless has no desktop to show notifications on
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": True,
    "dom.push.testing.allowInsecureServerURL": True,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "permissions.default.desktop-notification": 1,
    "services.settings.server": "data:,",
    "signon.rememberSignons": False,
    "startup.homepage_welcome_url": "about:blank",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
}


class MarionetteError(Exception):
    """Firefox refused a command, or a script threw."""


class Firefox:
    """A headless Firefox with a fresh profile; `push_url` is the WebSocket address of the push service it uses."""

    def __init__(self, push_url: str, preferences: dict[str, bool | int | str] | None = None) -> None:
        self.profile = Path(tempfile.mkdtemp(prefix="handrail-firefox-"))
        set_here = PREFERENCES | {"dom.push.serverURL": push_url} | (preferences or {})
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in set_here.items()]
        (self.profile / "user.js").write_text("\n".join(lines))
        self._last = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self.start()

    def start(self) -> None:
        """Starts the browser on its profile (again), and a session in it."""
        port_file = self.profile / "MarionetteActivePort"
        port_file.unlink(missing_ok=True)
        arguments = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile"]
        with (self.profile / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                [FIREFOX, *arguments, str(self.profile)],
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {"MOZ_CRASHREPORTER_DISABLE": "1", "HOME": str(self.profile)},
            )
        end = time.monotonic() + 60
        while not (port_file.exists() and port_file.read_text().strip()):
            if self._process.poll() is not None or time.monotonic() > end:
                raise MarionetteError(f"Firefox did not start; see {self.profile}/output.log")
            time.sleep(0.05)
        self._socket = socket.create_connection(("127.0.0.1", int(port_file.read_text())), timeout=60)
        self._receive()
        self.command("WebDriver:NewSession", {"pageLoadStrategy": "normal"})
        self.command("WebDriver:SetTimeouts", {"script": 30_000, "pageLoad": 30_000})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def kill(self) -> None:
        """Ends every process of it at once, as a power cut does; the profile stays."""
        if self._socket:
            self._socket.close()
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """Ends it, and removes the profile."""
        self.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def command(self, name: str, parameters: dict[str, Any] | None = None) -> Any:
        """One command and its result; raises `MarionetteError` with Firefox's own words."""
        if self._socket is None:
            raise MarionetteError("Firefox does not run")
        self._last += 1
        data = json.dumps([0, self._last, name, parameters or {}]).encode()
        self._socket.sendall(str(len(data)).encode() + b":" + data)
        _, answered, error, result = self._receive()
        if answered != self._last:
            raise MarionetteError(f"answer {answered} to command {self._last}")
        if error:
            raise MarionetteError(f"{name}: {error['error']}: {error['message']}")
        return result

    def _receive(self) -> Any:
        if self._socket is None:
            raise MarionetteError("Firefox does not run")
        length = b""
        while not length.endswith(b":"):
            length += self._exactly(1)
        return json.loads(self._exactly(int(length[:-1])))

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            if self._socket is None or not (part := self._socket.recv(count - len(data))):
                raise MarionetteError("Firefox closed the connection")
            data += part
        return data

    def go(self, url: str) -> None:
        """Loads a page and waits for it."""
        self.command("WebDriver:Navigate", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """Runs the body of an async function in the page, and gives what it returns (JSON)."""
        wrapped = (
            "const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);"
            f"(async (...args) => {{ {script} }})(...given)"
            ".then((value) => done({value}), (error) => done({error: String(error)}));"
        )
        answer = self.command("WebDriver:ExecuteAsyncScript", {"script": wrapped, "args": list(arguments)})["value"]
        if "error" in answer:
            raise MarionetteError(answer["error"])
        return answer.get("value")

    def run_as_browser(self, script: str, *arguments: Any) -> Any:
        """The same with the rights of the browser itself: `Services`, observers, the alerts service."""
        self.command("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.run(script, *arguments)
        finally:
            self.command("Marionette:SetContext", {"value": "content"})

    def wait(self, script: str, *arguments: Any, seconds: float = 20) -> Any:
        """Runs `script` in the page until it gives something true, and gives that."""
        end = time.monotonic() + seconds
        while not (value := self.run(script, *arguments)):
            if time.monotonic() > end:
                raise MarionetteError(f"not within {seconds} s: {script}")
            time.sleep(0.05)
        return value

    def find(self, xpath: str, seconds: float = 20) -> str:
        """The reference of the first element for an XPath, as soon as there is one."""
        end = time.monotonic() + seconds
        while True:
            try:
                found = self.command("WebDriver:FindElement", {"using": "xpath", "value": xpath})["value"]
                return next(iter(found.values()))
            except MarionetteError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def press(self, text: str) -> None:
        """A real click on the button that reads so, as soon as it can be clicked."""
        self._patiently(
            lambda: self.click(self.find(f"//button[normalize-space(.)={json.dumps(text)}][not(ancestor::*[@inert])]"))
        )

    def fill(self, label: str, text: str) -> None:
        """Real key presses into the field with this label."""
        field = f"//*[@id=//label[normalize-space(.)={json.dumps(label)}]/@for]"
        self._patiently(lambda: self.type(self.find(field), text))

    def _patiently(self, act: Callable[[], None], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                act()
            except MarionetteError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def click(self, element: str) -> None:
        """A real click."""
        self.command("WebDriver:ElementClick", {"id": element})

    def type(self, element: str, text: str) -> None:
        """Real key presses."""
        self.command("WebDriver:ElementSendKeys", {"id": element, "text": text})

    def picture(self) -> bytes:
        """What the page looks like, as PNG."""
        return base64.b64decode(self.command("WebDriver:TakeScreenshot", {"full": False})["value"])
