"""Looking for a word in what programs wrote to a disk."""

import gzip
import zlib
from collections.abc import Iterable


def spellings(word: str) -> list[bytes]:
    """How a word may lie in a file: UTF-8, UTF-16 as browsers keep text, and with the case changed."""
    return [form.encode(coding) for form in {word, word.lower(), word.upper()} for coding in ("utf-8", "utf-16-le")]


def files_with(files: dict[str, bytes], words: Iterable[str]) -> list[str]:
    """The files that hold one of the words, also inside gzip: "path: word", sorted."""
    wanted = [(word, form) for word in words for form in spellings(word)]
    found = set()
    for path, data in files.items():
        both = data + b"\0" + unpacked(data)
        found.update(f"{path}: {word}" for word, form in wanted if form in both)
    return sorted(found)


def unpacked(data: bytes) -> bytes:
    """What the first gzip stream in the data holds; empty where there is none."""
    start = data.find(b"\x1f\x8b\x08")
    if start < 0:
        return b""
    try:
        return zlib.decompressobj(31).decompress(data[start:])
    except (zlib.error, gzip.BadGzipFile):
        return b""


def files_with_bytes(files: dict[str, bytes], wanted: Iterable[bytes]) -> list[str]:
    """The files that hold one of these pieces, also inside gzip, sorted."""
    pieces = list(wanted)
    return sorted(path for path, data in files.items() for piece in pieces if piece in data or piece in unpacked(data))
