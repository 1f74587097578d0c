"""Compares what a server serves with the manifest of a build: for someone outside who builds the same commit.

A server that changes one byte of the app could read what is typed from then on. This finds it for whoever asks; one
that tells askers apart can still lie to this one, so ask from more than one place, and at times that nobody knows.
"""

import asyncio
import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from api.web.naming import DEFAULT_NAME
from api.web.pages import policy_for

#: Requests at once, and seconds for each.
AT_ONCE = 8
PATIENCE = 30
LARGEST = 32 * 1024 * 1024
_PAGE, _MANIFEST = "/app/", "/app/manifest.webmanifest"
#: Each file is asked for in these ways: as a tool asks, and as a phone's browser does.
WAYS: tuple[dict[str, str], ...] = (
    {"Accept-Encoding": "identity"},
    {
        "Accept-Encoding": "gzip, deflate",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
        "Mobile Safari/537.36",
    },
)


class ManifestError(Exception):
    """The manifest cannot be used; the text is one clear line."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the comparison gave.

    Attributes:
        checked: how many files were compared.
        differences: a line for each that is not as built; empty is well.
        name: the neutral name that the app shows, where it is not the default one.
    """

    checked: int
    differences: list[str]
    name: str | None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    policy: str


def read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """Gives area → address → SHA-256.

    Raises:
        ManifestError: it is not there or not a manifest.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        areas = {"app": dict(told["app"]), "desk": dict(told.get("desk", {})), "public": dict(told["public"])}
    except (OSError, ValueError, KeyError, TypeError):
        raise ManifestError(f"{path} is no manifest of a build: run scripts/build, or name one") from None
    if not areas["app"]:
        raise ManifestError(f"{path} names no file of the app")
    return areas


async def verify(origin: str, site_origin: str | None, areas: dict[str, dict[str, str]]) -> Found:
    """Asks for every file of the manifest and compares it.

    Args:
        origin: of the app, as `https://daybook.example`.
        site_origin: of the public site; None: only the app is compared.
        areas: what `read_manifest` gave.
    """
    wanted = [(origin, path, digest) for path, digest in (areas["app"] | areas.get("desk", {})).items()]
    if site_origin is not None:
        wanted += [(site_origin, path, digest) for path, digest in areas["public"].items()]
    gate = asyncio.Semaphore(AT_ONCE)
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout, auto_decompress=True) as http:
        name = await _shown_name(http, origin)

        async def compare(base: str, path: str, digest: str) -> list[str]:
            async with gate:
                answers = [await _fetch(http, base + path, way) for way in WAYS]
            return list(dict.fromkeys(line for one in answers for line in _judge(base + path, path, digest, one, name)))

        found = await asyncio.gather(*(compare(*one) for one in wanted))
    return Found(len(wanted), [line for lines in found for line in lines], name)


async def _fetch(http: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> _Answer | str:
    """Gives the answer, or in words why there is none. Redirects are not followed: a file is where it is."""
    try:
        async with http.get(url, headers=headers, allow_redirects=False) as answer:
            body = await answer.content.read(LARGEST + 1)
            while len(body) <= LARGEST and not answer.content.at_eof():
                body += await answer.content.read(LARGEST + 1)
            return _Answer(answer.status, body, answer.headers.get("Content-Security-Policy", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return f"no answer ({type(error).__name__})"


def _judge(url: str, path: str, digest: str, answer: _Answer | str, name: str | None) -> Iterator[str]:
    if isinstance(answer, str):
        yield f"{url}: {answer}"
        return
    if answer.status != 200:  # noqa: PLR2004  HTTP's OK
        yield f"{url}: answered {answer.status}"
        return
    if digest not in {hashlib.sha256(body).hexdigest() for body in _originals(path, answer.body, name)}:
        yield f"{url}: not as built (SHA-256 {hashlib.sha256(answer.body).hexdigest()[:16]}…, built {digest[:16]}…)"
    if answer.policy != policy_for(path):
        yield f"{url}: another Content-Security-Policy than this version sends"


async def _shown_name(http: aiohttp.ClientSession, origin: str) -> str | None:
    """Gives the name that the operator gave the app, where it is not the default one."""
    answer = await _fetch(http, origin + _MANIFEST, WAYS[0])
    try:
        name = json.loads(answer.body)["name"] if isinstance(answer, _Answer) else None
    except (ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and name != DEFAULT_NAME else None


def _originals(path: str, body: bytes, name: str | None) -> Iterator[bytes]:
    """Gives what the body may have been before the operator's name was put into it (`web/naming.py`)."""
    yield body
    if name is None:
        return
    try:
        if path == _PAGE:
            text = body.decode()
            for before, after in ((f"<title>{html.escape(name)}<", f"<title>{DEFAULT_NAME}<"), _apple(name)):
                text = text.replace(before, after)
            yield text.encode()
        elif path == _MANIFEST:
            told: dict[str, Any] = json.loads(body)
            named = {key: DEFAULT_NAME if key in {"name", "short_name"} else value for key, value in told.items()}
            yield (json.dumps(named, ensure_ascii=False, indent=1) + "\n").encode()
    except (ValueError, AttributeError):
        return


def _apple(name: str) -> tuple[str, str]:
    return f'-title" content="{html.escape(name)}"', f'-title" content="{DEFAULT_NAME}"'
