"""What clients ask for, made of noise: the server cannot tell it from what is really sealed."""

import base64
import hmac
import secrets
import struct
from typing import Any

import httpx

API = "/api/v1"
OWN_KEY, READER_KEY = 92, 80


def noise(count: int) -> str:
    """So many random bytes, as they travel."""
    return base64.b64encode(secrets.token_bytes(count)).decode()


def new_id() -> str:
    return secrets.token_hex(16)


def totp_code(secret: str, now: float) -> str:
    """What an authenticator shows at `now` for a secret in base32: by RFC 6238, section 4, written anew."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", int(now) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def new_account(**members: Any) -> dict[str, Any]:
    """The body of a sign-up; a member that is None is left out."""
    keys = ("lookup", "sign_in_key", "recovery_lookup", "recovery_key", "public_key")
    body = {name: noise(32) for name in keys}
    body |= {"private_key": noise(92), "slots": [noise(92) for _ in range(8)], "vault_chain": []} | members
    return {name: value for name, value in body.items() if value is not None}


def new_credentials(current: str | None = None, **members: Any) -> dict[str, Any]:
    """The body of a change of credentials."""
    body: dict[str, Any] = {"lookup": noise(32), "sign_in_key": noise(32), "vault_chain": [noise(92)]}
    body |= {"slots": [noise(92) for _ in range(8)], "current": current} | members
    return {name: value for name, value in body.items() if value is not None}


def body_of(plaintext: int = 256) -> str:
    """A sealed record of a plaintext of so many padded bytes."""
    return base64.b64encode(b"\x01" + secrets.token_bytes(32 + 32 + plaintext + 16)).decode()


def own_key() -> dict[str, Any]:
    return {"link": None, "key": noise(OWN_KEY), "until": 0}


def reader_key(link: str, until: int = 0) -> dict[str, Any]:
    return {"link": link, "key": noise(READER_KEY), "until": until}


def new_write(
    record: str | None = None,
    base: int = 0,
    epoch: int = 1,
    *,
    readers: list[dict[str, Any]] | None = None,
    size: int = 256,
    **members: Any,
) -> dict[str, Any]:
    """One write of a sync; `readers` are keys made by `reader_key`."""
    write = {"id": record or new_id(), "base": base, "epoch": epoch, "body": body_of(size)}
    return write | {"keys": [own_key(), *(readers or [])], "reminders": []} | members


def is_problem(answer: httpx.Response, status: int, slug: str) -> None:
    """A problem document (RFC 9457), and nothing else."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    said = answer.json()
    assert said["type"] == f"/problems/{slug}"
    assert said["status"] == status
    assert set(said) <= {"type", "title", "status", "detail", "field", "left"}
    assert answer.headers["Cache-Control"] == "no-store"
