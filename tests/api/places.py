"""A deployment on disk, the real commands run on it in processes of their own, and a way to open it here."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from api.app import create_app
from api.services.server import open_server
from api.settings import Settings, read_settings
from api.storage.dump import TABLES, read_snapshot
from running import House

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """Where a deployment lies: its settings as environment variables."""

    environ: dict[str, str]
    key: Path = field(default=Path("/nonexistent"))

    @property
    def settings(self) -> Settings:
        return read_settings(self.environ)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Starts `python -m api …` with these settings and no others."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        return subprocess.Popen(
            [sys.executable, "-m", "api", *words],
            cwd=CHECKOUT,
            env=kept | self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Runs a command to its end: exit status, standard output, standard error."""
        process = self.begin(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def done(self, *words: str) -> str:
        """Runs a command that must work; gives what it prints."""
        status, out, err = self.run(*words)
        assert status == 0, err
        return out

    def backup(self, *words: str) -> Path:
        """Makes a backup; the key pair at the first time."""
        if not self.key.exists():
            self.done("backup", "key", str(self.key))
        told = self.done("backup", *words)
        return Path(told.splitlines()[0].split(": ")[0])

    def restore(self, file: Path, key: Path, *words: str) -> str:
        return self.done("restore", str(file), "--key", str(key), *words)

    @asynccontextmanager
    async def opened(self, **more: str) -> AsyncIterator[House]:
        """Opens its server here. One at a time."""
        settings = read_settings(self.environ | more)
        async with open_server(settings) as server:
            house = House(create_app(settings), server, base_url=settings.origin)
            try:
                yield house
            finally:
                for client in house.clients:
                    await client.aclose()

    async def rows(self) -> dict[str, list[str]]:
        """Every row of every table, alike on both engines."""
        found: dict[str, list[str]] = {}
        async with read_snapshot(self.settings.database_url) as snapshot:
            for table in TABLES:
                columns = await snapshot.columns(table)
                order = sorted(range(len(columns)), key=columns.__getitem__)
                portions = [rows async for rows in snapshot.rows(table)]
                every = [[_alike(row[place]) for place in order] for rows in portions for row in rows]
                found[table] = sorted(str(row) for row in every)
        return found


def _alike(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def kill(process: subprocess.Popen[str]) -> bool:
    """Ends a process as the power does; False if it had ended before."""
    alive = process.poll() is None
    if alive:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return alive
