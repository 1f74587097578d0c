"""A release: the wheel with the built pages inside, and the bill of materials. Made twice, they are the same bytes.

The bill is CycloneDX 1.6, made of the lock files alone: what is installed, with the hashes that are held to.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: 2020-01-01: the date of every file in the wheel.
EPOCH = "1577836800"


def wheel(root: Path, out: Path) -> Path:
    """Builds the wheel of a checkout whose `build/` is whole; gives its path."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=root, env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH}, check=True, capture_output=True)
    return max(out.glob("handrail-*.whl"), key=lambda path: path.stat().st_mtime)


def python_components(lock: str) -> list[dict[str, Any]]:
    """The packages of a requirements lock."""
    found = []
    for entry in re.split(r"\n(?=[a-z0-9])", lock, flags=re.IGNORECASE):
        named = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry)
        if named:
            name, version = named[1].lower().replace("_", "-"), named[2]
            hashes = [{"alg": "SHA-256", "content": one} for one in sorted(re.findall(r"sha256:([0-9a-f]{64})", entry))]
            found.append(_component(f"pkg:pypi/{name}@{version}", name, version, hashes, "required"))
    return found


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
        found[purl] = _component(purl, name, entry["version"], hashes, "excluded" if entry.get("dev") else "required")
    return list(found.values())


def _component(purl: str, name: str, version: str, hashes: list[dict[str, str]], scope: str) -> dict[str, Any]:
    told = {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope, "purl": purl}
    return told | ({"hashes": hashes} if hashes else {})


def bill(root: Path, version: str) -> dict[str, Any]:
    """The bill of materials of a checkout."""
    locks = (root / "requirements.lock").read_text(), (root / "site" / "package-lock.json").read_text()
    components = [*python_components(locks[0]), *node_components(json.loads(locks[1]))]
    own = {"type": "application", "bom-ref": "handrail", "name": "handrail", "version": version}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": sorted(components, key=lambda one: one["bom-ref"]),
    }


def release(root: Path, out: Path) -> list[Path]:
    """Writes wheel and bill to a folder; gives their paths."""
    out.mkdir(parents=True, exist_ok=True)
    made = wheel(root, out)
    version = made.name.split("-")[1]
    told = out / f"handrail-{version}.cdx.json"
    told.write_text(json.dumps(bill(root, version), indent=1) + "\n", encoding="utf-8")
    return [made, told]


if __name__ == "__main__":
    for path in release(ROOT, ROOT / "build" / "dist"):
        print(path.relative_to(ROOT))
