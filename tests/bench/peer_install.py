"""Environments for the peers of `peers.py`: made once from PyPI under build/peers, with every version pinned."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "build" / "peers"
sys.path.insert(0, str(CHECKOUT / "scripts"))

import steps  # noqa: E402  found through the path set above


def environment(name: str, pins: Path, *more: str) -> Path:
    """Gives the Python of an environment that holds what a file pins, and `more`; made anew where that has changed.

    Raises:
        SystemExit: if it cannot be made, with what pip said.
    """
    python = FOLDER / name / "bin" / "python"
    mark = pins.read_text() + "\n".join(more)
    if not python.exists():
        steps.run(f"{name}: environment", [sys.executable, "-m", "venv", str(FOLDER / name)])
    if steps.changed("pins", mark, FOLDER / name):
        pip = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(pins), *more]
        steps.run(f"{name}: packages", pip, hint="They come from PyPI: is the network there?")
        steps.settle("pins", mark, FOLDER / name)
    return python


def prepare(command: list[str], environ: dict[str, str], folder: Path) -> None:
    """Runs a program to its end; raises `RuntimeError` with what it printed if that is not a good one."""
    done = subprocess.run(command, env=environ, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def serve(command: list[str], environ: dict[str, str], folder: Path, url: str) -> subprocess.Popen[bytes]:
    """Starts a server and waits until it answers `url` with 200.

    Raises:
        RuntimeError: with what it printed, if it ends or does not answer in 60 s.
    """
    log = folder / "log"
    with log.open("ab") as printed:
        process = subprocess.Popen(
            command, env=environ, cwd=folder, stdout=printed, stderr=printed, start_new_session=True
        )
    last = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < last:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return process
        except OSError:
            time.sleep(0.1)
    end(process)
    raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a server and the processes that it started: at once, since nothing of it is kept."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
