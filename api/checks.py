"""What `handrail check` looks at: this deployment, from the operator's side."""

import ctypes
import importlib.util
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from api.services.server import Server
from api.services.turning import on_old_pepper
from api.settings import Settings
from api.storage.dump import applied_migrations
from api.upkeep.backup import DAY, list_backups

LEAST_FREE = 1024**3
#: A backup each night, and one night may be missed.
BACKUP_EVERY = 2 * DAY
#: Seconds that a clock may be wrong.
CLOCK_TOLERANCE = 60
#: A due reminder that still waits after so many seconds: no dispatcher runs.
OVERDUE = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `look`: nothing is wrong, and somebody should look."""

    good: bool
    text: str
    look: bool = False

    @property
    def mark(self) -> str:
        """What stands in front of the line."""
        return "NOT " if not self.good else "see " if self.look else "ok  "


async def check_deployment(server: Server, settings: Settings) -> list[Finding]:
    """Gives what is right and what is not, one finding each. It counts rows and reads none."""
    return [
        await _database(settings),
        await _secrets(server, settings),
        _hosts(settings),
        _reminders(settings),
        await _pushes(server),
        await _queue(server),
        await _clock(server),
        _disk(settings),
        _backups(settings),
        _built(settings),
        _content(),
    ]


async def _database(settings: Settings) -> Finding:
    last = (await applied_migrations(settings.database_url))[-1]
    return Finding(good=True, text=f"database: {'PostgreSQL' if settings.postgres else 'SQLite'}, migrated to {last}")


async def _secrets(server: Server, settings: Settings) -> Finding:
    if server.secrets.old_pepper is not None:
        standing = await on_old_pepper(server.database, server.secrets)
        text = f"secrets: {standing.words} accounts and {standing.codes} recovery codes stand on the old pepper"
        if not standing.words and not standing.codes:
            text = "secrets: nobody stands on the old pepper. Take it away with: handrail secrets drop-old"
        return Finding(good=True, text=text, look=True)
    return Finding(good=True, text=f"secrets: {settings.secret_file}, only its owner may read it; VAPID key as ever")


def _hosts(settings: Settings) -> Finding:
    if settings.local:
        return Finding(good=True, text="hosts: localhost, for trying it out")
    app, site = urlsplit(settings.origin).hostname, urlsplit(settings.site_origin).hostname
    if app == site:
        return Finding(good=False, text="hosts: one for app and site. Set HANDRAIL_SITE_ORIGIN to another host name")
    return Finding(good=True, text="hosts: app and site each have their own; do the names not resemble each other?")


def _reminders(settings: Settings) -> Finding:
    if settings.push_enabled:
        return Finding(good=True, text="reminders: on")
    return Finding(good=False, text="reminders: off. Set HANDRAIL_VAPID_CONTACT to a mailto: or https: address")


async def _pushes(server: Server) -> Finding:
    """A refusal counts until the browser subscribes anew; one that is gone is dropped at once."""
    count = "SELECT COUNT(*) AS rows, COUNT(CASE WHEN failures > 0 THEN 1 END) AS failing FROM subscription"
    found = (await server.database.fetch(count))[0]
    text = f"pushes: {found['rows']} devices take them, {found['failing']} of them were refused"
    return Finding(
        good=not found["failing"] or 2 * found["failing"] < found["rows"], text=text, look=found["failing"] > 0
    )


async def _clock(server: Server) -> Finding:
    now = int(time.time())
    newest = (await server.database.fetch("SELECT MAX(at) AS at FROM event"))[0]["at"]
    if newest is not None and newest > now + CLOCK_TOLERANCE:
        return Finding(good=False, text=f"clock: it is {newest - now} s behind the newest event. Dates would be missed")
    if server.database.postgres:
        other = (await server.database.fetch("SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT) AS at"))[0]
        if abs(other["at"] - time.time()) > CLOCK_TOLERANCE:
            return Finding(good=False, text=f"clock: PostgreSQL's differs by {other['at'] - now:.0f} s")
    if not _kept_by_a_time_service():
        return Finding(good=True, text="clock: no time service is seen to keep it. Install chrony", look=True)
    return Finding(good=True, text="clock: kept by a time service")


class _Timex(ctypes.Structure):
    """The first members of Linux's `struct timex`; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
    )
    _fields_ += (("status", ctypes.c_int), ("rest", ctypes.c_byte * 256))


def _kept_by_a_time_service() -> bool:
    """Asks the kernel (adjtimex(2), read only); false where it cannot be asked."""
    unsynchronised = 0x40
    timex = _Timex()
    try:
        asked = ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
    except (OSError, AttributeError):
        return False
    return asked >= 0 and not timex.status & unsynchronised


def _backups(settings: Settings) -> Finding:
    found = list_backups(settings.backup_dir) if settings.backup_dir.is_dir() else []
    if not found:
        keyless = "" if settings.backup_key.is_file() else ", and no key to seal one to"
        text = f"backups: none in {settings.backup_dir}{keyless}. See docs/operating.md"
        return Finding(good=settings.local, text=text, look=True)
    age, oldest = (int(time.time() - one.made) for one in (found[0], found[-1]))
    if age > BACKUP_EVERY:
        return Finding(good=False, text=f"backups: the newest is {age // DAY} days old. Does handrail backup run?")
    if oldest > (settings.backup_days + 1) * DAY:
        promise = f"phones are told {settings.backup_days}"
        return Finding(good=False, text=f"backups: the oldest is {oldest // DAY} days old, and {promise}")
    return Finding(good=True, text=f"backups: {len(found)}, the newest {age // 3600} hours old")


def _content() -> Finding:
    if not _review_source().is_file():
        return Finding(good=True, text="content: look at the pages in a checkout: handrail check content", look=True)
    due, lines = review_content()
    return Finding(good=not due, text=f"content: {'; '.join(lines[:2]).lower()}. See handrail check content")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    return Finding(good=free >= LEAST_FREE, text=f"disk: {free / LEAST_FREE:.1f} GiB free for {settings.data_dir}")


def _built(settings: Settings) -> Finding:
    missing = [name for name in ("app", "public") if not (settings.build_dir / name / "index.html").is_file()]
    if missing:
        return Finding(good=False, text=f"built: {', '.join(missing)} is missing. Run scripts/build")
    return Finding(good=True, text="built: app and site")


async def _queue(server: Server) -> Finding:
    late = "SELECT count(*) AS rows FROM reminder WHERE next_at <= ?"
    rows = (await server.database.fetch(late, int(time.time()) - OVERDUE))[0]["rows"]
    if rows:
        return Finding(good=False, text=f"queue: {rows} reminders wait for over {OVERDUE // 60} minutes. Does it run?")
    return Finding(good=True, text="queue: no reminder waits that should have gone")


def review_content() -> tuple[bool, list[str]]:
    """Gives whether a page is stale or without a source, and what is due, one line each. Works in a checkout only.

    The rules are the public site's own (`site/theme/review.py`), loaded by path: an installed server has no pages.
    """
    source = _review_source()
    spec = importlib.util.spec_from_file_location("review", source) if source.is_file() else None
    if spec is None or spec.loader is None:
        return True, ["The pages are not here: run this in a checkout"]
    review = importlib.util.module_from_spec(spec)
    sys.modules["review"] = review  # where dataclasses look for the module that they are of
    spec.loader.exec_module(review)
    found = review.report(source.parents[2] / "content")
    return bool(found.stale), list(review.lines(found))


def _review_source() -> Path:
    return Path(__file__).resolve().parents[1] / "site" / "theme" / "review.py"
