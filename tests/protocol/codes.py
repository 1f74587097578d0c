"""Codes on paper: 130 random bits as 26 + 1 characters, for recovery and for links."""

import hashlib
import re
import secrets

from protocol.context import ProtocolError, hkdf
from protocol.names import HYPHENS, WHITE_SPACE, Credentials

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LENGTH = 17  # bytes: 130 random bits, then six zero bits
SHOWN = 26  # characters before the check symbol


def new_code() -> bytes:
    """17 bytes: 130 random bits, then six zero bits."""
    code = bytearray(secrets.token_bytes(LENGTH))
    code[-1] &= 0b1100_0000
    return bytes(code)


def show(code: bytes) -> str:
    """The 27 characters of a code: 26 of base 32, then the first five bits of its SHA-256."""
    if len(code) != LENGTH or code[-1] & 0b0011_1111:
        raise ProtocolError("not a code")
    number = int.from_bytes(code, "big") >> 6
    digits = [ALPHABET[number >> 5 * (SHOWN - 1 - n) & 31] for n in range(SHOWN)]
    return "".join(digits) + ALPHABET[hashlib.sha256(code).digest()[0] >> 3]


def read(text: str) -> bytes:
    """The 17 bytes of a code as typed or scanned; ProtocolError if it cannot be one."""
    symbols = re.sub(f"[{WHITE_SPACE}{HYPHENS}]", "", text).upper().translate(str.maketrans("ILO", "110"))
    if len(symbols) != SHOWN + 1:
        raise ProtocolError("a code has 27 characters")
    number = 0
    for symbol in symbols[:SHOWN]:
        if symbol not in ALPHABET:
            raise ProtocolError("a character that no code has")
        number = number << 5 | ALPHABET.index(symbol)
    code = (number << 6).to_bytes(LENGTH, "big")
    if show(code)[-1] != symbols[-1]:
        raise ProtocolError("mistyped: the last character does not fit")
    return code


def recovery_credentials(code: bytes) -> Credentials:
    """Lookup, sign-in key and slot key (32 bytes each) of a recovery code."""
    return Credentials(
        hkdf(code, "handrail/1/recovery-lookup", 32),
        hkdf(code, "handrail/1/recovery-sign-in", 32),
        hkdf(code, "handrail/1/recovery-slot", 32),
    )


def two_papers(code: bytes, *, sheet: bytes | None = None) -> tuple[str, str]:
    """A code as two papers: a random sheet, and the code XOR that sheet. Each alone says nothing."""
    sheet = new_code() if sheet is None else sheet
    return show(sheet), show(_xor(code, sheet))


def join_papers(one: str, other: str) -> bytes:
    """The code of two papers, in either order."""
    return _xor(read(one), read(other))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
