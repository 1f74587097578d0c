"""What must outlive a restore: accounts that were deleted and links that ended, one line each outside the database.

A line is on disk before the database is changed. At every start what the journal says and the database does not is
carried out again, so that a backup put back reopens no share and brings nobody back (lifecycle.md, "restored").
"""

import json
import os
from pathlib import Path


def write_journal(path: Path, entry: dict[str, str | int]) -> None:
    """Appends one line to the journal and waits until it is on disk."""
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(file, json.dumps(entry).encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def read_journal(path: Path) -> tuple[list[str], list[tuple[str, str | None]]]:
    """Gives the accounts that were deleted, and (link, who shut it or None) of each that ended, in order.

    A last line that the power cut off is passed over: what it told of was not answered as done.
    """
    deleted: list[str] = []
    ended: list[tuple[str, str | None]] = []
    if not path.exists():
        return deleted, ended
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if "deleted" in entry:
            deleted.append(entry["deleted"])
        if "ended" in entry:
            ended.append((entry["ended"], entry.get("by")))
    return deleted, ended
