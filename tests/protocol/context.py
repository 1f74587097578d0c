"""Notation of docs/protocol.md: length-prefixed contexts, HKDF, ids, bytes in JSON."""

import base64
import binascii
import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LARGEST_INTEGER = 2**53 - 1
LARGEST_REVISION = 2**31 - 1  # also the largest epoch


class ProtocolError(ValueError):
    """What was read breaks a rule of the protocol.

    └── OpenError   something sealed did not open; always with the same words, whatever was wrong with it
    """


class OpenError(ProtocolError):
    """Something sealed did not open. Which check failed is not told."""

    def __init__(self) -> None:
        super().__init__("cannot be opened")


def lp(value: bytes) -> bytes:
    """The length of `value` as 4 bytes big-endian, then `value`."""
    return len(value).to_bytes(4, "big") + value


def ctx(tag: str, *parts: str | int | bytes) -> bytes:
    """`lp(tag) lp(a) lp(b)…`: text as UTF-8, integers as 8 bytes big-endian unsigned, ids and bytes as they are."""
    return lp(tag.encode()) + b"".join(lp(_part(part)) for part in parts)


def _part(part: str | int | bytes) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, str):
        return part.encode()
    if not 0 <= part <= LARGEST_INTEGER:
        raise ProtocolError(f"an integer outside 0…2^53−1: {part}")
    return part.to_bytes(8, "big")


def hkdf(key: bytes, info: bytes | str, length: int, *, salt: bytes = b"") -> bytes:
    """HKDF-SHA-256 (RFC 5869) of `key`: `length` bytes. Salt is empty unless named; text in `info` is raw UTF-8."""
    raw = info.encode() if isinstance(info, str) else info
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=raw).derive(key)


def id_bytes(text: str) -> bytes:
    """The 16 bytes of an id written as 32 lower-case hexadecimal digits; ProtocolError for any other text."""
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise ProtocolError("not an id")
    return bytes.fromhex(text)


def to_base64(value: bytes) -> str:
    """Bytes as they travel: standard base64 with padding."""
    return base64.b64encode(value).decode()


def from_base64(text: str) -> bytes:
    """The bytes of standard padded base64; ProtocolError for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("not base64") from error
