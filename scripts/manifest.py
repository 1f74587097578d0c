"""Writes the hash of every file that a server serves from a built folder to `build/manifest.json`.

Anyone who builds the same commit gets the same hashes of the app; `handrail verify-deploy` compares a running server
with them. Compressed copies are left out: a browser sees what is inside.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

#: Folder of the build → what its files are served under.
AREAS = {"app": "/app/", "desk": "/desk/", "public": "/"}
LEFT_OUT = {".br", ".gz", ".zst"}


def address(area: str, path: Path) -> str:
    """The address of a file: a folder's index is the folder."""
    served = AREAS[area] + path.as_posix()
    return served.removesuffix("index.html")


def manifest(build: Path) -> dict[str, dict[str, str]]:
    """Area → address → SHA-256 in hexadecimal."""
    areas: dict[str, dict[str, str]] = {}
    for area in AREAS:
        folder = build / area
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in LEFT_OUT)
        hashes = {
            address(area, path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
        }
        areas[area] = dict(sorted(hashes.items()))
    return areas


def write(build: Path) -> int:
    """Writes it; gives how many files it names."""
    areas = manifest(build)
    (build / "manifest.json").write_text(json.dumps({"version": 1, **areas}, indent=1) + "\n", encoding="utf-8")
    return sum(len(hashes) for hashes in areas.values())


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} files named")
