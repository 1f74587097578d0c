"""The rules of a write, on rows held in memory: pure, so that they can be tried without a database.

`apply_write` either refuses and changes nothing, or changes the state as a whole. What it changed is gathered in
`Batch.changes`, for `api.services.sync` to store in the same transaction that loaded and locked the state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import Struct

from api.services.writes import NewKey, Write

MOST_RECORDS = 10_000
MOST_BYTES = 64 * 1024 * 1024


class Written(Struct):
    """What became of one write. `error`: null, `conflict`, `epoch`, `link` or `full`.

    `revision` is the one that was written, or with an error the current one (0 if there is none).
    """

    id: str
    revision: int
    error: str | None


@dataclass
class Party:
    """An account that is locked for this batch: its feed's clock, its log's and its store's counts."""

    id: str
    role: str
    clock: int
    events: int
    records: int
    stored: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Party":
        """Makes it of a row of `account`, whatever else stands in that."""
        return cls(row["id"], row["role"], row["clock"], row["events"], row["records"], row["stored"])


@dataclass(frozen=True)
class Holder:
    """A key row: who holds the record across which link, from which epoch; `live` False: gone, kept in memory of it."""

    link: str | None
    epoch: int
    until: int
    live: bool


@dataclass(frozen=True)
class Version:
    """What tells one write of a record from another."""

    revision: int
    epoch: int
    body_hash: str


@dataclass(frozen=True)
class Stored:
    """A record as it stands: this version and the one before, bytes of the body, and every key row by account."""

    version: Version
    previous: Version | None
    size: int
    holders: dict[str, Holder]


@dataclass(frozen=True)
class KeyChange:
    """A key row to store. `sealed` None: it is gone."""

    link: str | None
    sealed: bytes | None
    epoch: int
    until: int
    seq: int


@dataclass(frozen=True)
class NewEvent:
    """A line for the owner's log."""

    n: int
    kind: str
    link: str | None
    record: str
    revision: int


@dataclass
class Changes:
    """What a batch changed, to be stored."""

    records: dict[str, tuple[Stored, Write]] = field(default_factory=dict)
    keys: dict[tuple[str, str], KeyChange] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)


@dataclass
class Batch:
    """The state that a batch of writes by `owner` is applied to.

    `links`: every link named that counts now, with the account at its other end. `records`: what exists of those named.
    """

    owner: str
    parties: dict[str, Party]
    links: dict[str, str]
    records: dict[str, Stored]
    changes: Changes = field(default_factory=Changes)

    def tick(self, account: str) -> int:
        """The next number of an account's feed."""
        self.parties[account].clock += 1
        return self.parties[account].clock

    def note(self, kind: str, link: str | None, record: str, revision: int) -> None:
        """Adds an event to the owner's log, if she is a survivor: case managers keep none."""
        owner = self.parties[self.owner]
        if owner.role == "survivor":
            owner.events += 1
            self.changes.events.append(NewEvent(owner.events, kind, link, record, revision))

    def end(self, record: str, account: str, kind: str) -> None:
        """Takes a live key of a record away without a write, and adds an event of this kind."""
        stored = self.records[record]
        holder = stored.holders[account]
        change = KeyChange(holder.link, None, holder.epoch, 0, self.tick(account))
        self.changes.keys[record, account] = change
        self.note(kind, holder.link, record, stored.version.revision)


def apply_write(batch: Batch, write: Write, now: int) -> Written:  # noqa: PLR0911  one line a refusal
    """Applies one write at second `now`, or refuses it and changes nothing."""
    stored = batch.records.get(write.id)
    current = stored.version.revision if stored else 0
    version = Version(write.new_revision, write.epoch, write.body_hash)
    if stored and version in (stored.version, stored.previous):
        return Written(write.id, version.revision, None)
    if write.base != current:
        return Written(write.id, current, "conflict")
    if not _epoch_fits(write, stored):
        return Written(write.id, current, "epoch")
    readers = _readers(batch, write, now)
    if readers is None:
        return Written(write.id, current, "link")
    if not _keeps_readers(batch.owner, stored, write, readers):
        return Written(write.id, current, "epoch")
    if not _has_room(batch.parties[batch.owner], stored, len(write.body)):
        return Written(write.id, current, "full")
    _store(batch, write, stored, version, readers)
    return Written(write.id, version.revision, None)


def _epoch_fits(write: Write, stored: Stored | None) -> bool:
    """The current epoch or the next. A write that skips revisions, after *start-over*, may skip as many epochs."""
    current = stored.version.epoch if stored else 0
    return max(current, 1) <= write.epoch <= current + (write.new_revision - write.base)


def _readers(batch: Batch, write: Write, now: int) -> dict[str, NewKey] | None:
    """The reader's keys by account; None if a link is unknown, ended or doubled, or an `until` has passed."""
    readers: dict[str, NewKey] = {}
    for link, key in write.reader_keys.items():
        account = batch.links.get(link)
        if account is None or account in readers or (key.until and key.until <= now):
            return None
        readers[account] = key
    return readers


def _keeps_readers(owner: str, stored: Stored | None, write: Write, readers: dict[str, NewKey]) -> bool:
    """False for a write that drops a reader, live or already gone, who holds the key of this very epoch."""
    if stored is None or write.epoch > stored.version.epoch:
        return True
    return all(
        account in readers
        for account, holder in stored.holders.items()
        if account != owner and holder.epoch == write.epoch
    )


def _has_room(owner: Party, stored: Stored | None, size: int) -> bool:
    """Whether the owner's limits allow the write. One that adds no bytes is never refused."""
    added = size - (stored.size if stored else 0)
    if added <= 0:
        return True
    return owner.stored + added <= MOST_BYTES and (stored is not None or owner.records < MOST_RECORDS)


def _store(batch: Batch, write: Write, stored: Stored | None, version: Version, readers: dict[str, NewKey]) -> None:
    owner = batch.parties[batch.owner]
    owner.stored += len(write.body) - (stored.size if stored else 0)
    owner.records += 0 if stored else 1
    holders = dict(stored.holders) if stored else {}
    # Who gets the key. Her own row first: her number is the first of the write.
    keys = {batch.owner: NewKey(write.own_key), **readers}
    for account, key in keys.items():
        before = holders.get(account)
        holders[account] = Holder(key.link, write.epoch, key.until, live=True)
        change = KeyChange(key.link, key.key, write.epoch, key.until, batch.tick(account))
        batch.changes.keys[write.id, account] = change
        if account != batch.owner and not (before and before.live):
            batch.note("share-begun", key.link, write.id, version.revision)
    # Who loses it.
    for account, holder in list(holders.items()):
        if holder.live and account not in keys:
            holders[account] = replace(holder, live=False)
            change = KeyChange(holder.link, None, holder.epoch, 0, batch.tick(account))
            batch.changes.keys[write.id, account] = change
            batch.note("share-ended", holder.link, write.id, version.revision)
    after = Stored(version, stored.version if stored else None, len(write.body), holders)
    batch.records[write.id] = after
    batch.changes.records[write.id] = (after, write)
