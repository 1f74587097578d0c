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
from api.storage.disk import sync_folder

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
        number: the pepper's: 1 at first, one more for each new one.
        old_pepper: the one before, until nobody stands on it; its number is one less.
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
    number: int = 1
    old_pepper: bytes | None = None

    def lookup_tag(self, lookup: bytes) -> str:
        """Gives what is stored for a lookup or a recovery lookup (32 bytes): 64 digits."""
        return ids.keyed_hash(self.pepper, "lookup", lookup).hex()

    def old_lookup_tag(self, lookup: bytes) -> str:
        """Gives what is stored for a lookup that stands on the old pepper; where there is none, as `lookup_tag`."""
        return ids.keyed_hash(self.old_pepper or self.pepper, "lookup", lookup).hex()

    def peppered(self, key: bytes, number: int | None = None) -> bytes:
        """Gives what is hashed for a sign-in key or a recovery key (32 bytes): 32 bytes.

        `number`: of the pepper that the account stands on; None: the pepper in force.
        """
        old = self.old_pepper if number is not None and number != self.number else None
        return ids.keyed_hash(old or self.pepper, "sign-in", key)

    def address_tag(self, address: str) -> str:
        """Gives the name under which a client's address is counted, so that no address is kept."""
        return ids.keyed_hash(self.pepper, "address", address.encode()).hex()[:32]

    def fingerprint(self) -> str:
        """Tells this file from another without saying anything of it: 64 digits."""
        return ids.keyed_hash(self.pepper, "fingerprint", b"").hex()

    def old_fingerprint(self) -> str:
        """As `fingerprint`, of the file before the new pepper; the same where there is no old one."""
        return ids.keyed_hash(self.old_pepper or self.pepper, "fingerprint", b"").hex()

    def keys_fingerprint(self) -> str:
        """As `fingerprint`, of all that never turns: were the VAPID key another, no phone would be pushed to again."""
        vapid = self.vapid.private_numbers().private_value.to_bytes(32)
        return ids.keyed_hash(self.seal_key, "fingerprint", self.cursor_key + self.topic_key + vapid).hex()

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
        old = base64.b64decode(content["old_pepper"], validate=True) if "old_pepper" in content else None
        number = int(content.get("number", 1))
    except OSError as error:
        raise SecretsError(f"{path} cannot be read or made: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise SecretsError(f"{path} is damaged: put back the copy") from None
    if any(len(value) != 32 for value in [*values.values(), old or values["pepper"]]):  # noqa: PLR2004 - bytes of each secret
        raise SecretsError(f"{path} is damaged: put back the copy")
    vapid = ec.derive_private_key(int.from_bytes(values.pop("vapid_private_key")), _P256)
    return Secrets(**values, vapid=vapid, number=number, old_pepper=old)


def same_deployment(ours: Secrets, other: Secrets) -> bool:
    """Tells whether what `other` had to do with still works with `ours`: nothing turned but, at most, one pepper."""
    peppers = {ours.number: ours.pepper, ours.number - 1: ours.old_pepper}
    return ours.keys_fingerprint() == other.keys_fingerprint() and peppers.get(other.number) == other.pepper


def turn_pepper(path: Path) -> int:
    """Puts a new pepper into the file and keeps the former beside it; gives the new one's number.

    The file is replaced whole. Running servers go on with what they read at their start.

    Raises:
        SecretsError: it cannot be read or written.
    """
    secrets_now = load_secrets(path)
    number = secrets_now.number + 1
    _rewrite(
        path, {"pepper": _text(secrets.token_bytes(32)), "old_pepper": _text(secrets_now.pepper), "number": number}
    )
    return number


def drop_old_pepper(path: Path) -> None:
    """Takes the old pepper out of the file. Whoever still stands on it can never sign in again.

    Raises:
        SecretsError: it cannot be read or written.
    """
    load_secrets(path)
    _rewrite(path, {"old_pepper": None})


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _rewrite(path: Path, changes: dict[str, str | int | None]) -> None:
    content = json.loads(path.read_text()) | {"version": 2} | changes
    content = {name: value for name, value in content.items() if value is not None}
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, content)
        draft.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise SecretsError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


_NAMES = ("pepper", "seal_key", "cursor_key", "topic_key", "vapid_private_key")


def _make(path: Path) -> None:
    values = {name: secrets.token_bytes(32) for name in _NAMES}
    values["vapid_private_key"] = ec.generate_private_key(_P256).private_numbers().private_value.to_bytes(32)
    content: dict[str, str | int] = {"version": 1} | {name: _text(value) for name, value in values.items()}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")  # what a crash leaves is in nobody's way
    try:
        _write(draft, content)
        with contextlib.suppress(FileExistsError):  # another process was first: its file stands
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)  # the name too must survive the power, before an account depends on the file


def _write(draft: Path, content: dict[str, str | int]) -> None:
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
