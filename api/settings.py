"""Every setting: read once from the environment, checked together, frozen.

`docs/operating.md` holds the same table; a test compares the two.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

#: name → what it is, for the docs and `handrail check`.
VARIABLES: dict[str, str] = {
    "HANDRAIL_DATA_DIR": "where the embedded database, the journal and the secrets lie (default: data)",
    "HANDRAIL_DATABASE_URL": "postgres://user:password@host:port/name; default: SQLite in the data directory",
    "HANDRAIL_ORIGIN": "the app's address, scheme and host (default: http://localhost:8000)",
    "HANDRAIL_RP": "the name that keeps deployments apart; fixed at the first start (default: the origin's host)",
    "HANDRAIL_SITE_ORIGIN": "the public site's address (default: the same as the app's)",
    "HANDRAIL_TRUSTED_PROXIES": "addresses or networks, with commas, whose forwarding headers count (default: none)",
    "HANDRAIL_HOST": "the address to listen on (default: 127.0.0.1)",
    "HANDRAIL_PORT": "the port to listen on; 0 picks a free one (default: the origin's on localhost, else 8000)",
    "HANDRAIL_SECRET_FILE": "the server's secrets, made at first start (default: secrets.json in the data directory)",
    "HANDRAIL_VAPID_CONTACT": "mailto: or https: address that push services may write to (no default)",
    "HANDRAIL_PUSH_ORIGINS": "extra exact origins that may receive pushes, with commas (default: none)",
    "HANDRAIL_SIGN_UP": "invited or open (default: open on localhost, else invited)",
    "HANDRAIL_APP_NAME": "what the app is called on the phone (default: Daybook)",
    "HANDRAIL_RATE_LIMITS": "on or off (default: on); off only for load tests",
    "HANDRAIL_RATE_LIMIT_STORE": "where counts are kept: memory:// or redis://… (default: memory://)",
    "HANDRAIL_METRICS_PORT": "the port of /metrics on 127.0.0.1 (default: none)",
    "HANDRAIL_BACKUP_DIR": "where backups are written (default: backups in the data directory)",
    "HANDRAIL_BACKUP_KEY": "the public key that they are sealed to (default: backup.pub in the data directory)",
    "HANDRAIL_BACKUP_DAYS": "days that a backup is kept, 1 to 365; phones are told this number (default: 14)",
    "HANDRAIL_BUILD_DIR": "the folder with the built app and site (default: those in the wheel, else build beside api)",
}


class SettingsError(Exception):
    """Settings that are wrong; `lines` holds one clear line for each."""

    def __init__(self, lines: list[str]) -> None:
        """Takes the lines."""
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, checked. Times and sizes are no settings: they are the protocol's."""

    data_dir: Path
    database_url: str
    origin: str
    rp: str
    site_origin: str
    trusted_proxies: tuple[IPNetwork, ...]
    host: str
    port: int
    secret_file: Path
    vapid_contact: str | None
    push_origins: tuple[str, ...]
    sign_up: str
    app_name: str
    rate_limits: bool
    rate_limit_store: str
    metrics_port: int | None
    backup_dir: Path
    backup_key: Path
    backup_days: int
    build_dir: Path

    @property
    def local(self) -> bool:
        """Whether the app's origin is http://localhost: the one place where browsers trust plain http."""
        return is_local(self.origin)

    @property
    def secure(self) -> bool:
        """Whether the app's origin is https."""
        return self.origin.startswith("https:")

    @property
    def two_hosts(self) -> bool:
        """Whether the public site has an origin of its own."""
        return self.site_origin != self.origin

    @property
    def postgres(self) -> bool:
        """Whether the database is PostgreSQL; else it is SQLite."""
        return self.database_url.startswith("postgres://")

    @property
    def journal_file(self) -> Path:
        """Deletions and ended links, outside the database: replayed after a restore."""
        return self.data_dir / "journal.jsonl"

    @property
    def push_enabled(self) -> bool:
        """Whether reminders can be sent: with a contact, or on localhost."""
        return self.vapid_contact is not None or self.local


def is_local(origin: str) -> bool:
    """Tells whether an origin is http://localhost with any port."""
    parts = urlsplit(origin)
    return parts.scheme == "http" and parts.hostname == "localhost"


def parse_origin(text: str) -> str:
    """Gives the origin as browsers write it: lower case, no default port.

    Raises:
        ValueError: if it is no origin: it has a path, a user, a query, or a scheme other than http and https.
    """
    parts = urlsplit(text.rstrip("/"))
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host or parts.path or parts.query or parts.fragment:
        raise ValueError("must be scheme and host, such as https://daybook.example")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not carry a user or password")
    shown = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + ("" if parts.port in (None, default) else f":{parts.port}")


