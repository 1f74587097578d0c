"""What the makers of vectors share: bytes from fixed seeds, and vectors that are proved while they are made."""

import hashlib
from typing import Any

from operations import OPERATIONS
from protocol.context import ProtocolError

Members = dict[str, Any]


def fixed(name: str, length: int = 32) -> str:
    """`length` bytes in hexadecimal that depend on `name` alone."""
    block = b"".join(hashlib.sha256(f"handrail vectors/{name}/{n}".encode()).digest() for n in range(length // 32 + 1))
    return block[:length].hex()


def fixed_code(name: str) -> str:
    """17 bytes in hexadecimal: 130 bits that depend on `name` alone, then six zero bits."""
    code = bytearray.fromhex(fixed(name, 17))
    code[-1] &= 0b1100_0000
    return code.hex()


def flip(value: str, byte: int) -> str:
    """`value` (hexadecimal) with the lowest bit of one byte turned; negative counts from the end."""
    changed = bytearray.fromhex(value)
    changed[byte] ^= 1
    return changed.hex()


class Area:
    """The vectors of one file."""

    def __init__(self, about: str) -> None:
        self.about = about
        self.vectors: list[Members] = []

    def gives(self, name: str, op: str, given: Members) -> Members:
        """Adds a vector with the output that the operation gives; returns the output."""
        output = OPERATIONS[op](given)
        self.vectors.append({"name": name, "op": op, "input": given, "output": output})
        return output

    def refuses(self, name: str, op: str, given: Members, reason: str) -> None:
        """Adds a vector that must be refused, and makes sure that it is."""
        try:
            output = OPERATIONS[op](given)
        except ProtocolError:
            self.vectors.append({"name": name, "op": op, "input": given, "refused": reason})
        else:
            raise AssertionError(f"{name}: {op} gave {output}")

    def refuses_each(self, op: str, good: Members, changes: dict[str, Members]) -> None:
        """A refused vector for each change of a good input; the key of each is both its name and the reason."""
        for reason, change in changes.items():
            self.refuses(reason, op, {**good, **change}, reason)
