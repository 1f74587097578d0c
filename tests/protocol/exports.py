"""The sealed file of an export (docs/protocol.md, "An export"): a head that the code opens, then pieces in order."""

import hmac
import json
import secrets
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol import seals
from protocol.bodies import COMMITMENT, LARGEST, NONCE, SMALLEST, TAG, pad, unpad
from protocol.context import OpenError, ctx, hkdf

VERSION = b"\x01"
HEAD = 1 + seals.SLOT_LENGTH
FULL_PIECE = LARGEST - 1
FORMAT = "handrail-export"


def _code_key(code: bytes) -> bytes:
    return hkdf(code, "handrail/1/export", 32)


def seal_head(code: bytes, key: bytes, *, nonce: bytes | None = None) -> bytes:
    """93 bytes: `0x01` and the export key, sealed under the code's own key for this."""
    return VERSION + seals.seal_small(_code_key(code), "handrail/1/export-key", [], key, nonce=nonce)


def open_head(code: bytes, head: bytes) -> bytes:
    """The export key; OpenError for another code, another version, or damage."""
    if len(head) != HEAD or head[:1] != VERSION:
        raise OpenError
    return seals.open_small(_code_key(code), "handrail/1/export-key", [], head[1:])


def seal_piece(key: bytes, n: int, plain: bytes, *, last: bool, nonce: bytes | None = None) -> bytes:
    """Piece `n`, its length before it: 84 bytes more than `plain` padded."""
    nonce = secrets.token_bytes(NONCE) if nonce is None else nonce
    c = ctx("handrail/1/export-piece", n, int(last))
    derived = hkdf(key, c, 64, salt=nonce)
    sealed = nonce + derived[32:] + AESGCM(derived[:32]).encrypt(bytes(12), pad(plain), c)
    return len(sealed).to_bytes(4, "big") + sealed


def open_piece(key: bytes, n: int, piece: bytes, *, last: bool) -> bytes:
    """What is in piece `n`, given without its length; OpenError for anything wrong with it."""
    if len(piece) < NONCE + COMMITMENT + SMALLEST + TAG:
        raise OpenError
    nonce, commitment, ciphertext = piece[:32], piece[32:64], piece[64:]
    c = ctx("handrail/1/export-piece", n, int(last))
    derived = hkdf(key, c, 64, salt=nonce)
    if not hmac.compare_digest(commitment, derived[32:]):
        raise OpenError
    try:
        return unpad(AESGCM(derived[:32]).decrypt(bytes(12), ciphertext, c))
    except InvalidTag:
        raise OpenError from None


def seal_export(code: bytes, key: bytes, plains: list[bytes], *, nonces: list[bytes] | None = None) -> bytes:
    """A whole file of these pieces. `nonces` (12 bytes, then 32 for each piece) only to reproduce a test vector."""
    given = [None, *[None] * len(plains)] if nonces is None else nonces
    pieces = [
        seal_piece(key, n, plain, last=n == len(plains) - 1, nonce=nonce)
        for n, (plain, nonce) in enumerate(zip(plains, given[1:], strict=True))
    ]
    return seal_head(code, key, nonce=given[0]) + b"".join(pieces)


def open_export(code: bytes, file: bytes) -> bytes:
    """All that is in a file; OpenError, always the same, for anything wrong with it, also at its very end."""
    key, at, plain = open_head(code, file[:HEAD]), HEAD, b""
    for n in range(len(file)):
        length = int.from_bytes(file[at : at + 4], "big")
        end = at + 4 + length
        if at + 4 > len(file) or end > len(file):
            raise OpenError
        plain += open_piece(key, n, file[at + 4 : end], last=end == len(file))
        at = end
        if at == len(file):
            break
    return plain


def write_export(code: bytes, records: dict[str, dict[str, Any]], made: str) -> bytes:
    """A file of these records (id → plaintext), made on this day."""
    lines: list[dict[str, Any]] = [{"format": FORMAT, "version": 1, "made": made}]
    lines += [{"id": record, "record": plain} for record, plain in records.items()]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    plains = [text[at : at + FULL_PIECE] for at in range(0, len(text), FULL_PIECE)]
    return seal_export(code, secrets.token_bytes(32), plains)


def read_export(code: bytes, file: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each record of a file with its id; OpenError for what is no such file."""
    plain = open_export(code, file)
    if not plain.endswith(b"\n"):
        raise OpenError
    try:
        head, *lines = [json.loads(line) for line in plain.decode().splitlines()]
    except ValueError:
        raise OpenError from None
    if head.get("format") != FORMAT or head.get("version") != 1:
        raise OpenError
    for line in lines:
        yield line["id"], line["record"]
