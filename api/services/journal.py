"""What must outlive a restore: deleted and shut accounts, ended links and sessions, one line each outside the database.

A line is on disk before the database is changed. At every start what the journal says and the database does not is
carried out again, so that a backup put back reopens no share and brings nobody back (lifecycle.md, "restored").
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path


def write_journal(path: Path, entry: dict[str, str | int]) -> None:
    """Appends one line to the journal and waits until it is on disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # with PostgreSQL nobody else makes the folder
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(file, json.dumps(entry).encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


@dataclass(frozen=True, slots=True)
class Journal:
    """What it tells, in order.

    Attributes:
        deleted: accounts that were deleted.
        ended: link → who shut it, or None, of each that ended.
        disabled: accounts that the operator shut.
        sessions: those that their owner ended.
    """

    deleted: list[str]
    ended: dict[str, str | None]
    disabled: list[str]
    sessions: list[str]


def read_journal(path: Path) -> Journal:
    """Reads the journal; an empty one where there is none.

    A last line that the power cut off is passed over: what it told of was not answered as done.
    """
    journal = Journal([], {}, [], [])
    if not path.exists():
        return journal
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if "deleted" in entry:
            journal.deleted.append(entry["deleted"])
        if "ended" in entry:
            journal.ended[entry["ended"]] = entry.get("by")
        if "disabled" in entry:
            journal.disabled.append(entry["disabled"])
        if "session" in entry:
            journal.sessions.append(entry["session"])
    return journal
