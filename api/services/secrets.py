"""The server's own secrets: made at the first start, kept in one file of mode 0600 outside the database.

Lost, every account is locked out for good, so it belongs in a safe copy apart from the database's; stolen together with
the database, passphrases that she chose herself could be guessed at.
"""

import base64
import contextlib
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api import ids
from api.errors import HalfGone

_P256 = ec.SECP256R1()
_NONCE = 12
#: Bytes of a sealed half: nonce, the half, tag.
HALF_SEALED = _NONCE + 32 + 16


class SecretsError(Exception):
    """The secrets file cannot be used; the text is one clear line."""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Five independent secrets, 32 bytes each, and what is done with them.

    Attributes:
        pepper: keys the hashes of lookups and sign-in keys.
        seal_key: seals the device halves and the keys of second steps.
        cursor_key: authenticates cursors.
        topic_key: makes tags and topics of pushes.
        vapid: the P-256 key that signs for push services (RFC 8292).
    """

    pepper: bytes
    seal_key: bytes
    cursor_key: bytes
    topic_key: bytes
    vapid: ec.EllipticCurvePrivateKey

    def lookup_tag(self, lookup: bytes) -> str:
        """Gives what is stored for a lookup or a recovery lookup (32 bytes): 64 digits."""
        return ids.keyed_hash(self.pepper, "lookup", lookup).hex()

    def peppered(self, key: bytes) -> bytes:
        """Gives what is hashed for a sign-in key or a recovery key (32 bytes): 32 bytes."""
        return ids.keyed_hash(self.pepper, "sign-in", key)

    def address_tag(self, address: str) -> str:
        """Gives the name under which a client's address is counted, so that no address is kept."""
        return ids.keyed_hash(self.pepper, "address", address.encode()).hex()[:32]

    def fingerprint(self) -> str:
        """Tells this file from another without saying anything of it: 64 digits."""
        return ids.keyed_hash(self.pepper, "fingerprint", b"").hex()

    def seal(self, name: str, plain: bytes) -> bytes:
        """Seals bytes for the row `name` with AES-256-GCM: nonce (12), ciphertext, tag (16)."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.seal_key).encrypt(nonce, plain, name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """Opens what `seal` made.

        Raises:
            HalfGone: if it is not of this row or not of this file.
        """
        try:
            return AESGCM(self.seal_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except InvalidTag:
            raise HalfGone from None


def load_secrets(path: Path) -> Secrets:
    """Reads the secrets file; makes it, with new random secrets, if there is none.

    Raises:
        SecretsError: if it is damaged, cannot be made, or others may read it.
    """
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SecretsError(f"{path} may be read by others: chmod 600 {path}")
        content = json.loads(path.read_text())
        values = {name: base64.b64decode(content[name], validate=True) for name in _NAMES}
    except OSError as error:
        raise SecretsError(f"{path} cannot be read or made: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise SecretsError(f"{path} is damaged: put back the copy") from None
    if any(len(value) != 32 for value in values.values()):  # noqa: PLR2004 - bytes of each secret
        raise SecretsError(f"{path} is damaged: put back the copy")
    vapid = ec.derive_private_key(int.from_bytes(values.pop("vapid_private_key")), _P256)
    return Secrets(**values, vapid=vapid)


def same_deployment(ours: Secrets, other: Secrets) -> bool:
    """Tells whether what `other` had to do with still works with `ours`."""
    return (ours.pepper, ours.seal_key, ours.cursor_key, ours.topic_key) == (
        other.pepper,
        other.seal_key,
        other.cursor_key,
        other.topic_key,
    ) and ours.vapid.private_numbers() == other.vapid.private_numbers()


_NAMES = ("pepper", "seal_key", "cursor_key", "topic_key", "vapid_private_key")


def _make(path: Path) -> None:
    values = {name: secrets.token_bytes(32) for name in _NAMES}
    values["vapid_private_key"] = ec.generate_private_key(_P256).private_numbers().private_value.to_bytes(32)
    content = {"version": 1} | {name: base64.b64encode(value).decode() for name, value in values.items()}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")  # what a crash leaves is in nobody's way
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its file stands
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too must survive the power, before an account depends on the file
    finally:
        os.close(folder)
