"""A client of Handrail, written from docs/protocol.md, docs/records.md and docs/api.md alone.

`Device` is one phone of one person. It is for tests, load and sample data: it keeps its state in memory. What it seals,
opens and merges stands in `protocol/`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from protocol import codes, exports, names, seals
from protocol.book import Book
from protocol.context import from_base64, hkdf, id_bytes, to_base64
from protocol.merging import DELETED, Plain, merge
from protocol.service import Lost, Problem, Service

__all__ = ["Book", "Device", "Lost", "Problem", "Service", "Waiting", "appointment_reminders"]

MOST_ROUNDS = 50  # of one `sync`: more means that client and server do not come to an end
LABEL_LENGTH = 4  # bytes: a small seal of them has the 64 bytes that the API keeps


@dataclass
class Waiting(Exception):  # noqa: N818 -- an answer, not a mistake
    """The recovery code is right and opens only at `opens` (seconds since 1970)."""

    opens: int


def appointment_reminders(record: bytes, plain: Plain) -> list[tuple[int, str]]:
    """(time, text) of each reminder of an appointment, moved up to two quarters of an hour earlier.

    How far depends on the record and the lead time, so that all her devices move it alike.
    """
    if plain["type"] != "appointment" or plain.get("state") == "off" or "conflict" in plain["start"]:
        return []
    day, clock = plain["start"]["date"], plain["start"]["time"]
    start = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(plain["start"]["zone"]))
    found = []
    for minutes in plain.get("lead_times", []):
        earlier = hkdf(record, f"{minutes}", 1)[0] % 3
        found.append((int((start - timedelta(minutes=minutes)).timestamp()) - 900 * earlier, plain["title"][:60]))
    return found


class Device:
    """One device of one account. Make it, then `sign_up`, `sign_in` or `open_with_code`."""

    def __init__(self, http: httpx.AsyncClient, *, tries: int = 3) -> None:
        self.service = Service(http, tries=tries)
        self.rp: str | None = None
        self.account: bytes | None = None
        self.credentials: names.Credentials | None = None
        self.private_key = b""
        self.slots: list[bytes] = []
        self.book: Book | None = None
        self.device = secrets.token_hex(16)
        self.events_seen: list[dict[str, Any]] = []
        self.events_wrong: list[str] = []

    # ------------------------------------------------------------------------------------------ account and session

    async def pinned_rp(self) -> str:
        """The deployment's name, asked once and never again."""
        if self.rp is None:
            self.rp = (await self.service.call("GET", ""))["rp"]
        return self.rp

    async def sign_up(
        self, handle: str, passphrase: str, *, recovery_wait: int | None = None, staff_code: str | None = None
    ) -> bytes:
        """Makes an account and keeps it open here; gives the 17 bytes of its recovery code.

        With a one-time code of `handrail staff add` it is a case manager's.

        A lost answer is no loss: the account exists then (409 `taken`) and is signed in to.
        """
        mine = names.credentials(await self.pinned_rp(), handle, passphrase)
        code = codes.new_code()
        vault_key, private = secrets.token_bytes(32), secrets.token_bytes(32)
        by_code = codes.recovery_credentials(code)
        body = {
            "lookup": to_base64(mine.lookup),
            "sign_in_key": to_base64(mine.sign_in_key),
            "recovery_lookup": to_base64(by_code.lookup),
            "recovery_key": to_base64(by_code.sign_in_key),
            "public_key": to_base64(seals.public_of(private)),
            "private_key": to_base64(seals.seal_identity(vault_key, private)),
            "slots": self._slots(vault_key, mine, by_code),
            "vault_chain": [],
        }
        if recovery_wait is not None:
            body["recovery_wait"] = recovery_wait
        if staff_code is not None:
            body["staff_code"] = staff_code
        try:
            told = await self.service.call("POST", "/accounts", body)
        except Problem as problem:
            if problem.slug != "taken":
                raise
            await self.sign_in(handle, passphrase)
            return code
        self._open(id_bytes(told["account"]), vault_key, [], private)
        self.credentials = mine
        return code

    async def sign_in(self, handle: str, passphrase: str) -> None:
        """Opens the account here by handle and passphrase; Problem 401 if they are wrong."""
        mine = names.credentials(await self.pinned_rp(), handle, passphrase)
        body = {"lookup": to_base64(mine.lookup), "sign_in_key": to_base64(mine.sign_in_key)}
        told = await self.service.call("POST", "/session", body)
        self._take_keys(told, mine.slot_key, seals.PASSPHRASE_SLOT)
        self.credentials = mine

    async def open_with_code(self, code: bytes, handle: str, passphrase: str) -> bytes:
        """Opens the account by its recovery code, with a new handle and passphrase; gives the new code.

        Raises Waiting where it opens later. The old code, all other sessions and device halves are gone then.
        """
        told = await self.recover(code)
        self._take_keys(told, codes.recovery_credentials(code).slot_key, seals.RECOVERY_SLOT)
        return await self._replace(handle, passphrase, None)

    async def recover(self, code: bytes) -> dict[str, Any]:
        """`POST /recovery`: the answer of a sign-in. May be repeated. Raises Waiting, or Problem for a wrong code."""
        mine = codes.recovery_credentials(code)
        body = {"recovery_lookup": to_base64(mine.lookup), "recovery_key": to_base64(mine.sign_in_key)}
        told: dict[str, Any] = await self.service.call("POST", "/recovery", body)
        if "slots" not in told:
            raise Waiting(told["opens"])
        return told

    async def stop_recovery(self) -> None:
        """Stops a recovery that waits."""
        await self.service.call("DELETE", "/recovery")

    async def change_credentials(self, handle: str, passphrase: str, *, rotate: bool = False) -> bytes:
        """New handle and passphrase, and with `rotate` a new vault key; gives the new recovery code.

        The records' own key rows are sealed again with the next `sync`.
        """
        if rotate:
            book = self._book()
            book.former = [book.vault_key, *book.former][: seals.CHAIN_LENGTH]
            book.vault_key = secrets.token_bytes(32)
            book.rekeys = {each: one.epoch for each, one in book.entries.items() if one.epoch}
        return await self._replace(handle, passphrase, self._credentials().sign_in_key)

    async def _replace(self, handle: str, passphrase: str, current: bytes | None) -> bytes:
        book, code = self._book(), codes.new_code()
        mine = names.credentials(await self.pinned_rp(), handle, passphrase)
        by_code = codes.recovery_credentials(code)
        body = {
            "lookup": to_base64(mine.lookup),
            "sign_in_key": to_base64(mine.sign_in_key),
            "slots": self._slots(book.vault_key, mine, by_code),
            "vault_chain": [to_base64(one) for one in seals.seal_chain(book.vault_key, book.former)],
            "recovery_lookup": to_base64(by_code.lookup),
            "recovery_key": to_base64(by_code.sign_in_key),
            "public_key": to_base64(seals.public_of(self.private_key)),
            "private_key": to_base64(seals.seal_identity(book.vault_key, self.private_key)),
        }
        if current is not None:
            body["current"] = to_base64(current)
        try:
            await self.service.call("PUT", "/account/credentials", body, tries=1)
        except Lost:  # the old or the new opens: the new is tried, and only if it does not, all is sent once more
            try:
                await self.sign_in(handle, passphrase)
            except Problem:
                await self.service.call("PUT", "/account/credentials", body)
        self.credentials = mine
        return code

    async def sign_out(self, *, forget: bool = False) -> None:
        """Ends this session, its subscription and its device half."""
        await self.service.call("DELETE", "/session", {"forget": True} if forget else None)

    async def delete_account(self) -> None:
        """Deletes everything."""
        await self.service.call("DELETE", "/account", {"sign_in_key": to_base64(self._credentials().sign_in_key)})

    async def sessions(self) -> list[dict[str, Any]]:
        """Her devices: id, label, first and last day, and which is this one."""
        told = await self.service.call("GET", "/sessions")
        return list(told["sessions"])

    async def name_this(self, label: str) -> None:
        """Names this session, sealed; four bytes of text."""
        plain = label.encode().ljust(LABEL_LENGTH, b"\0")
        sealed = seals.seal_small(self._book().vault_key, "handrail/1/label", [], plain)
        await self.service.call("PUT", "/sessions/current", {"label": to_base64(sealed)})

    def _slots(self, vault_key: bytes, mine: names.Credentials, by_code: names.Credentials) -> list[str]:
        filled = {
            seals.PASSPHRASE_SLOT: seals.seal_slot(mine.slot_key, seals.PASSPHRASE_SLOT, vault_key),
            seals.RECOVERY_SLOT: seals.seal_slot(by_code.slot_key, seals.RECOVERY_SLOT, vault_key),
        }
        return [to_base64(one) for one in seals.fill_slots(filled)]

    def _take_keys(self, told: dict[str, Any], key: bytes, slot: int) -> None:
        vault_key = seals.open_slot(key, slot, [from_base64(one) for one in told["slots"]])
        former = seals.open_chain(vault_key, [from_base64(one) for one in told["vault_chain"]])
        private = seals.open_identity(vault_key, from_base64(told["private_key"]), from_base64(told["public_key"]))
        self._open(id_bytes(told["account"]), vault_key, former, private)

    def _open(self, account: bytes, vault_key: bytes, former: list[bytes], private: bytes) -> None:
        self.account, self.private_key = account, private
        if self.book is None:
            self.book = Book(account, vault_key, former, self.device, appointment_reminders)
        else:  # the same account, opened again
            self.book.vault_key, self.book.former = vault_key, former

    def _book(self) -> Book:
        if self.book is None:
            raise RuntimeError("no account is open here")
        return self.book

    def _credentials(self) -> names.Credentials:
        if self.credentials is None:
            raise RuntimeError("no account is open here")
        return self.credentials

    # ------------------------------------------------------------------------------------------------------- records

    def save(self, plain: Plain, record: str | None = None) -> str:
        """Keeps a change of a record (or a new one) here until the next `sync`; gives its id."""
        return self._book().put({"v": 1, **plain}, record)

    def delete(self, record: str) -> None:
        """Deletes a record: a sealed write of its next epoch, sent with the next `sync`."""
        self._book().put(dict(DELETED), record)

    def shown(self) -> dict[str, Plain]:
        """Every record that is not deleted: id → plaintext."""
        return self._book().shown()

    def unsent(self) -> int:
        """How many records hold something that the server has not acknowledged."""
        return self._book().unsent()

    async def sync(self, limit: int = 100) -> None:
        """Sends what changed and takes in what is new, until both are at an end.

        Raises Problem, or Lost when no answer came: nothing is lost then, the same sealed bytes go out next time.
        """
        book = self._book()
        for _ in range(MOST_ROUNDS):
            asked = book.request(limit)
            if book.starting_over:  # first see where the server stands, then offer back
                asked["write"] = []
            try:
                told = await self.service.call("POST", "/sync", asked)
            except Problem as problem:
                if problem.slug != "start-over" or book.starting_over:
                    raise
                book.start_over()
                continue
            book.answer(told, asked)
            if not told["more"]:
                if book.starting_over:
                    book.offer_back()
                if book.full or not (book.unsent() or book.rekeys):
                    return
        raise RuntimeError("this sync comes to no end")

    def take_out(self, code: bytes, made: str) -> bytes:
        """Everything of hers in one sealed file that the 17 bytes of `code` open; links with others stay."""
        records = {each: plain for each, plain in self.shown().items() if plain["type"] != "link"}
        return exports.write_export(code, records, made)

    def take_in(self, code: bytes, file: bytes) -> int:
        """Puts a sealed file in, merged as sync merges; gives how many records changed. Kept until the next `sync`."""
        changed = 0
        for record, given in list(exports.read_export(code, file)):
            here = self.shown().get(record)
            if here and all(here["by"].get(each, 0) >= count for each, count in given["by"].items()):
                continue
            merged = merge(None, here, given) if here else given
            self.save(merged, record)
            self._book().entries[record].plain = merged  # with the counters of both
            changed += 1
        return changed

    # --------------------------------------------------------------------------------- reminders, devices and events

    async def subscribe(self, subscription: dict[str, Any], lang: str | None = None) -> None:
        """Hands over a browser's `PushSubscription` as it is."""
        await self.service.call("PUT", "/push/subscription", subscription | ({"lang": lang} if lang else {}))

    async def pause_reminders(self, until: int | None) -> None:
        """Stops all reminders until a time in seconds; None lets them go on."""
        await self.service.call("PUT", "/reminders", {"paused_until": until})

    async def events(self) -> list[dict[str, Any]]:
        """The log of her account; what is missing or was changed is noted in `events_wrong`."""
        while True:
            since = self.events_seen[-1]["n"] if self.events_seen else 0
            told = await self.service.call("GET", f"/events?since={since}")
            for event in told["events"]:
                if self.events_seen and event["n"] != self.events_seen[-1]["n"] + 1:
                    self.events_wrong.append(f"between {self.events_seen[-1]['n']} and {event['n']}")
                self.events_seen.append(event)
            if not told["more"]:
                return self.events_seen

    async def put_half(self, proof: bytes, half: bytes) -> None:
        """Leaves this device's half (32 bytes) with the server, behind a proof (32 bytes) of the PIN."""
        body = {"proof": to_base64(proof), "half": to_base64(half)}
        await self.service.call("PUT", f"/device-key/{self.device}", body)

    async def get_half(self, proof: bytes) -> bytes:
        """The half; Problem 403 with `left` for a wrong proof, 410 when it is gone."""
        told = await self.service.call("POST", f"/device-key/{self.device}", {"proof": to_base64(proof)}, tries=1)
        return from_base64(told["half"])

    async def lock_all_devices(self) -> None:
        """Throws away the half of every device."""
        await self.service.call("DELETE", "/device-keys")
