"""Small seals and what is made of them: slots, chain, identity, own keys, notices, cards."""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol.bodies import pad, unpad
from protocol.context import OpenError, ProtocolError, ctx, hkdf

SLOTS = 8
SLOT_LENGTH = 92
CHAIN_LENGTH = 8
PASSPHRASE_SLOT = 0
RECOVERY_SLOT = 1
NOTICE_LENGTH = 256
NONCE = 12
COMMITMENT = 32
TAG = 16


def seal_small(key: bytes, tag: str, ids: list[int | bytes], plain: bytes, *, nonce: bytes | None = None) -> bytes:
    """`nonce(12) ‖ commitment(32) ‖ AES-256-GCM(plain) with tag`: 60 bytes more than `plain`.

    `nonce` is given only to reproduce a test vector.
    """
    nonce = secrets.token_bytes(NONCE) if nonce is None else nonce
    c = ctx(tag, *ids)
    derived = hkdf(key, c, 64, salt=nonce)
    # k is used for one message, so its GCM nonce may be constant (NIST SP 800-38D asks for uniqueness per key).
    return nonce + derived[32:] + AESGCM(derived[:32]).encrypt(bytes(12), plain, c)


def open_small(key: bytes, tag: str, ids: list[int | bytes], sealed: bytes) -> bytes:
    """The plaintext of a small seal; OpenError, always the same, for anything wrong with it."""
    if len(sealed) < NONCE + COMMITMENT + TAG:
        raise OpenError
    nonce, commitment, ciphertext = sealed[:NONCE], sealed[NONCE : NONCE + COMMITMENT], sealed[NONCE + COMMITMENT :]
    c = ctx(tag, *ids)
    derived = hkdf(key, c, 64, salt=nonce)
    if not hmac.compare_digest(commitment, derived[32:]):
        raise OpenError
    try:
        return AESGCM(derived[:32]).decrypt(bytes(12), ciphertext, c)
    except InvalidTag:
        raise OpenError from None


def _open_key(key: bytes, tag: str, ids: list[int | bytes], sealed: bytes) -> bytes:
    opened = open_small(key, tag, ids, sealed)
    if len(opened) != 32:
        raise OpenError
    return opened


def seal_slot(key: bytes, slot: int, vault_key: bytes, *, nonce: bytes | None = None) -> bytes:
    """92 bytes: the vault key in slot 0 (passphrase) or 1 (recovery code)."""
    return seal_small(key, "handrail/1/slot", [slot], vault_key, nonce=nonce)


def fill_slots(filled: dict[int, bytes]) -> list[bytes]:
    """Eight slots of 92 bytes: the given ones, random bytes in the others."""
    return [filled.get(n, secrets.token_bytes(SLOT_LENGTH)) for n in range(SLOTS)]


def open_slot(key: bytes, slot: int, slots: list[bytes]) -> bytes:
    """The vault key (32 bytes) of a slot; OpenError if the eight slots are not as they must be or it does not open."""
    if len(slots) != SLOTS or any(len(one) != SLOT_LENGTH for one in slots):
        raise OpenError
    return _open_key(key, "handrail/1/slot", [slot], slots[slot])


def seal_chain(vault_key: bytes, former: list[bytes], *, nonces: list[bytes] | None = None) -> list[bytes]:
    """The chain: up to eight former vault keys, newest first, 92 bytes each."""
    if len(former) > CHAIN_LENGTH:
        raise ProtocolError("a chain has at most eight entries")
    return [
        seal_small(vault_key, "handrail/1/vault", [n], one, nonce=nonces[n] if nonces else None)
        for n, one in enumerate(former)
    ]


def open_chain(vault_key: bytes, chain: list[bytes]) -> list[bytes]:
    """The former vault keys, newest first; OpenError if one entry does not open or there are more than eight."""
    if len(chain) > CHAIN_LENGTH:
        raise OpenError
    return [_open_key(vault_key, "handrail/1/vault", [n], one) for n, one in enumerate(chain)]


def public_of(private: bytes) -> bytes:
    """The 32 public bytes of an X25519 private key (RFC 7748)."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_identity(vault_key: bytes, private: bytes, *, nonce: bytes | None = None) -> bytes:
    """92 bytes: her X25519 private key, sealed."""
    return seal_small(vault_key, "handrail/1/identity", [], private, nonce=nonce)


def open_identity(vault_key: bytes, sealed: bytes, public: bytes) -> bytes:
    """Her X25519 private key; OpenError too if `public` is not the public key that belongs to it."""
    private = _open_key(vault_key, "handrail/1/identity", [], sealed)
    if not hmac.compare_digest(public_of(private), public):
        raise OpenError
    return private


def seal_own_key(
    vault_key: bytes, owner: bytes, record: bytes, epoch: int, record_key: bytes, *, nonce: bytes | None = None
) -> bytes:
    """92 bytes: the key row with which she opens her own record."""
    return seal_small(vault_key, "handrail/1/key", [owner, record, epoch], record_key, nonce=nonce)


def open_own_key(vault_keys: list[bytes], owner: bytes, record: bytes, epoch: int, sealed: bytes) -> bytes:
    """The record key, by the first of `vault_keys` (the present one, then the chain) that opens it; else OpenError."""
    for vault_key in vault_keys:
        try:
            return _open_key(vault_key, "handrail/1/key", [owner, record, epoch], sealed)
        except OpenError:
            continue
    raise OpenError


def notice_key(vault_key: bytes) -> bytes:
    """32 bytes: what a service worker may be given to open reminder notices, and nothing else."""
    return hkdf(vault_key, "handrail/1/notice", 32)


def quarter_hour(at: int) -> int:
    """A time in seconds, rounded down to the quarter hour as reminders are."""
    return at - at % 900


def seal_notice(key: bytes, owner: bytes, record: bytes, at: int, text: str, *, nonce: bytes | None = None) -> bytes:
    """316 bytes: the text of a reminder under the notice key; ProtocolError if it has more than 255 bytes of UTF-8."""
    padded = pad(text.encode())
    if len(padded) != NOTICE_LENGTH:
        raise ProtocolError("a notice holds at most 255 bytes")
    return seal_small(key, "handrail/1/notice", [owner, record, at], padded, nonce=nonce)


def open_notice(key: bytes, owner: bytes, record: bytes, at: int, sealed: bytes) -> str:
    """The text of a reminder; OpenError for anything wrong with it."""
    padded = open_small(key, "handrail/1/notice", [owner, record, at], sealed)
    if len(padded) != NOTICE_LENGTH:
        raise OpenError
    try:
        return unpad(padded).decode()
    except UnicodeDecodeError:
        raise OpenError from None
