"""Shows how far a long command is: one line that changes on a terminal, a line for each step elsewhere."""

import sys
import time
from typing import TextIO

_EVERY = 0.2


class Progress:
    """Counts what is done of one step after the other."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        """Takes where to show it: standard error, or nowhere."""
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._step = ""
        self._done = 0
        self._shown = 0.0

    def begin(self, step: str) -> None:
        """A new step, such as a table."""
        self.end()
        self._step, self._done = step, 0
        self._show()

    def add(self, rows: int) -> None:
        """So many more are done."""
        self._done += rows
        if self._stream.isatty() and time.monotonic() - self._shown > _EVERY:
            self._show()

    def end(self) -> None:
        """The step is over."""
        if not self._step or self._quiet:
            return
        start = "\r" if self._stream.isatty() else ""
        print(f"{start}  {self._step}: {self._done:,}", file=self._stream, flush=True)
        self._step = ""

    def _show(self) -> None:
        self._shown = time.monotonic()
        if self._stream.isatty() and not self._quiet:
            print(f"\r  {self._step}: {self._done:,}", end="", file=self._stream, flush=True)
