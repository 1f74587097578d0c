"""HPKE (RFC 9180), mode AuthPSK, DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256: one message, empty AAD.

Written from the RFC on top of X25519, HMAC and AES-GCM; section numbers stand beside each step.
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol.context import OpenError, ProtocolError

KEM_X25519 = 0x0020  # 7.1
KDF_SHA256 = 0x0001  # 7.2
AEAD_AES_256_GCM = 0x0002  # 7.3
KEY_LENGTHS = {0x0001: 16, AEAD_AES_256_GCM: 32}  # AES-128-GCM is here for the vectors of the RFC's appendix A.1 alone
MODE_AUTH_PSK = b"\x03"  # 5, table 1


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    """LabeledExtract, section 4."""
    return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, hashlib.sha256)


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand, section 4, with HKDF-Expand of RFC 5869 section 2.3."""
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    output, block = b"", b""
    while len(output) < length:
        block = hmac.digest(prk, block + labelled + bytes([len(output) // 32 + 1]), hashlib.sha256)
        output += block
    return output[:length]


def _dh(private: bytes, public: bytes) -> bytes:
    """X25519; ProtocolError if the shared secret is all zero (section 7.1.4): a key of low order."""
    try:
        return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise ProtocolError("not a usable X25519 key") from error


def _public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _shared_secret(dh: bytes, enc: bytes, receiver: bytes, sender: bytes) -> bytes:
    """ExtractAndExpand for AuthEncap and AuthDecap, section 4.1."""
    suite = b"KEM" + KEM_X25519.to_bytes(2, "big")
    return _expand(suite, _extract(suite, b"", b"eae_prk", dh), b"shared_secret", enc + receiver + sender, 32)


def key_schedule(shared: bytes, info: bytes, psk: bytes, psk_id: bytes, aead: int) -> tuple[bytes, bytes]:
    """(key, base nonce) of mode AuthPSK, section 5.1. `shared` is 32 bytes; the nonce has 12."""
    suite = b"HPKE" + KEM_X25519.to_bytes(2, "big") + KDF_SHA256.to_bytes(2, "big") + aead.to_bytes(2, "big")
    psk_id_hash = _extract(suite, b"", b"psk_id_hash", psk_id)
    context = MODE_AUTH_PSK + psk_id_hash + _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared, b"secret", psk)
    key = _expand(suite, secret, b"key", context, KEY_LENGTHS[aead])
    return key, _expand(suite, secret, b"base_nonce", context, 12)


def sender_secret(sender: bytes, receiver_public: bytes, ephemeral: bytes) -> tuple[bytes, bytes]:
    """(shared secret, enc), 32 bytes each: AuthEncap, section 4.1, with the ephemeral private key given."""
    dh = _dh(ephemeral, receiver_public) + _dh(sender, receiver_public)
    enc = _public(ephemeral)
    return _shared_secret(dh, enc, receiver_public, _public(sender)), enc


def receiver_secret(receiver: bytes, sender_public: bytes, enc: bytes) -> bytes:
    """The shared secret, 32 bytes: AuthDecap, section 4.1."""
    dh = _dh(receiver, enc) + _dh(receiver, sender_public)
    return _shared_secret(dh, enc, _public(receiver), sender_public)


def seal(  # noqa: PLR0917 -- the RFC's order of arguments
    sender: bytes,
    receiver_public: bytes,
    info: bytes,
    psk: bytes,
    psk_id: bytes,
    plain: bytes,
    *,
    ephemeral: bytes | None = None,
    aead: int = AEAD_AES_256_GCM,
    aad: bytes = b"",
) -> bytes:
    """`enc(32) ‖ ciphertext` (section 6.1): 48 bytes more than `plain`. ProtocolError for a key of low order.

    `ephemeral` (the private key), `aead` and `aad` are given only to reproduce test vectors.
    """
    ephemeral = X25519PrivateKey.generate().private_bytes_raw() if ephemeral is None else ephemeral
    shared, enc = sender_secret(sender, receiver_public, ephemeral)
    key, nonce = key_schedule(shared, info, psk, psk_id, aead)
    return enc + AESGCM(key).encrypt(nonce, plain, aad)


def open_(  # noqa: PLR0917 -- the RFC's order of arguments
    receiver: bytes,
    sender_public: bytes,
    info: bytes,
    psk: bytes,
    psk_id: bytes,
    sealed: bytes,
    *,
    aead: int = AEAD_AES_256_GCM,
    aad: bytes = b"",
) -> bytes:
    """What `seal` sealed; OpenError for anything wrong with it, low-order keys included."""
    try:
        key, nonce = key_schedule(receiver_secret(receiver, sender_public, sealed[:32]), info, psk, psk_id, aead)
        return AESGCM(key).decrypt(nonce, sealed[32:], aad)
    except (ProtocolError, InvalidTag, ValueError):
        raise OpenError from None
