"""The cursor of a feed: opaque to clients, authenticated, bound to the account and to the database's era.

Inside: version (1 byte), a short hash of the era (8), `position` and `mark` (8 each, big-endian), and the first 16
bytes of an HMAC over account and all that. The era changes when the database is put back from a backup, so that no
client takes the numbers of one history for those of another.
"""

import hashlib
from dataclasses import dataclass

from api import ids
from api.errors import ForeignCursor, StartOver

_VERSION = b"\x01"
_PLAIN, _MAC = 25, 16


@dataclass(frozen=True)
class Cursor:
    """A place in an account's feed.

    Attributes:
        position: number of the last change that was handed over.
        mark: where the feed stood when the client began at null; what was gone by then is not handed over.
    """

    position: int = 0
    mark: int = 0


def seal_cursor(key: bytes, account: str, era: str, cursor: Cursor) -> str:
    """Gives the text of a cursor, base64url."""
    plain = _VERSION + _short(era) + cursor.position.to_bytes(8) + cursor.mark.to_bytes(8)
    return ids.to_base64url(plain + _mac(key, account, plain))


def open_cursor(key: bytes, account: str, era: str, text: str) -> Cursor:
    """Reads a cursor back.

    Raises:
        ForeignCursor: if this server did not make it for this account.
        StartOver: if it is of another era.
    """
    try:
        raw = ids.from_base64url(text)
    except ValueError:
        raise ForeignCursor from None
    plain, mac = raw[:_PLAIN], raw[_PLAIN:]
    if len(raw) != _PLAIN + _MAC or not ids.same(mac, _mac(key, account, plain)):
        raise ForeignCursor
    if plain[1:9] != _short(era):
        raise StartOver
    return Cursor(int.from_bytes(plain[9:17]), int.from_bytes(plain[17:25]))


def _mac(key: bytes, account: str, plain: bytes) -> bytes:
    return ids.keyed_hash(key, "cursor", bytes.fromhex(account) + plain)[:_MAC]


def _short(era: str) -> bytes:
    return hashlib.sha256(era.encode()).digest()[:8]
