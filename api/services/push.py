"""Web Push without a network: which endpoints are allowed, what is sent, how it is signed, and what an answer means.

RFC 8030 (delivery), RFC 8291 (encryption, by the `webpush` library), RFC 8292 (VAPID), and the Declarative Web Push
form of the payload. Everything here is pure, so that `api.services.sender` is left with connections alone.
"""

import base64
import email.utils
import hmac
import random
import re
import time
from dataclasses import dataclass
from datetime import UTC
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import AnyHttpUrl
from webpush import WebPush  # type: ignore[import-untyped]  # it ships no types
from webpush.vapid import VAPID  # type: ignore[import-untyped]  # it ships no types

from api import ids

PAYLOAD_BYTES = 1536  # one size for all, so that no push says by its length whether it carries a notice
LARGEST_MESSAGE = 4096  # RFC 8030, section 7.2: no service has to take more
TOKEN_SECONDS = 12 * 3600  # RFC 8292, section 2: at most 24 hours
TOKEN_RENEWED_BEFORE = 3600
CLOCK_SECONDS = 900
LONGEST_ENDPOINT = 2048
KEY_CHARACTERS = (87, 22)  # of 65 and 16 bytes in base64url without padding
PUSH_HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com")
PUSH_HOST_ENDINGS = (".push.apple.com", ".notify.windows.com")
#: A plain name: nothing that one reader of URLs decodes and another does not.
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
BACKOFF_BASE, BACKOFF_LONGEST = 5.0, 900.0
# Neutral everyday words: read on a lock screen, perhaps by somebody else, they tell nothing.
WORDS = {
    "en": ("A reminder", "There is something in your daybook."),
    "es": ("Un recordatorio", "Hay algo en tu agenda."),
    "fr": ("Un rappel", "Il y a quelque chose dans votre carnet."),
    "ar": ("تذكير", "هناك شيء في المفكرة."),
}


class Verdict(Enum):
    """What the answer of a push service means for the push and for its subscription."""

    DELIVERED = "delivered"
    GONE = "gone"
    RETRY = "retry"
    REFUSED = "refused"


@dataclass(frozen=True)
class Message:
    """One push, ready to be posted: encrypted body and every header."""

    body: bytes
    headers: dict[str, str]


def origin_of(endpoint: str) -> str | None:
    """Scheme, host and port (RFC 6454) of an endpoint in lower case; None where it is no clean http(s) URL.

    The port is left out where it is the scheme's own. User info, fragments, blanks and control characters are refused.
    """
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or any(c <= " " or c in "\\\x7f" for c in endpoint):
        return None
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "#" in endpoint:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    own_port = 443 if parts.scheme == "https" else 80
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None and port != own_port else "")


def is_allowed(endpoint: str, extra_origins: frozenset[str]) -> bool:
    """Whether an endpoint may be stored and contacted."""
    origin = origin_of(endpoint)
    return origin is not None and is_allowed_origin(origin, extra_origins)


def is_allowed_origin(origin: str, extra_origins: frozenset[str]) -> bool:
    """Whether endpoints of an origin (of `origin_of`) may be stored and contacted.

    They may where it is https, port 443 and one of the push services' hosts, or exactly one of `extra_origins`.
    """
    if origin in extra_origins:
        return True
    host = origin.removeprefix("https://")
    if not origin.startswith("https://") or _HOST.fullmatch(host) is None:
        return False
    return host in PUSH_HOSTS or host.endswith(PUSH_HOST_ENDINGS)


def check_keys(p256dh: str, auth: str) -> None:
    """Raises `ValueError` unless `p256dh` is an uncompressed P-256 point (65 bytes) and `auth` is 16 bytes."""
    point = _check_lengths(p256dh, auth)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _check_lengths(p256dh: str, auth: str) -> bytes:
    """As `check_keys`, but for whether the point is on the curve; gives the point."""
    if len(ids.from_base64url(auth)) != 16:  # noqa: PLR2004  RFC 8291, section 3.2
        raise ValueError("auth is 16 bytes")
    point = ids.from_base64url(p256dh)
    if len(point) != 65 or point[0] != 4:  # noqa: PLR2004  SEC 1, section 2.3.3
        raise ValueError("p256dh is an uncompressed point of 65 bytes")
    return point


def language(tag: str | None) -> str:
    """The language to write neutral words in: the primary subtag of `tag` where there are words, else English."""
    primary = (tag or "en").split("-")[0].lower()
    return primary if primary in WORDS else "en"


def topic(key: bytes, owner: str, record: str) -> str:
    """32 characters of base64url(HMAC-SHA-256(key, owner ‖ record)): ids are 32 hexadecimal digits, taken raw."""
    mac = hmac.digest(key, bytes.fromhex(owner) + bytes.fromhex(record), "sha256")
    return ids.to_base64url(mac)[:32]


def payload(*, tag: str, lang: str, navigate: str, notice: bytes | None) -> bytes:
    """The Declarative Web Push document, padded with spaces to `PAYLOAD_BYTES`; raises `ValueError` if longer."""
    title, body = WORDS[language(lang)]
    notification = {
        "title": title,
        "body": body,
        "navigate": navigate,
        "tag": tag,
        "lang": language(lang),
        "dir": "rtl" if language(lang) == "ar" else "ltr",
        "silent": False,
        "data": {"notice": None if notice is None else base64.b64encode(notice).decode()},
    }
    document = {"web_push": 8030, "notification": notification, "mutable": True}
    text = msgspec.json.encode(document)
    if len(text) > PAYLOAD_BYTES:
        raise ValueError("the payload is larger than every other")
    return text.ljust(PAYLOAD_BYTES)


