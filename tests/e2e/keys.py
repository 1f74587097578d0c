"""Her keys, worked out by the Python client from her words: to look for them where they must not be."""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor

import httpx

from client import Device
from live_server import LiveServer


def vault_key_of(server: LiveServer, handle: str, passphrase: str) -> bytes:
    """The vault key of the account that these words open."""

    async def fetch() -> bytes:
        async with httpx.AsyncClient(base_url=server.origin, timeout=30) as http:
            device = Device(http)
            await device.sign_in(handle, passphrase)
            assert device.book
            return device.book.vault_key

    # In a thread: Playwright has an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, fetch()).result()


def key_spellings(key: bytes) -> list[bytes]:
    """How a key may lie in a file: raw, in hexadecimal and in base64, as UTF-8 and as browsers keep text."""
    texts = (key.hex(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode().rstrip("="))
    return [key, *(text.encode(coding) for text in texts for coding in ("utf-8", "utf-16-le"))]


def write_record(origin: str, handle: str, passphrase: str, plain: dict[str, object]) -> None:
    """Writes a record as another client of hers would."""

    async def write() -> None:
        async with httpx.AsyncClient(base_url=origin, timeout=30) as http:
            device = Device(http)
            await device.sign_in(handle, passphrase)
            await device.sync()
            device.save({"created": "2026-05-01", **plain})
            await device.sync()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, write()).result()
