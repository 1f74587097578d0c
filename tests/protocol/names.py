"""From handle and passphrase to keys (docs/protocol.md, "Handle, passphrase, keys")."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from protocol.context import ProtocolError, ctx, hkdf

# Unicode's White_Space property, so that every language means the same: Python's \s adds U+001C–001F and JavaScript's
# \s adds U+FEFF and leaves out U+0085.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
HYPHENS = "\\-\u2010-\u2015\u2212"


def handle(text: str) -> str:
    """The handle that `text` means: 3–64 code points, letters, marks, digits and single hyphens; else ProtocolError."""
    composed = unicodedata.normalize("NFKC", text)
    # One code point at a time: lower-casing a whole word would turn a final sigma into another letter.
    lowered = unicodedata.normalize("NFKC", "".join(character.lower() for character in composed))
    joined = re.sub(f"[{WHITE_SPACE}{HYPHENS}]+", "-", lowered).strip("-")
    if not 3 <= len(joined) <= 64:
        raise ProtocolError("a handle has 3 to 64 characters")
    if not all(
        character == "-" or unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd"
        for character in joined
    ):
        raise ProtocolError("a handle has only letters, marks, digits and hyphens")
    return joined


def passphrase(text: str) -> str:
    """The passphrase that `text` means: NFKC, white space in runs becomes one space, trimmed; case counts."""
    composed = unicodedata.normalize("NFKC", text)
    return re.sub(f"[{WHITE_SPACE}]+", " ", composed).strip(" ")


def salt(rp: str, of_handle: str) -> bytes:
    """32 bytes: the Argon2id salt of a handle at the deployment named `rp`."""
    return hashlib.sha256(ctx("handrail/1/salt", rp, of_handle)).digest()


def lookup(rp: str, of_handle: str) -> bytes:
    """32 bytes: what the server finds an account by, instead of its handle."""
    return hashlib.sha256(ctx("handrail/1/lookup", rp, of_handle)).digest()


def root(rp: str, of_handle: str, of_passphrase: str) -> bytes:
    """32 bytes: Argon2id (RFC 9106, version 0x13) of the passphrase: 64 MiB, 3 passes, 1 lane. No other cost exists."""
    return hash_secret_raw(
        of_passphrase.encode(),
        salt(rp, of_handle),
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
        version=ARGON2_VERSION,
    )


@dataclass(frozen=True)
class Credentials:
    """What opens an account: `lookup` and `sign_in_key` go to the server, `slot_key` never does. 32 bytes each."""

    lookup: bytes
    sign_in_key: bytes
    slot_key: bytes


def split(of_root: bytes) -> tuple[bytes, bytes]:
    """(sign_in_key, slot_key), 32 bytes each, of a root."""
    return hkdf(of_root, "handrail/1/sign-in", 32), hkdf(of_root, "handrail/1/slot", 32)


def credentials(rp: str, handle_text: str, passphrase_text: str) -> Credentials:
    """The credentials of what she typed. Takes a tenth of a second and 64 MiB. ProtocolError for a bad handle."""
    name = handle(handle_text)
    sign_in_key, slot_key = split(root(rp, name, passphrase(passphrase_text)))
    return Credentials(lookup(rp, name), sign_in_key, slot_key)
