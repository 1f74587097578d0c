"""Writes a Brotli and a gzip copy beside each file of a built folder that is worth it.

The server sends them to browsers that take them; nothing is compressed while answering. Gzip carries no time, so the
same input gives the same bytes (a reproducible build).
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the package ships no types

TEXT = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml", ".webmanifest", ".wasm", ".map"}
#: Below this a compressed copy saves less than the extra headers cost.
LEAST = 256


def compress(folder: Path) -> int:
    """Compresses every file of text below `folder`; returns how many. Copies left over are removed first."""
    for old in [*folder.rglob("*.br"), *folder.rglob("*.gz")]:
        old.unlink()
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in TEXT and path.stat().st_size >= LEAST]
    for path in files:
        plain = path.read_bytes()
        for suffix, packed in ((".br", brotli.compress(plain)), (".gz", gzip.compress(plain, 9, mtime=0))):
            if len(packed) < len(plain):
                path.with_name(path.name + suffix).write_bytes(packed)
    return len(files)


if __name__ == "__main__":
    print(f"{compress(Path(sys.argv[1]))} files compressed")
