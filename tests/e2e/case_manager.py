"""A case manager without a browser: the protocol's own client, in a thread, for tests of the phone's side."""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Coroutine
from typing import Any

import httpx

from client import Device
from live_server import LiveServer
from protocol import bodies, links
from protocol.context import OpenError, from_base64, to_base64
from protocol.inviter import Invitation, set_up_second_step
from protocol.merging import Plain
from protocol.service import Problem
from protocol.totp import STEP, code_at

DUTIES = "We must tell the office for children when a child is in danger. We tell you before we do."
CONTACT = "Ask for the office, 000 000, Monday to Friday."


def command(server: LiveServer, *words: str) -> str:
    """Runs `handrail …` as the operator of this server does; gives what it printed."""
    return server.command(*words)


class CaseManager:
    """One case manager of a sample house, signed in, with the second step passed."""

    def __init__(self, server: LiveServer, name: str = "A. Example", house: str = "Sample House") -> None:
        self.name, self.house = name, house
        duties = server.directory / "duties.txt"
        duties.write_text(DUTIES, encoding="utf-8")
        given = ("--name", name, "--organisation", house, "--duties", str(duties), "--contact", CONTACT)
        self.server, self.code = server, command(server, "staff", "add", *given).split()[-1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._http = httpx.AsyncClient(base_url=server.origin)
        self.device = Device(self._http)
        self.invitations: dict[str, Invitation] = {}
        self._do(self._begin())

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _begin(self) -> None:
        handle = f"case-{self.code[:12]}".replace("_", "a").lower()
        await self.device.sign_up(handle, "six plain words for this test", staff_code=self.code)
        secret = await set_up_second_step(self.device)
        # The code that confirmed it is spent; the next is good already.
        code = code_at(secret, time.time() + STEP)
        with contextlib.suppress(Problem):
            await self.device.service.call("POST", "/session/second-step", {"code": code})

    def close(self) -> None:
        """Ends its connection and its thread."""
        self._do(self._http.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def invite(self) -> str:
        """A new code of 27 characters, good for 15 minutes."""
        made: Invitation = self._do(Invitation.make(self.device, self.name, self.house))
        self.invitations[made.code] = made
        return made.code

    def told(self, code: str) -> dict[str, Any]:
        """What the server says of the link of a code."""
        return dict(self._do(self.device.service.call("GET", f"/links/{self.invitations[code].link.hex()}")))

    def words(self, code: str) -> list[str]:
        """The four words, once somebody accepted with a good proof."""
        made, told = self.invitations[code], self.told(code)
        survivor, key = bytes.fromhex(told["survivor"]), from_base64(told["survivor_key"])
        assert links.link_proof(made.secret, made.link, survivor, key) == from_base64(told["proof"])
        mine = from_base64(told["case_manager_key"])
        return links.link_words(made.link, made.secret, mine, key)

    def send(self, code: str, plain: Plain) -> str:
        """Writes a record of its own and shares it across a link; gives its id."""
        made, told = self.invitations[code], self.told(code)
        assert self.device.account
        assert self.device.book
        owner, reader, key = self.device.account, bytes.fromhex(told["survivor"]), from_base64(told["survivor_key"])

        def readers(record: str, epoch: int, record_key: bytes) -> list[dict[str, Any]]:
            sealed = links.seal_reader_key(
                sender_private=self.device.private_key,
                reader_public=key,
                owner=owner,
                reader=reader,
                record=bytes.fromhex(record),
                epoch=epoch,
                until=0,
                link=made.link,
                secret=made.secret,
                record_key=record_key,
            )
            return [{"link": made.link.hex(), "key": to_base64(sealed), "until": 0}]

        self.device.book.readers = readers
        record = self.device.save({"created": "2026-05-01", "by": {}, **plain})
        self._do(self.device.sync())
        return record

    def synced(self) -> list[dict[str, Any]]:
        """Every row that the server has for it."""
        return list(self._do(self.device.service.call("POST", "/sync", {"since": None, "limit": 500}))["records"])

    def sees(self, code: str) -> list[Plain]:
        """Everything that the server hands across a link now, opened."""
        made, told = self.invitations[code], self.told(code)
        rows = [row for row in self.synced() if row["link"] == made.link.hex() and not row["gone"]]
        return [self._open(made, told, row) for row in rows]

    def _open(self, made: Invitation, told: dict[str, Any], row: dict[str, Any]) -> Plain:
        assert self.device.account
        owner, record = bytes.fromhex(row["owner"]), bytes.fromhex(row["id"])
        if row["owner"] != told["survivor"]:
            raise OpenError
        record_key = links.open_reader_key(
            reader_private=self.device.private_key,
            sender_public=from_base64(told["survivor_key"]),
            owner=owner,
            reader=self.device.account,
            record=record,
            epoch=row["epoch"],
            until=row["until"],
            link=made.link,
            secret=made.secret,
            key=from_base64(row["key"]),
        )
        body = from_base64(row["body"])
        return dict(json.loads(bodies.open_body(record_key, owner, record, row["epoch"], row["revision"], body)))

    def end(self, code: str) -> None:
        """Ends the link."""
        self._do(self.device.service.call("DELETE", f"/links/{self.invitations[code].link.hex()}"))