class _Reader:
    """Reads variables and gathers what is wrong with them, so that all is told at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.lines: list[str] = []

    def text(self, name: str) -> str | None:
        """Gives the value without white space around it, or None if it is not set or empty."""
        return self.environ.get(name, "").strip() or None

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """Gives the parsed value; a wrong one is noted and the default stands in for it."""
        value = self.text(name)
        if value is None:
            return default
        try:
            return parse(value)
        except ValueError as error:
            self.lines.append(f"{name} {error}")
            return default


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65535:  # noqa: PLR2004 - the highest port
        raise ValueError("must be a port number, 0 to 65535")
    return int(text)


def _built() -> Path:
    """The pages that came in the wheel; in a checkout, those that scripts/build made."""
    inside = Path(__file__).resolve().parent / "built"
    return inside if inside.is_dir() else inside.parent.parent / "build"


def _days(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or not 1 <= int(text) <= 365:  # noqa: PLR2004 - a year
        raise ValueError("must be a number of days, 1 to 365")
    return int(text)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be {' or '.join(allowed)}")
        return text

    return parse


def _networks(text: str) -> tuple[IPNetwork, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("must be IP addresses or networks with commas between them") from None


def _origins(text: str) -> tuple[str, ...]:
    return tuple(parse_origin(part.strip()) for part in text.split(",") if part.strip())


def _app_origin(text: str) -> str:
    origin = parse_origin(text)
    if origin.startswith("http:") and not is_local(origin):
        raise ValueError("must begin with https:// (only http://localhost works without)")
    return origin


def _database(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("must be postgres://user:password@host:port/name")
    return "postgres" + text[len(parts.scheme) :]


def _rp(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", text, re.ASCII):
        raise ValueError("must be lower-case letters, digits, dots and hyphens, such as daybook.example")
    return text


def _contact(text: str) -> str:
    mail = re.fullmatch(r"mailto:[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", text)
    web = re.fullmatch(r"https://[^\s/]+\.[^\s/]+(/\S*)?", text)
    if not (mail or web):
        raise ValueError("must be mailto:name@host or an https address")
    return text


def _app_name(text: str) -> str:
    if len(text) > 30 or not text.isprintable() or any(mark in text for mark in '<>&"'):  # noqa: PLR2004 - a short name
        raise ValueError("must be at most 30 plain characters")
    return text


def _rate_limit_store(text: str) -> str:
    if urlsplit(text).scheme not in {"memory", "redis", "rediss", "valkey", "valkeys"}:
        raise ValueError("must be memory:// or redis://host:port")
    return text


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads and checks every setting. `environ` defaults to the process's.

    Raises:
        SettingsError: with one line for each wrong or unknown variable.
    """
    reader = _Reader(os.environ if environ is None else environ)
    unknown = sorted(name for name in reader.environ if name.startswith("HANDRAIL_") and name not in VARIABLES)
    reader.lines += [f"{name} is not a setting" for name in unknown if not name.startswith(_FOREIGN)]
    data_dir = reader.read("HANDRAIL_DATA_DIR", Path, Path("data")).absolute()
    origin = reader.read("HANDRAIL_ORIGIN", _app_origin, "http://localhost:8000")
    parts = urlsplit(origin)
    local = is_local(origin)
    settings = Settings(
        data_dir=data_dir,
        database_url=reader.read("HANDRAIL_DATABASE_URL", _database, f"sqlite://{data_dir / 'handrail.sqlite3'}"),
        origin=origin,
        rp=reader.read("HANDRAIL_RP", _rp, parts.hostname or "localhost"),
        site_origin=reader.read("HANDRAIL_SITE_ORIGIN", _app_origin, origin),
        trusted_proxies=reader.read("HANDRAIL_TRUSTED_PROXIES", _networks, ()),
        host=reader.read("HANDRAIL_HOST", str, "127.0.0.1"),
        port=reader.read("HANDRAIL_PORT", _port, (parts.port or 80) if local else 8000),
        secret_file=reader.read("HANDRAIL_SECRET_FILE", Path, data_dir / "secrets.json").absolute(),
        vapid_contact=reader.read("HANDRAIL_VAPID_CONTACT", _contact, None),
        push_origins=reader.read("HANDRAIL_PUSH_ORIGINS", _origins, ()),
        sign_up=reader.read("HANDRAIL_SIGN_UP", _one_of("invited", "open"), "open" if local else "invited"),
        app_name=reader.read("HANDRAIL_APP_NAME", _app_name, "Daybook"),
        rate_limits=reader.read("HANDRAIL_RATE_LIMITS", _one_of("on", "off"), "on") == "on",
        rate_limit_store=reader.read("HANDRAIL_RATE_LIMIT_STORE", _rate_limit_store, "memory://"),
        metrics_port=reader.read("HANDRAIL_METRICS_PORT", _port, None),
        backup_dir=reader.read("HANDRAIL_BACKUP_DIR", Path, data_dir / "backups").absolute(),
        backup_key=reader.read("HANDRAIL_BACKUP_KEY", Path, data_dir / "backup.pub").absolute(),
        backup_days=reader.read("HANDRAIL_BACKUP_DAYS", _days, 14),
        build_dir=reader.read("HANDRAIL_BUILD_DIR", Path, _built()).absolute(),
    )
    if reader.lines:
        raise SettingsError(reader.lines)
    return settings


#: Variables of the tests and scripts, which begin alike but are not the server's.
_FOREIGN = ("HANDRAIL_TEST_", "HANDRAIL_CHROMIUM", "HANDRAIL_FIREFOX", "HANDRAIL_SITE_DRAFTS", "HANDRAIL_DEMO")
