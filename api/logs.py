"""Structured logs: one JSON object a line on standard error.

What is logged is chosen where it is logged: never anything that a request carried, never the text of an exception,
which may quote a row.
"""

import logging
import sys
import traceback
from pathlib import Path

import structlog

#: Frames of an unknown error that are logged, innermost last.
FRAMES = 6


def configure_logs() -> None:
    """Sets up structlog, and lets the libraries' own loggers say only what is worse than a warning."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # A library's message may quote an address or a statement: only that something is critical gets out.
    logging.basicConfig(level=logging.CRITICAL, format="%(name)s", stream=sys.stderr, force=True)


def where(error: BaseException) -> list[str]:
    """Gives where an error came from: `file:line function` of its innermost frames, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
