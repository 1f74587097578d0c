"""Kinto for `peers.py`: its own environment, its settings, and the same work in its words.

Terms, all to its advantage where there was a choice:
- Granian, one worker, as its manual says for production; 16 threads, one for each client; no access log, log level
  WARNING.
- Storage and permissions in PostgreSQL, the cache in memory: quickest, and right for one process.
- `basicauth`, one HMAC a request and no stored account: quicker than its accounts plugin (bcrypt, remembered in the
  cache). No history, quotas, default bucket or schema validation.
- A record is `{"data": {"body": base64}}` in a collection that its owner alone may read and write.
"""

import base64
import itertools
import os
import secrets
from pathlib import Path

import msgspec
from load import BODY_BYTES, CLIENTS
from peer_install import end, environment, prepare, serve
from peer_load import RECORDS, Connection, Peer, Step, all_steps

PINS = Path(__file__).with_name("peer_kinto.txt")
THREADS = CLIENTS

SETTINGS = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {url}
kinto.storage_pool_size = 50
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {url}
kinto.permission_pool_size = 50
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = {secret}
kinto.bucket_create_principals = system.Authenticated
kinto.paginate_by = 100
multiauth.policies = basicauth

[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = WARNING
handlers = console

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = plain

[formatter_plain]
format = %(levelname)s %(message)s
"""
APP = """
import configparser, os
from kinto import main
config = configparser.ConfigParser(interpolation=None)
config.read(os.environ["KINTO_INI"])
application = main({}, **dict(config.items("app:main")))
"""


class Kinto:
    """Starts it on a database, makes accounts with records, ends it."""

    def __init__(self, folder: Path, url: str, port: int) -> None:
        """Takes a folder of its own, the address of an empty database, a free port."""
        tools = environment("kinto", PINS).parent
        ini = folder / "kinto.ini"
        ini.write_text(SETTINGS.format(url=url, secret=secrets.token_hex(32)))
        (folder / "served.py").write_text(APP)
        environ = {**os.environ, "KINTO_INI": str(ini), "PYTHONPATH": str(folder)}
        prepare([str(tools / "kinto"), "migrate", "--ini", str(ini)], environ, folder)
        command = [str(tools / "granian"), "--interface", "wsgi", "--port", str(port), "--workers", "1"]
        command += ["--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning", "served:application"]
        self.port = port
        self.process = serve(command, environ, folder, f"http://127.0.0.1:{port}/v1/")

    async def peer(self) -> Peer:
        """Makes the accounts and gives the peer, ready to be measured."""
        connection = Connection(self.port)
        hello = msgspec.json.decode((await connection.ask("GET", "/v1/", "")).body)
        await connection.close()
        steps = await all_steps(self.port, _account)
        return Peer("Kinto", hello["project_version"], self.process.pid, self.port, steps)

    def stop(self) -> None:
        """Ends it."""
        end(self.process)


def _body() -> bytes:
    text = base64.b64encode(secrets.token_bytes(BODY_BYTES)).decode()
    return msgspec.json.encode({"data": {"body": text}})


async def _account(connection: Connection, number: int) -> dict[str, Step]:
    who = base64.b64encode(f"account{number}:{secrets.token_hex(8)}".encode()).decode()
    headers = f"Authorization: Basic {who}\r\nContent-Type: application/json\r\n"
    bucket = f"/v1/buckets/account{number}"
    records = f"{bucket}/collections/records/records"
    for path in (bucket, f"{bucket}/collections/records"):
        answer = await connection.ask("PUT", path, headers, b"{}")
        assert answer.status == 201, answer
    before = (await connection.ask("GET", records, headers)).header("ETag").strip('"')
    tags: dict[str, str] = {}
    for _ in range(RECORDS):
        path = f"{records}/{secrets.token_hex(16)}"
        answer = await connection.ask("PUT", path, headers, _body())
        assert answer.status == 201, answer
        tags[path] = answer.header("ETag")
    turns = itertools.cycle(tags)

    async def nothing(connection: Connection) -> None:
        answer = await connection.ask("GET", f"{records}?_since={now()}", headers)
        assert answer.status == 200, answer
        assert msgspec.json.decode(answer.body)["data"] == [], answer

    async def ten(connection: Connection) -> None:
        answer = await connection.ask("GET", f"{records}?_since={before}", headers)
        assert answer.status == 200, answer
        assert len(msgspec.json.decode(answer.body)["data"]) == RECORDS, answer

    async def write(connection: Connection) -> None:
        path = next(turns)
        answer = await connection.ask("PUT", path, f"{headers}If-Match: {tags[path]}\r\n", _body())
        assert answer.status == 200, answer
        tags[path] = answer.header("ETag")

    def now() -> str:
        return max(tag.strip('"') for tag in tags.values())

    return {"nothing new": nothing, "10 records": ten, "a write": write}
