"""Makes a backup beside the running server, reads it back, and lets those go that are kept long enough."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from api.services.secrets import load_secrets
from api.settings import Settings
from api.storage.disk import sync_folder
from api.storage.dump import Snapshot, read_snapshot
from api.storage.migrating import NewerDatabaseError, refuse_newer
from api.upkeep.frames import End, Frame, Manifest, Part, Rows, Table, pack, unpack
from api.upkeep.holding import holding
from api.upkeep.progress import Progress
from api.upkeep.sealing import BackupError, Sealer, open_pieces, read_header

_PART_BYTES = 1024 * 1024
_UNFINISHED = ".unfinished"
DAY = 86400


@dataclass(frozen=True, slots=True)
class Found:
    """A whole backup in the folder, and when it was made."""

    path: Path
    made: int


async def make_backup(settings: Settings, folder: Path, public: X25519PublicKey, progress: Progress) -> Found:
    """Writes a backup of this deployment into `folder` and gives it; the server may run meanwhile.

    Until it is whole, on disk and read back, its name ends in `.unfinished`, and no other backup is touched.

    Raises:
        BackupError: there is nothing to back up, another backup is under way, or the place cannot be used.
        SecretsError: the secrets file cannot be used.
    """
    if not settings.secret_file.exists():
        raise BackupError(f"{settings.secret_file} is not there: this deployment never started")
    load_secrets(settings.secret_file)
    try:
        with holding(folder, f"another backup is being made in {folder}"):
            for left in folder.glob(f"*{_UNFINISHED}"):  # of one that was killed: nobody writes there now
                left.unlink()
            made = int(time.time())
            name = f"handrail-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(made))}.backup"
            draft = folder / f"{name}{_UNFINISHED}"
            try:
                await _write(settings, draft, public, made, progress)
                if (folder / name).exists():
                    raise BackupError(f"{folder / name} is there already")
                draft.rename(folder / name)
            finally:
                draft.unlink(missing_ok=True)
            sync_folder(folder)
            return Found(folder / name, made)
    except OSError as error:
        raise BackupError(f"{folder} cannot be written: {error.strerror}") from None


async def _write(settings: Settings, draft: Path, public: X25519PublicKey, made: int, progress: Progress) -> None:
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        sealer = Sealer(file, public, made)
        async with read_snapshot(settings.database_url) as snapshot:
            counts = await _write_content(settings, snapshot, sealer, made, progress)
        sealer.close()
        file.flush()
        os.fsync(file.fileno())
    progress.begin("read back")
    seen = dict.fromkeys(counts, 0)
    table = ""
    for frame in unpack(open_pieces(draft, None, sealer.content_key)):
        if isinstance(frame, Table):
            table = frame.name
        elif isinstance(frame, Rows):
            seen[table] += len(frame.rows)
            progress.add(len(frame.rows))
    progress.end()
    if seen != counts:
        raise BackupError("what was written is not what was read: is the disk sound?")


async def _write_content(
    settings: Settings, snapshot: Snapshot, sealer: Sealer, made: int, progress: Progress
) -> dict[str, int]:
    def put(frame: Frame) -> None:
        sealer.write(pack(frame))

    if not snapshot.applied:
        raise BackupError("the database is empty: this deployment never started")
    try:
        refuse_newer(snapshot.applied)
    except NewerDatabaseError as error:
        raise BackupError(str(error)) from None
    put(Manifest(version("handrail"), made, settings.rp, settings.postgres, snapshot.applied))
    for name, path in (("secrets", settings.secret_file), ("journal", settings.journal_file)):
        for content in _parts(path):
            put(Part(name, content))
    counts = dict.fromkeys(await snapshot.tables(), 0)
    for table in counts:
        progress.begin(table)
        put(Table(table, await snapshot.columns(table)))
        async for rows in snapshot.rows(table):
            put(Rows(rows))
            counts[table] += len(rows)
            progress.add(len(rows))
    progress.end()
    put(End(counts))
    return counts


def _parts(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            while content := file.read(_PART_BYTES):
                yield content


def list_backups(folder: Path) -> list[Found]:
    """Gives the backups in a folder, the newest first; passes over all that is none, or not finished."""
    found = []
    for path in sorted(folder.glob("*.backup")):
        try:
            found.append(Found(path, read_header(path).made))
        except BackupError:
            continue
    return sorted(found, key=lambda one: one.made, reverse=True)


def prune(folder: Path, days: int, newest: Found) -> list[Path]:
    """Deletes the backups that are older than `days`, never `newest`; gives their paths."""
    gone = [one.path for one in list_backups(folder) if one.path != newest.path and one.made < newest.made - days * DAY]
    for path in gone:
        path.unlink(missing_ok=True)
    if gone:
        sync_folder(folder)
    return gone