class _Tokens(VAPID):  # type: ignore[misc]  # as above
    """VAPID tokens (RFC 8292), one per origin, kept until an hour before they end."""

    def __init__(self, private_key: ec.EllipticCurvePrivateKey, contact: str) -> None:
        private = private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        super().__init__(private, public)
        self._contact = contact
        self._kept: dict[AnyHttpUrl, tuple[float, str]] = {}

    def get_authorization_header(self, endpoint: AnyHttpUrl, subscriber: str, expiration: int) -> str:
        """The header for an endpoint. The audience names the port where it is not the scheme's own."""
        del subscriber  # always the contact of the settings, which may be an https URL and not only an address
        ends, header = self._kept.get(endpoint, (0.0, ""))
        now = time.time()
        # One that ends later than any could is of a clock that was ahead, and every service refuses it.
        if not TOKEN_RENEWED_BEFORE <= ends - now <= TOKEN_SECONDS:
            ends, audience = now + expiration, origin_of(str(endpoint)) or ""
            claims = {"aud": audience, "exp": int(ends), "sub": self._contact}
            token = jwt.encode(claims, self.private_key, algorithm="ES256")
            header = f"vapid t={token}, k={self.get_application_server_key(self.public_key)}"
            self._kept[endpoint] = (ends, header)
        return header


class _Keys(NamedTuple):
    """As the library's `WebPushKeys`, without the checks of a model's: they were made when the keys were stored."""

    auth: str
    p256dh: str


class _Subscription(NamedTuple):
    """As the library's `WebPushSubscription`."""

    endpoint: AnyHttpUrl
    keys: _Keys


class Wrapper:
    """Makes messages with the library; one for a process.

    The library keeps `ttl`, `subscriber` and `expiration` for every later message once they are passed to a call, so
    they never are: TTL, Topic and Urgency are set here.
    """

    def __init__(self, private_key: ec.EllipticCurvePrivateKey, contact: str) -> None:
        """`contact`: a mailto: or https: URL, sent to every push service as the token's `sub`."""
        tokens = _Tokens(private_key, contact)
        self._library = WebPush(tokens.private_key, _public_pem(private_key), contact, expiration=TOKEN_SECONDS)
        self._library.vapid = tokens
        self._origins: dict[str, AnyHttpUrl] = {}
        self.public_key = tokens.get_application_server_key(tokens.public_key)

    def message(  # the parts of one push
        self, *, origin: str, p256dh: str, auth: str, content: bytes, topic: str, ttl: int
    ) -> Message:
        """Encrypts `content` for one subscription; raises `ValueError` for bad keys and for what grows too large.

        `origin`: of its endpoint, by `origin_of`; the token is for it.
        """
        if (len(p256dh), len(auth)) != KEY_CHARACTERS:  # not as they are stored
            _check_lengths(p256dh, auth)
        # The library raises `ValueError` for a point that is not on the curve.
        if origin not in self._origins:
            self._origins[origin] = AnyHttpUrl(origin)  # once for each, not for each push
        made = self._library.get(content, _Subscription(self._origins[origin], _Keys(auth, p256dh)))
        if len(made.encrypted) > LARGEST_MESSAGE:
            raise ValueError("no push service has to take more than 4,096 bytes")
        headers = {
            "Authorization": made.headers["authorization"],
            "Content-Encoding": made.headers["content-encoding"],
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, ttl)),
            "Topic": topic,
            "Urgency": "high",  # a sleeping phone is woken: a reminder that comes with the next unlock is none
        }
        return Message(made.encrypted, headers)


def application_server_key(private_key: ec.EllipticCurvePrivateKey) -> str:
    """The key that browsers subscribe with (RFC 8292, section 3.2): an uncompressed point as base64url."""
    point = private_key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return ids.to_base64url(point)


def _public_pem(private_key: ec.EllipticCurvePrivateKey) -> bytes:
    public = private_key.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def judge(status: int) -> Verdict:
    """What a push service's status means: RFC 8030, sections 5, 7.3 and 8.4, and what the services do in practice."""
    if status in (200, 201, 202):
        return Verdict.DELIVERED
    if status in (404, 410):
        return Verdict.GONE
    if status in (408, 425, 429) or status >= 500:  # noqa: PLR2004  the whole class of server errors
        return Verdict.RETRY
    return Verdict.REFUSED  # redirects among them: they are never followed


def clocks_differ(date: str | None, now: float) -> bool:
    """Whether a service's Date header (RFC 9110, section 6.6.1) and this clock differ by more than a token allows for.

    A service refuses the tokens of a sender whose clock is wrong: that says nothing of the push or its subscription.
    """
    try:
        return date is not None and abs(_seconds(date) - now) > CLOCK_SECONDS
    except (ValueError, OverflowError):
        return False


def retry_after(header: str | None, now: float) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, section 10.2.3), a number or a date; None without one."""
    if not header:
        return None
    if header.strip().isdigit() and header.isascii():
        return min(float(header.strip()), 86400.0)
    try:
        wait = _seconds(header) - now
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, wait), 86400.0)


def _seconds(date: str) -> float:
    """A date of HTTP in seconds since 1970. One that names no zone is of UTC, whatever zone this server stands in."""
    read = email.utils.parsedate_to_datetime(date)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def backoff(attempt: int) -> float:
    """Seconds before try number `attempt` + 1: full jitter under a doubling ceiling, at least one second."""
    ceiling = min(BACKOFF_LONGEST, BACKOFF_BASE * 2.0 ** min(attempt, 16))
    return 1 + random.random() * (ceiling - 1)  # noqa: S311  spreads load, guards nothing
