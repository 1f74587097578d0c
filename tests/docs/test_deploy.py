"""What can be said of the examples in docs/deploy without running them; Caddy's is run by test_caddy.py."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from api.__main__ import app
from api.settings import VARIABLES, read_settings
from api.web.pages import common_headers

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
SERVICES = ("handrail.service", "handrail-backup.service")
#: What neither service may do, whatever else changes: see "A machine of its own" in docs/operating.md.
FENCES = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "MemoryDenyWriteExecute": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
    "LimitCORE": "0",
    "StateDirectoryMode": "0700",
}
#: systemd's own score of what a service could do, times ten: 100 is everything.
MOST_EXPOSED = 20
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")


def unit(name: str) -> configparser.ConfigParser:
    """A unit; where a name stands twice, as SystemCallFilter may, the last one."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name)
    return parser


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with a program that is there in place of Handrail."""
    for path in DEPLOY.glob("handrail*.*"):
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/handrail/bin/handrail", "/bin/true"))
    return tmp_path


def test_the_examples_name_only_settings_and_commands_that_there_are():
    commands = set(getattr(get_command(app), "commands", {}))
    for path in DEPLOY.iterdir():
        text = path.read_text()
        assert set(re.findall(r"HANDRAIL_[A-Z_]+", text)) <= set(VARIABLES), path.name
        assert set(re.findall(r"^ExecStart=\S+/handrail (\S+)", text, re.MULTILINE)) <= commands, path.name
    assert unit("handrail.service")["Service"]["ExecStart"] == "/opt/handrail/bin/handrail serve"
    assert unit("handrail-backup.service")["Service"]["ExecStart"] == "/opt/handrail/bin/handrail backup"
    assert unit("handrail-backup.timer")["Timer"]["Persistent"] == "yes"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_fenced_in(name: str):
    service = unit(name)["Service"]
    assert service["User"] == service["Group"] == service["StateDirectory"] == "handrail"
    assert {one: service[one] for one in FENCES} == FENCES


def test_both_services_stand_behind_the_same_fence():
    fences = [(DEPLOY / name).read_text().partition("NoNewPrivileges=yes")[2].partition("\n\n")[0] for name in SERVICES]
    assert fences[0].strip() == fences[1].strip() != ""


@needs_systemd
def test_systemd_takes_the_units_and_finds_little_that_they_could_do(units: Path):
    names = [str(path) for path in sorted(units.iterdir())]
    assert len(names) == 3
    checked = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    mine = [line for line in checked.stderr.splitlines() if "handrail" in line]
    assert (checked.returncode, mine) == (0, [])
    for name in SERVICES:
        ask = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(units / name)]
        told = subprocess.run(ask, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout + told.stderr


def test_caddy_writes_no_access_log_and_says_what_the_server_says():
    text = "\n".join(line for line in (DEPLOY / "Caddyfile").read_text().splitlines() if "#" not in line)
    options, _, sites = text.partition("\n}\n")
    assert re.search(r"log default \{\s+exclude http\.log\b", options)
    assert not re.search(r"^\s*log\b", sites, re.MULTILINE)
    told = common_headers(read_settings({"HANDRAIL_ORIGIN": "https://daybook.example"}))["Strict-Transport-Security"]
    assert f'header Strict-Transport-Security "{told}"' in sites
    assert "reverse_proxy 127.0.0.1:8000" in sites


def test_the_image_runs_as_nobody_with_what_the_lock_names():
    """Read as a builder reads it: one instruction after another, each stage by itself."""
    lines = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text()).splitlines()
    steps = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    assert [word for word, _ in steps if not word.isupper()] == []
    starts = [place for place, (word, _) in enumerate(steps) if word == "FROM"]
    assert len(starts) == 2
    build, image = steps[: starts[1]], steps[starts[1] :]
    assert build[0][1].endswith(" AS build")
    assert build[0][1].split()[0] == image[0][1], "what was installed in one Python runs in the other"
    made = next(told for word, told in build if word == "RUN")
    assert "--require-hashes -r build/dist/handrail-*.lock" in made
    assert "--no-deps build/dist/handrail-*.whl" in made
    words = [word for word, _ in image]
    assert words.index("USER") < words.index("ENTRYPOINT")
    told = dict(image)
    assert told["USER"] not in {"root", "0"}
    assert told["ENTRYPOINT"] == '["/opt/handrail/bin/handrail"]'
    assert told["VOLUME"] == "/data"
    assert "HANDRAIL_DATA_DIR=/data" in told["ENV"]
