"""What a client asks to write: the shapes of protocol.md, "Sync", and the checks that need no database.

`base64` members arrive here as bytes. Whatever can be known to be wrong from the request alone is refused as a whole
(`Invalid`, with the path of the member), before anything is looked up.
"""

import hashlib
from typing import Annotated

from msgspec import Meta, Struct

from api.errors import Invalid

# The length too: in Python `$` also fits before a line break at the end.
ID = Annotated[
    str,
    Meta(pattern="^[0-9a-f]{32}$", max_length=32, description="16 random bytes as 32 lower-case hexadecimal digits"),
]
COUNT = 2**31 - 1
Revision = Annotated[int, Meta(ge=0, le=COUNT)]
Epoch = Annotated[int, Meta(ge=1, le=COUNT)]
Seconds = Annotated[int, Meta(ge=0, le=2**53 - 1, description="seconds since 1970 UTC; 0: open")]

BODY_VERSION = 1
BODY_OVERHEAD = 1 + 32 + 32 + 16  # version, nonce, commitment, tag
SMALLEST_PLAINTEXT, LARGEST_PLAINTEXT = 256, 524_288
OWN_KEY_BYTES = 12 + 32 + 32 + 16  # a small seal of 32 bytes
READER_KEY_BYTES = 32 + 48  # HPKE enc and ciphertext
MOST_REMINDERS = 32
LONGEST_NOTICE = 512
QUARTER = 900


class NewKey(Struct, forbid_unknown_fields=True):
    """A key of a write: her own (`link` null, `until` 0) or a reader's across a link."""

    key: bytes
    link: ID | None = None
    until: Seconds = 0


class NewReminder(Struct, forbid_unknown_fields=True):
    """A reminder of a write. `at` is rounded down to the quarter hour; `notice` is sealed."""

    at: Seconds
    notice: Annotated[bytes, Meta(max_length=LONGEST_NOTICE)] | None = None


class Write(Struct, forbid_unknown_fields=True):
    """One record as it is to be.

    `revision` (by default `base` + 1) is named by a client that offers back, after *start-over*, what the server lost.
    """

    id: ID
    base: Revision
    epoch: Epoch
    body: bytes
    keys: list[NewKey]
    reminders: list[NewReminder] | None = None
    revision: Annotated[int, Meta(ge=1, le=COUNT)] | None = None

    @property
    def new_revision(self) -> int:
        """The revision that this write makes."""
        return self.base + 1 if self.revision is None else self.revision

    @property
    def body_hash(self) -> str:
        """SHA-256 of the body, in hexadecimal digits: tells a repeat from another write."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def own_key(self) -> bytes:
        """Her own sealed key."""
        return next(key.key for key in self.keys if key.link is None)

    @property
    def reader_keys(self) -> dict[str, NewKey]:
        """The readers' keys, by link."""
        return {key.link: key for key in self.keys if key.link is not None}

    def quarters(self) -> dict[int, NewReminder]:
        """The reminders, by the quarter hour that they fall due in (seconds)."""
        return {reminder.at - reminder.at % QUARTER: reminder for reminder in self.reminders or []}


class Rekey(Struct, forbid_unknown_fields=True):
    """Her own key of a record, sealed anew."""

    id: ID
    epoch: Epoch
    key: bytes


def check_write(write: Write, path: str) -> None:
    """Raises `Invalid` with the path of the first member that is wrong whatever the database holds."""
    _check_body(write.body, f"{path}.body")
    if not write.base < write.new_revision <= COUNT:
        raise Invalid("a revision is above its base", field=f"{path}.revision")
    links: set[str | None] = set()
    for number, key in enumerate(write.keys):
        where = f"{path}.keys[{number}]"
        if key.link in links:
            raise Invalid("each link at most once", field=f"{where}.link")
        links.add(key.link)
        if len(key.key) != (OWN_KEY_BYTES if key.link is None else READER_KEY_BYTES):
            raise Invalid("not the length of such a key", field=f"{where}.key")
        if key.link is None and key.until:
            raise Invalid("her own key is open", field=f"{where}.until")
    if None not in links:
        raise Invalid("exactly one key is her own, with link null", field=f"{path}.keys")
    if len(write.reminders or []) > MOST_REMINDERS:
        raise Invalid("at most 32 reminders", field=f"{path}.reminders")


def check_rekey(rekey: Rekey, path: str) -> None:
    """Raises `Invalid` unless the key has the length of a small seal."""
    if len(rekey.key) != OWN_KEY_BYTES:
        raise Invalid("not the length of such a key", field=f"{path}.key")


def _check_body(body: bytes, path: str) -> None:
    plain = len(body) - BODY_OVERHEAD
    if not body or body[0] != BODY_VERSION:
        raise Invalid("no such version of a body", field=path)
    if not SMALLEST_PLAINTEXT <= plain <= LARGEST_PLAINTEXT or plain & (plain - 1):
        raise Invalid("not one of the sizes of a body", field=path)
