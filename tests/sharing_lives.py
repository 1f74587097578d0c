"""Lives with a reader: her devices change, share and stop; a case manager's device reads; the network does what it can.

At the end her devices agree, nothing is lost, and the reader holds exactly what is shared, as she last wrote it.
"""

import json
import secrets
from typing import Any

from hypothesis import strategies as st

from client import Device, Lost
from faults import FAULTS
from lives import Life, change, crash, faults, sync
from protocol import bodies, links, seals
from protocol.book import Book
from protocol.context import from_base64, to_base64
from protocol.service import Service

DEVICES = 2
share = st.tuples(st.sampled_from(["share", "share", "stop"]), st.integers(0, 1))
read = st.tuples(st.just("read"), st.lists(st.sampled_from(FAULTS), max_size=3))
action = st.one_of(change, change, share, sync, sync, read, crash)
lives = st.lists(st.tuples(st.integers(0, DEVICES - 1), action), min_size=6, max_size=30)


class Reader:
    """A case manager's device: takes in what is shared across one link, and opens it."""

    def __init__(self, service: Service, account: str) -> None:
        self.service, self.account = service, bytes.fromhex(account)
        self.private = secrets.token_bytes(32)
        self.cursor: str | None = None
        self.rows: dict[str, dict[str, Any]] = {}

    async def sync(self) -> None:
        """Asks until there is no more."""
        more = True
        while more:
            told = await self.service.call("POST", "/sync", {"since": self.cursor})
            for row in told["records"]:
                if row["gone"]:
                    self.rows.pop(row["id"], None)
                else:
                    self.rows[row["id"]] = row
            self.cursor, more = told["cursor"], told["more"]


class Link:
    """What she shares across one link, on all her devices; and how it is sealed."""

    def __init__(self, link: str, reader: Reader) -> None:
        self.link, self.reader = link, reader
        self.secret, self.private = secrets.token_bytes(32), secrets.token_bytes(32)
        self.shared: set[str] = set()
        self.sealed: set[tuple[str, int]] = set()  # (record, epoch) that a key was ever sealed of

    def readers(self, book: Book) -> Any:
        """Gives the key rows for a device's book."""

        def rows(record: str, epoch: int, record_key: bytes) -> list[dict[str, Any]]:
            if record not in self.shared:
                return []
            if not record_key:  # only asked who would be among them
                return [{"link": self.link}]
            key = links.seal_reader_key(
                sender_private=self.private,
                reader_public=seals.public_of(self.reader.private),
                record_key=record_key,
                **self._of(book.account, record, epoch),
            )
            self.sealed.add((record, epoch))
            return [{"link": self.link, "key": to_base64(key), "until": 0}]

        return rows

    def open(self, row: dict[str, Any]) -> Any:
        """What a reader reads in a row."""
        owner, record, epoch = bytes.fromhex(row["owner"]), row["id"], row["epoch"]
        key = links.open_reader_key(
            reader_private=self.reader.private,
            sender_public=seals.public_of(self.private),
            key=from_base64(row["key"]),
            **self._of(owner, record, epoch),
        )
        body = from_base64(row["body"])
        return json.loads(bodies.open_body(key, owner, bytes.fromhex(record), epoch, row["revision"], body))

    def _of(self, owner: bytes, record: str, epoch: int) -> dict[str, Any]:
        named = {"owner": owner, "reader": self.reader.account, "record": bytes.fromhex(record), "epoch": epoch}
        return named | {"until": 0, "link": bytes.fromhex(self.link), "secret": self.secret}


class SharingLife(Life):
    """Runs a life on devices of hers and one reader's."""

    def __init__(self, devices: list[Device], link: Link) -> None:
        super().__init__(devices)
        self.link = link
        for device in devices:
            device.book.readers = link.readers(device.book)

    async def run(self, life: list[tuple[int, tuple[str, Any]]]) -> None:
        """As `Life.run`, with sharing and reading among it."""
        plain = {"sync", "crash"}
        self._change(self.devices[0], "new", 0)
        await self.settle()
        for number, (what, which) in life:
            device = self.devices[number]
            if what == "read":
                await self._read(which)
            elif what in {"share", "stop"}:
                self._share(device, what, which)
            elif what in plain:
                await (self._sync if what == "sync" else self._crash)(device, which)
            else:
                self._change(device, what, which)

    def _share(self, device: Device, what: str, which: int) -> None:
        shown = sorted(device.shown())
        if not shown:
            return
        record = shown[which % len(shown)]
        (self.link.shared.add if what == "share" else self.link.shared.discard)(record)
        device.book.entries[record].changed = True

    async def _sync(self, device: Device, faults: list[str]) -> None:
        """Before a sync a device turns the keys of what is shared with others than it should be."""
        for record, entry in device.book.entries.items():
            wanted = {self.link.link} if record in self.link.shared and record in device.shown() else set()
            if entry.epoch and not entry.sent and wanted != entry.held:
                entry.changed = True
        await super()._sync(device, faults)

    async def _crash(self, device: Device, fault: str) -> None:
        await super()._crash(device, fault)
        device.book.readers = self.link.readers(device.book)

    async def _read(self, faults: list[str]) -> None:
        reader, transport = self.link.reader, self.link.reader.service.http._transport
        transport.then(faults)
        try:
            await reader.sync()
        except Lost:
            pass
        finally:
            transport.then([])
        for row in reader.rows.values():  # nothing comes that was not sealed to it, and all of it opens
            assert (row["id"], row["epoch"]) in self.link.sealed
            assert self.link.open(row)["type"] != "deleted"

    async def settle(self) -> None:
        """Everybody syncs without faults until nothing is unsent; then the reader reads."""
        for _ in range(2):
            await super().settle()
        await self._read([])

    def check(self) -> None:
        """As `Life.check`; and the reader holds what is shared, and nothing else."""
        super().check()
        shown = self.devices[0].shown()
        wanted = {record: plain for record, plain in shown.items() if record in self.link.shared}
        assert {record: self.link.open(row) for record, row in self.link.reader.rows.items()} == wanted


__all__ = ["DEVICES", "Link", "Reader", "SharingLife", "faults", "lives"]
