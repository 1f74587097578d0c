"""One person's side of a link: accepts an invitation by its code, then seals what she shares to the other side."""

import json
from typing import Any

from client import Device
from protocol import codes, links, seals
from protocol.context import from_base64, to_base64
from protocol.merging import Plain


class Sharer:
    """What one device shares across one link. Make it with `accept`."""

    def __init__(self, device: Device, link: bytes, secret: bytes, card: dict[str, Any]) -> None:
        assert device.account
        assert device.book
        self.device, self.link, self.secret, self.card = device, link, secret, card
        self.key = from_base64(card["public_key"])
        self.shared: dict[str, int] = {}
        device.book.readers = self._readers

    @classmethod
    async def accept(cls, device: Device, code: str) -> "Sharer":
        """Opens the card of a code (27 characters) and accepts; Problem or OpenError where it cannot be."""
        assert device.account
        link, secret = links.link_keys(codes.read(code))
        told = await device.service.call("GET", f"/links/{link.hex()}")
        card = json.loads(links.open_card(secret, link, from_base64(told["card"])))
        assert card["account"] == told["case_manager"]
        proof = links.link_proof(secret, link, device.account, seals.public_of(device.private_key))
        await device.service.call("PUT", f"/links/{link.hex()}", {"proof": to_base64(proof)})
        return cls(device, link, secret, card)

    def words(self) -> list[str]:
        """The four words that both sides show."""
        return links.link_words(self.link, self.secret, self.key, seals.public_of(self.device.private_key))

    def share(self, plain: Plain, record: str | None = None, until: int = 0) -> str:
        """Keeps a record, and shares it until a second (0: open) from the next `sync` on; gives its id."""
        record = self.device.save(plain, record)
        self.shared[record] = until
        return record

    def _readers(self, record: str, epoch: int, record_key: bytes) -> list[dict[str, Any]]:
        if record not in self.shared:
            return []
        assert self.device.account
        sealed = links.seal_reader_key(
            sender_private=self.device.private_key,
            reader_public=self.key,
            owner=self.device.account,
            reader=bytes.fromhex(self.card["account"]),
            record=bytes.fromhex(record),
            epoch=epoch,
            until=self.shared[record],
            link=self.link,
            secret=self.secret,
            record_key=record_key,
        )
        return [{"link": self.link.hex(), "key": to_base64(sealed), "until": self.shared[record]}]
