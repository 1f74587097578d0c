"""A release: the wheel with the built pages inside, the lock of a server, and the bill of materials.

Made twice, they are the same bytes. The bill is CycloneDX 1.6, made of the lock files: what is installed, with the
hashes that are held to, and its licence. What only building needs is marked as excluded.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import licences
import locks

ROOT = Path(__file__).resolve().parent.parent
#: 2020-01-01: the date of every file in the wheel.
EPOCH = "1577836800"


def wheel(root: Path, out: Path) -> Path:
    """Builds the wheel of a checkout whose `build/` is whole; gives its path."""
    (root / "build" / "licences.txt").write_text(licences.notices(root), encoding="utf-8")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=root, env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH}, check=True, capture_output=True)
    return max(out.glob("handrail-*.whl"), key=lambda path: path.stat().st_mtime)


def python_components(lock: str, dependencies: list[str]) -> list[dict[str, Any]]:
    """The packages of a requirements lock; those that `dependencies` do not lead to only build."""
    listed = locks.entries(lock)
    served = locks.needed(listed, dependencies)
    found = {}
    for one in listed:
        hashes = [{"alg": "SHA-256", "content": digest} for digest in one.hashes]
        scope = "required" if one.name in served else "excluded"
        purl = f"pkg:pypi/{one.name}@{one.version}"
        found[purl] = _component(purl, hashes, scope, licences.of_python(one.name))
    return list(found.values())


def node_components(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """The packages of a package-lock. What only building and testing need is marked as excluded from what is served."""
    found = {}
    for path, entry in lock["packages"].items():
        if not path or "version" not in entry:
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{entry['version']}"
        algorithm, _, digest = entry.get("integrity", "").partition("-")
        hashes = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}] if algorithm == "sha512" else []
        scope = "excluded" if entry.get("dev") else "required"
        found[purl] = _component(purl, hashes, scope, licences.of_node(name, entry))
    return list(found.values())


def _component(purl: str, hashes: list[dict[str, str]], scope: str, licence: str) -> dict[str, Any]:
    name, _, version = purl.split("/", 1)[1].replace("%40", "@").rpartition("@")
    told: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope}
    told |= {"hashes": hashes} if hashes else {}
    named = {"license": {"id": licence}} if " " not in licence else {"expression": licence}
    return told | {"licenses": [named], "purl": purl}


def dependencies(root: Path) -> list[str]:
    """What a server needs, as pyproject.toml says it."""
    told: list[str] = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    return told


def bill(root: Path, version: str) -> dict[str, Any]:
    """The bill of materials of a checkout."""
    python, node = (root / "requirements.lock").read_text(), (root / "site" / "package-lock.json").read_text()
    components = [*python_components(python, dependencies(root)), *node_components(json.loads(node))]
    own = {"type": "application", "bom-ref": "handrail", "name": "handrail", "version": version}
    own |= {"licenses": [{"license": {"id": "MIT"}}]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": sorted(components, key=lambda one: one["bom-ref"]),
    }


def release(root: Path, out: Path) -> list[Path]:
    """Writes wheel, lock of a server and bill to a folder; gives their paths."""
    out.mkdir(parents=True, exist_ok=True)
    made = wheel(root, out)
    version = made.name.split("-")[1]
    needs = out / f"handrail-{version}.lock"
    needs.write_text(locks.server_lock((root / "requirements.lock").read_text(), dependencies(root)), encoding="utf-8")
    told = out / f"handrail-{version}.cdx.json"
    told.write_text(json.dumps(bill(root, version), indent=1) + "\n", encoding="utf-8")
    return [made, needs, told]


if __name__ == "__main__":
    for path in release(ROOT, ROOT / "build" / "dist"):
        print(path.relative_to(ROOT))
