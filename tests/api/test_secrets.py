"""The secrets file, and what a database remembers of it."""

import json
import sys
import threading
from pathlib import Path

import pytest

from api.errors import HalfGone
from api.services.deployment import DeploymentError
from api.services.secrets import SecretsError, load_secrets
from api.services.server import open_server
from api.settings import read_settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "safe" / "secrets.json"


def test_it_is_made_at_the_first_start_for_its_owner_alone_and_read_at_the_next(path: Path):
    first = load_secrets(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    second = load_secrets(path)
    assert (first.pepper, first.cursor_key, first.topic_key) == (second.pepper, second.cursor_key, second.topic_key)
    assert first.vapid.private_numbers() == second.vapid.private_numbers()
    assert [one.name for one in path.parent.iterdir()] == ["secrets.json"]


def test_no_two_of_its_secrets_and_no_two_files_are_alike(path: Path, tmp_path: Path):
    one, other = load_secrets(path), load_secrets(tmp_path / "other")
    values = [one.pepper, one.seal_key, one.cursor_key, one.topic_key, other.pepper, other.seal_key, other.cursor_key]
    assert len(set(values)) == len(values)
    assert {len(value) for value in values} == {32}
    assert one.fingerprint() != other.fingerprint()


def test_processes_that_start_at_once_agree_on_one_file(path: Path):
    found: list[str] = []
    starts = threading.Barrier(8)

    def start() -> None:
        starts.wait()
        found.append(load_secrets(path).fingerprint())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_file_that_others_may_read_is_refused(path: Path):
    load_secrets(path)
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(SecretsError, match="chmod 600"):
            load_secrets(path)


DAMAGED = ["", "{}", "[]", "null", '{"pepper": "AAAA"}', "\u0000", '{"pepper": 5}']


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_refused_and_left_as_it_is(path: Path, content: str):
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SecretsError, match="damaged"):
        load_secrets(path)
    assert path.read_text() == content


@pytest.mark.parametrize("name", ["pepper", "seal_key", "cursor_key", "topic_key", "vapid_private_key"])
def test_a_secret_that_is_too_short_or_missing_is_damage(path: Path, name: str):
    load_secrets(path)
    whole = json.loads(path.read_text())
    for content in ({**whole, name: "AAAA"}, {key: value for key, value in whole.items() if key != name}):
        path.write_text(json.dumps(content))
        with pytest.raises(SecretsError, match="damaged"):
            load_secrets(path)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SecretsError) as caught:
        load_secrets(tmp_path / "file" / "secrets.json")
    assert "\n" not in str(caught.value)


def test_secrets_do_not_show_when_they_are_printed(path: Path):
    secrets = load_secrets(path)
    assert secrets.pepper.hex() not in repr(secrets)
    assert repr(secrets.pepper) not in repr(secrets)


def test_a_half_opens_only_in_its_own_row_and_with_its_own_file(path: Path, tmp_path: Path):
    secrets = load_secrets(path)
    sealed = secrets.seal("a", bytes(32))
    assert secrets.open("a", sealed) == bytes(32)
    assert sealed != secrets.seal("a", bytes(32))
    for other, name in ((secrets, "b"), (load_secrets(tmp_path / "x"), "a")):
        with pytest.raises(HalfGone):
            other.open(name, sealed)


async def test_a_database_is_not_served_with_another_secrets_file(environ: dict[str, str], tmp_path: Path):
    async with open_server(read_settings(environ)):
        pass
    other = environ | {"HANDRAIL_SECRET_FILE": str(tmp_path / "other")}
    with pytest.raises(DeploymentError, match="not the secrets file of this database"):
        async with open_server(read_settings(other)):
            pass
    async with open_server(read_settings(environ)):
        pass


async def test_the_name_that_every_key_depends_on_cannot_change(environ: dict[str, str]):
    async with open_server(read_settings(environ | {"HANDRAIL_RP": "one.example"})) as server:
        era = server.deployment.era
        assert server.deployment.rp == "one.example"
    with pytest.raises(DeploymentError, match=r"HANDRAIL_RP was one\.example"):
        async with open_server(read_settings(environ)):
            pass
    moved = {"HANDRAIL_RP": "one.example", "HANDRAIL_ORIGIN": "https://two.example"}
    async with open_server(read_settings(environ | moved)) as server:
        assert (server.deployment.rp, server.deployment.era) == ("one.example", era)


async def test_a_store_of_counts_without_its_client_stops_the_start(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    for name in ("valkey", "valkey.asyncio"):
        monkeypatch.setitem(sys.modules, name, None)
    settings = read_settings(environ | {"HANDRAIL_RATE_LIMIT_STORE": "redis://localhost:1"})
    with pytest.raises(DeploymentError, match="HANDRAIL_RATE_LIMIT_STORE"):
        async with open_server(settings):
            pass
