"""The command line, as an operator meets it: one clear line for what is wrong, and the exit status."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from typer.testing import CliRunner, Result

from api.__main__ import app
from api.app import create_app
from api.services.server import open_server
from api.settings import read_settings
from api.upkeep.sealing import Sealer
from asking import API, new_account, new_write
from running import House

CHECKOUT = Path(__file__).resolve().parents[2]
NO_BACKUP = "NOT  backups: none in {}/backups, and no key to seal one to. See docs/operating.md"
NOT_BUILT = "NOT  built: app, public is missing. Run scripts/build"
Run = Callable[..., "asyncio.Future[Result]"]


def started(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m api …` in a process of its own, with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    return subprocess.run(
        [sys.executable, "-m", "api", *words],
        cwd=CHECKOUT,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def run(environ: dict[str, str]) -> Run:
    """Runs a command in this process, which is faster. No server may be open meanwhile."""

    async def run_(*words: str, **more: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, words, env=environ | more)

    return run_


@pytest.fixture
def opened(environ: dict[str, str]):
    """Opens the same deployment that the commands work on."""

    @asynccontextmanager
    async def open_(**more: str) -> AsyncIterator[House]:
        settings = read_settings(environ | more)
        async with open_server(settings) as server:
            yield House(create_app(settings), server, base_url=settings.origin)

    return open_


def one_line(text: str) -> str:
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


def test_serve_tells_every_wrong_setting_in_a_line_of_its_own_and_exits_with_2(tmp_path: Path):
    wrong = {
        "HANDRAIL_PORT": "x",
        "HANDRAIL_SIGN_UP": "y",
        "HANDRAIL_DATA_DIR": str(tmp_path / "data"),
        "HANDRAIL_NO": "1",
    }
    ended = started(wrong, "serve")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert [line.split()[0] for line in ended.stderr.splitlines()] == [
        "HANDRAIL_NO",
        "HANDRAIL_PORT",
        "HANDRAIL_SIGN_UP",
    ]
    assert not (tmp_path / "data").exists()


async def test_serve_tells_a_port_in_use_in_one_line(environ: dict[str, str]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = await asyncio.to_thread(started, environ | {"HANDRAIL_PORT": str(port)}, "serve")
    assert ended.returncode == 1
    assert one_line(ended.stderr) == f"The port {port} cannot be used: is another server there?"
    assert ended.stdout == ""


async def test_a_database_that_cannot_be_reached_is_one_line_without_its_password(run: Run):
    for url in ("postgres://u:kanarienvogel@127.0.0.1:1/x", "postgres://u:kanarienvogel@host.invalid/x"):
        ended = await run("check", HANDRAIL_DATABASE_URL=url)
        assert ended.exit_code == 1
        assert "database" in one_line(ended.stderr)
        assert "kanarienvogel" not in ended.output


async def test_a_folder_that_cannot_be_made_is_one_line(run: Run, tmp_path: Path):
    (tmp_path / "file").write_text("")
    ended = await run("check", HANDRAIL_DATA_DIR=str(tmp_path / "file" / "data"))
    assert ended.exit_code == 1
    assert "cannot be" in one_line(ended.stderr)


async def test_secrets_that_others_may_read_stop_every_command_with_one_line(run: Run, tmp_path: Path):
    await run("invite", "add")
    (tmp_path / "data" / "secrets.json").chmod(0o644)
    ended = await run("invite", "add")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "chmod 600" in one_line(ended.stderr)


async def test_an_invitation_is_printed_alone_on_the_last_line_and_opens_one_account(run: Run, opened):
    ended = await run("invite", "add")
    assert ended.exit_code == 0
    code = ended.stdout.splitlines()[-1]
    assert code == code.strip()
    assert " " not in code
    async with opened(HANDRAIL_SIGN_UP="invited") as house:
        assert code not in str(await house.rows("SELECT * FROM invitation"))
        await house.sign_up(invite=code)
        again = await house.client().post(f"{API}/accounts", json=new_account(invite=code))
        assert again.status_code == 403


async def test_a_notice_goes_into_the_log_of_the_account_with_the_support_code(run: Run, opened):
    async with opened() as house:
        phone, other = await house.sign_up(), await house.sign_up()
    ended = await run("notice", phone.account[:12])
    assert (ended.exit_code, ended.stdout) == (0, "Noted in the log of this account.\n")
    async with opened() as house:
        kinds = await house.rows("SELECT account, kind FROM event WHERE kind = 'legal-request'")
        assert kinds == [{"account": phone.account, "kind": "legal-request"}]
        assert other.account != phone.account


async def test_an_account_can_be_shut_and_nothing_of_it_is_read_or_deleted(run: Run, opened):
    async with opened() as house:
        phone = await house.sign_up()
        await phone.written(new_write())
    ended = await run("account", "disable", f"{phone.account[:4]} {phone.account[4:8]} {phone.account[8:12]}")
    assert (ended.exit_code, ended.stdout) == (0, "This account is shut.\n")
    async with opened() as house:
        words = {name: phone.words[name] for name in ("lookup", "sign_in_key")}
        assert (await house.client().post(f"{API}/session", json=words)).status_code == 401
        assert len(await house.rows("SELECT name FROM record")) == 1


@pytest.mark.parametrize("command", [("notice",), ("account", "disable")])
@pytest.mark.parametrize("code", ["000000000000", "0", "x", "' OR 1=1"])
async def test_a_support_code_that_nobody_has_is_told_in_one_line(run: Run, command: tuple[str, ...], code: str):
    ended = await run(*command, code)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert one_line(ended.stderr).startswith("No account has this support code")


STAFF = ("--name", "Worker  One", "--organisation", "Organisation One")


async def test_staff_is_added_listed_and_shut_and_those_connected_are_told(run: Run, opened, tmp_path: Path):
    duties = tmp_path / "duties.txt"
    duties.write_text("What we must report.\n")
    ended = await run("staff", "add", *STAFF, "--duties", str(duties), "--contact", "Call the office.")
    assert ended.exit_code == 0
    code = ended.stdout.splitlines()[-1]
    async with opened() as house:
        survivor = await house.sign_up()
        worker = await house.with_second_step(await house.sign_up(staff_code=code))
        link = await house.link(survivor, worker)
        told = await survivor.get(f"/links/{link}")
        assert (told["duties"], told["contact"]) == ("What we must report.", "Call the office.")
    listed = await run("staff", "list")
    number = worker.account[:12]
    row = f"{number}  Worker One, Organisation One: in use, 1 connected"
    assert listed.stdout.splitlines() == [row, "1 case managers."]
    shut = await run("staff", "disable", number)
    assert (shut.exit_code, shut.stdout) == (0, "This account is shut, and its links have ended.\n")
    async with opened() as house:
        survivor = await house.sign_in(survivor)
        assert (await survivor.get(f"/links/{link}"))["ended_by"] == "organisation"
    assert "shut, 0 connected" in (await run("staff", "list")).stdout


async def test_23_every_start_carries_out_what_the_journal_says(opened):
    async with opened() as house:
        survivor = await house.sign_up()
        link = await house.link(survivor, await house.case_manager())
        journal = house.server.settings.journal_file
    journal.write_text(json.dumps({"ended": link, "at": 1}) + "\n")
    async with opened() as house:
        assert await house.rows("SELECT id, state FROM link") == [{"id": link, "state": "ended"}]


async def test_an_organisation_says_once_what_it_must_report(run: Run, tmp_path: Path):
    new = await run("staff", "add", *STAFF)
    assert (new.exit_code, new.stdout) == (2, "")
    assert one_line(new.stderr).startswith("Organisation One is new here")
    missing = await run("staff", "add", *STAFF, "--duties", str(tmp_path / "none.txt"))
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "cannot be read" in one_line(missing.stderr)
    duties = tmp_path / "duties.txt"
    duties.write_text("One.")
    assert (await run("staff", "add", *STAFF, "--duties", str(duties), "--contact", "Two.")).exit_code == 0
    assert (await run("staff", "add", *STAFF)).exit_code == 0  # the texts in force stay


@pytest.mark.parametrize("code", ["000000000000", "0", "x"])
async def test_only_a_case_manager_is_shut_by_staff_disable(run: Run, opened, code: str):
    async with opened() as house:
        survivor = await house.sign_up()
    for wrong in (code, survivor.account[:12]):
        ended = await run("staff", "disable", wrong)
        assert (ended.exit_code, ended.stdout) == (1, "")
        assert one_line(ended.stderr).startswith("No case manager has this id")
    async with opened() as house:
        await house.sign_in(survivor)


async def test_check_names_what_is_right_and_what_is_not_and_its_status_says_so(run: Run, tmp_path: Path):
    ended = await run("check")
    assert ended.exit_code == 1
    lines = ended.stdout.splitlines()
    assert {line[:4] for line in lines} == {"ok  ", "see ", "NOT "}
    assert [line for line in lines if line.startswith("NOT")] == [NOT_BUILT]
    for name in ("app", "public"):
        (tmp_path / "build" / name).mkdir(parents=True)
        (tmp_path / "build" / name / "index.html").write_text("")
    ended = await run("check")
    assert ended.exit_code == 0, ended.stdout
    assert [line.split(":")[0].split()[-1] for line in ended.stdout.splitlines()] == [
        *("database", "secrets", "hosts", "reminders", "pushes", "queue", "clock", "disk", "backups", "built"),
        "content",
    ]


async def test_check_refuses_one_host_for_app_and_site_and_pushes_without_a_contact(run: Run, tmp_path: Path):
    online = {"HANDRAIL_ORIGIN": "https://one.example", "HANDRAIL_RP": "localhost"}
    lines = (await run("check", **online)).stdout.splitlines()
    assert any(line.startswith("NOT  hosts:") and "HANDRAIL_SITE_ORIGIN" in line for line in lines)
    assert any(line.startswith("NOT  reminders:") and "HANDRAIL_VAPID_CONTACT" in line for line in lines)
    online |= {"HANDRAIL_SITE_ORIGIN": "https://two.example", "HANDRAIL_VAPID_CONTACT": "mailto:a@b.example"}
    lines = (await run("check", **online)).stdout.splitlines()
    assert [line for line in lines if line.startswith("NOT")] == [NO_BACKUP.format(tmp_path / "data"), NOT_BUILT]


async def test_check_notices_reminders_that_nobody_sends(run: Run, opened):
    async with opened() as house:
        phone = await house.sign_up()
        await phone.written(new_write(reminders=[{"at": int(time.time()) - 1800, "notice": None}]))
    lines = (await run("check")).stdout.splitlines()
    assert [line for line in lines if "queue" in line] == [
        "NOT  queue: 1 reminders wait for over 5 minutes. Does it run?"
    ]


async def test_check_notices_a_clock_that_went_back(run: Run, opened):
    async with opened() as house:
        await house.sign_up()
        await house.execute("UPDATE event SET at = ?", int(time.time()) + 3600)
    lines = (await run("check")).stdout.splitlines()
    (told_of,) = (line for line in lines if line[5:].startswith("clock"))
    ahead = re.match(r"NOT  clock: it is (\d+) s", told_of)
    assert ahead, told_of
    assert 3400 < int(ahead[1]) <= 3600


async def test_check_notices_devices_that_refuse_pushes(run: Run, opened, push):
    async with opened(HANDRAIL_PUSH_ORIGINS=push.origin) as house:
        for _ in range(2):
            phone = await house.sign_up()
            await phone.call("PUT", "/push/subscription", push.new_subscription())
    assert "ok   pushes: 2 devices take them, 0 of them" in (await told(run))
    async with opened() as house:
        await house.execute("UPDATE subscription SET failures = 3 WHERE account = ?", phone.account)
    assert "NOT  pushes: 2 devices take them, 1 of them were refused" in (await told(run))


async def test_check_notices_backups_that_are_old_or_kept_too_long(run: Run, tmp_path: Path):
    folder, public, now = tmp_path / "backups", X25519PrivateKey.generate().public_key(), int(time.time())
    folder.mkdir()
    where = {"HANDRAIL_BACKUP_DIR": str(folder), "HANDRAIL_BACKUP_DAYS": "7"}
    assert f"see  backups: none in {folder}" in (await told(run, **where))
    for name, days, said in (("a", 3, "NOT  backups: the newest is 3 days old"), ("b", 0, "ok   backups: 2")):
        with (folder / f"{name}.backup").open("wb") as file:
            Sealer(file, public, now - days * 86400).close()
        assert said in (await told(run, **where))
    with (folder / "c.backup").open("wb") as file:
        Sealer(file, public, now - 9 * 86400).close()
    assert "NOT  backups: the oldest is 9 days old, and phones are told 7" in (await told(run, **where))


async def told(run: Run, **more: str) -> str:
    return str((await run("check", **more)).stdout)


async def test_without_a_command_the_commands_are_listed(run: Run):
    ended = await run("--help")
    assert ended.exit_code == 0
    for name in ("serve", "check", "notice", "invite", "account", "staff", "backup", "restore", "purge", "secrets"):
        assert name in ended.stdout


async def test_the_public_pages_are_looked_over_and_none_is_stale_or_without_a_source(run: Run):
    done = await run("check", "content")
    assert done.exit_code == 0, done.stdout
    assert "no lawyer, clinician or survivor has read" in done.stdout.splitlines()[-1]
