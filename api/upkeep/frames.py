"""What stands inside the seal of a backup: frames of MessagePack, each with its length (4 bytes) in front.

A manifest, the secrets file and the journal, every table with its rows, and last an end that counts them.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from api.upkeep.sealing import BackupError

_HEAD = 4  # bytes of the length in front of each frame
_LONGEST = 64 * 1024 * 1024


class Manifest(msgspec.Struct, tag="manifest"):
    """What the backup is of. `applied`: the migrations that made its tables."""

    handrail: str
    made: int
    rp: str
    postgres: bool
    applied: list[str]


class Part(msgspec.Struct, tag="part"):
    """Some bytes of a file: `secrets` or `journal`. What has the same name belongs together, in order."""

    file: str
    content: bytes


class Table(msgspec.Struct, tag="table"):
    """The rows that follow are of this table."""

    name: str
    columns: list[str]


class Rows(msgspec.Struct, tag="rows"):
    """Some rows of the last table."""

    rows: list[list[Any]]


class End(msgspec.Struct, tag="end"):
    """All is there: how many rows each table has."""

    counts: dict[str, int]


Frame = Manifest | Part | Table | Rows | End

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)


def pack(frame: Frame) -> bytes:
    """Gives a frame with its length in front."""
    content = _encoder.encode(frame)
    return len(content).to_bytes(4) + content


def unpack(pieces: Iterator[bytes]) -> Iterator[Frame]:
    """Gives the frames of a plaintext that comes in pieces; holds one frame at a time.

    Raises:
        BackupError: it does not end with an `End`, or is none of ours.
    """
    waiting = bytearray()
    frame: Frame | None = None
    for piece in pieces:
        waiting += piece
        while len(waiting) >= _HEAD and len(waiting) >= (end := _HEAD + int.from_bytes(waiting[:_HEAD])):
            frame = _decode(bytes(waiting[_HEAD:end]))
            del waiting[:end]
            yield frame
        if len(waiting) > _LONGEST:
            break
    if waiting or not isinstance(frame, End):
        raise BackupError("the backup is not whole")


def _decode(content: bytes) -> Frame:
    try:
        return _decoder.decode(content)
    except msgspec.MsgspecError:
        raise BackupError("the backup is of a later version, or not whole") from None
