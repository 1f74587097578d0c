"""Holds a folder, so that one command at a time works in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.upkeep.sealing import BackupError


@contextmanager
def holding(folder: Path, taken: str) -> Iterator[None]:
    """Holds the folder, which is made (0700) where it is not there. It ends with the process.

    On a data directory it is the lock that migrations hold.

    Raises:
        BackupError: somebody else holds it; its text is `taken`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(taken) from None
        yield
    finally:
        os.close(handle)
