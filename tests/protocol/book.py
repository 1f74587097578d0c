"""What one device keeps of an account, and how it takes in what a server says. No network in here.

A record is changed here first, sealed once, and its sealed bytes are kept until the server has answered for them; what
comes in is opened, held against what was seen before, and merged with what was changed meanwhile.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from protocol import bodies, seals
from protocol.context import OpenError, from_base64, to_base64
from protocol.merging import DELETED, Plain, merge

VERSION = 1
MOST_WRITES = 100
MOST_BYTES = 3 * 1024 * 1024  # of sealed bodies in a request: base64 makes 4 MiB of them
Reminding = Callable[[bytes, Plain], list[tuple[int, str]]]
Readers = Callable[[str, int, bytes], list[dict[str, Any]]]


@dataclass
class Sent:
    """A write, sealed, of which no answer was seen yet."""

    wire: dict[str, Any]
    plain: Plain
    epoch: int
    revision: int
    count: int  # this device's write counter in it


@dataclass
class Entry:
    """One record of hers as this device knows it."""

    plain: Plain
    base: Plain | None = None  # as it was at the server's revision
    epoch: int = 0  # the server's, 0 before it has one
    revision: int = 0
    seen: tuple[int, int] = (0, 0)  # the highest (epoch, revision): nothing lower is taken
    record_key: bytes = b""
    changed: bool = False  # holds something that is not sealed yet
    held: frozenset[str] = frozenset()  # links of the readers who hold the key of this epoch, as the server says
    turn: bool = False  # the server asks for the next epoch
    sent: Sent | None = None

    @property
    def known(self) -> bool:
        """False for what a newer version made: it is shown as such and never written."""
        return self.plain["type"] == "deleted" or self.plain.get("v") == VERSION


@dataclass
class Book:
    """The records of one account on one device, under a vault key."""

    account: bytes
    vault_key: bytes
    former: list[bytes] = field(default_factory=list)  # the opened chain, newest first
    device: str = field(default_factory=lambda: secrets.token_hex(16))
    reminding: Reminding = lambda _id, _plain: []
    readers: Readers = lambda _id, _epoch, _key: []  # the key rows of those it is shared with
    cursor: str | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)  # came, and could not be opened
    refused: list[tuple[str, str]] = field(default_factory=list)  # (id, why): the server did what it must not
    rekeys: dict[str, int] = field(default_factory=dict)  # key rows to seal again under the vault key: id → epoch
    full: bool = False
    starting_over: bool = False

    def put(self, plain: Plain, record: str | None = None) -> str:
        """Takes a change of a record, or a new one; gives its id."""
        record = secrets.token_hex(16) if record is None else record
        entry = self.entries.setdefault(record, Entry(plain))
        if not entry.known:
            raise ValueError("made by a newer version")
        entry.plain = {**plain, "by": entry.plain.get("by", {})} if plain["type"] != "deleted" else dict(DELETED)
        entry.changed = True
        return record

    def shown(self) -> dict[str, Plain]:
        """Every record that is not deleted: id → plaintext."""
        return {each: entry.plain for each, entry in self.entries.items() if entry.plain["type"] != "deleted"}

    def unsent(self) -> int:
        """How many records hold something that the server has not acknowledged."""
        return sum(1 for entry in self.entries.values() if entry.changed or entry.sent)

    def request(self, limit: int = 100) -> dict[str, Any]:
        """The body of a `POST /sync`: what was sealed before and is unanswered, then what changed since."""
        write: list[dict[str, Any]] = []
        size = 0
        self.full = False
        for record, entry in list(self.entries.items()):
            if entry.changed and not entry.sent and not self.starting_over:
                self._seal(record, entry)
            if entry.sent and len(write) < MOST_WRITES and size < MOST_BYTES:
                write.append(entry.sent.wire)
                size += len(entry.sent.wire["body"]) * 3 // 4
        rekey = [
            {"id": record, "epoch": epoch, "key": to_base64(self._own_key(record, epoch))}
            for record, epoch in self.rekeys.items()
        ]
        return {"since": self.cursor, "limit": limit, "write": write, "rekey": rekey}

    def _own_key(self, record: str, epoch: int) -> bytes:
        key = self.entries[record].record_key
        return seals.seal_own_key(self.vault_key, self.account, bytes.fromhex(record), epoch, key)

    def _seal(self, record: str, entry: Entry) -> None:
        deletion = entry.plain["type"] == "deleted"
        if deletion and not entry.epoch and not entry.sent:  # the server never had it
            del self.entries[record]
            return
        # Whoever comes in or drops out turns the key: it opens nothing older, and nothing newer (protocol.md, "Keys").
        wanted = {row["link"] for row in self.readers(record, entry.epoch, b"")}
        turn = deletion or entry.turn or not entry.epoch or wanted != entry.held
        epoch = entry.epoch + 1 if turn else entry.epoch
        if turn:
            entry.record_key = secrets.token_bytes(32)
        ahead = entry.seen[1] > entry.revision  # only after start-over: the server is behind what was seen
        revision = entry.seen[1] + 1 if ahead else entry.revision + 1
        count = entry.plain.get("by", {}).get(self.device, 0) + 1
        if not deletion:
            entry.plain = {**entry.plain, "by": {**entry.plain.get("by", {}), self.device: count}}
        raw, text = bytes.fromhex(record), json.dumps(entry.plain, ensure_ascii=False)
        body = bodies.seal_body(entry.record_key, self.account, raw, epoch, revision, text)
        wire: dict[str, Any] = {
            "id": record,
            "base": entry.revision,
            "epoch": epoch,
            "body": to_base64(body),
            "keys": [
                {"link": None, "key": to_base64(self._own_key(record, epoch)), "until": 0},
                *([] if deletion else self.readers(record, epoch, entry.record_key)),
            ],
            "reminders": [] if deletion else self._reminders(raw, entry.plain),
        }
        if ahead:
            wire["revision"] = revision
        entry.sent = Sent(wire, entry.plain, epoch, revision, count)
        entry.changed = False

    def _reminders(self, record: bytes, plain: Plain) -> list[dict[str, Any]]:
        key = seals.notice_key(self.vault_key)
        found = {seals.quarter_hour(at): text for at, text in self.reminding(record, plain)}
        return [
            {"at": at, "notice": to_base64(seals.seal_notice(key, self.account, record, at, text))}
            for at, text in sorted(found.items())
        ]

    def answer(self, told: dict[str, Any], asked: dict[str, Any]) -> None:
        """Takes in the answer to a request that `request` made."""
        for result in told["written"]:
            self._written(result)
        for row in told["records"]:
            if row["link"] is None:
                self._row(row)
        for one in asked["rekey"]:
            if self.rekeys.get(one["id"]) == one["epoch"]:
                del self.rekeys[one["id"]]
        self.cursor = told["cursor"]

    def _written(self, result: dict[str, Any]) -> None:
        entry = self.entries.get(result["id"])
        if entry is None or entry.sent is None:
            return
        sent, entry.sent = entry.sent, None
        entry.turn = result["error"] == "epoch"
        if result["error"] is None:
            entry.held = frozenset(key["link"] for key in sent.wire["keys"] if key["link"])
            entry.base, entry.epoch, entry.revision = sent.plain, sent.epoch, sent.revision
            entry.seen = (sent.epoch, sent.revision)
            return
        entry.changed = True
        if result["error"] == "conflict" and result["revision"] == 0:
            entry.epoch, entry.revision, entry.base = 0, 0, None
        self.full = self.full or result["error"] == "full"

    def _row(self, row: dict[str, Any]) -> None:
        record, place = row["id"], (row["epoch"], row["revision"])
        entry = self.entries.get(record)
        if row["gone"]:  # nothing of hers goes away without a sealed deletion
            self.refused.append((record, "gone without her deletion"))
            return
        readers = frozenset(one["link"] for one in row["readers"])
        if row["body"] is None:  # written by this very request
            if entry and place == entry.seen:
                entry.held = readers
            return
        older = entry is not None and place < entry.seen
        if older and not self.starting_over:
            self.refused.append((record, "older than what was seen"))
            return
        try:
            theirs, record_key = self._open(row)
        except (OpenError, ValueError):
            self.damaged.add(record)
            return
        self.damaged.discard(record)
        if entry is None:
            entry = self.entries[record] = Entry(theirs)
        elif older:  # a restored server: what this device holds is newer, and is offered back
            entry.changed = True
        elif entry.changed or entry.sent:
            self._merge(entry, theirs)
        else:
            entry.plain = theirs
        entry.base, entry.record_key = theirs, record_key
        entry.epoch, entry.revision = place
        entry.held, entry.turn = readers, False
        entry.seen = max(entry.seen, place)

    def _open(self, row: dict[str, Any]) -> tuple[Plain, bytes]:
        owner, record = self.account, bytes.fromhex(row["id"])
        keys = [self.vault_key, *self.former]
        record_key = seals.open_own_key(keys, owner, record, row["epoch"], from_base64(row["key"]))
        text = bodies.open_body(record_key, owner, record, row["epoch"], row["revision"], from_base64(row["body"]))
        plain = json.loads(text)
        if not isinstance(plain, dict) or not isinstance(plain.get("type"), str):
            raise OpenError
        return plain, record_key

    def _merge(self, entry: Entry, theirs: Plain) -> None:
        """What both become. Where theirs already holds what this device sent, only later changes are merged."""
        base = entry.base
        if entry.sent and theirs.get("by", {}).get(self.device, 0) >= entry.sent.count:
            base = entry.sent.plain
        merged, entry.sent = merge(base, entry.plain, theirs), None
        entry.changed = {**merged, "by": 0} != {**theirs, "by": 0}
        entry.plain = merged if entry.changed else theirs

    def start_over(self) -> None:
        """The server is another one than it was (restored, or far ahead): all is asked for again."""
        self.cursor, self.starting_over = None, True
        for entry in self.entries.values():
            if entry.sent:
                entry.sent, entry.changed = None, True
            entry.epoch = entry.revision = 0

    def offer_back(self) -> None:
        """After start-over, when all has come: what did not come is to be written again, from nothing."""
        self.starting_over = False
        for entry in self.entries.values():
            if entry.revision == 0 and entry.seen != (0, 0):
                entry.base, entry.changed = None, True
