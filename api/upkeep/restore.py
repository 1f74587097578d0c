"""Puts a backup back: into an empty place, as a new era, and never what was deleted or ended since.

The order is what makes a power cut harmless: secrets and journal are on disk first, the rows appear all at once, and at
every start of the server the journal is carried out again (`services/replay.py`).
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api import ids
from api.services.secrets import load_secrets, same_deployment
from api.settings import Settings
from api.storage.database import open_database
from api.storage.disk import sync_folder
from api.storage.dump import applied_migrations, fill, is_empty
from api.storage.migrating import known_migrations
from api.upkeep.frames import End, Frame, Manifest, Part, Rows, Table, unpack
from api.upkeep.holding import holding
from api.upkeep.progress import Progress
from api.upkeep.sealing import BackupError, open_pieces, write_new_file

_SCRATCH = "restoring"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a backup is put: an empty database, and two files."""

    url: str
    secret_file: Path
    journal_file: Path


async def restore(
    settings: Settings, backup: Path, private: X25519PrivateKey, journals: list[Path], progress: Progress
) -> dict[str, int]:
    """Restores a backup into this deployment's empty place; gives how many rows each table has.

    Afterwards the server is to be opened once: that migrates the tables and carries the journal out.

    Args:
        settings: say where to: the data directory and the database must not be in use yet.
        backup: the file.
        private: the key that opens it.
        journals: those kept since the backup, besides what lies in the data directory and in the backup.
        progress: is told how far it is.

    Raises:
        BackupError: something is there already, or the backup cannot be used; nothing is changed then.
    """
    with holding(settings.data_dir, f"{settings.data_dir} is in use: end the server first"):
        if not await _is_free(settings):
            raise BackupError("the database is in use: move it away first, or name an empty one")
        lines = [line for journal in journals for line in _lines(journal)]
        if settings.postgres:
            await _check(settings, backup, private)
            place = _Place(settings.database_url, settings.secret_file, settings.journal_file)
            counts = await _load(_frames(backup, private), place, lines, progress)
        else:
            scratch = settings.data_dir / _SCRATCH
            shutil.rmtree(scratch, ignore_errors=True)  # of one that was killed
            try:
                file = scratch / "handrail.sqlite3"
                await _check(settings, backup, private)
                place = _Place(f"sqlite://{file}", settings.secret_file, settings.journal_file)
                counts = await _load(_frames(backup, private), place, lines, progress)
                _move(file, Path(settings.database_url.removeprefix("sqlite://")))
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        return counts


async def verify(backup: Path, private: X25519PrivateKey, progress: Progress) -> dict[str, int]:
    """Restores a backup into a scratch database, which is thrown away; gives how many rows each table has.

    Raises:
        BackupError: it cannot be restored.
        SecretsError: the secrets file in it is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="handrail-verify-") as name:
        folder = Path(name)
        place = _Place(f"sqlite://{folder / 'handrail.sqlite3'}", folder / "secrets.json", folder / "journal.jsonl")
        return await _load(_frames(backup, private), place, [], progress)


async def _is_free(settings: Settings) -> bool:
    if not settings.postgres:
        path = settings.database_url.removeprefix("sqlite://")
        return not any(Path(path + ending).exists() for ending in ("", "-wal", "-shm", "-journal"))
    return await is_empty(settings.database_url)


async def _check(settings: Settings, backup: Path, private: X25519PrivateKey) -> None:
    """Looks over all of the backup before anything is changed: a damaged one must leave no trace."""
    content = b""
    for frame in _frames(backup, private):
        if isinstance(frame, Manifest):
            if frame.rp != settings.rp:
                raise BackupError(f"the backup is of HANDRAIL_RP={frame.rp}, and here it is {settings.rp}")
            unknown = [name for name in frame.applied if name not in known_migrations()]
            if unknown:
                raise BackupError(f"the backup is of a newer Handrail ({frame.handrail}): install that first")
            applied = await applied_migrations(settings.database_url) if settings.postgres else []
            if applied and applied != frame.applied:
                raise BackupError("the database is of another version: name a new, empty one")
        elif isinstance(frame, Part) and frame.file == "secrets":
            content += frame.content
    if settings.secret_file.exists():
        with tempfile.TemporaryDirectory(prefix="handrail-restore-") as name:
            copy = Path(name) / "secrets.json"
            write_new_file(copy, content, 0o600)
            if not same_deployment(load_secrets(settings.secret_file), load_secrets(copy)):
                raise BackupError(f"{settings.secret_file} is of another deployment: move it away first")


def _frames(backup: Path, private: X25519PrivateKey) -> Iterator[Frame]:
    return unpack(open_pieces(backup, private))


async def _load(frames: Iterator[Frame], place: _Place, lines: list[bytes], progress: Progress) -> dict[str, int]:
    """Fills an empty place, with `lines` besides those of the backup's journal."""
    manifest, files, table = _head(frames)
    await _migrate(place.url, manifest.applied)
    if not place.secret_file.exists():
        write_new_file(place.secret_file, files["secrets"], 0o600)
    load_secrets(place.secret_file)
    _write_journal(place.journal_file, [*files["journal"].splitlines(), *lines])
    async with fill(place.url) as target:
        progress.begin(table.name)
        while not isinstance(frame := next(frames), End):
            if isinstance(frame, Table):
                table = frame
                progress.begin(table.name)
            elif isinstance(frame, Rows):
                await target.insert(table.name, table.columns, frame.rows)
                progress.add(len(frame.rows))
        if {name: await target.count(name) for name in frame.counts} != frame.counts:
            raise BackupError("the backup is not whole")
        await target.begin_era(ids.new_id())
    progress.end()
    return frame.counts


def _head(frames: Iterator[Frame]) -> tuple[Manifest, dict[str, bytes], Table]:
    """Reads what stands before the rows: manifest, files, the first table."""
    files = {"secrets": b"", "journal": b""}
    manifest = next(frames)
    if not isinstance(manifest, Manifest):
        raise BackupError("the backup does not begin as one")
    frame = next(frames)
    while isinstance(frame, Part):
        files[frame.file] = files.get(frame.file, b"") + frame.content
        frame = next(frames)
    if not isinstance(frame, Table):
        raise BackupError("the backup is not whole")
    return manifest, files, frame


async def _migrate(url: str, applied: list[str]) -> None:
    """Makes the tables as they were when the backup was made."""
    database = await open_database(url)
    try:
        await database.migrate(applied[-1])
    finally:
        await database.close()


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from None


def _write_journal(path: Path, more: list[bytes]) -> None:
    """Adds lines to the journal that are not in it, all at once."""
    known = path.read_bytes().splitlines() if path.exists() else []
    every = list(dict.fromkeys(line for line in [*more, *known] if line))
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_new_file(draft, b"".join(line + b"\n" for line in every), 0o600)
    draft.rename(path)
    sync_folder(path.parent)


def _move(file: Path, place: Path) -> None:
    """Puts the whole file where the server looks for it, if nothing came there meanwhile."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(file, place)  # unlike a renaming, it never takes the place of another
    except FileExistsError:
        raise BackupError(f"{place} came into being meanwhile: is a server running?") from None
    sync_folder(place.parent)
