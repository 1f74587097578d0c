"""etebase-server for `peers.py`: its own environment, its settings, and the same work in its words.

Terms, all to its advantage where there was a choice:
- uvicorn with uvloop and httptools, one worker, no access log, DEBUG off, no Redis, every version as its own
  `requirements.txt` pins it, psycopg2 for PostgreSQL.
- Connections to PostgreSQL are kept (`CONN_MAX_AGE = None`). Its configuration file cannot say so: without a settings
  module, it connects anew several times a request.
- Token authentication, as its clients do; requests and answers are MessagePack.
- A record is an item whose bytes lie in its `meta`, in the database; its own clients put content in chunks, which are
  files.
"""

import itertools
import os
import secrets
from pathlib import Path
from typing import Any

import msgspec
from load import BODY_BYTES
from peer_install import FOLDER, end, environment, prepare, serve
from peer_load import RECORDS, Connection, Peer, Step, all_steps

DRIVER = "psycopg2-binary==2.9.13"
API = "/api/v1"

SETTINGS = """
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
SECRET_KEY = "{secret}"
STATIC_ROOT = "{folder}/static"
MEDIA_ROOT = SENDFILE_ROOT = "{folder}/media"
ETEBASE_CREATE_USER_FUNC = None
DATABASES = {{
    "default": {{
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "{name}",
        "USER": "postgres",
        "HOST": "{host}",
        "CONN_MAX_AGE": None,
    }}
}}
"""


class Etebase:
    """Starts it on a database, makes accounts with records, ends it."""

    def __init__(self, checkout: Path, folder: Path, host: str, name: str, port: int) -> None:
        """Takes its source, a folder of its own, the socket's folder and name of an empty database, a free port."""
        self.checkout, self.port = checkout, port
        python = str(environment("etebase", checkout / "requirements.txt", DRIVER))
        for part in ("static", "media"):
            (folder / part).mkdir(parents=True)
        settings = SETTINGS.format(secret=secrets.token_hex(32), folder=folder, name=name, host=host)
        (folder / "etebase_server_settings.py").write_text(settings)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ETEBASE_")}
        # Nothing is written into the checkout.
        environ["PYTHONPYCACHEPREFIX"] = str(FOLDER / "compiled")
        environ["PYTHONPATH"] = f"{folder}{os.pathsep}{checkout}"
        prepare([python, str(checkout / "manage.py"), "migrate", "--verbosity", "0"], environ, folder)
        command = [python, "-m", "uvicorn", "etebase_server.asgi:application", "--port", str(port)]
        command += ["--workers", "1", "--no-access-log", "--log-level", "warning"]
        self.process = serve(command, environ, folder, f"http://127.0.0.1:{port}{API}/authentication/is_etebase/")

    async def peer(self) -> Peer:
        """Makes the accounts and gives the peer, ready to be measured."""
        steps = await all_steps(self.port, _account)
        return Peer("etebase-server", _version(self.checkout), self.process.pid, self.port, steps)

    def stop(self) -> None:
        """Ends it."""
        end(self.process)


def _version(checkout: Path) -> str:
    line = next(line for line in (checkout / "setup.py").read_text().splitlines() if "version=" in line)
    return line.split('"')[1]


def _name() -> str:
    return secrets.token_urlsafe(24)


def _item(uid: str, etag: str | None) -> dict[str, Any]:
    content = {"uid": _name(), "meta": secrets.token_bytes(BODY_BYTES), "deleted": False, "chunks": []}
    return {"uid": uid, "version": 1, "encryptionKey": None, "content": content, "etag": etag}


async def _account(connection: Connection, number: int) -> dict[str, Step]:
    headers = "Accept: application/msgpack\r\nContent-Type: application/msgpack\r\n"

    async def send(path: str, said: object) -> Any:
        answer = await connection.ask("POST", f"{API}{path}", headers, msgspec.msgpack.encode(said))
        assert answer.status in {200, 201}, answer
        return msgspec.msgpack.decode(answer.body) if answer.body else None

    noise = secrets.token_bytes
    user = {"username": f"account{number}", "email": f"account{number}@example.org"}
    keys = {"salt": noise(16), "loginPubkey": noise(32), "pubkey": noise(32), "encryptedContent": noise(72)}
    headers += f"Authorization: Token {(await send('/authentication/signup/', {'user': user, **keys}))['token']}\r\n"
    collection = _name()
    made = {"collectionType": noise(16), "collectionKey": noise(72), "item": _item(collection, None)}
    await send("/collection/", made)
    items = f"{API}/collection/{collection}/item"

    async def read(connection: Connection, path: str, rows: int) -> Any:
        answer = await connection.ask("GET", path, headers)
        assert answer.status == 200, answer
        told = msgspec.msgpack.decode(answer.body)
        assert len(told["data"]) == rows, told
        return told

    before = (await read(connection, f"{API}/collection/", 1))["stoken"]
    tags: dict[str, str] = {}
    for _ in range(RECORDS):
        item = _item(_name(), None)
        await send(f"/collection/{collection}/item/transaction/", {"items": [item]})
        tags[item["uid"]] = item["content"]["uid"]
    latest = (await read(connection, f"{items}/?stoken={before}", RECORDS))["stoken"]
    turns = itertools.cycle(tags)

    async def nothing(connection: Connection) -> None:
        nonlocal latest
        if latest is None:  # written since: what a client does first is not measured
            latest = (await read(connection, f"{API}/collection/", 1))["stoken"]
        await read(connection, f"{API}/collection/?stoken={latest}", 0)

    async def ten(connection: Connection) -> None:
        await read(connection, f"{items}/?stoken={before}", RECORDS)

    async def write(connection: Connection) -> None:
        nonlocal latest
        uid = next(turns)
        item = _item(uid, tags[uid])
        body = msgspec.msgpack.encode({"items": [item]})
        answer = await connection.ask("POST", f"{items}/transaction/", headers, body)
        assert answer.status == 200, answer
        tags[uid] = item["content"]["uid"]
        latest = None

    return {"nothing new": nothing, "10 records": ten, "a write": write}
