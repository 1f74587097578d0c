"""The commands `backup`, `restore`, `purge` and `secrets`."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import asyncpg  # type: ignore[import-untyped]  # the package ships no types
import typer

from api.console import settings_or_exit, with_server
from api.services.idle import LEAST_MONTHS
from api.services.purging import Purged, purge
from api.services.secrets import SecretsError, drop_old_pepper, turn_pepper
from api.services.server import Server
from api.services.turning import Standing, on_old_pepper
from api.settings import Settings
from api.upkeep.backup import make_backup, prune
from api.upkeep.progress import Progress
from api.upkeep.restore import restore, verify
from api.upkeep.sealing import (
    BackupError,
    fingerprint,
    new_key_pair,
    public_text,
    read_private_key,
    read_public_key,
    write_new_file,
)

T = TypeVar("T")

secrets = typer.Typer(help="The server's secrets.", no_args_is_help=True)
backup = typer.Typer(help="Makes a backup beside the running server. A subcommand does something else.")

KeyFile = Annotated[Path, typer.Option("--key", help="the private key's file, that backup key wrote")]


def join(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(backup, name="backup")
    app.add_typer(secrets, name="secrets")
    app.command("restore")(restore_backup)
    app.command("purge")(purge_now)


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
    counts = _run(_restore(settings, file, key, journal or []))
    with_server(_nothing)  # migrates, and carries the journal out
    seconds = time.monotonic() - started
    print(f"Restored {sum(counts.values()):,} rows in {seconds:.0f} s, as a new era. The journal is carried out.")
    print("Start the server. Phones begin again by themselves and put back what they hold newer.")


async def _restore(settings: Settings, file: Path, key: Path, journals: list[Path]) -> dict[str, int]:
    private = read_private_key(key)
    counts = await restore(settings, file, private, journals, Progress())
    if not settings.backup_key.exists():  # else the next night would have no backup
        write_new_file(settings.backup_key, public_text(private), 0o644)
    return counts


def purge_now(
    idle_months: Annotated[
        int | None,
        typer.Option(min=LEAST_MONTHS, help="also deletes accounts that no device is signed in to for so many months"),
    ] = None,
) -> None:
    """Drops what is too old at once: events (90 days), gone rows and ended links (180 days), sessions, codes."""

    async def work(server: Server) -> Purged:
        return await purge(server.database, server.settings.journal_file, int(time.time()), idle_months)

    done = with_server(work)
    print(f"Dropped: {done.events} events, {done.gone} gone rows, {done.links} links, {done.sessions} sessions,")
    print(f"{done.codes} codes. Idle accounts deleted: {done.idle}{'' if idle_months else ' (off)'}.")


@secrets.command("pepper")
def new_pepper() -> None:
    """Puts a new pepper beside the old. Each account comes over with its next sign-in; nothing else turns."""
    settings = settings_or_exit()
    _nobody_on_the_old("The last turn is not over")
    _secrets(lambda: turn_pepper(settings.secret_file))
    print("There is a new pepper. Copy the secrets file to every machine, then restart all servers together.")
    print("Make a backup when they run again.")


@secrets.command("drop-old")
def drop_old() -> None:
    """Takes the old pepper out of the secrets file once nobody stands on it."""
    settings = settings_or_exit()
    _nobody_on_the_old("It cannot go yet")
    _secrets(lambda: drop_old_pepper(settings.secret_file))
    print("The old pepper is gone from the secrets file.")


def _nobody_on_the_old(else_: str) -> None:
    """Ends the command, with this in front of the count, where somebody still stands on the old pepper."""
    standing = with_server(_standing)
    if standing.words or standing.codes:
        print(f"{else_}: {_tell(standing)}.", file=sys.stderr)
        raise typer.Exit(1)


async def _standing(server: Server) -> Standing:
    return await on_old_pepper(server.database, server.secrets)


def _tell(standing: Standing) -> str:
    return f"{standing.words} accounts and {standing.codes} recovery codes stand on the old pepper"


def _secrets(work: Callable[[], object]) -> None:
    try:
        work()
    except SecretsError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


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
