"""The envelope of a record: padding and the sealed body (docs/protocol.md, "A record")."""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol.context import OpenError, ProtocolError, ctx, hkdf

SMALLEST = 256
LARGEST = 524_288
VERSION = b"\x01"
NONCE = 32
COMMITMENT = 32
TAG = 16


def padded_length(length: int) -> int:
    """How many bytes a plaintext of `length` bytes fills: the next power of two that also holds the mark 0x80."""
    padded = max(SMALLEST, 1 << length.bit_length())
    if padded > LARGEST:
        raise ProtocolError("a plaintext has at most 524,287 bytes")
    return padded


def pad(plain: bytes) -> bytes:
    """`plain`, 0x80, then zeros to the next power of two, 256 … 524,288 bytes; ProtocolError if it is too long."""
    return plain + b"\x80" + bytes(padded_length(len(plain)) - len(plain) - 1)


def unpad(padded: bytes) -> bytes:
    """What was padded; OpenError if the length is not a power of two in 256 … 524,288 or the mark is missing."""
    length = len(padded)
    if not SMALLEST <= length <= LARGEST or length & (length - 1):
        raise OpenError
    stripped = padded.rstrip(b"\x00")
    if not stripped.endswith(b"\x80"):
        raise OpenError
    return stripped[:-1]


def seal_body(  # noqa: PLR0917 -- each is one part of the context, in the page's order
    record_key: bytes, owner: bytes, record: bytes, epoch: int, revision: int, text: str, *, nonce: bytes | None = None
) -> bytes:
    """`0x01 ‖ nonce(32) ‖ commitment(32) ‖ AES-256-GCM(padded) with tag`: 81 bytes more than the padded text."""
    nonce = secrets.token_bytes(NONCE) if nonce is None else nonce
    c = ctx("handrail/1/record", owner, record, epoch, revision)
    derived = hkdf(record_key, c, 64, salt=nonce)
    return VERSION + nonce + derived[32:] + AESGCM(derived[:32]).encrypt(bytes(12), pad(text.encode()), c)


def open_body(  # noqa: PLR0917 -- each is one part of the context, in the page's order
    record_key: bytes, owner: bytes, record: bytes, epoch: int, revision: int, body: bytes
) -> str:
    """The JSON text of a record; OpenError, always the same, for anything wrong with it."""
    if len(body) < 1 + NONCE + COMMITMENT + SMALLEST + TAG or body[:1] != VERSION:
        raise OpenError
    nonce, commitment, ciphertext = body[1:33], body[33:65], body[65:]
    c = ctx("handrail/1/record", owner, record, epoch, revision)
    derived = hkdf(record_key, c, 64, salt=nonce)
    if not hmac.compare_digest(commitment, derived[32:]):
        raise OpenError
    try:
        return unpad(AESGCM(derived[:32]).decrypt(bytes(12), ciphertext, c)).decode()
    except (InvalidTag, UnicodeDecodeError):
        raise OpenError from None
