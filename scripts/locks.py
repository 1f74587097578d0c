"""Reads requirements.lock: what it names, what of it a server needs, and that part alone as a lock of its own.

`uv pip compile` writes under each package who asked for it; from that follows what only building asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OWN = "handrail (pyproject.toml)"


@dataclass(frozen=True)
class Entry:
    """One package of a lock. The same name may stand twice, for different versions of Python."""

    name: str  # as PyPI writes it: lower case, hyphens
    version: str
    hashes: tuple[str, ...]  # SHA-256 of each file that may be installed
    askers: frozenset[str]  # who asked for it
    text: str  # as it stands in the lock


def plain(name: str) -> str:
    """A package's name as PyPI compares it, without its extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;(]", name.strip(), maxsplit=1)[0]).lower()


def entries(lock: str) -> list[Entry]:
    """Every package of a lock, in its order."""
    found = []
    for text in re.split(r"\n(?=[A-Za-z0-9])", lock.rstrip("\n")):
        named = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text)
        if not named:
            continue
        told = re.findall(r"^\s+#\s+(?:via\s+)?(\S.*)$", text, re.MULTILINE)
        askers = frozenset(one if one == OWN else plain(one) for one in told if one != "via")
        hashes = tuple(sorted(re.findall(r"sha256:([0-9a-f]{64})", text)))
        found.append(Entry(plain(named[1]), named[2], hashes, askers, text))
    return found


def needed(listed: Iterable[Entry], dependencies: Iterable[str]) -> set[str]:
    """Names of the packages that `dependencies` (lines of pyproject.toml) lead to."""
    listed = list(listed)
    found = {plain(one) for one in dependencies}
    grown = True
    while grown:
        further = {one.name for one in listed if one.askers & found} - found
        grown = bool(further)
        found |= further
    return found


def server_lock(lock: str, dependencies: Iterable[str]) -> str:
    """The part of a lock that a server needs: what building needs besides (Node among it) stays away from it."""
    listed = entries(lock)
    names = needed(listed, dependencies)
    return "\n".join(one.text for one in listed if one.name in names) + "\n"
