"""Random ids, tokens, keyed hashes and encodings: the leaf that everything may import.

Ids are 16 random bytes written as 32 lower-case hexadecimal digits; they carry no time and no order (protocol.md,
Notation).
"""

import base64
import hashlib
import hmac
import re
import secrets

#: Digits in an id: 16 bytes.
ID_LENGTH = 32
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def new_id() -> str:
    """Gives a new random id: 32 lower-case hexadecimal digits."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Tells whether `text` is an id: exactly 32 lower-case hexadecimal digits."""
    return _ID.fullmatch(text) is not None


def record_name(owner: str, record: str) -> str:
    """Gives the name that a record's row is stored under: owner and id together, 64 digits."""
    return owner + record


def key_name(owner: str, record: str, account: str) -> str:
    """Gives the name of the key row that `account` holds for a record: 96 digits."""
    return owner + record + account


def numbered_name(prefix: str, number: int) -> str:
    """Gives `prefix` followed by `number` (0…2^63−1) as 16 digits, so that names sort as their numbers do."""
    return f"{prefix}{number:016x}"


def below(prefix: str, digits: int) -> tuple[str, str]:
    """Gives the first and last name that begin with `prefix` and go on for `digits` digits, for `BETWEEN ? AND ?`."""
    return prefix + "0" * digits, prefix + "f" * digits


def new_token() -> str:
    """Gives a session token or one-time code: 256 random bits as 43 characters of base64url."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Gives the SHA-256 of a token as 64 digits: what is stored. The token is random, so no salt or stretching."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: bytes, purpose: str, data: bytes) -> bytes:
    """Gives HMAC-SHA-256 over `purpose`, a zero byte and `data` (32 bytes). The purpose keeps uses of a key apart."""
    return hmac.digest(key, purpose.encode() + b"\0" + data, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(one, other)


def to_base64url(data: bytes) -> str:
    """Gives base64url without padding (RFC 4648, section 5), as Web Push and cookies use it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Reads base64url, padded or not.

    Raises:
        ValueError: if it is something else.
    """
    stripped = text.rstrip("=")
    if re.fullmatch(r"[A-Za-z0-9_-]*", stripped, re.ASCII) is None:
        raise ValueError("not base64url")
    return base64.b64decode(stripped + "=" * (-len(stripped) % 4), altchars=b"-_", validate=True)
