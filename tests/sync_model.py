"""What `POST /sync` promises, in memory and as short as it can be said: to try clients against, and to lie to them.

One account, its own records, no links. A page says `docs/protocol.md`, "Sync".
"""

import base64
import copy
import hashlib
import json
from typing import Any

import httpx

PROBLEM = {"content-type": "application/problem+json"}
Row = dict[str, Any]


class SyncModel(httpx.AsyncBaseTransport):
    """A server of one account. `tamper` may change each row before it is handed out."""

    def __init__(self) -> None:
        self.era = 1
        self.clock = 0
        self.rows: dict[str, Row] = {}
        self.hashes: dict[str, dict[int, tuple[int, str]]] = {}  # id → revision → (epoch, hash), the last two
        self.tamper = lambda row: row
        self.requests: list[Any] = []

    def backup(self) -> tuple[Any, ...]:
        """Everything, to be put back by `restore`."""
        return copy.deepcopy((self.clock, self.rows, self.hashes))

    def restore(self, backup: tuple[Any, ...]) -> None:
        """Puts a backup back: a new era."""
        self.clock, self.rows, self.hashes = copy.deepcopy(backup)
        self.era += 1

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        self.requests.append(asked)
        since = json.loads(asked["since"]) if asked["since"] else [self.era, 0]
        if since[0] != self.era:
            return httpx.Response(409, json={"type": "/problems/start-over"}, headers=PROBLEM)
        written = [self._write(one) for one in asked["write"]]
        for one in asked["rekey"]:
            row = self.rows.get(one["id"])
            if row and row["epoch"] == one["epoch"]:
                row["key"] = one["key"]
        new = sorted((row for row in self.rows.values() if row["seq"] > since[1]), key=lambda row: row["seq"])
        page = new[: asked["limit"]]
        seq = page[-1]["seq"] if page else since[1]
        echoed = {one["id"]: one["revision"] for one in written if one["error"] is None}
        return httpx.Response(
            200,
            json={
                "cursor": json.dumps([self.era, seq]),
                "more": len(new) > len(page),
                "records": [self.tamper(self._shown(row, echoed)) for row in page],
                "written": written,
                "links": [],
            },
        )

    def _shown(self, row: Row, echoed: dict[str, int]) -> Row:
        own = echoed.get(row["id"]) == row["revision"]
        shown = {name: row[name] for name in ("id", "revision", "epoch")} | {"owner": "00" * 16, "link": None}
        shown |= {"body": None, "key": None} if own else {"body": row["body"], "key": row["key"]}
        return shown | {"until": 0, "readers": [], "gone": False}

    def _write(self, asked: Row) -> Row:
        row = self.rows.get(asked["id"], {"revision": 0, "epoch": 0})
        revision = asked.get("revision", asked["base"] + 1)
        digest = hashlib.sha256(base64.b64decode(asked["body"])).hexdigest()
        hashes = self.hashes.setdefault(asked["id"], {})
        if hashes.get(revision) == (asked["epoch"], digest):
            return {"id": asked["id"], "revision": revision, "error": None}
        if asked["base"] != row["revision"]:
            return {"id": asked["id"], "revision": row["revision"], "error": "conflict"}
        if asked["epoch"] not in ({1} if not row["epoch"] else {row["epoch"], row["epoch"] + 1}):
            return {"id": asked["id"], "revision": row["revision"], "error": "epoch"}
        self.clock += 1
        place = {"id": asked["id"], "revision": revision, "epoch": asked["epoch"], "seq": self.clock}
        self.rows[asked["id"]] = place | {"body": asked["body"], "key": asked["keys"][0]["key"]}
        self.hashes[asked["id"]] = {row["revision"]: hashes.get(row["revision"], (0, "")),
                                    revision: (asked["epoch"], digest)}  # fmt: skip
        return {"id": asked["id"], "revision": revision, "error": None}
