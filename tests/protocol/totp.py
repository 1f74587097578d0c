"""Codes of a second step: RFC 6238 with SHA-1, six digits, steps of 30 seconds."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30


def code_at(secret: str, seconds: float | None = None) -> str:
    """The six digits of a base-32 secret (blanks do not count) at a time in seconds, by default now."""
    plain = secret.replace(" ", "").upper()
    key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    step = int((time.time() if seconds is None else seconds) // STEP)
    digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
