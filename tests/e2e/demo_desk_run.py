"""`scripts/run --demo` as a person starts it, with data of its own, and the desk opened with what it prints."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from laptop import Laptop, d, opened, press, typed
from live_server import BUILD, CHECKOUT, free_port
from protocol.totp import code_at

LONGEST = 240  # seconds until all is made


@dataclass
class Demo:
    """A demo that runs: where, and all that it printed."""

    origin: str
    printed: str

    def line(self, name: str) -> str:
        """What stands behind a name in what was printed."""
        found = re.search(rf"{name}:\s+(.+)", self.printed)
        assert found, self.printed
        return found[1].strip()


@contextmanager
def started(folder: Path) -> Iterator[Demo]:
    """Runs it until the block ends."""
    port = free_port()
    origin = f"http://localhost:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    settings = {
        "HANDRAIL_DATA_DIR": str(folder / "data"),
        "HANDRAIL_SECRET_FILE": str(folder / "secrets" / "keys"),
        "HANDRAIL_ORIGIN": origin,
        "HANDRAIL_PORT": str(port),
        "HANDRAIL_BUILD_DIR": str(BUILD),
        "HANDRAIL_VAPID_CONTACT": "mailto:operator@example.org",
        "TZ": "Europe/Berlin",
    }
    printed = folder / "printed"
    with printed.open("wb") as output:
        command = [sys.executable, "scripts/run", "--demo"]
        run = subprocess.Popen(command, cwd=CHECKOUT, env=kept | settings, stdout=output, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + LONGEST
        while "code app:" not in printed.read_text():
            assert run.poll() is None, printed.read_text()
            assert time.monotonic() < end, printed.read_text()
            time.sleep(0.5)
        yield Demo(origin, printed.read_text())
    finally:
        run.terminate()
        run.wait(30)


def sign_in(laptop: Laptop, demo: Demo) -> None:
    """From the door to the open desk, by the words and the key that were printed."""
    laptop.visit("/desk/")
    press(laptop, "door.sign-in").click()
    typed(laptop, "door.handle").fill(demo.line("Sign-in name"))
    laptop.passphrase = demo.line("Passphrase")
    typed(laptop, "door.passphrase").fill(laptop.passphrase)
    typed(laptop, "door.passphrase").press("Enter")
    laptop.secret = demo.line("code app")
    expect(press(laptop, "second.go")).to_be_visible(timeout=40_000)
    # The code that an app shows now may be spent, once: then it is cleared, and the next one is typed.
    for _ in range(2):
        typed(laptop, "second.code").fill(code_at(laptop.secret))
        typed(laptop, "second.code").press("Enter")
        wrong = laptop.page.get_by_text(d("second.wrong"))
        places = laptop.page.get_by_role("navigation", name=d("place.name"))
        expect(wrong.or_(places)).to_be_visible(timeout=40_000)
        if not wrong.count():
            break
        expect(typed(laptop, "second.code")).to_have_value("")
        laptop.page.wait_for_timeout(31_000 - time.time() % 30 * 1000 + 500)
    opened(laptop)
