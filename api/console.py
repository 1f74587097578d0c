"""What every command stands on: the settings, and the server's parts opened for one piece of work."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from api.services import staff
from api.services.deployment import DeploymentError
from api.services.secrets import SecretsError
from api.services.server import Server, open_server
from api.settings import Settings, SettingsError, read_settings

T = TypeVar("T")


def settings_or_exit() -> Settings:
    """Reads the settings; ends the program with a line for each that is wrong."""
    try:
        return read_settings()
    except SettingsError as error:
        print("\n".join(error.lines), file=sys.stderr)
        raise typer.Exit(2) from None


def with_server(work: Callable[[Server], Awaitable[T]]) -> T:
    """Opens the server's parts for one piece of work; ends the program with one clear line if they cannot be."""
    settings = settings_or_exit()

    async def run() -> T:
        async with open_server(settings) as server:
            return await work(server)

    try:
        return asyncio.run(run())
    except (typer.Exit, staff.StaffError):  # the work has said what was wrong, or the command does
        raise
    except (SecretsError, DeploymentError) as error:
        line = str(error)
    except OSError as error:
        line = f"{settings.data_dir} or the database cannot be reached: {error.strerror or type(error).__name__}"
    except Exception as error:  # noqa: BLE001  a driver's own error; its text may quote the database's password
        line = f"the database cannot be used ({type(error).__name__}): is HANDRAIL_DATABASE_URL right?"
    print(line, file=sys.stderr)
    raise typer.Exit(1)
