"""What a push service and a browser check and open: VAPID tokens (RFC 8292) and encrypted pushes (RFC 8291).

Written with `cryptography` alone, so that tests do not trust the sender's library.
"""

import base64
import json
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LONGEST_TOKEN = 24 * 3600  # RFC 8292, section 2


def encode(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """base64url, with or without padding, as bytes."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The 65 bytes of an uncompressed P-256 point."""
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def decrypt(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """Opens an ``aes128gcm`` push (RFC 8291, section 3.4; RFC 8188, section 2) and gives the plaintext.

    Raises `ValueError` or `InvalidTag` when it is not one for this key.
    """
    salt, record_size, id_length = body[:16], int.from_bytes(body[16:20]), body[20]
    sender, sealed = body[21 : 21 + id_length], body[21 + id_length :]
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))

    def derive(salt: bytes, info: bytes, length: int, secret: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)

    secret = derive(auth, b"WebPush: info\0" + public_bytes(key) + sender, 32, shared)
    aead = AESGCM(derive(salt, b"Content-Encoding: aes128gcm\0", 16, secret))
    nonce = int.from_bytes(derive(salt, b"Content-Encoding: nonce\0", 12, secret))
    if len(sealed) > record_size:
        raise ValueError("a push is one record: RFC 8291, section 4")
    padded = aead.decrypt(nonce.to_bytes(12), sealed, None).rstrip(b"\0")
    if not padded.endswith(b"\x02"):
        raise ValueError("the last record ends in 2")
    return padded[:-1]


def check_vapid(authorization: str, origin: str) -> tuple[dict[str, Any], bytes]:
    """The claims and the public key of ``vapid t=…, k=…`` (RFC 8292, section 3).

    Raises `ValueError` with a sentence when the token is not one that a real service would take.
    """
    scheme, _, parameters = authorization.partition(" ")
    if scheme.lower() != "vapid":
        raise ValueError("no vapid authorization")
    named = dict(part.strip().split("=", 1) for part in parameters.split(","))
    head, claims, signature = named["t"].split(".")
    key = decode(named["k"])
    if json.loads(decode(head)).get("alg") != "ES256":
        raise ValueError("the algorithm is not ES256")
    raw = decode(signature)
    r_and_s = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    try:
        public.verify(r_and_s, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise ValueError("the signature is wrong") from None
    said = json.loads(decode(claims))
    if said.get("aud") != origin:
        raise ValueError(f"the audience is {said.get('aud')}, not {origin}")
    if not time.time() < said.get("exp", 0) <= time.time() + LONGEST_TOKEN:
        raise ValueError("the token ended, or lasts over a day")
    if not str(said.get("sub", "")).startswith(("mailto:", "https:")):
        raise ValueError("the token names no contact")
    return said, key
