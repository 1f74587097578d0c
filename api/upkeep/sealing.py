"""The file of a backup: sealed to the operator's public key, in pieces, so that it is never whole in memory.

    the line `handrail-backup 1` ‖ header, one line of JSON ‖ sealed content key (80 bytes) ‖ pieces

The content key is 32 random bytes, sealed with HPKE (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM,
one shot) with the lines above as `info`. The pieces are the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár
2015, as age has it): 64 KiB each under AES-256-GCM, nonce = number (11 bytes) ‖ 1 for the last one, else 0. So a file
that was cut off, reordered or changed does not open. Sealing needs no secret: whoever can write where backups lie can
also make one. Keep that place your own.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from api.storage.disk import sync_folder

_MAGIC = b"handrail-backup 1\n"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_WRAPPED = 80  # enc (32), the content key (32), tag (16)
_PIECE = 64 * 1024
_TAG = 16
_LONGEST_HEADER = 4096
_PUBLIC, _PRIVATE = "handrail-backup-public-key ", "handrail-backup-private-key "


class BackupError(Exception):
    """A backup, a key or a place cannot be used; the text is one clear line."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says to whoever finds it: when it was made, and for which key."""

    made: int
    key: str


def fingerprint(public: X25519PublicKey) -> str:
    """Gives the 16 digits by which an operator tells one key from another."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def new_key_pair() -> tuple[str, str]:
    """Gives the texts of a new private and its public key."""
    private = X25519PrivateKey.generate()
    secret = base64.b64encode(private.private_bytes_raw()).decode()
    return f"{_PRIVATE}{secret}\n", public_text(private)


def public_text(private: X25519PrivateKey) -> str:
    """Gives the text of the public key that goes with a private one."""
    return f"{_PUBLIC}{base64.b64encode(private.public_key().public_bytes_raw()).decode()}\n"


def read_public_key(path: Path) -> X25519PublicKey:
    """Reads the key that backups are sealed to.

    Raises:
        BackupError: there is none, or it is damaged.
    """
    raw = _read(path, _PUBLIC, "Make one with: handrail backup key")
    try:
        return X25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise BackupError(f"{path} is damaged") from None


def read_private_key(path: Path) -> X25519PrivateKey:
    """Reads the key that opens backups.

    Raises:
        BackupError: there is none, or it is damaged.
    """
    raw = _read(path, _PRIVATE, "It is the file that handrail backup key wrote")
    try:
        return X25519PrivateKey.from_private_bytes(raw)
    except ValueError:
        raise BackupError(f"{path} is damaged") from None


def _read(path: Path, mark: str, hint: str) -> bytes:
    try:
        text = path.read_text(encoding="ascii")
        return base64.b64decode(text[len(mark) :].strip() if text.startswith(mark) else "?", validate=True)
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror}). {hint}") from None
    except ValueError:
        raise BackupError(f"{path} is not a key of this kind. {hint}") from None


class Sealer:
    """Writes a sealed file. `close` writes the last piece; without it the file does not open."""

    def __init__(self, file: BinaryIO, public: X25519PublicKey, made: int) -> None:
        """Writes the head of the file."""
        head = _MAGIC + json.dumps({"made": made, "key": fingerprint(public)}).encode() + b"\n"
        #: What opens this file as long as it is remembered: to read back what was written.
        self.content_key = secrets.token_bytes(32)
        self._cipher = AESGCM(self.content_key)
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        file.write(head + _SUITE.encrypt(self.content_key, public, info=head))

    def write(self, plain: bytes) -> None:
        """Seals and writes, piece by piece; what does not fill one waits for more."""
        self._waiting += plain
        while len(self._waiting) > _PIECE:  # the last piece is never empty unless all is
            self._seal(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]

    def close(self) -> None:
        """Writes the last piece."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), plain, None))
        self._number += 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def read_header(path: Path) -> Header:
    """Reads what a backup says in clear.

    Raises:
        BackupError: it is none, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _head(file, path)[0]
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from None


def open_pieces(path: Path, private: X25519PrivateKey | None, content_key: bytes | None = None) -> Iterator[bytes]:
    """Gives the plaintext piece by piece. All of it counts only once the iterator has ended.

    Args:
        path: the file.
        private: the operator's key; None where `content_key` is known.
        content_key: of the `Sealer` that wrote it.

    Raises:
        BackupError: it is no backup, for another key, damaged or cut off.
    """
    try:
        with path.open("rb") as file:
            header, head = _head(file, path)
            wrapped = file.read(_WRAPPED)
            key = content_key if private is None else _unwrap(path, header, head, wrapped, private)
            assert key is not None  # noqa: S101  one of the two is given
            yield from _pieces(file, path, AESGCM(key).decrypt)
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from None


def _head(file: BinaryIO, path: Path) -> tuple[Header, bytes]:
    magic = file.read(len(_MAGIC))
    if magic != _MAGIC:
        raise BackupError(f"{path} is no backup of Handrail, or of a later version")
    line = file.readline(_LONGEST_HEADER)
    try:
        told = json.loads(line)
        return Header(made=int(told["made"]), key=str(told["key"])), magic + line
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"{path} is damaged") from None


def _unwrap(path: Path, header: Header, head: bytes, wrapped: bytes, private: X25519PrivateKey) -> bytes:
    if header.key != fingerprint(private.public_key()):
        raise BackupError(f"{path} was sealed to another key ({header.key})")
    try:
        return _SUITE.decrypt(wrapped, private, info=head)
    except InvalidTag:
        raise BackupError(f"{path} is damaged") from None


def _pieces(file: BinaryIO, path: Path, decrypt: Callable[[bytes, bytes, None], bytes]) -> Iterator[bytes]:
    number, sealed = 0, file.read(_PIECE + _TAG)
    while True:
        following = file.read(_PIECE + _TAG)
        try:
            yield decrypt(_nonce(number, last=not following), sealed, None)
        except (InvalidTag, ValueError):
            raise BackupError(f"{path} is damaged or cut off") from None
        if not following:
            return
        number, sealed = number + 1, following


def write_new_file(path: Path, text: str | bytes, mode: int) -> None:
    """Writes a file that must not be there yet, and waits until it is on disk.

    Raises:
        FileExistsError: it is there.
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
