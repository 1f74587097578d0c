"""A deployment as an older Handrail left it: its tables as of an earlier migration, with rows of all that it knew."""

import shutil

from api.storage.database import open_database
from api.storage.dump import fill, read_snapshot
from places import Place


async def make_older(now: Place, place: Place, last: str) -> None:
    """Makes in `place`, which is empty, what `now` holds, as it would stand at the migration `last`.

    Only the tables and columns of that time are filled: what came later is not there.
    """
    settings = place.settings
    settings.data_dir.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(now.settings.secret_file, settings.secret_file)
    if now.settings.journal_file.exists():
        shutil.copy(now.settings.journal_file, settings.journal_file)
    database = await open_database(settings.database_url)
    await database.migrate(last)
    await database.close()
    async with read_snapshot(settings.database_url) as older:
        known = {table: await older.columns(table) for table in await older.tables()}
    async with read_snapshot(now.settings.database_url) as rows, fill(settings.database_url) as target:
        for table, columns in known.items():
            every = await rows.columns(table)
            chosen = [every.index(name) for name in columns]
            async for portion in rows.rows(table):
                await target.insert(table, columns, [[row[place] for place in chosen] for row in portion])


async def rows_of(place: Place, columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every row, in the columns named."""
    found: dict[str, list[str]] = {}
    async with read_snapshot(place.settings.database_url) as snapshot:
        for table, wanted in columns.items():
            every = await snapshot.columns(table)
            chosen = [every.index(name) for name in wanted]
            rows = [row async for portion in snapshot.rows(table) for row in portion]
            found[table] = sorted(str([_alike(row[place]) for place in chosen]) for row in rows)
    return found


async def columns_of(place: Place) -> dict[str, list[str]]:
    """Every table that is there, with its columns."""
    async with read_snapshot(place.settings.database_url) as snapshot:
        return {table: await snapshot.columns(table) for table in await snapshot.tables()}


def _alike(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
