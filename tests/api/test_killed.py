"""The power goes while a backup is made or put back, or tables change: nothing half is taken for whole."""

import asyncio
import hashlib
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.services.server import open_server
from api.storage.database import open_database
from api.storage.dump import applied_migrations
from api.storage.migrating import known_migrations
from asking import new_write
from places import Place, kill

pytestmark = pytest.mark.usefixtures("cheap_hashes")
CUTS = 6


@pytest.fixture
async def place(environ: dict[str, str], tmp_path: Path) -> Place:
    """A deployment with some 20 MB of records and one good backup."""
    place = Place(environ, tmp_path / "elsewhere" / "private.key")
    async with place.opened() as house:
        phone = await house.sign_up()
        for _ in range(8):
            await phone.written(*(new_write(size=262144) for _ in range(10)))
    return place


def digests(folder: Path) -> dict[str, str]:
    """The backups of a folder that count as such."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.backup")}


async def killed(process: subprocess.Popen[str], sign: Callable[[], bool], longest: float) -> bool:
    """Kills a command within `longest` seconds of the first sign that it works; False if it was done before."""
    end = time.monotonic() + 60
    while not sign() and process.poll() is None and time.monotonic() < end:  # noqa: ASYNC110  another process
        await asyncio.sleep(0.002)
    await asyncio.sleep(random.uniform(0, longest))
    return kill(process)


async def test_a_killed_backup_leaves_the_older_ones_alone_and_is_none_itself(place: Place):
    random.seed(8)
    place.backup()
    folder = place.settings.backup_dir
    kept, cut, halves = digests(folder), 0, 0

    def writes() -> bool:
        return any(folder.glob("*.unfinished"))

    for attempt in range(CUTS):
        cut += await killed(place.begin("backup"), writes, 0.02 * attempt)
        halves += len(list(folder.glob("*.unfinished")))
        now = digests(folder)
        assert kept.items() <= now.items()
        for name in now.keys() - kept.keys():  # it was quicker than its killer
            place.done("backup", "verify", str(folder / name), "--key", str(place.key))
        kept = now
    assert cut >= CUTS // 2
    assert halves > 0, "no cut came while it was writing"
    await asyncio.sleep(1)  # the names have seconds
    newest = place.backup("--verify", str(place.key))
    assert newest.name not in kept
    assert list(folder.glob("*.unfinished")) == []
    assert kept.items() <= digests(folder).items()


async def test_a_killed_restore_leaves_nothing_that_a_server_would_take_for_a_database(
    place: Place, tmp_path: Path, postgres: Any
):
    random.seed(9)
    file = place.backup()
    before = await place.rows()
    database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
    new = Place(place.environ | {"HANDRAIL_DATA_DIR": str(tmp_path / "new")} | database)
    words = ("restore", str(file), "--key", str(place.key), "--no-journal")
    cut = 0
    for attempt in range(CUTS):
        if await killed(new.begin(*words), new.settings.journal_file.exists, 0.03 * attempt):
            cut += 1
        whole = await _records(new)
        assert whole in {0, 80}, "some of the rows, not all"
        if whole:
            break
    else:
        new.done(*words)
    assert cut
    async with new.opened() as house:
        assert (await house.rows("SELECT COUNT(*) AS rows FROM record"))[0]["rows"] == 80
    after = await new.rows()
    for found in (before, after):
        found.pop("deployment")
    assert before == after
    status, _, err = new.run(*words)
    assert (status, "in use" in err) == (1, True)


async def _records(place: Place) -> int:
    """How many records the database has, where a server would look for it; 0 where there is none yet."""
    url = place.settings.database_url
    if "record" not in str(await applied_migrations(url)):
        return 0
    return len((await place.rows())["record"])


async def test_a_killed_migration_is_done_whole_by_the_next_start(
    environ: dict[str, str], tmp_path: Path, postgres: Any
):
    random.seed(10)
    first = known_migrations()[0]
    for attempt in range(CUTS):
        folder = tmp_path / f"data{attempt}"
        database = {} if postgres is None else {"HANDRAIL_DATABASE_URL": await postgres.new()}
        old = Place(environ | {"HANDRAIL_DATA_DIR": str(folder)} | database)
        opened = await open_database(old.settings.database_url)
        await opened.migrate(first)
        async with opened.write_transaction() as transaction:
            for number in range(50):
                insert = "INSERT INTO invitation (code_hash, role, expires) VALUES (?, 'survivor', 9999999999)"
                await transaction.execute(insert, f"{number:064x}")
        await opened.close()
        process = old.begin("check")
        await asyncio.sleep(0.4 + 0.8 * (attempt + random.random()) / CUTS)
        kill(process)
        assert await applied_migrations(old.settings.database_url) in ([first], known_migrations())
        async with open_server(old.settings) as server:
            rows = await server.database.fetch("SELECT COUNT(*) AS rows FROM invitation")
            assert rows[0]["rows"] == 50
            assert await server.database.fetch("SELECT pepper FROM account") == []
        assert await applied_migrations(old.settings.database_url) == known_migrations()
