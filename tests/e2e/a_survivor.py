"""A survivor without a browser: the protocol's own client, which takes a desk's code and shares sample things."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from client import Device
from protocol.sharer import Sharer


def takes(origin: str, code: str, *plains: dict[str, Any]) -> list[str]:
    """Signs up, takes the code, shares these records; gives the four words of that side."""

    async def whole() -> list[str]:
        async with httpx.AsyncClient(base_url=origin, timeout=60) as http:
            device = Device(http)
            await device.sign_up(f"sample-{secrets.token_hex(6)}", "six plain words for this test")
            sharer = await Sharer.accept(device, code)
            for plain in plains:
                sharer.share(plain)
            await device.sync()
            return sharer.words()

    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, whole()).result(120)
