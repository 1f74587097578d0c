"""What `handrail check` looks at: this deployment, from the operator's side."""

import importlib.util
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from api.services.server import Server
from api.settings import Settings

LEAST_FREE = 1024**3
#: A due reminder that still waits after so many seconds: no dispatcher runs.
OVERDUE = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    good: bool
    text: str


async def check_deployment(server: Server, settings: Settings) -> list[Finding]:
    """Gives what is right and what is not, one finding each. It counts rows and reads none."""
    return [
        Finding(good=True, text=f"database: {'PostgreSQL' if settings.postgres else 'SQLite'}, migrated"),
        Finding(good=True, text=f"secrets: {settings.secret_file}, only its owner may read it"),
        _hosts(settings),
        _pushes(settings),
        _disk(settings),
        _built(settings),
        await _queue(server),
    ]


def _hosts(settings: Settings) -> Finding:
    if settings.local:
        return Finding(good=True, text="hosts: localhost, for trying it out")
    app, site = urlsplit(settings.origin).hostname, urlsplit(settings.site_origin).hostname
    if app == site:
        return Finding(good=False, text="hosts: one for app and site. Set HANDRAIL_SITE_ORIGIN to another host name")
    return Finding(good=True, text="hosts: app and site each have their own; do the names not resemble each other?")


def _pushes(settings: Settings) -> Finding:
    if settings.push_enabled:
        return Finding(good=True, text="reminders: on")
    return Finding(good=False, text="reminders: off. Set HANDRAIL_VAPID_CONTACT to a mailto: or https: address")


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
    root = Path(__file__).resolve().parents[1]
    source = root / "site" / "theme" / "review.py"
    spec = importlib.util.spec_from_file_location("review", source) if source.is_file() else None
    if spec is None or spec.loader is None:
        return True, ["The pages are not here: run this in a checkout"]
    review = importlib.util.module_from_spec(spec)
    sys.modules["review"] = review  # where dataclasses look for the module that they are of
    spec.loader.exec_module(review)
    found = review.report(root / "content")
    return bool(found.stale), list(review.lines(found))
