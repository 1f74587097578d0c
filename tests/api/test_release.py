"""The wheel carries the pages and serves them without Node; made twice, it and its bill are the same bytes."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from live_server import free_port

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))
import release  # noqa: E402  found through the path above


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
    return folder


def test_a_wheel_and_its_bill_are_the_same_bytes_however_often_they_are_made(checkout: Path, tmp_path: Path):
    first = release.release(checkout, tmp_path / "first")
    time.sleep(2)  # a zip counts in steps of two seconds
    for path in [*checkout.rglob("*.py"), *checkout.rglob("*.html")]:
        os.utime(path)
    second = release.release(checkout, tmp_path / "second")
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_wheel_without_the_built_pages_is_not_made(checkout: Path, tmp_path: Path):
    shutil.copytree(checkout, tmp_path / "bare", ignore=shutil.ignore_patterns("desk"))
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
