"""The commands `backup`, `restore`, `purge` and `secrets`."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import asyncpg  # type: ignore[import-untyped]  # the package ships no types
import typer

from api.console import settings_or_exit, with_server
from api.services.secrets import SecretsError
from api.services.server import Server
from api.upkeep.backup import make_backup, prune
from api.upkeep.progress import Progress
from api.upkeep.restore import restore, verify
from api.upkeep.sealing import (
    BackupError,
    fingerprint,
    new_key_pair,
    read_private_key,
    read_public_key,
    write_new_file,
)

T = TypeVar("T")

backup = typer.Typer(help="Makes a backup beside the running server. A subcommand does something else.")

KeyFile = Annotated[Path, typer.Option("--key", help="the private key's file, that backup key wrote")]


def join(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(backup, name="backup")
    app.command("restore")(restore_backup)


@backup.callback(invoke_without_command=True)
def backup_now(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help="folder; default: HANDRAIL_BACKUP_DIR")] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="days after which older ones go; default: HANDRAIL_BACKUP_DAYS")
    ] = None,
    verify_with: Annotated[
        Path | None, typer.Option("--verify", help="the private key's file: also restores it into a scratch database")
    ] = None,
) -> None:
    """Makes a backup beside the running server, sealed to the public key, and deletes those that are too old."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_or_exit()
    folder = (to or settings.backup_dir).absolute()

    async def work() -> None:
        public = read_public_key(settings.backup_key)
        private = read_private_key(verify_with) if verify_with else None
        made = await make_backup(settings, folder, public, Progress())
        print(f"{made.path}: {made.path.stat().st_size:,} bytes, written and read back.")
        if private is not None:
            await verify(made.path, private, Progress())
            print("Restored into a scratch database: whole.")
        for gone in prune(folder, keep or settings.backup_days, made):
            print(f"Deleted, kept long enough: {gone.name}")

    _run(work())


@backup.command("key")
def make_key(
    out: Annotated[Path, typer.Argument(help="where the private key goes; it must not be there yet")],
) -> None:
    """Makes the key pair: the private key into a file of its own, the public key where backups look for it."""
    settings = settings_or_exit()
    secret, public = new_key_pair()
    if settings.backup_key.exists():
        print(f"{settings.backup_key} is there already: move it away first.", file=sys.stderr)
        raise typer.Exit(1)
    for path, text, mode in ((out, secret, 0o600), (settings.backup_key, public, 0o644)):
        try:
            write_new_file(path, text, mode)
        except OSError as error:
            print(f"{path} cannot be made: {error.strerror}", file=sys.stderr)
            raise typer.Exit(1) from None
    print(f"Backups are sealed to {fingerprint(read_public_key(settings.backup_key))} from now on.")
    print(f"Move {out} off this machine, to two places that survive it. Without it no backup opens.")


@backup.command("verify")
def verify_backup(file: Annotated[Path, typer.Argument(help="the backup")], key: KeyFile) -> None:
    """Restores a backup into a scratch database, which is thrown away. Exit 1 if it cannot be restored."""

    async def work() -> None:
        counts = await verify(file, read_private_key(key), Progress())
        print(f"Whole: {sum(counts.values()):,} rows.")

    _run(work())


def restore_backup(
    file: Annotated[Path, typer.Argument(help="the backup")],
    key: KeyFile,
    journal: Annotated[
        list[Path] | None,
        typer.Option(help="a journal kept since, once for each machine; default: the one in the data directory"),
    ] = None,
    no_journal: Annotated[
        bool, typer.Option("--no-journal", help="it is lost: what was deleted or ended since the backup comes back")
    ] = False,
) -> None:
    """Puts a backup back into an empty data directory or database: a new era, and the journal is carried out."""
    settings = settings_or_exit()
    if not journal and not no_journal and not settings.journal_file.exists():
        print(
            f"There is no journal at {settings.journal_file}. Name the one that was kept since the backup with"
            " --journal: else deleted accounts and ended links come back. If it is lost, say --no-journal.",
            file=sys.stderr,
        )
        raise typer.Exit(2)
    started = time.monotonic()
    counts = _run(_restore(file, key, journal or []))
    with_server(_nothing)  # migrates, and carries the journal out
    seconds = time.monotonic() - started
    print(f"Restored {sum(counts.values()):,} rows in {seconds:.0f} s, as a new era. The journal is carried out.")
    print("Start the server. Phones begin again by themselves and put back what they hold newer.")


async def _restore(file: Path, key: Path, journals: list[Path]) -> dict[str, int]:
    return await restore(settings_or_exit(), file, read_private_key(key), journals, Progress())


async def _nothing(_server: Server) -> None:
    return None


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a piece of work; ends the program with one clear line if it cannot be done."""
    try:
        return asyncio.run(work)
    except (BackupError, SecretsError) as error:
        line = str(error)
    except (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError) as error:  # their text may quote a row
        line = f"the database cannot be used ({type(error).__name__})"
    except OSError as error:
        line = f"{error.filename or 'the database'} cannot be used: {error.strerror or type(error).__name__}"
    print(line, file=sys.stderr)
    raise typer.Exit(1)
