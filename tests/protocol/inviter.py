"""A case manager's side of links: second step, invitations, and the link records that a desk keeps."""

import asyncio
import json
import time
from datetime import UTC, datetime

from client import Device
from protocol import codes, links, seals, totp
from protocol.context import from_base64, to_base64
from protocol.merging import Plain

#: Seconds in which two requests are surely answered.
MARGIN = 5


async def set_up_second_step(device: Device) -> str:
    """Registers a code app and gives its secret (base 32)."""
    told = await device.service.call("POST", "/staff/totp", {})
    # A code counts once. That of the step before is taken too, unless it is too near its end: then the next one is new
    # to whoever has the secret, and nobody need wait for it.
    left = totp.STEP - time.time() % totp.STEP
    if left < MARGIN:
        await asyncio.sleep(left + 0.1)
    before = totp.code_at(told["secret"], time.time() - totp.STEP)
    await device.service.call("PUT", "/staff/totp", {"code": before})
    code = totp.code_at(told["secret"])
    await device.service.call("POST", "/session/second-step", {"code": code})
    return str(told["secret"])


class Invitation:
    """One code that a case manager made. Make it with `make`."""

    def __init__(self, device: Device, code: bytes) -> None:
        self.device, self.code = device, codes.show(code)
        self.link, self.secret = links.link_keys(code)

    @classmethod
    async def make(cls, device: Device, name: str, organisation: str) -> "Invitation":
        """Registers a new link and its card; it holds for 15 minutes."""
        assert device.account
        made = cls(device, codes.new_code())
        card = {
            "account": device.account.hex(),
            "name": name,
            "organisation": organisation,
            "public_key": to_base64(seals.public_of(device.private_key)),
        }
        sealed = links.seal_card(made.secret, made.link, json.dumps(card))
        await device.service.call("POST", "/invitations", {"link": made.link.hex(), "card": to_base64(sealed)})
        return made

    async def record(self, name: str) -> Plain:
        """The `link` record of a desk, once somebody accepted with a good proof and the words were the same."""
        told = await self.device.service.call("GET", f"/links/{self.link.hex()}")
        survivor, key = bytes.fromhex(told["survivor"]), from_base64(told["survivor_key"])
        assert links.link_proof(self.secret, self.link, survivor, key) == from_base64(told["proof"])
        now = int(time.time())
        return {
            "type": "link",
            "v": 1,
            "created": datetime.now(UTC).date().isoformat(),
            "by": {},
            "link": self.link.hex(),
            "secret": to_base64(self.secret),
            "account": survivor.hex(),
            "public_key": to_base64(key),
            "name": name,
            "organisation": "",
            "made": True,
            "since": now,
            "same_words": now,
            "ended": None,
            "ended_by": None,
            "answered": [],
            "shared": [],
        }
