"""The command line: `handrail`, or `python -m api`. For operators; it shows no survivor's data."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from api import logs, serving
from api.cards import blank_cards
from api.checks import check_deployment, review_content
from api.console import settings_or_exit, with_server
from api.services import accounts, staff
from api.services.server import Server
from api.upkeep import commands as upkeep
from api.verify import ManifestError, read_manifest, verify

app = typer.Typer(help="Runs Handrail.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
invite = typer.Typer(help="One-time codes for sign-up by invitation.", no_args_is_help=True)
account = typer.Typer(help="An abusive account.", no_args_is_help=True)
app.add_typer(invite, name="invite")
app.add_typer(account, name="account")
cards = typer.Typer(help="Blank cards for a way back.", no_args_is_help=True)
app.add_typer(cards, name="cards")
team = typer.Typer(help="Case managers.", no_args_is_help=True)
app.add_typer(team, name="staff")
upkeep.join(app)

SupportCode = Annotated[str, typer.Argument(help="the 12 digits that she reads in the app, under About")]


class What(StrEnum):
    """What `handrail check` looks at."""

    DEPLOYMENT = "deployment"
    CONTENT = "content"


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"handrail {version('handrail')}")
        raise typer.Exit


@app.callback()
def every_command(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="says which Handrail this is")
    ] = False,
) -> None:
    """Runs Handrail."""


@app.command()
def serve(
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes; above 1 with PostgreSQL only")] = 1,
) -> None:
    """Serves app, site, API and reminders until Ctrl-C or SIGTERM."""
    logs.configure_logs()
    settings = settings_or_exit()
    try:
        serving.refuse_workers(settings, workers)
        with_server(_nothing)  # what is wrong is told in one line here, and the database is migrated
        started = serving.serve(settings, workers)
    except serving.ServingError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    if not started:
        raise typer.Exit(1)


async def _nothing(_server: Server) -> None:
    return None


@app.command()
def check(what: Annotated[What, typer.Argument(help="the deployment, or the public pages")] = What.DEPLOYMENT) -> None:
    """Looks over this deployment, or the public pages, and says what is to be done. Exit 1 if something is wrong."""
    if what is What.CONTENT:
        due, lines = review_content()
        print("\n".join(lines))
        raise typer.Exit(1 if due else 0)
    settings = settings_or_exit()
    findings = with_server(lambda server: check_deployment(server, settings))
    for finding in findings:
        print(f"{finding.mark} {finding.text}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


@app.command()
def notice(support_code: SupportCode) -> None:
    """Writes the one fixed sentence about a legal request into her log."""
    with_server(lambda server: _to_account(server, support_code, accounts.write_notice))
    print("Noted in the log of this account.")


@app.command("verify-deploy")
def verify_deploy(
    origin: Annotated[str, typer.Argument(help="of the app, as https://daybook.example")],
    manifest: Annotated[Path, typer.Option(help="that scripts/build wrote")] = Path("build/manifest.json"),
    site: Annotated[str | None, typer.Option(help="origin of the public site, if it is another")] = None,
    only_app: Annotated[bool, typer.Option("--only-app", help="leave the public site out")] = False,
) -> None:
    """Compares what a server serves with a build and says each difference. Exit 1 if there is one."""
    try:
        areas = read_manifest(manifest)
    except ManifestError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    base = origin.rstrip("/")
    found = asyncio.run(verify(base, None if only_app else (site or base).rstrip("/"), areas))
    if found.name is not None:
        print(f"The app is served under the name {found.name!r}.")
    for line in found.differences:
        print(f"NOT {line}")
    if found.differences:
        print(f"{len(found.differences)} differences in {found.checked} files. Do not trust this server.")
        raise typer.Exit(1)
    print(f"ok  {found.checked} files are as they were built.")


@cards.command("print")
def print_cards() -> None:
    """Writes a page of blank cards to print, as HTML: handrail cards print > cards.html."""
    print(blank_cards(), end="")


@invite.command("add")
def add_invitation() -> None:
    """Makes a one-time code for one sign-up, good for 30 days; it stands alone on the last line."""
    code = with_server(lambda server: accounts.add_invitation(server.database))
    print(f"Good for one sign-up within 30 days:\n{code}")


@account.command("disable")
def disable(support_code: SupportCode) -> None:
    """Shuts an abusive account: its sessions end and nothing opens it. Nothing is read or deleted.

    For a case manager use `staff disable`, which also ends the links and tells the people connected.
    """

    async def work(server: Server) -> None:
        await _to_account(
            server,
            support_code,
            lambda database, found: accounts.disable_account(database, found, server.settings.journal_file),
        )

    with_server(work)
    print("This account is shut.")


@team.command("add")
def add_staff(
    name: Annotated[str, typer.Option(help="as survivors are shown it")],
    organisation: Annotated[str, typer.Option(help="where the person works")],
    duties: Annotated[
        Path | None, typer.Option(help="a text file: what its people must report by law, in its own words")
    ] = None,
    contact: Annotated[str | None, typer.Option(help="whom to call when the person can no longer be reached")] = None,
) -> None:
    """Makes a one-time code for a case manager's account, good for 7 days; it stands alone on the last line."""
    try:
        text = duties.read_text(encoding="utf-8") if duties else None
    except (OSError, UnicodeDecodeError) as error:
        print(f"{duties} cannot be read as text: {type(error).__name__}", file=sys.stderr)
        raise typer.Exit(2) from None

    async def work(server: Server) -> str:
        return await staff.add_staff(
            server.database, name=name, organisation=organisation, duties=text, contact=contact
        )

    try:
        code = with_server(work)
    except staff.StaffError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    print(f"{name}, {organisation}: enter this once at {settings_or_exit().origin}/desk/ within 7 days:\n{code}")


@team.command("list")
def list_staff() -> None:
    """Lists case managers: id, name, organisation, how many people are connected. No survivor is named."""
    found = with_server(lambda server: staff.list_staff(server.database))
    for one in found:
        state = "shut" if one.disabled else "no second step yet" if not one.second_step else "in use"
        print(f"{one.id[: accounts.SUPPORT_CODE]}  {one.name}, {one.organisation}: {state}, {one.links} connected")
    print(f"{len(found)} case managers.")


@team.command("disable")
def disable_staff(code: Annotated[str, typer.Argument(help="the first 12 digits, as `staff list` shows them")]) -> None:
    """Shuts a case manager's account: sessions and links end now, and each person connected is told whom to call."""

    async def work(server: Server) -> None:
        found = await accounts.find_by_support_code(server.database, code)
        known = {one.id for one in await staff.list_staff(server.database)}
        if found not in known:
            print("No case manager has this id: see handrail staff list.", file=sys.stderr)
            raise typer.Exit(1)
        await staff.disable_staff(server.database, found, server.settings.journal_file)

    with_server(work)
    print("This account is shut, and its links have ended.")


async def _to_account(server: Server, code: str, work: Callable[..., Awaitable[None]]) -> None:
    found = await accounts.find_by_support_code(server.database, code)
    if found is None:
        print("No account has this support code: 12 digits, 0 to 9 and a to f.", file=sys.stderr)
        raise typer.Exit(1)
    await work(server.database, found)


def main() -> None:
    """The entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
