"""A real server in a process of its own: `python -m api serve` on a free port and a fresh data directory."""

import base64
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from protocol.links import reminder_tag

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("HANDRAIL_BUILD_DIR", CHECKOUT / "build"))


def scripts_of(part: str) -> list[str]:
    """The files of the built app that hold a part: they are called by nothing but a hash."""
    named = json.loads((BUILD / "app.parts.json").read_text())
    found = [file for file, held in named.items() if held == part]
    assert found, part
    return found


def free_port(count: int = 1) -> int:
    """A port that nobody listens on now, and neither on those after it: so many in a row.

    Below those that systems give to whoever calls somebody: one of these could be taken at the next moment.
    """
    while True:
        first = random.randrange(12_000, 32_000)
        try:
            for port in range(first, first + count):
                with socket.socket() as tried:
                    tried.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


class LiveServer:
    """Starts, kills and restarts one server; its port, data and log stay the same all the while.

    `clock_ahead`: by how many seconds its clock is ahead from the next start on. `options`: of `handrail serve`.
    `started`: False leaves the first start to the caller.
    """

    def __init__(
        self,
        push_origin: str,
        *,
        clock_ahead: float = 0,
        options: tuple[str, ...] = (),
        started: bool = True,
        **settings: str,
    ) -> None:
        self.clock_ahead = clock_ahead
        self.options = options
        self.directory = Path(tempfile.mkdtemp(prefix="handrail-server-"))
        self.data = self.directory / "data"
        self.log = self.directory / "log"
        self._clock = self.directory / "clock"
        port = free_port()
        self.origin = f"http://localhost:{port}"
        self.settings = {
            "HANDRAIL_DATA_DIR": str(self.data),
            "HANDRAIL_SECRET_FILE": str(self.directory / "secrets" / "keys"),
            "HANDRAIL_ORIGIN": self.origin,
            "HANDRAIL_PORT": str(port),
            "HANDRAIL_BUILD_DIR": str(BUILD),
            "HANDRAIL_PUSH_ORIGINS": push_origin,
            "HANDRAIL_VAPID_CONTACT": "mailto:operator@example.org",
        } | settings
        self._process: subprocess.Popen[bytes] | None = None
        if started:
            self.start()

    @property
    def pid(self) -> int:
        """The id of its process; 0 while it does not run."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Starts it and waits until it is ready; raises `RuntimeError` with its log if it is not in 30 s."""
        self.set_clock(self.clock_ahead)
        shifted = [str(Path(__file__).with_name("shifted_clock.py")), str(self._clock)]
        command = [sys.executable, *(shifted if self.clock_ahead else ["-m", "api"]), "serve", *self.options]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=kept | {"PYTHONPATH": str(CHECKOUT)} | self.settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 30
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def set_clock(self, ahead: float) -> None:
        """Moves its clock while it runs; one that was started with the right time keeps it until the next start."""
        self.clock_ahead = ahead
        draft = self._clock.with_suffix(".new")
        draft.write_text(f"{ahead:+}")
        draft.rename(self._clock)  # it is read at any moment

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """Ends it without a word, as the power does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends it in order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, how)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    def remove(self) -> None:
        """Ends it and deletes what it wrote."""
        self._end(signal.SIGKILL)
        shutil.rmtree(self.directory, ignore_errors=True)

    def tags(self, records: Iterable[tuple[str, str]]) -> set[str]:
        """The Topic that pushes of each record carry; records by account and id."""
        key = base64.b64decode(json.loads((self.directory / "secrets" / "keys").read_text())["topic_key"])
        return {reminder_tag(key, bytes.fromhex(account), bytes.fromhex(record)) for account, record in records}

    def command(self, *words: str) -> str:
        """Runs `handrail …` on this server's data, beside it; gives what it prints."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        done = subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=CHECKOUT,
            env=kept | {"PYTHONPATH": str(CHECKOUT)} | self.settings,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout

    def staff_code(self) -> str:
        """A one-time code for a sample case manager."""
        duties = self.directory / "duties.txt"
        duties.write_text("A sample: nothing to report.")
        who = ["--name", "Sample Worker", "--organisation", "Sample House"]
        told = self.command("staff", "add", *who, "--duties", str(duties), "--contact", "Nobody: a sample")
        return told.split()[-1]

    def written(self) -> bytes:
        """Every byte that it has on disk: database, write-ahead log, journal, secrets, log."""
        files = (path for path in self.directory.rglob("*") if path.is_file())
        return b"\0".join(path.read_bytes() for path in files)
